"""Parts of get-spell-info's answer that the spell's own record gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from appliance.formulas.spells import ticks
from appliance.gamedata.enums import Enums
from appliance.gamedata.realm import Branch
from appliance.gamedata.spells import text, words
from appliance.gamedata.spells.types import NO_ITEM_CLASS, PowerCost, Spell, SpellEffect
from appliance.tools.decode import coded, coded_if, flags
from appliance.tools.models import Coded, Flags
from appliance.tools.spells import misc, models

_TENTHS = {1: 10, 6: 10}
_UNITS: Mapping[Branch, Mapping[int, int]] = {
    Branch.WRATH: _TENTHS,
    Branch.MASTER: _TENTHS | {7: 10, 8: 10, 13: 100, 14: 10, 18: 10},
}
"""What the data holds for one point of a power that players see (PowerType.DisplayModifier): rage
and runic power in tenths, on master soul shards, lunar power, insanity, embers and pain as well."""
DIGITS = 6
"""Decimals told of the data's numbers, which have 32 bits."""
_INTERRUPTS = ("SpellAuraInterruptFlags", "SpellAuraInterruptFlags2")
_CHANNEL = "SpellChannelInterruptFlags"
"""3.3.5 has flags of their own for channels."""


@dataclass(frozen=True, slots=True)
class Named:
    """Names of what the answer refers to, by id."""

    spells: Mapping[int, str] = field(default_factory=dict)
    items: Mapping[int, str] = field(default_factory=dict)
    creatures: Mapping[int, str] = field(default_factory=dict)
    gameobjects: Mapping[int, str] = field(default_factory=dict)
    quests: Mapping[int, str] = field(default_factory=dict)
    maps: Mapping[int, str] = field(default_factory=dict)
    areas: Mapping[int, str] = field(default_factory=dict)
    focuses: Mapping[int, str] = field(default_factory=dict)
    tools: Mapping[int, str] = field(default_factory=dict)

    def spell(self, number: int) -> Coded:
        """A spell by its id."""
        return Coded(id=number, name=self.spells.get(number))

    def item(self, number: int) -> Coded:
        """An item by its id."""
        return Coded(id=number, name=self.items.get(number))


def described(
    raw: str, spell: Spell, others: Mapping[int, Spell], level: int | None
) -> models.Text | None:
    """A text with its values; None for none."""
    if not raw:
        return None
    shown = text.resolve(raw, spell, others, level)
    return models.Text(text=shown, raw=raw if shown != raw else None)


def timing(spell: Spell) -> models.Timing:
    """Its times."""
    grows = spell.duration_max_ms != spell.duration_ms
    return models.Timing(
        cast_time_ms=spell.cast_time_ms,
        duration_ms=spell.duration_ms,
        duration_text=text.duration_text(spell.duration_ms),
        duration_per_level_ms=spell.duration_per_level_ms or None,
        duration_maximum_ms=spell.duration_max_ms if grows else None,
        cooldown_ms=spell.cooldown_ms or None,
        category=spell.category or None,
        category_cooldown_ms=spell.category_cooldown_ms or None,
        global_cooldown_ms=spell.gcd_ms or None,
        charges=spell.charges or None,
        charge_recovery_ms=spell.charge_recovery_ms or None,
        projectile_speed=spell.speed or None,
    )


def reach(spell: Spell) -> models.Reach | None:
    """How far it reaches; None where nothing says so."""
    low, high = spell.range_min, spell.range_max
    if low is None or high is None:
        return None
    friendly = (spell.range_min_friendly, spell.range_max_friendly)
    differs = friendly != (low, high)
    return models.Reach(
        minimum=low,
        maximum=high,
        minimum_friendly=friendly[0] if differs else None,
        maximum_friendly=friendly[1] if differs else None,
    )


def cost(branch: Branch, enums: Enums, one: PowerCost, named: Named) -> models.Cost:
    """A cost, in points."""
    unit = _UNITS[branch].get(one.power, 1)
    return models.Cost(
        power=coded(enums, "Powers", one.power),
        flat=one.flat / unit or None,
        per_level=one.per_level / unit or None,
        percent_of_base=_real(one.percent),
        percent_of_maximum=_real(one.percent_of_maximum),
        per_second=_real(one.per_second / unit),
        percent_per_second=_real(one.percent_per_second),
        optional=one.optional / unit or None,
        with_aura=named.spell(one.aura) if one.aura else None,
    )


def runes(spell: Spell) -> models.Runes | None:
    """The runes it takes."""
    if spell.runes is None:
        return None
    blood, unholy, frost, power = spell.runes
    return models.Runes(blood=blood, unholy=unholy, frost=frost, runic_power_gained=power / 10)


def levels(spell: Spell) -> models.Levels:
    """Its levels."""
    return models.Levels(
        spell_level=spell.level,
        base_level=spell.base_level,
        maximum_level=spell.max_level or None,
        maximum_target_level=spell.max_target_level or None,
    )


def proc(branch: Branch, spell: Spell) -> models.Proc | None:
    """When its aura acts; None when nothing triggers it."""
    if not any(spell.proc_flags):
        return None
    return models.Proc(
        on=words.proc_names(branch, spell.proc_flags),
        # Spells that always do hold 101.
        chance_percent=min(spell.proc_chance, 100),
        charges=spell.proc_charges or None,
        cooldown_ms=spell.proc_cooldown_ms or None,
    )


