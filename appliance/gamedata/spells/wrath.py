"""Spells of 3.3.5: a record of Spell.dbc, with what its index columns point to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from appliance.clientdata.interface import Record
from appliance.formulas.spells import rolled
from appliance.gamedata.realm import Realm
from appliance.gamedata.spells.sides import Sides, by_id, conditions, mask, present, reagents, words
from appliance.gamedata.spells.types import (
    NO_ITEM_CLASS,
    UNTIL_CANCELLED,
    PowerCost,
    RuneCost,
    Spell,
    SpellEffect,
)

EFFECTS = 3
_ATTRIBUTES = (
    *("Attributes", "AttributesEx", "AttributesExB", "AttributesExC"),
    *("AttributesExD", "AttributesExE", "AttributesExF", "AttributesExG"),
)
_INDEXED = {
    "SpellCastTimes": "CastingTimeIndex",
    "SpellDuration": "DurationIndex",
    "SpellRange": "RangeIndex",
    "SpellIcon": "SpellIconID",
    "SpellRuneCost": "RuneCostID",
}
_MEANING = {
    "SpellCastTimes": "the cast time",
    "SpellDuration": "the duration",
    "SpellRange": "the range",
    "SpellRadius": "radii of effects",
}
_RUNES = 5
_WITH_BASE = (0, -2)
"""Mana and health: percents are of what a level gives, of other powers of their maximum
(SpellInfo::CalcPowerCost)."""
_REQUIRES_AMMO, _AUTO_REPEAT = 0x2, 0x20
_AMMO_NOTE = "the server adds 500 ms to the cast time of shots (SpellInfo::CalcCastTime)"


async def build(realm: Realm, records: Mapping[int, Record]) -> dict[int, Spell]:
    """Resolve records of Spell.dbc."""
    rows = records.values()
    wanted = {table: [row.get(field, 0) for row in rows] for table, field in _INDEXED.items()}
    wanted["SpellRadius"] = [
        number for row in rows for number in row.get("EffectRadiusIndex", ()) if number
    ]
    sides = await by_id(realm, wanted)
    return {number: _spell(row, sides) for number, row in records.items()}


def _spell(row: Record, sides: Sides) -> Spell:
    icon = sides.get("SpellIcon", row.get("SpellIconID", 0)) or {}
    attributes = words(*(row.get(name, 0) for name in _ATTRIBUTES))
    plain = Spell(
        id=row["ID"],
        name=row.get("Name", ""),
        rank=row.get("NameSubtext", ""),
        description=row.get("Description", ""),
        aura_description=row.get("AuraDescription", ""),
        school_mask=row.get("SchoolMask", 0),
        dispel=row.get("DispelType", 0),
        mechanic=row.get("Mechanic", 0),
        attributes=attributes,
        speed=row.get("Speed", 0),
        level=row.get("SpellLevel", 0),
        base_level=row.get("BaseLevel", 0),
        max_level=row.get("MaxLevel", 0),
        max_target_level=row.get("MaxTargetLevel", 0),
        proc_flags=words(row.get("ProcTypeMask", 0)),
        proc_chance=row.get("ProcChance", 0),
        proc_charges=row.get("ProcCharges", 0),
        stack_amount=row.get("CumulativeAura", 0),
        interrupt_flags=row.get("InterruptFlags", 0),
        aura_interrupt_flags=words(row.get("AuraInterruptFlags", 0)),
        channel_interrupt_flags=words(row.get("ChannelInterruptFlags", 0)),
        family=row.get("SpellClassSet", 0),
        family_flags=words(row.get("SpellClassMask", ())),
        damage_class=row.get("DefenseType", 0),
        prevention=row.get("PreventionType", 0),
        icon=row.get("SpellIconID", 0),
        icon_texture=icon.get("TextureFilename", ""),
        effects=tuple(_effect(row, place, sides) for place in _places(row)),
        notes=_notes(sides, attributes),
    )
    return _demanding(_timed(plain, row, sides), row, sides)


def _timed(spell: Spell, row: Record, sides: Sides) -> Spell:
    """The spell with its times and reach."""
    duration = sides.get("SpellDuration", row.get("DurationIndex", 0)) or {}
    reach = sides.get("SpellRange", row.get("RangeIndex", 0)) or {}
    lows, highs = reach.get("RangeMin", (None, None)), reach.get("RangeMax", (None, None))
    return replace(
        spell,
        cast_time_ms=_cast_time(row, sides.get("SpellCastTimes", row.get("CastingTimeIndex", 0))),
        duration_ms=_milliseconds(duration.get("Duration")),
        duration_per_level_ms=duration.get("DurationPerLevel", 0),
        duration_max_ms=_milliseconds(duration.get("MaxDuration")),
        range_min=lows[0],
        range_max=highs[0],
        range_min_friendly=lows[1],
        range_max_friendly=highs[1],
        cooldown_ms=row.get("RecoveryTime", 0),
        category=row.get("Category", 0),
        category_cooldown_ms=row.get("CategoryRecoveryTime", 0),
        gcd_ms=row.get("StartRecoveryTime", 0),
        gcd_category=row.get("StartRecoveryCategory", 0),
    )


def _demanding(spell: Spell, row: Record, sides: Sides) -> Spell:
    """The spell with what casting it takes."""
    return replace(
        spell,
        costs=_costs(row),
        runes=_runes(sides.get("SpellRuneCost", row.get("RuneCostID", 0))),
        reagents=reagents(row),
        totems=present(row.get("Totem", ())),
        totem_categories=present(row.get("RequiredTotemCategoryID", ())),
        equipped_class=row.get("EquippedItemClass", NO_ITEM_CLASS),
        equipped_subclass_mask=row.get("EquippedItemSubclass", 0),
        equipped_inventory_mask=row.get("EquippedItemInvTypes", 0),
        stances=mask(row.get("ShapeshiftMask", 0)),
        stances_not=mask(row.get("ShapeshiftExclude", 0)),
        target_mask=row.get("Targets", 0),
        target_creature_mask=row.get("TargetCreatureType", 0),
        max_targets=row.get("MaxTargets", 0),
        focus=row.get("RequiresSpellFocus", 0),
        area_group=max(0, row.get("RequiredAreasID", 0)),
        facing=row.get("FacingCasterFlags", 0),
        aura_conditions=conditions(row),
    )


def _places(row: Record) -> Collection[int]:
    kinds = row.get("Effect", (0,) * EFFECTS)
    return [place for place in range(EFFECTS) if kinds[place]]


def _effect(row: Record, place: int, sides: Sides) -> SpellEffect:
    none = (0,) * EFFECTS

    def of(field: str) -> int:
        return int(row.get(field, none)[place])

    def real(field: str) -> float:
        return float(row.get(field, none)[place])

    points = rolled(of("EffectBasePoints"), of("EffectDieSides"))
    radius = sides.get("SpellRadius", of("EffectRadiusIndex")) or {}
    letter = "ABC"[place]
    return SpellEffect(
        index=place,
        effect=of("Effect"),
        aura=of("EffectAura"),
        points_min=points.least,
        points_max=points.most,
        points_per_level=real("EffectRealPointsPerLevel"),
        points_per_combo=real("EffectPointsPerCombo"),
        spell_power=real("EffectBonusCoefficient"),
        period_ms=of("EffectAuraPeriod"),
        amplitude=real("EffectAmplitude"),
        misc=(of("EffectMiscValue"), of("EffectMiscValueB")),
        mechanic=of("EffectMechanic"),
        trigger_spell=of("EffectTriggerSpell"),
        item=of("EffectItemType"),
        radius=radius.get("Radius") or radius.get("RadiusMax"),
        radius_max=radius.get("RadiusMax"),
        targets=(of("ImplicitTargetA"), of("ImplicitTargetB")),
        chain_targets=of("EffectChainTargets"),
        chain_amplitude=real("EffectChainAmplitude"),
        class_mask=words(row.get(f"EffectSpellClassMask{letter}", none)),
    )


def _cast_time(row: Record, cast: Record | None) -> int | None:
    if cast is not None:
        return max(0, int(cast.get("Base", 0)))
    return None if row.get("CastingTimeIndex", 0) else 0


def _milliseconds(value: int | None) -> int | None:
    """SpellInfo::GetDuration: -1 is endless, others count without their sign."""
    if not value:
        return None
    return UNTIL_CANCELLED if value == -1 else abs(value)


def _costs(row: Record) -> tuple[PowerCost, ...]:
    power = row.get("PowerType", 0)
    power = power - (1 << 32) if power > 0x7FFFFFFF else power
    percent, of_base = row.get("ManaCostPct", 0), power in _WITH_BASE
    cost = PowerCost(
        power,
        flat=row.get("ManaCost", 0),
        per_level=row.get("ManaCostPerLevel", 0),
        percent=percent if of_base else 0,
        percent_of_maximum=0 if of_base else percent,
        per_second=row.get("ManaPerSecond", 0),
    )
    return (cost,) if any(cost[1:]) and power != _RUNES else ()


def _runes(row: Record | None) -> RuneCost | None:
    if row is None:
        return None
    return RuneCost(row["Blood"], row["Unholy"], row["Frost"], row["RunicPower"])


def _notes(sides: Sides, attributes: tuple[int, ...]) -> tuple[str, ...]:
    shot = attributes[0] & _REQUIRES_AMMO and not attributes[2] & _AUTO_REPEAT
    return sides.missing(_MEANING) + ((_AMMO_NOTE,) if shot else ())
