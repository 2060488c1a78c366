"""What get-spell-info answers: the spell itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.tools.models import Answer, Coded, Flags, ToolOutput
from appliance.tools.spells.server_models import ServerSide, Users


class Text(ToolOutput):
    """A text with values in place of placeholders, and as the client has it."""

    text: str
    raw: Annotated[str | None, Field(description="Missing: the same.")] = None


class Reach(ToolOutput):
    """Yards; missing where the range table is not there."""

    minimum: float
    maximum: float
    minimum_friendly: Annotated[float | None, Field(description="Missing: the same.")] = None
    maximum_friendly: float | None = None


class Timing(ToolOutput):
    """Milliseconds."""

    cast_time_ms: Annotated[int | None, Field(description="0: instant; missing: unknown.")] = None
    duration_ms: Annotated[
        int | None, Field(description="-1: until cancelled; missing: none, or unknown.")
    ] = None
    duration_text: str | None = None
    duration_per_level_ms: Annotated[
        int | None, Field(description="In the data; the server does not use it.")
    ] = None
    duration_maximum_ms: Annotated[
        int | None, Field(description="With all combo points, five on 3.3.5.")
    ] = None
    cooldown_ms: int | None = None
    category: Annotated[int | None, Field(description="Spells that share a cooldown.")] = None
    category_cooldown_ms: int | None = None
    global_cooldown_ms: int | None = None
    charges: int | None = None
    charge_recovery_ms: int | None = None
    projectile_speed: Annotated[float | None, Field(description="Yards a second.")] = None


class Cost(ToolOutput):
    """What casting takes of a power."""

    power: Coded
    flat: Annotated[
        float | None, Field(description="In points as players see them, e.g. rage not in tenths.")
    ] = None
    per_level: float | None = None
    percent_of_base: Annotated[float | None, Field(description="Of base mana or base health.")] = (
        None
    )
    percent_of_maximum: float | None = None
    per_second: float | None = None
    percent_per_second: float | None = None
    optional: Annotated[float | None, Field(description="Up to as much more.")] = None
    with_aura: Coded | None = None


class Runes(ToolOutput):
    """Runes it takes, and runic power it gives."""

    blood: int
    unholy: int
    frost: int
    runic_power_gained: float


class Levels(ToolOutput):
    """Levels of the caster it works with."""

    spell_level: int
    base_level: int
    maximum_level: Annotated[int | None, Field(description="Missing: no limit.")] = None
    maximum_target_level: int | None = None


class Proc(ToolOutput):
    """When its aura acts by itself."""

    on: list[str]
    chance_percent: int
    charges: int | None = None
    cooldown_ms: int | None = None


class Reagent(ToolOutput):
    """An item it uses up."""

    item: Coded
    count: int


class Requirements(ToolOutput):
    """What casting needs."""

    reagents: list[Reagent] | None = None
    tools: Annotated[list[Coded] | None, Field(description="Items to be carried.")] = None
    tool_categories: list[Coded] | None = None
    equipment: Coded | None = None
    equipment_subclass_mask: int | None = None
    equipment_slots: list[str] | None = None
    forms: list[str] | None = None
    not_in_forms: list[str] | None = None
    spell_focus: Annotated[Coded | None, Field(description="An object near by.")] = None
    area_group: int | None = None
    auras: Annotated[
        dict[str, Coded] | None, Field(description="Auras and states of caster and target.")
    ] = None


class Targeting(ToolOutput):
    """Whom it can be cast on."""

    explicit: Flags | None = None
    creature_types: Flags | None = None
    maximum: int | None = None


class Family(ToolOutput):
    """The spell family that modifiers and procs refer to."""

    family: Coded
    flags: list[str] | None = None


class Points(ToolOutput):
    """How much an effect does, before what the caster's gear and auras add."""

    minimum: float
    maximum: float
    at_caster_level: Annotated[
        list[float] | None, Field(description="Minimum and maximum at casterLevel.")
    ] = None
    per_level: float | None = None
    per_combo_point: float | None = None
    variance: float | None = None
    scaling_coefficient: Annotated[
        float | None, Field(description="Not 0: the server scales it with the caster's level.")
    ] = None
    spell_power_share: float | None = None
    attack_power_share: float | None = None


class Effect(ToolOutput):
    """One effect."""

    index: int
    effect: Coded
    aura: Coded | None = None
    points: Points
    period_ms: int | None = None
    ticks: int | None = None
    misc_value: int | None = None
    misc_value_b: int | None = None
    misc_means: Annotated[str | None, Field(description="What the misc value stands for.")] = None
    mechanic: Coded | None = None
    trigger_spell: Coded | None = None
    item: Coded | None = None
    radius: float | None = None
    radius_maximum: float | None = None
    targets: list[Coded]
    chain_targets: int | None = None
    amplitude: float | None = None
    affects_family_flags: list[str] | None = None


class Variant(ToolOutput):
    """The spell cast instead in another difficulty of an instance."""

    mode: int
    spell: Coded


class SpellInfo(Answer):
    """Everything that is known of a spell."""

    spell_id: int
    name: str
    rank: str | None = None
    description: Text | None = None
    aura_description: Text | None = None
    schools: Flags
    passive: bool
    channeled: bool
    dispel: Coded | None = None
    mechanic: Coded | None = None
    damage_class: Coded
    prevention: Coded | None = None
    difficulty: Coded | None = None
    difficulty_variants: list[Variant] | None = None
    timing: Timing
    range: Reach | None = None
    costs: list[Cost]
    runes: Runes | None = None
    levels: Levels
    maximum_stacks: int | None = None
    proc: Proc | None = None
    interrupted_by: list[str] | None = None
    aura_removed_by: list[str] | None = None
    channel_interrupted_by: list[str] | None = None
    requirements: Requirements
    targeting: Targeting
    family: Family | None = None
    attributes: Annotated[dict[str, Flags], Field(description="Masks that are not 0.")]
    effects: list[Effect]
    icon: str | None = None
    server: ServerSide
    users: Users
    notes: Annotated[list[str], Field(description="What is not known, and why.")]
