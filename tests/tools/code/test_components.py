"""The tool that writes parts of bots."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from appliance.errors import InvalidArgument
from appliance.tools.code.components import generate_bot_component
from tests.tools.code.asking import ask


@pytest.mark.parametrize("kind", ["ai_strategy", "state_manager", "event_handler"])
async def test_every_kind_answers_without_realm_or_workspace(kind: str) -> None:
    made = await ask(
        generate_bot_component,
        componentType=kind,
        className="FrostBot",
        description="Freezes things.",
        role="healer",
        namespace="Bots::Frost",
        includeTests=True,
    )
    assert [file.path for file in made.files] == ["FrostBot.h", "FrostBot.cpp", "FrostBotTest.cpp"]
    assert "// Freezes things.\n" in made.files[0].text
    assert "namespace Bots::Frost\n" in made.files[0].text
    assert not any("No role" in note for note in made.notes)


async def test_a_missing_role_is_said() -> None:
    made = await ask(generate_bot_component, componentType="ai_strategy", className="FrostBot")
    assert "No role was given: written for dps." in made.notes


async def test_a_bad_name_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="className"):
        await ask(generate_bot_component, componentType="ai_strategy", className="a; b")


@pytest.mark.parametrize("changed", [{"componentType": "x"}, {"role": "x"}, {"extra": 1}])
async def test_arguments_are_typed(changed: dict[str, Any]) -> None:
    arguments = {"componentType": "ai_strategy", "className": "A"} | changed
    with pytest.raises(ValidationError):
        await ask(generate_bot_component, **arguments)
