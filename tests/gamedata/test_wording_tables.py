"""Every wording is a sound template of known words, and every number of 3.3.5 has one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Branch
from appliance.gamedata.scripts import (
    wording_actions,
    wording_conditions,
    wording_events,
    wording_targets,
)
from appliance.gamedata.scripts.wording import phrase
from appliance.gamedata.scripts.wording_terms import Terms
from tests.support.small_worlds import small_realm

TABLES = {
    "SMART_EVENT": wording_events.EVENTS,
    "SMART_ACTION": wording_actions.ACTIONS,
    "SMARTAI_TARGETS": wording_targets.TARGETS,
    "ConditionTypes": wording_conditions.CONDITIONS,
}


def templates(branch: Branch) -> Iterator[tuple[str, str]]:
    for number, text in wording_events.EVENTS.items():
        yield f"event {number}", text
    yield "event in a list", wording_events.IN_LIST
    for number in wording_actions.ACTIONS:
        yield f"action {number}", wording_actions.action(branch, number) or ""
    for number, text in wording_targets.TARGETS.items():
        yield f"target {number}", text
    for number in wording_conditions.CONDITIONS:
        said = wording_conditions.wording(branch, number)
        assert said is not None
        assert said.verb in wording_conditions.OPPOSITE
        yield f"condition {number}", said.rest
        yield f"subject of condition {number}", said.subject


@pytest.mark.parametrize("branch", Branch)
@pytest.mark.parametrize("fill", [0, 1, 2, 3, 77, 2**32 - 1])
async def test_every_template_can_be_filled(branch: Branch, fill: int) -> None:
    async with small_realm({}, branch) as realm:
        terms = Terms(realm, "enUS")
        for name, template in templates(branch):
            text = phrase(template, [fill] * 9, terms)
            assert not re.search(r"[{}\[\]<>|]", text), (name, text)
            assert text == text.strip(), (name, text)
            assert "  " not in text, (name, text)
            assert text or name.startswith(("subject", "event in a list")), name


@pytest.mark.parametrize("enum", TABLES)
def test_all_numbers_of_wrath_have_words(enum: str) -> None:
    known = {number for number in enums(Branch.WRATH).values(enum) if 0 <= number < 1000}
    ends = {number for number in known if enums(Branch.WRATH).name(enum, number) in ("end", "max")}
    assert known - ends <= TABLES[enum].keys()


def test_the_subject_follows_source_and_target() -> None:
    assert wording_conditions.subject(22, 0) == "whoever caused the event"
    assert wording_conditions.subject(22, 1) == "the owner of the script"
    assert wording_conditions.subject(1, 0) == "the player who loots"
    assert wording_conditions.subject(1, 2) == "target 2"
    assert wording_conditions.subject(99, 0) == "the player"
