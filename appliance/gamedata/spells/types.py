"""A spell of either branch, with its index columns resolved: milliseconds, yards, points.

What a side table that is not there would have said is None, and `Spell.notes` names the table.
Masks and enumeration values stay numbers here; `gamedata.enums` names them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

UNTIL_CANCELLED = -1
"""`Spell.duration_ms` of an aura that ends by nothing but its cancellation."""
NO_ITEM_CLASS = -1
"""`Spell.equipped_class` of a spell that needs no equipment."""

PASSIVE = 0x40
"""SPELL_ATTR0_PASSIVE, in `attributes[0]`."""
CHANNELED = 0x04 | 0x40
"""SPELL_ATTR1_CHANNELED_1 and _2 (is channelled, is self channelled), in `attributes[1]`."""

TICKS_AT_ONCE = 0x200
"""SPELL_ATTR5_EXTRA_INITIAL_PERIOD, in `attributes[5]`."""


class PowerCost(NamedTuple):
    """What casting takes of one power.

    power: Powers (-2 is health). flat: units of that power as the data holds them (rage and runic
        power in tenths), plus `per_level` for each level above the spell's. percent: of base mana
        or base health; percent_of_maximum: of the maximum (master).
    per_second, percent_per_second: while it is channelled. optional: up to as much more (master).
    aura: the cost counts only with this aura (master), 0 for always.
    """

    power: int
    flat: int = 0
    per_level: int = 0
    percent: float = 0
    percent_of_maximum: float = 0
    per_second: float = 0
    percent_per_second: float = 0
    optional: int = 0
    aura: int = 0


class RuneCost(NamedTuple):
    """Runes a death knight's spell takes, and the runic power it gives in tenths (3.3.5)."""

    blood: int
    unholy: int
    frost: int
    runic_power: int


class Reagent(NamedTuple):
    """An item that casting uses up."""

    item: int
    pieces: int


class AuraConditions(NamedTuple):
    """States and auras that caster or target must, or must not, have; 0 for none."""

    caster_state: int = 0
    target_state: int = 0
    exclude_caster_state: int = 0
    exclude_target_state: int = 0
    caster_aura: int = 0
    target_aura: int = 0
    exclude_caster_aura: int = 0
    exclude_target_aura: int = 0


_NO_CONDITIONS = AuraConditions()


@dataclass(frozen=True, slots=True)
class SpellEffect:
    """One effect of a spell.

    points_min, points_max: at the spell's own level, without what the caster adds; on master, where
        `coefficient` is not 0, the server computes them from the caster's level instead.
    period_ms: between ticks, 0 for none. misc: what both mean depends on effect and aura.
    radius, radius_max: yards, None where it has no area; the second belongs to a second target,
        or to the greatest reach. class_mask: which spells of the family it modifies.
    """

    index: int
    effect: int
    aura: int = 0
    points_min: float = 0
    points_max: float = 0
    points_per_level: float = 0
    points_per_combo: float = 0
    variance: float = 0
    coefficient: float = 0
    spell_power: float | None = None
    """Share of spell power added; None where the server's tables or script say it (3.3.5)."""
    attack_power: float | None = None
    period_ms: int = 0
    amplitude: float = 0
    misc: tuple[int, int] = (0, 0)
    mechanic: int = 0
    trigger_spell: int = 0
    item: int = 0
    radius: float | None = None
    radius_max: float | None = None
    targets: tuple[int, int] = (0, 0)
    """Implicit targets (Targets), 0 for none."""
    chain_targets: int = 0
    chain_amplitude: float = 0
    class_mask: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Spell:
    """One spell, resolved. Times in milliseconds, distances in yards.

    duration_ms: None for none, UNTIL_CANCELLED, or a time; it grows with combo points to
        `duration_max_ms` (WorldObject::CalcSpellDuration).
    range_min, range_max: against enemies; *_friendly: on friends.
    cooldown_ms: its own; category_cooldown_ms: that of all spells of `category`. gcd_ms: the global
        cooldown it starts, in `gcd_category`. charges, charge_recovery_ms: master.
    level: the level it is learned at and scales from (SpellLevel).
    stances, stances_not: masks of ShapeshiftForm (bit form - 1). target_mask:
    SpellCastTargetFlags. difficulty: the DifficultyID of the rows that were used.
    """

    id: int
    name: str
    rank: str = ""
    description: str = ""
    aura_description: str = ""
    difficulty: int = 0
    school_mask: int = 0
    dispel: int = 0
    mechanic: int = 0
    attributes: tuple[int, ...] = ()
    cast_time_ms: int | None = None
    duration_ms: int | None = None
    duration_per_level_ms: int = 0
    duration_max_ms: int | None = None
    range_min: float | None = None
    range_max: float | None = None
    range_min_friendly: float | None = None
    range_max_friendly: float | None = None
    speed: float = 0
    cooldown_ms: int = 0
    category: int = 0
    category_cooldown_ms: int = 0
    gcd_ms: int = 0
    gcd_category: int = 0
    charge_category: int = 0
    charges: int = 0
    charge_recovery_ms: int = 0
    costs: tuple[PowerCost, ...] = ()
    runes: RuneCost | None = None
    level: int = 0
    base_level: int = 0
    max_level: int = 0
    max_target_level: int = 0
    proc_flags: tuple[int, ...] = ()
    proc_chance: int = 0
    proc_charges: int = 0
    proc_cooldown_ms: int = 0
    stack_amount: int = 0
    interrupt_flags: int = 0
    aura_interrupt_flags: tuple[int, ...] = ()
    channel_interrupt_flags: tuple[int, ...] = ()
    reagents: tuple[Reagent, ...] = ()
    totems: tuple[int, ...] = ()
    """Items that must be carried."""
    totem_categories: tuple[int, ...] = ()
    equipped_class: int = NO_ITEM_CLASS
    equipped_subclass_mask: int = 0
    equipped_inventory_mask: int = 0
    stances: int = 0
    stances_not: int = 0
    target_mask: int = 0
    target_creature_mask: int = 0
    max_targets: int = 0
    focus: int = 0
    """SpellFocusObject that must be near."""
    area_group: int = 0
    facing: int = 0
    aura_conditions: AuraConditions = _NO_CONDITIONS
    family: int = 0
    family_flags: tuple[int, ...] = ()
    damage_class: int = 0
    prevention: int = 0
    icon: int = 0
    icon_texture: str = ""
    effects: tuple[SpellEffect, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def recovery_ms(self) -> int:
        """How long it cannot be cast again; of charges, until one comes back."""
        return max(self.cooldown_ms, self.category_cooldown_ms, self.charge_recovery_ms)

    @property
    def passive(self) -> bool:
        """Whether it works without being cast."""
        return bool(self.attributes and self.attributes[0] & PASSIVE)

    @property
    def channeled(self) -> bool:
        """Whether its caster keeps casting while it works."""
        return len(self.attributes) > 1 and bool(self.attributes[1] & CHANNELED)

    @property
    def ticks_at_once(self) -> bool:
        """Whether its periodic effects also act when they are applied."""
        return len(self.attributes) > 5 and bool(self.attributes[5] & TICKS_AT_ONCE)

    def effects_of(self, *numbers: int) -> tuple[SpellEffect, ...]:
        """Its effects of these types (SpellEffects)."""
        return tuple(effect for effect in self.effects if effect.effect in numbers)
