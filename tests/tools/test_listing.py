"""What a list shows of a tool is a laxer schema of the same arguments."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import Field

from appliance.tools import DOMAINS
from appliance.tools.context import Scope, ToolContext
from appliance.tools.listing import listed, listed_alias
from appliance.tools.models import Answer, Locale, LocaleField, ToolInput
from appliance.tools.registry import collect, tool

TOOLS = collect(DOMAINS)


class Team(ToolInput):
    """Who is in it."""

    size: Annotated[int, Field(ge=1, le=5, description="How many.")]


class Ask(ToolInput):
    """What to ask."""

    teams: Annotated[list[Team], Field(max_length=3)]
    best: Annotated[Team | None, Field(description="The best one.")] = None
    least: Annotated[int, Field(description="Inside.")] | None = None
    limit: Annotated[int, Field(description="Most teams.")] = 5
    loud: bool = True
    quiet: bool = False
    either: int | str = 0
    locale: LocaleField = Locale.ENUS


@tool("ask", title="Ask", scope=Scope.WORKSPACE, read_only=False, timeout_s=1)
async def ask(_query: Ask, _context: ToolContext) -> Answer:
    """Ask."""
    return Answer(source="test")


def test_definitions_are_put_in_place_and_limits_left_out() -> None:
    team = {
        "type": "object",
        "properties": {"size": {"type": "integer"}},
        "required": ["size"],
    }
    assert listed(ask).input_schema == {
        "type": "object",
        "properties": {
            "teams": {"type": "array", "items": team},
            "best": {**team, "description": "The best one."},
            "least": {"type": "integer", "description": "Inside."},
            "limit": {"type": "integer"},
            "loud": {"type": "boolean", "default": True},
            "quiet": {"type": "boolean"},
            "either": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
            "locale": {"type": "string"},
        },
        "required": ["teams"],
    }
    assert (listed(ask).name, listed(ask).title, listed(ask).read_only) == ("ask", "Ask", False)


def test_an_older_name_leads_to_the_newer_one() -> None:
    found = listed_alias("enquire", ask)
    assert (found.name, found.read_only) == ("enquire", False)
    assert "ask" in found.description


@pytest.mark.parametrize("name", TOOLS)
def test_every_argument_is_listed_and_the_same_are_needed(name: str) -> None:
    whole, brief = TOOLS[name].input_schema, listed(TOOLS[name]).input_schema
    assert list(brief.get("properties", {})) == list(whole["properties"])
    assert brief.get("required") == whole.get("required")
    assert "$ref" not in str(brief)
