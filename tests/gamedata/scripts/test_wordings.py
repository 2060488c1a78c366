"""Every constant has words on both branches, and every wording is a sound template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.gamedata.condition_sources import LOOT
from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Branch
from appliance.gamedata.scripts.wording import Choice, Field, Part, parse, phrase
from appliance.gamedata.scripts.wording_terms import Terms
from appliance.gamedata.scripts.wordings import Wordings, wordings
from tests.support.small_worlds import small_realm

BOTH = pytest.mark.parametrize("branch", Branch)
TABLES = {
    "SMART_EVENT": "events",
    "SMART_ACTION": "actions",
    "SMARTAI_TARGETS": "targets",
    "ConditionTypes": "conditions",
    "ConditionSourceType": "sources",
}
MARKS = re.compile(r"[{}\[\]<>|$]")
LARGEST = 2**32 - 1


def templates(words: Wordings) -> Iterator[tuple[str, str]]:
    for name in ("events", "actions", "targets", "sources"):
        for number, text in getattr(words, name).items():
            yield f"{name} {number}", text
    yield "event in a list", words.in_list
    for number, said in words.conditions.items():
        yield f"condition {number}", said.rest
        yield f"subject of condition {number}", said.subject


@BOTH
@pytest.mark.parametrize("enum", TABLES)
def test_every_constant_has_words(branch: Branch, enum: str) -> None:
    """The enumerations hold no ends and bounds, so that nothing is excepted."""
    table: Mapping[int, Any] = getattr(wordings(branch), TABLES[enum])
    missing = {n: name for n, name in enums(branch).values(enum).items() if n not in table}
    assert not missing


@BOTH
def test_every_condition_can_be_denied(branch: Branch) -> None:
    words = wordings(branch)
    assert {said.verb for said in words.conditions.values()} == set(words.opposites)


@BOTH
@pytest.mark.parametrize("fill", [0, 1, 2, 3, 77, LARGEST])
async def test_every_template_can_be_filled(branch: Branch, fill: int) -> None:
    async with small_realm({}, branch) as realm:
        terms = Terms(realm, "enUS", LOOT)
        for name, template in templates(wordings(branch)):
            text = phrase(template, [fill] * 9, terms)
            assert not MARKS.search(text), (name, text)
            assert text == text.strip(), (name, text)
            assert "  " not in text, (name, text)
            assert text or name.startswith(("subject", "event in a list")), name


@BOTH
@given(data=st.data())
async def test_any_numbers_can_be_said(branch: Branch, data: st.DataObject) -> None:
    number = st.one_of(st.integers(0, 300), st.integers(0, LARGEST))
    name, template = data.draw(st.sampled_from(sorted(templates(wordings(branch)))))
    values = data.draw(st.lists(number, min_size=9, max_size=9))
    async with small_realm({}, branch) as realm:
        terms = Terms(realm, "enUS", LOOT)
        phrase(template, values, terms)
        await terms.learn()
        assert not MARKS.search(phrase(template, values, terms)), name


def fields(parts: tuple[Part, ...]) -> Iterator[Field]:
    for part in parts:
        if isinstance(part, Field):
            yield part
        elif isinstance(part, Choice):
            for option in part.options:
                yield from fields(option)


@BOTH
def test_every_enumeration_a_template_names_exists(branch: Branch) -> None:
    """But those of things that the other branch alone has."""
    of_one_branch = {"SMARTAI_TEMPLATE", "SpawnMask"}
    known = enums(branch)
    for name, template in templates(wordings(branch)):
        for field in fields(parse(template)):
            *families, detail = field.kind.split(".")
            if families and families[-1] in ("enum", "flags", "or", "object"):
                assert detail in known or detail in of_one_branch, (name, detail)


def test_master_overlays() -> None:
    wrath, master = wordings(Branch.WRATH), wordings(Branch.MASTER)
    assert wrath.actions[44] != master.actions[44]
    assert wrath.conditions[26].rest == "in phase mask {hex:1}"
    assert master.conditions[26].rest == "in {phase:1}"
    assert wrath.events == master.events


@BOTH
def test_the_subject_follows_source_and_target(branch: Branch) -> None:
    subject = wordings(branch).subject
    assert subject(22, 0) == "whoever caused the event"
    assert subject(22, 1) == "the owner of the script"
    assert subject(1, 0) == "the player who loots"
    assert subject(1, 2) == "target 2"
    assert subject(19, 0) == subject(99, 0) == "the player"


def test_they_are_read_once() -> None:
    assert wordings(Branch.WRATH) is wordings(Branch.WRATH)
