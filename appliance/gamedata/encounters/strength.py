"""How strong a creature is on each difficulty: level, health, armor, damage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from appliance.errors import Unavailable
from appliance.formulas.creature import (
    BaseStats,
    Modifiers,
    expected_armor,
    expected_health,
    stats_at_level,
)
from appliance.gamedata.creatures import details
from appliance.gamedata.creatures import templates as creature_templates
from appliance.gamedata.creatures.levels import Levels, Tuning, tuned_levels, tuning_table
from appliance.gamedata.creatures.templates import BaseRow, Template
from appliance.gamedata.creatures.templates import Difficulty as DifficultyRow
from appliance.gamedata.expected_stats import expected_stat
from appliance.gamedata.realm import Branch, Realm

UNIT_CLASSES = (1, 2, 4, 8)
"""Those that have base stats: warrior, paladin, rogue, mage."""
_WARRIOR = 1
_LAST_EXPANSION = 2


class Strength(NamedTuple):
    """A creature on one difficulty, at its greatest level; None is unknown.

    difficulty: spawn mode of 3.3.5, DifficultyID of master. template: the entry used there.
    damage: one swing before armor. loot: entry of creature_loot_template.
    """

    difficulty: int
    template: int
    level: int | None
    health: int | None
    armor: int | None
    damage_min: float | None
    damage_max: float | None
    loot: int
    spells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Strengths:
    """Every difficulty, and what cannot be known."""

    by_difficulty: list[Strength]
    notes: list[str]


def unit_class(template: Template) -> int:
    """The unit class the server uses (ObjectMgr::CheckCreatureTemplate)."""
    return template.unit_class if template.unit_class in UNIT_CLASSES else _WARRIOR


async def strengths(realm: Realm, template: Template) -> Strengths:
    """The creature on each difficulty it has rows or templates for."""
    if realm.branch is Branch.WRATH:
        return await _wrath(realm, template)
    return await _master(realm, template)


async def _wrath(realm: Realm, template: Template) -> Strengths:
    copies = await creature_templates.templates(realm, template.difficulty_entries)
    modes = {0: template} | {
        mode: copies[entry]
        for mode, entry in enumerate(template.difficulty_entries, start=1)
        if entry in copies
    }
    wanted = {(copy.max_level or 0, unit_class(copy)) for copy in modes.values()}
    base = await creature_templates.base_stats(realm, wanted)
    found = []
    for mode, copy in modes.items():
        spells = tuple(await details.spells(realm, copy.entry))
        found.append(_of_template(mode, copy, base, spells))
    missing = [
        f"creature_classlevelstats has no row for level {level}, unit class {number}"
        for level, number in sorted(wanted - base.keys())
    ]
    return Strengths(found, missing)


def _of_template(
    mode: int,
    template: Template,
    base: dict[tuple[int, int], BaseRow],
    spells: tuple[int, ...],
) -> Strength:
    row = base.get((template.max_level or 0, unit_class(template)))
    empty = Strength(
        mode, template.entry, template.max_level, None, None, None, None, template.loot or 0, spells
    )
    if row is None:
        return empty
    expansion = template.expansion if 0 <= template.expansion <= _LAST_EXPANSION else 0
    stats = stats_at_level(
        BaseStats(
            health=(row.health0, row.health1, row.health2)[expansion] or 0,
            mana=row.mana,
            armor=row.armor or 0,
            attack_power=row.attack_power,
            ranged_attack_power=row.ranged_attack_power,
            damage=(row.damage0, row.damage1, row.damage2)[expansion] or 0.0,
        ),
        Modifiers(
            health=template.health_modifier or 0.0,
            mana=template.mana_modifier or 0.0,
            armor=template.armor_modifier or 0.0,
            damage=template.damage_modifier or 0.0,
            variance=template.variance,
            attack_time_ms=template.attack_time_ms,
        ),
    )
    return empty._replace(
        health=stats.health,
        armor=stats.armor,
        damage_min=round(stats.damage_min, 2),
        damage_max=round(stats.damage_max, 2),
    )


async def _master(realm: Realm, template: Template) -> Strengths:
    table = tuning_table(realm.schema)
    rows = await creature_templates.difficulties(realm, template.entry, table) if table else []
    tuned = await tuned_levels(realm, [Tuning(*row[:5]) for row in rows])
    spells = tuple(await details.spells(realm, template.entry))
    notes: list[str] = []
    found = []
    for row in rows:
        levels = tuned.get((row.entry, row.difficulty)) or _own_levels(template)
        found.append(await _of_row(realm, template, row, levels, spells, notes))
    if not rows:
        notes.append("it has no row for any difficulty")
    return Strengths(found, list(dict.fromkeys(notes)))


def _own_levels(template: Template) -> Levels | None:
    if template.min_level is None or template.max_level is None:
        return None
    return Levels(template.min_level, template.max_level)


async def _of_row(
    realm: Realm,
    template: Template,
    row: DifficultyRow,
    levels: Levels | None,
    spells: tuple[int, ...],
    notes: list[str],
) -> Strength:
    level = levels.max if levels else None
    loot = row.loot if row.loot is not None else template.loot
    empty = Strength(
        row.difficulty, template.entry, level, None, None, None, None, loot or 0, spells
    )
    if level is None:
        notes.append("its levels are in ContentTuning.db2")
        return empty
    wanted = {"content_tuning": row.content_tuning, "class_number": unit_class(template)}
    try:
        health = await expected_stat(realm, "CreatureHealth", level, **wanted)
        armor = await expected_stat(realm, "CreatureArmor", level, **wanted)
    except Unavailable as missing:
        notes.append(f"health, armor and damage are unknown: {missing.message}")
        return empty
    if health is None or armor is None:
        notes.append(f"ExpectedStat has no row for level {level}")
        return empty
    notes.append(
        "health and armor are ExpectedStat's of the level, content tuning and class times the "
        "difficulty's modifiers; an expansion's own rows (HealthScalingExpansion) are not used"
    )
    health_modifier = row.health_modifier or template.health_modifier or 1.0
    armor_modifier = row.armor_modifier or template.armor_modifier or 1.0
    return empty._replace(
        health=expected_health(health, health_modifier), armor=expected_armor(armor, armor_modifier)
    )
