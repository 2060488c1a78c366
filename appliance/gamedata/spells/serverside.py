"""Spells of master that only the server has: world.serverside_spell and its effects."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from appliance.gamedata.lookup import as_record, column_list, fetch_by_ids, numbered
from appliance.gamedata.realm import Realm
from appliance.gamedata.spells.master import with_times
from appliance.gamedata.spells.master_effects import effect
from appliance.gamedata.spells.sides import Sides, by_id, conditions, words
from appliance.gamedata.spells.types import NO_ITEM_CLASS, Spell

_ATTRIBUTES = ("Attributes", "AttributesEx", *(f"AttributesEx{place}" for place in range(2, 17)))
_COLUMNS = (
    *("Id", "DifficultyID", "CategoryId", "Dispel", "Mechanic", *_ATTRIBUTES),
    *("Stances", "StancesNot", "Targets", "TargetCreatureType", "RequiresSpellFocus"),
    *("FacingCasterFlags", "CasterAuraState", "TargetAuraState", "ExcludeCasterAuraState"),
    *("ExcludeTargetAuraState", "CasterAuraSpell", "TargetAuraSpell", "ExcludeCasterAuraSpell"),
    *("ExcludeTargetAuraSpell", "CastingTimeIndex", "RecoveryTime", "CategoryRecoveryTime"),
    *("StartRecoveryCategory", "StartRecoveryTime", "InterruptFlags"),
    *numbered("AuraInterruptFlags", 2),
    *numbered("ChannelInterruptFlags", 2),
    *("ProcFlags", "ProcFlags2", "ProcChance", "ProcCharges", "ProcCooldown", "MaxLevel"),
    *("BaseLevel", "SpellLevel", "DurationIndex", "RangeIndex", "Speed", "StackAmount"),
    *("EquippedItemClass", "EquippedItemSubClassMask", "EquippedItemInventoryTypeMask"),
    *("SpellName", "MaxTargetLevel", "MaxAffectedTargets", "SpellFamilyName"),
    *numbered("SpellFamilyFlags", 4),
    *("DmgClass", "PreventionType", "AreaGroupId", "SchoolMask", "ChargeCategoryId"),
)
_EFFECT_COLUMNS = (
    *("SpellID", "EffectIndex", "DifficultyID", "Effect", "EffectAura", "EffectAmplitude"),
    *("EffectAuraPeriod", "EffectBonusCoefficient", "EffectChainAmplitude"),
    *("EffectChainTargets", "EffectItemType", "EffectMechanic", "EffectPointsPerResource"),
    *("EffectRealPointsPerLevel", "EffectTriggerSpell", "BonusCoefficientFromAP", "Coefficient"),
    *("Variance", "EffectBasePoints"),
    *numbered("EffectMiscValue", 2),
    *numbered("EffectRadiusIndex", 2),
    *numbered("EffectSpellClassMask", 4),
    *numbered("ImplicitTarget", 2),
)
_ARRAYS = {
    "EffectMiscValue": 2,
    "EffectRadiusIndex": 2,
    "EffectSpellClassMask": 4,
    "ImplicitTarget": 2,
}

_DEFAULTS = {"EquippedItemClass": NO_ITEM_CLASS, "SpellName": ""}
"""What columns hold that a schema lacks; others hold 0."""

Row = dict[str, Any]


async def load(realm: Realm, ids: Collection[int], difficulties: Sequence[int]) -> dict[int, Spell]:
    """Those of `ids` that are in serverside_spell."""
    if not realm.schema.has("serverside_spell"):
        return {}
    rows = _best(await _rows(realm, "serverside_spell", "Id", _COLUMNS, ids), "Id", difficulties)
    if not rows:
        return {}
    effects: list[Row] = []
    if realm.schema.has("serverside_spell_effect"):
        found = await _rows(realm, "serverside_spell_effect", "SpellID", _EFFECT_COLUMNS, rows)
        places = {row["EffectIndex"] for row in found}
        effects = [
            _arrays(row)
            for place in sorted(places)
            for row in _best(
                [row for row in found if row["EffectIndex"] == place], "SpellID", difficulties
            ).values()
        ]
    sides = await _sides(realm, rows.values(), effects)
    return {
        number: _spell(row, [one for one in effects if one["SpellID"] == number], sides)
        for number, row in rows.items()
    }


async def _rows(
    realm: Realm, table: str, key: str, columns: Sequence[str], ids: Collection[int]
) -> list[Row]:
    present = [column for column in columns if realm.schema.has(table, column)]
    sql = (
        f"SELECT {column_list(present)} FROM {table} WHERE `{key}` IN ({{ids}}) "
        f"ORDER BY `{key}`, DifficultyID"
    )
    rows = await fetch_by_ids(realm.world, sql, ids, row=as_record(present))
    return [dict.fromkeys(columns, 0) | _DEFAULTS | row for row in rows]


def _best(rows: Collection[Row], key: str, difficulties: Sequence[int]) -> dict[int, Row]:
    """For each spell the row of the first difficulty that is there, else the lowest."""
    order = {number: place for place, number in enumerate(difficulties)}
    worst_first = sorted(
        rows, key=lambda row: (order.get(row["DifficultyID"], len(order)), row["DifficultyID"])
    )[::-1]
    return {row[key]: row for row in worst_first}


def _arrays(row: Row) -> Row:
    """Numbered columns as the array columns of SpellEffect."""
    arrays = {
        name: tuple(row.get(column, 0) for column in numbered(name, count))
        for name, count in _ARRAYS.items()
    }
    return row | arrays


async def _sides(realm: Realm, rows: Collection[Row], effects: Collection[Row]) -> Sides:
    return await by_id(
        realm,
        {
            "SpellCastTimes": [row["CastingTimeIndex"] for row in rows],
            "SpellDuration": [row["DurationIndex"] for row in rows],
            "SpellRange": [row["RangeIndex"] for row in rows],
            "SpellRadius": [number for row in effects for number in row["EffectRadiusIndex"]],
            "SpellCategory": [row["ChargeCategoryId"] for row in rows],
        },
    )


def _spell(row: Row, effects: Sequence[Row], sides: Sides) -> Spell:
    plain = Spell(
        id=row["Id"],
        name=row["SpellName"] or "",
        difficulty=row["DifficultyID"],
        school_mask=row["SchoolMask"],
        dispel=row["Dispel"],
        mechanic=row["Mechanic"],
        attributes=words(*(row[name] for name in _ATTRIBUTES)),
        speed=row["Speed"],
        cooldown_ms=row["RecoveryTime"],
        category=row["CategoryId"],
        category_cooldown_ms=row["CategoryRecoveryTime"],
        gcd_ms=row["StartRecoveryTime"],
        gcd_category=row["StartRecoveryCategory"],
        charge_category=row["ChargeCategoryId"],
        level=row["SpellLevel"],
        base_level=row["BaseLevel"],
        max_level=row["MaxLevel"],
        proc_flags=words(row["ProcFlags"], row["ProcFlags2"]),
        proc_chance=row["ProcChance"],
        proc_charges=row["ProcCharges"],
        proc_cooldown_ms=row["ProcCooldown"],
        stack_amount=row["StackAmount"],
        interrupt_flags=row["InterruptFlags"],
        aura_interrupt_flags=_masks(row, "AuraInterruptFlags", 2),
        channel_interrupt_flags=_masks(row, "ChannelInterruptFlags", 2),
        family=row["SpellFamilyName"],
        family_flags=_masks(row, "SpellFamilyFlags", 4),
        damage_class=row["DmgClass"],
        prevention=row["PreventionType"],
        effects=tuple(effect(one, sides) for one in effects),
        notes=("it is a spell of the server alone: clients do not know it",),
    )
    return with_times(_demanding(plain, row), row, sides)


def _demanding(plain: Spell, row: Row) -> Spell:
    return replace(
        plain,
        equipped_class=row["EquippedItemClass"],
        equipped_subclass_mask=row["EquippedItemSubClassMask"],
        equipped_inventory_mask=row["EquippedItemInventoryTypeMask"],
        stances=row["Stances"],
        stances_not=row["StancesNot"],
        target_mask=row["Targets"],
        target_creature_mask=row["TargetCreatureType"],
        max_targets=row["MaxAffectedTargets"],
        max_target_level=row["MaxTargetLevel"],
        focus=row["RequiresSpellFocus"],
        area_group=max(0, row["AreaGroupId"]),
        facing=row["FacingCasterFlags"],
        aura_conditions=conditions(row),
    )


def _masks(row: Mapping[str, int], name: str, count: int) -> tuple[int, ...]:
    return words(*(row[column] for column in numbered(name, count)))
