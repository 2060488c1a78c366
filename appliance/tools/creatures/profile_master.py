"""Levels, values and difficulties of a creature of master."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.gamedata import absent
from appliance.gamedata.creatures import templates as creature_templates
from appliance.gamedata.creatures.levels import Levels, Tuning, tuned_levels
from appliance.gamedata.creatures.strength import (
    EXPECTED_FILES,
    MasterWorth,
    no_base_stats,
    own_levels,
)
from appliance.gamedata.creatures.templates import Difficulty as DifficultyRow
from appliance.gamedata.creatures.templates import Template
from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Realm
from appliance.tools.creatures import profile_models as models
from appliance.tools.creatures.profile_values import (
    Fighting,
    ends,
    gold,
    level_range,
    loot_ids,
    modifiers,
    shown,
    stats_of,
    type_flags,
)
from appliance.tools.creatures.terms import difficulty as difficulty_name

FORMULA = (
    "attack power and mana (base * ManaModifier) from creature_classlevelstats "
    "(master: Creature::UpdateLevelDependantStats)"
)
FORMULA_EXPECTED = (
    "health = ExpectedStat.CreatureHealth * HealthModifier, armor = CreatureArmor * ArmorModifier, "
    "rounded down; swing = (CreatureAutoAttackDps to that * 1.5, + attack power / 3.5 * "
    "BaseVariance) * DamageModifier * seconds; each expected value times ExpectedStatMod of "
    "content tuning and unit class, in 32-bit floats (master: DB2Manager::EvaluateExpectedStat, "
    "Creature::GetMaxHealthByLevel, CalculateMinMaxDamage), rates taken as 1; " + FORMULA
)


async def master_fighting(realm: Realm, template: Template, table: str) -> Fighting:
    """Work out levels, values and difficulties; `table` holds the content tunings."""
    rows = await creature_templates.difficulties(realm, template.entry, table)
    tuned = await tuned_levels(realm, [Tuning(*row[:5]) for row in rows])
    by_row = [tuned.get((row.entry, row.difficulty)) for row in rows]
    levels = next((found for found in by_row if found), None) or own_levels(template)
    first = rows[0] if rows else None
    holder = first if first is not None and first.health_modifier is not None else template
    missing = await absent.absent(realm, EXPECTED_FILES)
    values = MasterWorth(realm, template, expected=not missing)
    worth = [await values.at(level, first) for level in ends(levels)]
    return Fighting(
        levels=level_range(levels),
        stats=stats_of(FORMULA if missing else FORMULA_EXPECTED, worth),
        gold=gold(holder.gold_min, holder.gold_max),
        loot_ids=loot_ids(holder),
        type_flags=type_flags(enums(realm.branch), holder),
        difficulties=[
            await _difficulty(realm, template, values, row, found)
            for row, found in zip(rows, by_row, strict=True)
        ],
        notes=_notes(values, levels, missing),
    )


def _notes(values: MasterWorth, levels: Levels | None, missing: Sequence[str]) -> list[str]:
    notes = []
    if levels is None:
        notes.append(
            "its levels are not known: they are in ContentTuning.db2 of the client, or depend on "
            "the expansion worldserver.conf sets"
        )
    if missing:
        files = ", ".join(f"{table}.db2" for table in missing)
        notes.append(
            "health, armor and damage need client files that are missing or cannot be read: "
            + files
        )
    return notes + no_base_stats(values.without_row, "mana, attack power and damage are unknown")


async def _difficulty(
    realm: Realm, template: Template, values: MasterWorth, row: DifficultyRow, levels: Levels | None
) -> models.Difficulty:
    known = enums(realm.branch)
    own = row.health_modifier is not None
    return models.Difficulty(
        difficulty=difficulty_name(known, realm.branch, row.difficulty),
        content_tuning=row.content_tuning or None,
        levels=level_range(levels),
        stats=shown(await values.at(levels.max, row)) if levels else None,
        modifiers=modifiers(row, template.experience_modifier) if own else None,
        type_flags=type_flags(known, row) if own else [],
        gold=gold(row.gold_min, row.gold_max),
        loot_ids=loot_ids(row),
    )
