"""Effects of spells become capabilities, on both branches by the server's own names."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.gamedata.enums import enums
from appliance.gamedata.groups import capabilities as rules
from appliance.gamedata.groups.capabilities import Kind, Reach
from appliance.gamedata.groups.classify import (
    GROUP_HASTE,
    NO_COMBAT,
    capabilities_of,
    control_mechanics,
    every_name,
)
from appliance.gamedata.realm import Branch
from appliance.gamedata.spells.types import Spell, SpellEffect

SELF, ENEMY, PARTY, ALLY, ANYONE, RAID = 1, 6, 20, 21, 25, 56
AURA = 6


def seen(
    branch: Branch = Branch.WRATH,
    *,
    effect: int = AURA,
    aura: int = 0,
    target: int = SELF,
    points: float = 0,
    misc: int = 0,
    **spell: Any,
) -> list[tuple[Kind, str, Reach]]:
    one = SpellEffect(0, effect, aura, points, points, misc=(misc, 0), targets=(target, 0))
    found = capabilities_of(branch, Spell(1, "", effects=(one,), **spell))
    return [(each.kind, each.name, each.reach) for each in found]


@pytest.mark.parametrize("branch", Branch)
@pytest.mark.parametrize(
    ("aura", "misc", "points", "name"),
    [
        (29, 0, 10, "strength"),
        (29, -1, 10, "all stats"),
        (137, 2, 10, "stamina percent"),
        (99, 0, 300, "attack power"),
        (13, 126, 50, "spell damage"),
        (13, 1, 50, "physical damage"),
        (22, 1, 700, "armor"),
        (22, 4, 50, "resistance"),
        (85, 0, 40, "mana regeneration"),
        (189, 1 << 17 | 1 << 18, 40, "haste rating"),
        (34, 0, 1000, "health"),
        (87, 127, -5, "damage taken percent"),
        (39, 127, 0, "immunity"),
        (69, 127, 500, "absorb"),
    ],
)
def test_auras_on_a_group_are_buffs(
    branch: Branch, aura: int, misc: int, points: float, name: str
) -> None:
    found = seen(branch, aura=aura, misc=misc, points=points, target=RAID)
    assert [(one[1], one[2]) for one in found] == [(name, Reach.GROUP)]


@pytest.mark.parametrize("branch", Branch)
@pytest.mark.parametrize(
    ("aura", "misc", "points", "name"),
    [
        (22, 1, -400, "armor reduction"),
        (87, 1, 4, "damage taken percent increase"),
        (138, 0, -20, "attack speed slow"),
        (118, 0, -50, "healing reduction"),
        (54, 0, -3, "hit chance reduction"),
        (99, 0, -100, "attack power reduction"),
    ],
)
def test_auras_on_an_enemy_are_debuffs(
    branch: Branch, aura: int, misc: int, points: float, name: str
) -> None:
    found = seen(branch, aura=aura, misc=misc, points=points, target=ENEMY)
    assert found == [(Kind.DEBUFF, name, Reach.ENEMY)]


def test_the_sign_of_points_decides() -> None:
    assert seen(aura=29, points=-10, target=RAID) == []
    assert seen(aura=22, misc=1, points=400, target=ENEMY) == []
    assert seen(aura=85, misc=1, points=40, target=RAID) == []


@pytest.mark.parametrize(
    ("aura", "mechanic", "name"),
    [
        (12, 12, "stun"),
        (12, 0, "stun"),
        (12, 30, "sapped"),
        (5, 17, "polymorph"),
        (5, 0, "disoriented"),
        (7, 5, "fear"),
        (26, 7, "root"),
        (27, 9, "silence"),
        (6, 1, "charm"),
        (33, 11, "snare"),
    ],
)
def test_controls_have_the_spells_mechanic_or_the_auras(
    aura: int, mechanic: int, name: str
) -> None:
    found = seen(aura=aura, target=ENEMY, mechanic=mechanic)
    assert found == [(Kind.CONTROL, name, Reach.ENEMY)]
    assert seen(aura=aura, target=SELF, mechanic=mechanic) == []


def test_dispels_differ_by_whom_they_reach() -> None:
    assert seen(effect=38, misc=2, target=ALLY) == [(Kind.DISPEL, "curse", Reach.ALLY)]
    assert seen(effect=38, misc=1, target=ENEMY) == [
        (Kind.DISPEL, "magic from enemies", Reach.ENEMY)
    ]
    assert {one[1] for one in seen(effect=38, misc=1, target=ANYONE)} == {
        "magic",
        "magic from enemies",
    }
    assert [one[1] for one in seen(effect=38, misc=7, target=ALLY)] == [
        *("magic", "curse", "disease", "poison")
    ]
    assert seen(effect=108, misc=11, target=ALLY) == [(Kind.DISPEL, "mechanic snare", Reach.ALLY)]


def test_interrupts_taunts_threat_and_resurrections() -> None:
    assert seen(effect=68, target=ENEMY) == [(Kind.INTERRUPT, "interrupt", Reach.ENEMY)]
    assert seen(effect=114, target=ENEMY) == [(Kind.TAUNT, "taunt", Reach.ENEMY)]
    assert seen(aura=11, target=ENEMY) == [(Kind.TAUNT, "taunt", Reach.ENEMY)]
    assert seen(aura=10, points=-2, target=ALLY) == [(Kind.THREAT, "threat percent", Reach.ALLY)]
    assert seen(effect=113, attributes=(NO_COMBAT,)) == [
        (Kind.RESURRECTION, "resurrection", Reach.ALLY)
    ]
    assert seen(effect=18, attributes=(0,)) == [
        (Kind.RESURRECTION, "resurrection in combat", Reach.ALLY)
    ]


def test_haste_for_a_group_with_a_long_cooldown_is_told_apart() -> None:
    assert (Kind.HASTE, GROUP_HASTE, Reach.GROUP) in seen(
        aura=138, points=30, target=RAID, cooldown_ms=300_000
    )
    assert Kind.HASTE not in {one[0] for one in seen(aura=138, points=20, target=RAID)}
    assert Kind.HASTE not in {
        one[0] for one in seen(aura=138, points=20, target=SELF, cooldown_ms=300_000)
    }


def test_master_numbers_are_not_those_of_wrath() -> None:
    """113 resurrects on 3.3.5 and closes a conversation on master; 471 is master's alone."""
    assert seen(Branch.MASTER, effect=113) == []
    assert seen(Branch.MASTER, aura=471, points=3, target=RAID) == [
        (Kind.BUFF, "versatility", Reach.GROUP)
    ]
    assert seen(Branch.WRATH, aura=471, points=3, target=RAID) == []


