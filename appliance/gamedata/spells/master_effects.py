"""Effects and costs of spells of master, from rows of SpellEffect and SpellPower."""

from __future__ import annotations

from appliance.clientdata.interface import Record
from appliance.formulas.spells import rolled, varied
from appliance.gamedata.spells.sides import Sides, words
from appliance.gamedata.spells.types import PowerCost, SpellEffect


def effect(row: Record, sides: Sides) -> SpellEffect:
    """An effect of a row of SpellEffect; older layouts have a die and integer points."""
    base = row.get("EffectBasePointsF") or row.get("EffectBasePoints", 0)
    variance, die = row.get("Variance", 0), row.get("EffectDieSides", 0)
    points = rolled(base, die) if die else varied(base, variance)
    near, far = _pair(row, "EffectRadiusIndex")
    return SpellEffect(
        index=row.get("EffectIndex", 0),
        effect=row.get("Effect", 0),
        aura=row.get("EffectAura", 0),
        points_min=points.least,
        points_max=points.most,
        points_per_level=row.get("EffectRealPointsPerLevel", 0),
        points_per_combo=row.get("EffectPointsPerResource", 0),
        variance=variance,
        coefficient=row.get("Coefficient", 0),
        spell_power=row.get("EffectBonusCoefficient", 0),
        attack_power=row.get("BonusCoefficientFromAP", 0),
        period_ms=row.get("EffectAuraPeriod", 0),
        amplitude=row.get("EffectAmplitude", 0),
        misc=_pair(row, "EffectMiscValue"),
        mechanic=row.get("EffectMechanic", 0),
        trigger_spell=row.get("EffectTriggerSpell", 0),
        item=row.get("EffectItemType", 0),
        radius=_radius(sides.get("SpellRadius", near)),
        radius_max=_radius(sides.get("SpellRadius", far)),
        targets=_pair(row, "ImplicitTarget"),
        chain_targets=row.get("EffectChainTargets", 0),
        chain_amplitude=row.get("EffectChainAmplitude", 0),
        class_mask=words(row.get("EffectSpellClassMask", ())),
    )


def _pair(row: Record, field: str) -> tuple[int, int]:
    values = row.get(field, (0, 0))
    return values[0], values[1]


def _radius(row: Record | None) -> float | None:
    return None if row is None else row.get("RadiusMin") or row.get("RadiusMax")


def cost(row: Record) -> PowerCost:
    """A cost of a row of SpellPower."""
    return PowerCost(
        row.get("PowerType", 0),
        flat=row.get("ManaCost", 0),
        per_level=row.get("ManaCostPerLevel", 0),
        percent=row.get("PowerCostPct", 0),
        percent_of_maximum=row.get("PowerCostMaxPct", 0),
        per_second=row.get("ManaPerSecond", 0),
        percent_per_second=row.get("PowerPctPerSecond", 0),
        optional=row.get("OptionalCost", 0),
        aura=row.get("RequiredAuraSpellID", 0),
    )
