"""Reference values of TrinityCore's formulas: whole numbers are exact, others within a float."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.formulas import (
    armor,
    attack_table,
    attributes,
    combat,
    creature,
    experience,
    quests,
    ratings,
    reputation,
)

PAIRS = json.loads((Path(__file__).parent / "pairs.json").read_text(encoding="utf-8"))
FLOAT32 = 1e-5
"""Relative: the references have four decimals or are 32-bit floats."""

CONTENT = {
    "1-60": experience.Content.CLASSIC,
    "61-70": experience.Content.OUTLAND,
    "71-80": experience.Content.NORTHREND,
}
RATINGS_WRATH = {
    "HASTE_SPELL": (32.78999, 1.0),
    "HIT_MELEE": (32.78999, 1.0),
    "HASTE_MELEE": (32.78999, 1.3),
    "ARMOR_PENETRATION": (15.3953, 1.1),
    "CRIT_MELEE": (45.90599, 1.0),
}
"""gtCombatRatings at level 80 and the class's scalar, of the pairs."""
LIFESTEAL_120 = 230.0
XP_PER_KILL = {1: 50.0, 10: 95.0, 27: 180.0}
"""PerKill of xp.txt of the creatures' levels of the pairs; their divisors are 1."""
QUEST_REPUTATION = {5: 250}
"""QuestFactionReward.dbc, row 1, Difficulty by RewardFactionValue."""
QUEST_XP = {10: 840, 80: 22050}
"""QuestXP.dbc, Difficulty[5], of the levels the pairs use."""


Inputs = dict[str, Any]


def _creature_swing(i: Inputs) -> list[float]:
    low, high = creature.swing(
        i["damage_base"],
        i["attackpower"],
        variance=i["BaseVariance"],
        damage_modifier=i["DamageModifier"],
        attack_time_ms=i["BaseAttackTime_ms"],
    )
    return [low, high]


def _miss(i: Inputs) -> float:
    return attack_table.miss_wrath(
        -i["skill_diff"],
        dual_wield=i["dual_wield"],
        victim_level=i["victim_level"],
        hit_percent=i["hit_pct"],
    )


def _player_swing(i: Inputs) -> list[float]:
    swing = combat.swing(i["weapon_min"], i["weapon_max"], i["attack_power"], i["speed"])
    return [swing.low, swing.high]


def _quest_xp_master(i: Inputs) -> int:
    return quests.quest_xp_master(
        i["quest_xp_difficulty_value"],
        i["quest_level_for_player"],
        i["player_level"],
        i["RewardXPMultiplier"],
    )


def _quest_xp_wrath(i: Inputs) -> int:
    level = i["quest_level"]
    return quests.quest_xp_wrath(QUEST_XP[level], level, i["player_level"])


def _rest(i: Inputs) -> float:
    return experience.rest_bonus_offline(i["next_level_xp"], i["hours"] * 3600, resting=i["tavern"])


def _rank(i: Inputs) -> str:
    rank = reputation.span_of(i["standing"]).rank
    return f"{rank.name.title()} (rank {rank.value})"


def _table(i: Inputs) -> dict[str, float]:
    gap = i["skill_diff"]
    return {
        "dodge": attack_table.dodge_wrath(gap),
        "parry": attack_table.parry_wrath(gap),
        "glancing": attack_table.glancing_wrath(gap),
        "block": attack_table.block_wrath(gap),
    }


def _dodge(i: Inputs) -> float:
    number = i["class_id"]
    cap, k = attributes.DODGE_CAP[number], attributes.DIMINISHING[number]
    return attributes.diminished_percent(cap, k, i["diminishing"], i["nondiminishing"])


def _kill_base_master(i: Inputs) -> int:
    player, mob = i["player_level"], i["mob_level"]
    rows = [experience.XpRow(XP_PER_KILL.get(level, 0.0), 1.0) for level in (player, mob)]
    return experience.kill_base_master(player, mob, *rows)


def _kill_base_wrath(i: Inputs) -> int:
    content = CONTENT[i["content"]]
    return experience.kill_base_wrath(i["player_level"], i["mob_level"], content)


