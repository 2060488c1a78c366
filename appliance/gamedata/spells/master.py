"""Spells of master: SpellName and the tables that belong to it by SpellID.

Of rows for several difficulties, the first that is there of those asked for counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from appliance.clientdata.interface import Record
from appliance.gamedata import client
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.realm import Realm
from appliance.gamedata.spells.master_effects import cost, effect
from appliance.gamedata.spells.sides import (
    Sides,
    by_id,
    by_spell,
    conditions,
    first,
    mask,
    numbers,
    present,
    reagents,
    words,
)
from appliance.gamedata.spells.types import (
    NO_ITEM_CLASS,
    UNTIL_CANCELLED,
    Spell,
)

MEANING = {
    "SpellMisc": "school, attributes, cast time, duration and range",
    "SpellEffect": "its effects",
    "SpellPower": "what it costs",
    "SpellCooldowns": "its cooldowns",
    "SpellCategories": "category, dispel type and mechanic",
    "SpellLevels": "its levels",
    "SpellAuraOptions": "stacks and procs",
    "SpellInterrupts": "what interrupts it",
    "SpellReagents": "its reagents",
    "SpellTotems": "the tools it needs",
    "SpellTargetRestrictions": "its limits on targets",
    "SpellAuraRestrictions": "the auras it needs",
    "SpellCastingRequirements": "where it can be cast",
    "SpellEquippedItems": "the equipment it needs",
    "SpellShapeshift": "the forms it needs",
    "SpellClassOptions": "its spell family",
}
"""The tables by SpellID, and what is unknown without them."""
_INDEXED = {
    "SpellCastTimes": "the cast time",
    "SpellDuration": "the duration",
    "SpellRange": "the range",
    "SpellRadius": "radii of effects",
    "SpellCategory": "charges",
}

Found = dict[int, list[Record]] | None


@dataclass(frozen=True, slots=True)
class Parts:
    """The records of some spells, by table."""

    tables: Mapping[str, Found]
    sides: Sides

    def one(self, table: str, spell: int) -> Record:
        """The record of a spell; an empty one where it has none."""
        return first(self.tables[table], spell)

    def all(self, table: str, spell: int) -> list[Record]:
        """The records of a spell, in their order."""
        return (self.tables[table] or {}).get(spell, [])


async def build(
    realm: Realm, ids: Collection[int], locale: str, difficulties: Sequence[int]
) -> dict[int, Spell]:
    """Resolve the spells of SpellName; ids it does not have are left out.

    Raises:
        Unavailable: SpellName is not there.
    """
    names = await client.records(realm, "SpellName", ids, locale) if ids else {}
    if not names:
        return {}
    texts: Mapping[int, Record] = {}
    if await client.has(realm, "Spell"):
        texts = await client.records(realm, "Spell", names, locale)
    parts = await gather(realm, names, difficulties)
    return {
        number: replace(
            spell(number, parts),
            name=row.get("Name", ""),
            rank=texts.get(number, {}).get("NameSubtext", ""),
            description=texts.get(number, {}).get("Description", ""),
            aura_description=texts.get(number, {}).get("AuraDescription", ""),
        )
        for number, row in names.items()
    }


async def gather(realm: Realm, ids: Collection[int], difficulties: Sequence[int]) -> Parts:
    """The records of some spells."""
    async with concurrently() as questions:
        pending = {
            table: questions.ask(by_spell, realm, table, ids, difficulties) for table in MEANING
        }
    tables = {table: found.value for table, found in pending.items()}
    sides = await by_id(
        realm,
        {
            "SpellCastTimes": _values(tables, "SpellMisc", "CastingTimeIndex"),
            "SpellDuration": _values(tables, "SpellMisc", "DurationIndex"),
            "SpellRange": _values(tables, "SpellMisc", "RangeIndex"),
            "SpellRadius": _values(tables, "SpellEffect", "EffectRadiusIndex"),
            "SpellCategory": _values(tables, "SpellCategories", "ChargeCategory"),
        },
    )
    return Parts(tables, sides)


def _values(tables: Mapping[str, Found], table: str, field: str) -> Iterator[int]:
    for rows in (tables[table] or {}).values():
        for row in rows:
            yield from numbers(row.get(field, 0))


def spell(number: int, parts: Parts) -> Spell:
    """A spell without its texts."""
    misc, levels = parts.one("SpellMisc", number), parts.one("SpellLevels", number)
    categories = parts.one("SpellCategories", number)
    auras, interrupts = parts.one("SpellAuraOptions", number), parts.one("SpellInterrupts", number)
    family = parts.one("SpellClassOptions", number)
    plain = Spell(
        id=number,
        name="",
        difficulty=misc.get("DifficultyID", 0),
        school_mask=misc.get("SchoolMask", 0),
        dispel=categories.get("DispelType", 0),
        mechanic=categories.get("Mechanic", 0),
        attributes=words(misc.get("Attributes", ())),
        speed=misc.get("Speed", 0),
        level=levels.get("SpellLevel", 0),
        base_level=levels.get("BaseLevel", 0),
        max_level=levels.get("MaxLevel", 0),
        proc_flags=words(auras.get("ProcTypeMask", ())),
        proc_chance=auras.get("ProcChance", 0),
        proc_charges=auras.get("ProcCharges", 0),
        proc_cooldown_ms=auras.get("ProcCategoryRecovery", 0),
        stack_amount=auras.get("CumulativeAura", 0),
        interrupt_flags=interrupts.get("InterruptFlags", 0),
        aura_interrupt_flags=words(interrupts.get("AuraInterruptFlags", ())),
        channel_interrupt_flags=words(interrupts.get("ChannelInterruptFlags", ())),
        family=family.get("SpellClassSet", 0),
        family_flags=words(family.get("SpellClassMask", ())),
        damage_class=categories.get("DefenseType", 0),
        prevention=categories.get("PreventionType", 0),
        icon=misc.get("SpellIconFileDataID", 0),
        effects=tuple(effect(row, parts.sides) for row in parts.all("SpellEffect", number)),
        notes=_notes(parts, misc),
    )
    return _demanding(_timed(plain, parts), parts)


def _timed(plain: Spell, parts: Parts) -> Spell:
    number = plain.id
    cooldowns = parts.one("SpellCooldowns", number)
    categories = parts.one("SpellCategories", number)
    charges = parts.sides.get("SpellCategory", categories.get("ChargeCategory", 0)) or {}
    return replace(
        with_times(plain, parts.one("SpellMisc", number), parts.sides),
        cooldown_ms=cooldowns.get("RecoveryTime", 0),
        category=categories.get("Category", 0),
        category_cooldown_ms=cooldowns.get("CategoryRecoveryTime", 0),
        gcd_ms=cooldowns.get("StartRecoveryTime", 0),
        gcd_category=categories.get("StartRecoveryCategory", 0),
        charge_category=categories.get("ChargeCategory", 0),
        charges=charges.get("MaxCharges", 0),
        charge_recovery_ms=charges.get("ChargeRecoveryTime", 0),
    )


def with_times(plain: Spell, row: Record, sides: Sides) -> Spell:
    """The spell with what the index columns of `row` say of cast time, duration and range."""
    cast = sides.get("SpellCastTimes", row.get("CastingTimeIndex", 0))
    duration = sides.get("SpellDuration", row.get("DurationIndex", 0)) or {}
    reach = sides.get("SpellRange", row.get("RangeIndex", 0)) or {}
    lows, highs = reach.get("RangeMin", (None, None)), reach.get("RangeMax", (None, None))
    instant = 0 if row and not row.get("CastingTimeIndex", 0) else None
    return replace(
        plain,
        cast_time_ms=instant if cast is None else max(0, cast.get("Base", 0)),
        duration_ms=_milliseconds(duration.get("Duration")),
        duration_max_ms=_milliseconds(duration.get("MaxDuration")),
        range_min=lows[0],
        range_max=highs[0],
        range_min_friendly=lows[1],
        range_max_friendly=highs[1],
    )


def _demanding(plain: Spell, parts: Parts) -> Spell:
    """The spell with what casting it takes."""
    number = plain.id
    restrictions = parts.one("SpellTargetRestrictions", number)
    equipped, totems = parts.one("SpellEquippedItems", number), parts.one("SpellTotems", number)
    forms, places = (
        parts.one("SpellShapeshift", number),
        parts.one("SpellCastingRequirements", number),
    )
    return replace(
        plain,
        costs=tuple(cost(row) for row in parts.all("SpellPower", number)),
        reagents=reagents(parts.one("SpellReagents", number)),
        totems=present(totems.get("Totem", ())),
        totem_categories=present(totems.get("RequiredTotemCategoryID", ())),
        equipped_class=equipped.get("EquippedItemClass", NO_ITEM_CLASS),
        equipped_subclass_mask=equipped.get("EquippedItemSubclass", 0),
        equipped_inventory_mask=equipped.get("EquippedItemInvTypes", 0),
        stances=mask(forms.get("ShapeshiftMask", ())),
        stances_not=mask(forms.get("ShapeshiftExclude", ())),
        target_mask=restrictions.get("Targets", 0),
        target_creature_mask=restrictions.get("TargetCreatureType", 0),
        max_targets=restrictions.get("MaxTargets", 0),
        max_target_level=restrictions.get("MaxTargetLevel", 0),
        focus=places.get("RequiresSpellFocus", 0),
        area_group=places.get("RequiredAreasID", 0),
        facing=places.get("FacingCasterFlags", 0),
        aura_conditions=conditions(parts.one("SpellAuraRestrictions", number)),
    )


def _milliseconds(value: int | None) -> int | None:
    if not value:
        return None
    return UNTIL_CANCELLED if value == -1 else abs(value)


def _notes(parts: Parts, misc: Record) -> tuple[str, ...]:
    lacking = tuple(
        f"{what}: the client table {table} is not there"
        for table, what in MEANING.items()
        if parts.tables[table] is None
    )
    return lacking + (parts.sides.missing(_INDEXED) if misc else ())