def interrupts(enums: Enums, masks: tuple[int, ...], *, channel: bool = False) -> list[str] | None:
    """What ends an aura or a channel, in words."""
    known = (_CHANNEL,) if channel and _CHANNEL in enums else _INTERRUPTS
    found = [
        name for enum, mask in zip(known, masks, strict=False) for name in enums.decoded(enum, mask)
    ]
    return found or None


def requirements(enums: Enums, spell: Spell, named: Named) -> models.Requirements:
    """What casting it needs."""
    equipment = spell.equipped_class != NO_ITEM_CLASS
    slots = [
        enums.name("InventoryType", place) or str(place)
        for place in range(32)
        if spell.equipped_inventory_mask >> place & 1
    ]
    auras = spell.aura_conditions._asdict().items()
    return models.Requirements(
        reagents=[
            models.Reagent(item=named.item(one.item), count=one.pieces) for one in spell.reagents
        ]
        or None,
        tools=[named.item(item) for item in spell.totems] or None,
        tool_categories=[Coded(id=one, name=named.tools.get(one)) for one in spell.totem_categories]
        or None,
        equipment=coded(enums, "ItemClass", spell.equipped_class) if equipment else None,
        equipment_subclass_mask=(spell.equipped_subclass_mask or None) if equipment else None,
        equipment_slots=slots or None,
        forms=_forms(enums, spell.stances),
        not_in_forms=_forms(enums, spell.stances_not),
        spell_focus=Coded(id=spell.focus, name=named.focuses.get(spell.focus))
        if spell.focus
        else None,
        area_group=spell.area_group or None,
        auras={_words(name): _aura(enums, name, one, named) for name, one in auras if one} or None,
    )


def _words(name: str) -> str:
    return name.replace("_", " ")


def _aura(enums: Enums, name: str, number: int, named: Named) -> Coded:
    return coded(enums, "AuraStateType", number) if "state" in name else named.spell(number)


def _forms(enums: Enums, mask: int) -> list[str] | None:
    """Forms of a mask, whose lowest bit is form 1."""
    found = [place + 1 for place in range(mask.bit_length()) if mask >> place & 1]
    return [enums.name("ShapeshiftForm", form) or f"form {form}" for form in found] or None


def targeting(enums: Enums, spell: Spell) -> models.Targeting:
    """Whom it can be cast on."""
    types = spell.target_creature_mask
    names = [
        enums.name("CreatureType", place + 1) or str(place + 1)
        for place in range(types.bit_length())
        if types >> place & 1
    ]
    return models.Targeting(
        explicit=flags(enums, "SpellCastTargetFlags", spell.target_mask)
        if spell.target_mask
        else None,
        creature_types=Flags(value=types, names=names) if types else None,
        maximum=spell.max_targets or None,
    )


def family(enums: Enums, spell: Spell) -> models.Family | None:
    """Its family; None for a spell of none."""
    if not spell.family and not any(spell.family_flags):
        return None
    return models.Family(
        family=coded(enums, "SpellFamilyNames", spell.family),
        flags=_hexadecimal(spell.family_flags) if any(spell.family_flags) else None,
    )


def _hexadecimal(masks: tuple[int, ...]) -> list[str]:
    return [f"0x{mask:08X}" for mask in masks]


def attributes(enums: Enums, spell: Spell) -> dict[str, Flags]:
    """Attribute masks that are not 0, by their enumeration."""
    found = {}
    for place, mask in enumerate(spell.attributes):
        enum = f"SpellAttr{place}"
        if mask:
            found[enum] = Flags(value=mask, names=enums.decoded(enum, mask))
    return found


def effect(
    enums: Enums, spell: Spell, one: SpellEffect, named: Named, level: int | None
) -> models.Effect:
    """An effect with every number named."""
    return models.Effect(
        index=one.index,
        effect=coded(enums, "SpellEffects", one.effect),
        aura=coded_if(enums, "AuraType", one.aura),
        points=_points(spell, one, level),
        period_ms=one.period_ms or None,
        ticks=ticks(spell.duration_ms or 0, one.period_ms, at_once=spell.ticks_at_once) or None,
        misc_value=one.misc[0] or None,
        misc_value_b=one.misc[1] or None,
        misc_means=misc.in_words(enums, one, named.creatures),
        mechanic=coded_if(enums, "Mechanics", one.mechanic),
        trigger_spell=named.spell(one.trigger_spell) if one.trigger_spell else None,
        item=named.item(one.item) if one.item else None,
        radius=one.radius,
        radius_maximum=one.radius_max if one.radius_max != one.radius else None,
        targets=[coded(enums, "Targets", target) for target in one.targets if target],
        chain_targets=one.chain_targets or None,
        amplitude=_real(one.amplitude),
        affects_family_flags=_hexadecimal(one.class_mask) if any(one.class_mask) else None,
    )


def _points(spell: Spell, one: SpellEffect, level: int | None) -> models.Points:
    at_level = text.points(spell, one, level) if level is not None else ()
    scaled = level is None or one.coefficient
    return models.Points(
        minimum=round(one.points_min, DIGITS),
        maximum=round(one.points_max, DIGITS),
        at_caster_level=None if scaled else [round(value, DIGITS) for value in at_level],
        per_level=_real(one.points_per_level),
        per_combo_point=_real(one.points_per_combo),
        variance=_real(one.variance),
        scaling_coefficient=_real(one.coefficient),
        spell_power_share=_real(one.spell_power),
        attack_power_share=_real(one.attack_power),
    )


def _real(value: float | None) -> float | None:
    """A number of the data without what its 32 bits add; None for none."""
    return round(value, DIGITS) if value else None