def _kill_wrath(i: Inputs) -> int:
    return experience.kill_xp(
        _kill_base_wrath(i),
        elite=i["elite"],
        dungeon=i["dungeon"],
        modifier=i["ExperienceModifier"],
        rate=i["rate"],
    )


def _rating_wrath(i: Inputs) -> float:
    per_percent, scalar = RATINGS_WRATH[i["rating"]]
    return ratings.rating_percent_wrath(i["value"], per_percent, scalar)


FUNCTIONS: dict[tuple[str, str], Callable[[Inputs], Any]] = {
    ("3.3.5", "quest_xp"): _quest_xp_wrath,
    ("master", "quest_xp"): _quest_xp_master,
    ("both", "round_xp"): lambda i: quests.round_xp(i["xp"]),
    ("3.3.5", "armor_reduced_damage"): lambda i: armor.reduced_damage_wrath(*i.values()),
    ("3.3.5", "armor_after_armor_penetration"): lambda i: armor.after_penetration(*i.values()),
    ("master", "armor_reduced_damage"): lambda i: armor.reduced_damage_master(*i.values()),
    ("3.3.5", "melee_miss_pct_vs_creature"): _miss,
    ("3.3.5", "melee_table_vs_creature"): _table,
    ("3.3.5", "crit_suppression_vs_creature"): lambda i: attack_table.critical_wrath(*i.values()),
    ("3.3.5", "player_weapon_damage"): _player_swing,
    ("3.3.5", "creature_health"): lambda i: creature.scaled(i["basehp"], i["HealthModifier"]),
    ("3.3.5", "creature_melee_damage"): _creature_swing,
    ("3.3.5", "combat_rating_pct"): _rating_wrath,
    ("master", "combat_rating_pct"): lambda i: ratings.rating_percent_master(
        i["value"], LIFESTEAL_120
    ),
    ("3.3.5", "melee_crit_from_agility"): lambda i: attributes.crit_percent(
        -0.01532, i["agility"], 0.00012
    ),
    ("3.3.5", "dodge_after_dr"): _dodge,
    ("3.3.5", "hp_from_stamina"): lambda i: attributes.health_from_stamina(i["stamina"]),
    ("3.3.5", "mana_from_intellect"): lambda i: attributes.mana_from_intellect(i["intellect"]),
    ("3.3.5", "xp_kill_base"): _kill_base_wrath,
    ("3.3.5", "xp_kill"): _kill_wrath,
    ("master", "xp_kill_base"): _kill_base_master,
    ("3.3.5", "gray_level"): lambda i: experience.gray_level_wrath(i["player_level"]),
    ("both", "rest_bonus_offline"): _rest,
    ("3.3.5", "rest_bonus_offline"): _rest,
    ("3.3.5", "rep_gain"): lambda i: reputation.gain(*i.values()),
    ("3.3.5", "rep_gain_quest"): lambda i: reputation.quest_points(
        QUEST_REPUTATION[i["RewardFactionValue"]], i["override"]
    ),
    ("both", "rep_rank"): _rank,
    ("master", "gray_level"): lambda i: experience.gray_level_master(i["player_level"]),
}


def _close(found: Any, expected: Any) -> bool:
    if isinstance(expected, dict):
        return found.keys() == expected.keys() and all(
            _close(found[key], value) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(_close, found, expected))
    if isinstance(expected, float):
        return bool(found == pytest.approx(expected, rel=FLOAT32, abs=FLOAT32))
    return bool(found == expected and type(found) is type(expected))


def _name(pair: dict[str, Any]) -> str:
    return f"{pair['branch']}-{pair['name']}-{'-'.join(map(str, pair['inputs'].values()))}"


@pytest.mark.parametrize("pair", PAIRS, ids=_name)
def test_a_reference_value(pair: dict[str, Any]) -> None:
    found = FUNCTIONS[pair["branch"], pair["name"]](pair["inputs"])
    assert _close(found, pair["expected"]), (found, pair["expected"], pair["derivation"])


def test_each_function_has_a_reference_value() -> None:
    assert FUNCTIONS.keys() == {(pair["branch"], pair["name"]) for pair in PAIRS}
