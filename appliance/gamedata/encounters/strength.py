"""How strong a creature is on each difficulty: level, health, armor, damage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from appliance.gamedata.absent import absent
from appliance.gamedata.creatures import details
from appliance.gamedata.creatures import templates as creature_templates
from appliance.gamedata.creatures.levels import Tuning, tuned_levels, tuning_table
from appliance.gamedata.creatures.strength import (
    EXPECTED_FILES,
    MasterWorth,
    Worth,
    no_base_stats,
    own_levels,
    unit_class,
    wrath_worth,
)
from appliance.gamedata.creatures.templates import Template
from appliance.gamedata.realm import Branch, Realm


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
        worth = wrath_worth(copy, copy.max_level or 0, base)
        found.append(_strength(mode, copy, copy.max_level, worth, copy.loot, spells))
    return Strengths(found, no_base_stats(wanted - base.keys(), "its strength is unknown"))


async def _master(realm: Realm, template: Template) -> Strengths:
    table = tuning_table(realm.schema)
    rows = await creature_templates.difficulties(realm, template.entry, table) if table else []
    tuned = await tuned_levels(realm, [Tuning(*row[:5]) for row in rows])
    spells = tuple(await details.spells(realm, template.entry))
    missing = await absent(realm, EXPECTED_FILES)
    values = MasterWorth(realm, template, expected=not missing)
    notes = [] if rows else ["it has no row for any difficulty"]
    found = []
    for row in rows:
        levels = tuned.get((row.entry, row.difficulty)) or own_levels(template)
        level = levels.max if levels else None
        worth = None if level is None else await values.at(level, row)
        if level is None:
            notes.append("its levels are in ContentTuning.db2")
        loot = row.loot if row.loot is not None else template.loot
        found.append(_strength(row.difficulty, template, level, worth, loot, spells))
    if missing and any(each.level is not None for each in found):
        why = "; ".join(realm.client.missing(name) for name in missing)
        notes.append(f"health, armor and damage are unknown: {why}")
    elif any(each.health is not None for each in found):
        notes.append(
            "health, armor and damage are ExpectedStat's of the level, content tuning and class "
            "times the difficulty's modifiers"
        )
    unknown = no_base_stats(values.without_row, "damage is unknown")
    return Strengths(found, list(dict.fromkeys([*notes, *unknown])))


def _strength(
    difficulty: int,
    template: Template,
    level: int | None,
    worth: Worth | None,
    loot: int | None,
    spells: tuple[int, ...],
) -> Strength:
    known = worth or Worth(level=level or 0)
    return Strength(
        difficulty=difficulty,
        template=template.entry,
        level=level,
        health=known.health,
        armor=known.armor,
        damage_min=known.damage_min,
        damage_max=known.damage_max,
        loot=loot or 0,
        spells=spells,
    )
