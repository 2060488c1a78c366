"""What get-spell-info answers about the server's own tables."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.tools.models import Coded, Flags, Money, ToolOutput


class RankOf(ToolOutput):
    """A rank of the chain."""

    rank: int
    spell: Coded


class StackGroup(ToolOutput):
    """Spells whose auras limit each other."""

    group: int
    rule: Coded
    spells: list[Coded]
    groups: Annotated[list[int] | None, Field(description="Groups within it.")] = None


class Threat(ToolOutput):
    """spell_threat."""

    flat: int
    multiplier: float
    attack_power_share: float


class Bonus(ToolOutput):
    """spell_bonus_data: shares of power added; negative ones are computed by the server."""

    direct: float
    periodic: float
    attack_power: float
    attack_power_periodic: float


class ProcRule(ToolOutput):
    """spell_proc: overrides what the spell itself says where it is not 0."""

    schools: Flags | None = None
    family: Coded | None = None
    family_masks: list[str] | None = None
    on: list[str] | None = None
    kinds: list[str] | None = None
    phases: list[str] | None = None
    hits: list[str] | None = None
    attributes: list[str] | None = None
    disabled_effects: list[int] | None = None
    procs_per_minute: float | None = None
    chance_percent: float | None = None
    cooldown_ms: int | None = None
    charges: int | None = None


class LinkedSpell(ToolOutput):
    """A spell that comes or goes with another."""

    trigger: Coded
    when: str
    does: Annotated[str, Field(description="casts, or removes (or makes immune to)")]
    spell: Coded
    comment: str | None = None


class Script(ToolOutput):
    """A script of the server's C++ code; what it does is not in the database."""

    name: str
    all_ranks_of: int | None = None


class AreaRule(ToolOutput):
    """Where the server gives or allows the aura."""

    area: Coded
    quest_start: Coded | None = None
    quest_end: Coded | None = None
    needs_aura: Annotated[Coded | None, Field(description="Not this aura where `without`.")] = None
    without: bool | None = None
    races: Flags | None = None
    gender: Coded | None = None
    automatic: bool


class TargetPosition(ToolOutput):
    """Where an effect puts its target."""

    effect_index: int
    map: Coded
    x: float
    y: float
    z: float
    orientation: float | None = None


class DisabledSpell(ToolOutput):
    """A row of disables."""

    how: list[str]
    maps: str | None = None
    areas: str | None = None
    comment: str | None = None


class Limit(ToolOutput):
    """What must hold; one alternative is enough."""

    limits: str
    alternatives: list[str]


class ServerSide(ToolOutput):
    """What the world database says of it; what is missing has no rows."""

    ranks: list[RankOf] | None = None
    stack_groups: list[StackGroup] | None = None
    threat: Threat | None = None
    bonus: Bonus | None = None
    proc: ProcRule | None = None
    custom_attributes: Flags | None = None
    linked: list[LinkedSpell] | None = None
    scripts: list[Script] | None = None
    areas: list[AreaRule] | None = None
    target_positions: list[TargetPosition] | None = None
    requires: list[Coded] | None = None
    required_by: list[Coded] | None = None
    learned_with_it: list[Coded] | None = None
    learned_from: list[Coded] | None = None
    disabled: DisabledSpell | None = None
    conditions: list[Limit] | None = None


class Teacher(ToolOutput):
    """A trainer's list that has it."""

    trainer_id: int
    spell: Coded
    cost: Money
    level: int | None = None
    skill: Coded | None = None
    skill_rank: int | None = None
    creatures: list[Coded]


class ItemWith(ToolOutput):
    """An item with the spell, or with one that teaches it."""

    item: Coded
    how: Coded
    teaching_spell: int | None = None


class ScriptedCast(ToolOutput):
    """A line of SmartAI that casts it."""

    owner: str
    id: int
    name: str | None = None
    spawn: Annotated[int | None, Field(description="Only the spawn with this guid.")] = None
    line: int
    event: Coded
    action: Coded


class Total(ToolOutput):
    """A list that may be cut: pass a higher `limit`."""

    total: int
    truncated: bool


class Teachers(Total):
    """Who teaches it."""

    teachers: list[Teacher]


class Items(Total):
    """Items with it."""

    items: list[ItemWith]


class Casters(Total):
    """Creatures that list it among their spells."""

    creatures: list[Coded]


class ScriptedCasts(Total):
    """SmartAI lines that cast it."""

    lines: list[ScriptedCast]


class Users(ToolOutput):
    """Who has to do with it."""

    taught_by_spells: list[Coded] | None = None
    taught_by: Teachers
    items: Items
    creatures: Casters
    smart_ai: ScriptedCasts
