"""Levels, values and difficulties of a creature of master."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from appliance.formulas.creature import (
    expected_armor,
    expected_health,
    expected_swing,
    float32,
    master_mana,
)
from appliance.gamedata import absent
from appliance.gamedata.creatures import templates as creature_templates
from appliance.gamedata.creatures.levels import Levels, Tuning, tuned_levels
from appliance.gamedata.creatures.templates import BaseRow, Template
from appliance.gamedata.creatures.templates import Difficulty as DifficultyRow
from appliance.gamedata.enums import enums
from appliance.gamedata.expected_stats import expected_values
from appliance.gamedata.realm import Realm
from appliance.tools.creatures import profile_models as models
from appliance.tools.creatures.profile_values import (
    Fighting,
    ends,
    gold,
    level_range,
    loot_ids,
    modifiers,
    no_base_stats,
    own_levels,
    stats_of,
    type_flags,
    unit_class,
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
_FILES = ("ExpectedStat", "ExpectedStatMod", "ContentTuningXExpected")
_COLUMNS = ("CreatureHealth", "CreatureAutoAttackDps", "CreatureArmor")


class _Wanted(NamedTuple):
    """A creature at a level on a difficulty; `row` None: the template alone (9.2)."""

    level: int
    row: DifficultyRow | None


async def master_fighting(realm: Realm, template: Template, table: str) -> Fighting:
    """Work out levels, values and difficulties; `table` holds the content tunings."""
    rows = await creature_templates.difficulties(realm, template.entry, table)
    tuned = await tuned_levels(realm, [Tuning(*row[:5]) for row in rows])
    by_row = [tuned.get((row.entry, row.difficulty)) for row in rows]
    levels = next((found for found in by_row if found), None) or own_levels(template)
    first = rows[0] if rows else None
    holder = first if first is not None and first.health_modifier is not None else template
    missing = await absent.absent(realm, _FILES)
    values = _Values(realm, template, expected=not missing)
    shown = [await values.at(_Wanted(level, first)) for level in ends(levels)]
    return Fighting(
        levels=level_range(levels),
        stats=stats_of(FORMULA if missing else FORMULA_EXPECTED, shown),
        gold=gold(holder.gold_min, holder.gold_max),
        loot_ids=loot_ids(holder),
        type_flags=type_flags(enums(realm.branch), holder),
        difficulties=[
            await _difficulty(values, row, found) for row, found in zip(rows, by_row, strict=True)
        ],
        notes=_notes(values, levels, missing),
    )


def _notes(values: _Values, levels: Levels | None, missing: Sequence[str]) -> list[str]:
    notes = []
    if levels is None:
        notes.append(
            "its levels are not known: they are in ContentTuning.db2 of the client, or depend on "
            "the expansion worldserver.conf sets"
        )
    if missing:
        files = ", ".join(f"{table}.db2" for table in missing)
        notes.append(f"health, armor and damage need client files that are missing or cannot be read: {files}")
    return notes + no_base_stats(values.without_row, "mana and attack power are unknown")


async def _difficulty(
    values: _Values, row: DifficultyRow, levels: Levels | None
) -> models.Difficulty:
    known = enums(values.realm.branch)
    own = row.health_modifier is not None
    return models.Difficulty(
        difficulty=difficulty_name(known, values.realm.branch, row.difficulty),
        content_tuning=row.content_tuning or None,
        levels=level_range(levels),
        stats=await values.at(_Wanted(levels.max, row)) if levels else None,
        modifiers=modifiers(row, values.template.experience_modifier) if own else None,
        type_flags=type_flags(known, row) if own else [],
        gold=gold(row.gold_min, row.gold_max),
        loot_ids=loot_ids(row),
    )


class _Values:
    """Works out what a creature is worth, and keeps what it has read."""

    def __init__(self, realm: Realm, template: Template, *, expected: bool) -> None:
        self.realm = realm
        self.template = template
        self.without_row: set[tuple[int, int]] = set()
        self._expected = expected
        self._base: dict[tuple[int, int], BaseRow] = {}

    async def at(self, wanted: _Wanted) -> models.StatsAtLevel | None:
        """Its values; None where the level table has no row."""
        key = wanted.level, unit_class(self.template)
        if key not in self._base:
            self._base |= await creature_templates.base_stats(self.realm, [key])
        base = self._base.get(key)
        if base is None:
            self.without_row.add(key)
            return None
        shown = models.StatsAtLevel(
            level=wanted.level,
            mana=_mana(self.template, wanted.row, base),
            attack_power=base.attack_power,
            ranged_attack_power=base.ranged_attack_power,
        )
        return await self._with_expected(wanted, shown) if self._expected else shown

    async def _with_expected(
        self, wanted: _Wanted, shown: models.StatsAtLevel
    ) -> models.StatsAtLevel:
        template, row = self.template, wanted.row
        own = row if row is not None and row.health_modifier is not None else None
        scaling = own.health_scaling if own is not None else template.health_scaling
        found = await expected_values(
            self.realm,
            _COLUMNS,
            wanted.level,
            expansion=scaling or 0,
            content_tuning=row.content_tuning if row is not None else 0,
            class_number=unit_class(template),
        )
        health, dps, armor = found.values() if found is not None else (1.0, 1.0, 1.0)
        holder = own or template
        low, high = expected_swing(
            dps,
            shown.attack_power,
            variance=template.variance,
            damage_modifier=_one(holder.damage_modifier),
            attack_time_ms=template.attack_time_ms,
        )
        factors = [_one(holder.health_modifier)]
        if own is None:
            factors.append(_one(template.health_modifier_extra))
        seconds = (template.attack_time_ms or 2000) / 1000
        return shown.model_copy(
            update={
                "health": expected_health(health, *factors, least=0 if own is None else 1),
                "armor": expected_armor(armor, _one(holder.armor_modifier)),
                "damage_min": round(low, 2),
                "damage_max": round(high, 2),
                "damage_per_second": round(float32((low + high) / 2) / seconds, 2),
            }
        )


def _one(modifier: float | None) -> float:
    """A modifier; 1 where the layout has none."""
    return 1.0 if modifier is None else modifier


def _mana(template: Template, row: DifficultyRow | None, base: BaseRow) -> int:
    if row is not None and row.mana_modifier is not None:
        return master_mana(base.mana, row.mana_modifier, round_up=False)
    own = (template.mana_modifier, template.mana_modifier_extra)
    return master_mana(base.mana, *(one for one in own if one is not None), round_up=True)
