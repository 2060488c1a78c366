"""Tools are described truly and gathered completely."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from types import ModuleType

import pytest

import appliance.tools
from appliance.tools import DOMAINS
from appliance.tools.context import Scope, ToolContext
from appliance.tools.discovery.call import LONGEST_S
from appliance.tools.models import Answer, Locale, LocaleField, ToolInput, ToolOutput
from appliance.tools.registry import collect, tool


class Colour(StrEnum):
    RED = "red"


class Part(ToolOutput):
    """A part."""

    size: int


class Ask(ToolInput):
    """What to ask."""

    how_many: int
    locale: LocaleField = Locale.ENUS


class Told(Answer):
    """What is told."""

    colour: Colour
    best: Part | None = None
    parts: list[Part]
    comment: str | None = None


@tool("tell", title="Tell", scope=Scope.GAME_READ, read_only=True, timeout_s=1)
async def tell(query: Ask, _context: ToolContext) -> Told:
    """Tell something.

    Use it often.
    """
    return Told(source="test", colour=Colour.RED, parts=[Part(size=query.how_many)])


def module(**tools: object) -> ModuleType:
    found = ModuleType("domain")
    vars(found).update(tools)
    return found


def test_a_tool_is_described_by_its_function_and_types() -> None:
    assert tell.description == "Tell something. Use it often."
    assert tell.input_type is Ask
    assert tell.output_type is Told
    assert tell.input_schema["required"] == ["howMany"]
    assert tell.input_schema["additionalProperties"] is False
    assert "title" not in str(tell.input_schema)


def test_the_outline_shows_the_first_level_and_nothing_below() -> None:
    assert tell.output_outline["properties"] == {
        "source": {
            "type": "string",
            "description": "Where the data comes from; 'demo' is invented.",
        },
        "colour": {"type": "string"},
        "best": {"type": "object"},
        "parts": {"type": "array"},
        "comment": {"type": "string"},
    }
    assert "$defs" not in tell.output_outline
    assert tell.output_outline["required"] == tell.output_schema["required"]


def test_tools_are_gathered_by_name() -> None:
    assert list(collect([module(a=tell)])) == ["tell"]


def test_two_tools_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="tell"):
        collect([module(a=tell), module(b=tell)])


def test_a_tool_without_words_for_the_model_is_refused() -> None:
    async def silent(query: Ask, context: ToolContext) -> Told:
        raise NotImplementedError

    with pytest.raises(TypeError, match="docstring"):
        tool("x", title="X", scope=Scope.GAME_READ, read_only=True, timeout_s=1)(silent)


def test_every_module_with_a_tool_is_a_named_domain() -> None:
    folder = Path(str(appliance.tools.__file__)).parent
    with_tools = {
        path.relative_to(folder).with_suffix("").as_posix().replace("/", ".")
        for path in folder.rglob("*.py")
        if "\n@tool(" in path.read_text()
    }
    assert with_tools == {domain.__name__.removeprefix("appliance.tools.") for domain in DOMAINS}


MAY_WRITE = {"analyze-bot-performance", "call-tool", "trigger-backup", "verify-backup"}
"""Tools beyond the workspace's that change something: a file by an argument, backups, any."""


def test_every_tool_of_the_product_can_be_listed() -> None:
    tools = collect(DOMAINS)
    assert list(tools) == sorted(tools)
    for found in tools.values():
        assert found.read_only or found.scope is Scope.WORKSPACE or found.name in MAY_WRITE
        assert 0 < found.timeout_s <= LONGEST_S
        assert found.input_schema["type"] == found.output_schema["type"] == "object"
        assert len(found.description) <= 400, found.name