def test_points_that_follow_from_the_level_still_have_a_sign() -> None:
    one = SpellEffect(0, AURA, 29, coefficient=1.5, targets=(RAID, 0))
    (found,) = capabilities_of(Branch.MASTER, Spell(1, "", effects=(one,)))
    assert (found.name, found.least, found.most) == ("strength", 0, 0)


def test_mechanics_of_spell_and_effects_count() -> None:
    one = SpellEffect(0, AURA, 12, mechanic=12)
    assert control_mechanics(Branch.WRATH, Spell(1, "", mechanic=9, effects=(one,))) == {9, 12}


def test_the_rules_name_what_the_server_names() -> None:
    """A misspelt aura, mechanic or dispel type would match nothing and nobody would see it."""
    auras, mechanics, dispels = (
        {name for branch in Branch for name in enums(branch).values(enum).values()}
        for enum in ("AuraType", "Mechanics", "DispelType")
    )
    tables = (rules.BUFFS, rules.DEFENSIVES, rules.DEBUFFS, rules.THREATS)
    named = {aura for table in tables for rule in table for aura in rule.auras}
    assert (named | set(rules.CONTROLS)) - auras == set()
    assert set(rules.CONTROL_MECHANICS) <= mechanics
    assert set(rules.CONTROLS.values()) <= set(rules.CONTROL_MECHANICS)
    assert set(rules.DISPELS) <= dispels


def test_names_are_listed_for_their_branch_once() -> None:
    wrath, master = every_name(Branch.WRATH), every_name(Branch.MASTER)
    assert len(set(wrath)) == len(wrath)
    assert len(set(master)) == len(master)
    assert (Kind.BUFF, "spirit") in set(wrath) - set(master)
    assert (Kind.BUFF, "versatility") in set(master) - set(wrath)
