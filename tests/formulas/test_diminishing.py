"""Diminishing returns by mechanics, as the server orders its questions."""

from __future__ import annotations

import pytest

from appliance.formulas.diminishing import (
    BLAST_WAVE_ICON,
    TAUNT_MASTER,
    TAUNT_WRATH,
    group_of_mechanics,
)
from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Branch

EXPECTED = {
    "charm": "mind control",
    "silence": "silence",
    "sleep": "sleep",
    "sapped": "disorient",
    "polymorph": "disorient",
    "shackle": "disorient",
    "knockout": "disorient",
    "disarm": "disarm",
    "fear": "fear",
    "stun": "controlled stun",
    "banish": "banish",
    "root": "controlled root",
    "horror": "horror",
    "snare": "none",
    "bleed": "none",
}


@pytest.mark.parametrize(("mechanic", "group"), EXPECTED.items())
def test_each_mechanic_has_its_group(mechanic: str, group: str) -> None:
    known = enums(Branch.WRATH)
    number = {name: value for value, name in known.values("Mechanics").items()}[mechanic]
    assert known.name("DiminishingGroup", group_of_mechanics([number])) == group


def test_of_several_mechanics_the_first_question_decides() -> None:
    assert group_of_mechanics([12, 9]) == 16
    assert group_of_mechanics([7, 5, 12]) == 10
    assert group_of_mechanics([]) == 0


def test_blast_wave_does_not_diminish() -> None:
    assert group_of_mechanics([14], icon=BLAST_WAVE_ICON) == 0
    assert group_of_mechanics([14, 7], icon=BLAST_WAVE_ICON) == 5


def test_taunts_have_a_group_of_their_own_on_both_branches() -> None:
    assert enums(Branch.WRATH).name("DiminishingGroup", TAUNT_WRATH) == "taunt"
    assert enums(Branch.MASTER).name("DiminishingGroup", TAUNT_MASTER) == "taunt"
