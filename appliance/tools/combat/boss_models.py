"""The answer of get-boss-mechanics. Lists that are cut say so in `truncated`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.tools.combat.terms import Position
from appliance.tools.models import Answer, Coded, Immunities, ToolOutput


class Range(ToolOutput):
    """Two ends, both included."""

    min: int
    max: int


class BossDifficulty(ToolOutput):
    """How strong it is on a difficulty, at its greatest level."""

    difficulty: Coded
    template: Coded
    level: int | None = None
    health: int | None = None
    armor: int | None = None
    damage_min: Annotated[float | None, Field(description="One swing, before armor.")] = None
    damage_max: float | None = None
    loot_id: Annotated[
        int | None, Field(description="For get-creature-full-info's includeLoot.")
    ] = None
    template_spells: list[Coded]


class Ability(ToolOutput):
    """A spell somebody casts in the fight, and when."""

    caster: Coded
    spell: Coded
    does: Annotated[str, Field(description="The script's action in words.")]
    when: str
    target: str | None = None
    initial_ms: Range | None = None
    repeat_ms: Annotated[Range | None, Field(description="Missing: not by a timer.")] = None
    list_offset_ms: Annotated[
        Range | None, Field(description="After the start of its timed list.")
    ] = None
    health_percent: Range | None = None
    once: bool | None = None
    chance_percent: Annotated[int | None, Field(description="Missing: always.")] = None
    phases: Annotated[list[int] | None, Field(description="Missing: in every phase.")] = None
    limits: list[str] | None = None
    difficulties: list[Coded] | None = None
    conditions: list[str] | None = None
    timed_list: int | None = None
    spawn: Annotated[int | None, Field(description="Guid of the only spawn it is for.")] = None


class EffectFacts(ToolOutput):
    """One effect of a spell."""

    effect: Coded
    aura: Coded | None = None
    points_min: float | None = None
    points_max: float | None = None
    period_ms: int | None = None
    radius_yards: float | None = None
    mechanic: Coded | None = None
    trigger_spell: int | None = None
    targets: list[Coded] | None = None
    summons: Coded | None = None


class Replacement(ToolOutput):
    """The spell that takes another's place on a spawn mode."""

    difficulty: Coded
    spell: Coded


class SpellFacts(ToolOutput):
    """What a spell of the fight is."""

    spell: Coded
    schools: list[str]
    mechanic: Coded | None = None
    dispel: Coded | None = None
    cast_time_ms: int | None = None
    channeled: bool | None = None
    interruptible: Annotated[
        bool, Field(description="By an interrupting spell, while it is cast or channeled.")
    ]
    range_yards: float | None = None
    duration_ms: Annotated[int | None, Field(description="-1: until cancelled.")] = None
    cooldown_ms: int | None = None
    stacks: int | None = None
    effects: list[EffectFacts]
    description: str | None = None
    by_difficulty: Annotated[
        list[Replacement] | None, Field(description="3.3.5: what other spawn modes cast instead.")
    ] = None


class Summoned(ToolOutput):
    """Creatures the fight brings."""

    creature: Coded
    by: Coded
    when: str
    how: str
    health_percent: Range | None = None
    level: int | None = None
    rank: Coded | None = None
    script_name: str | None = None


class Companion(ToolOutput):
    """A creature of the boss's formation: it pulls with it."""

    creature: Coded
    spawns: int


class PhaseChange(ToolOutput):
    """A change of the script's phase, or of its template."""

    by: Coded
    does: str
    when: str
    health_percent: Range | None = None


class Speech(ToolOutput):
    """What it says, and when the script says so."""

    group: int
    text: str
    type: Coded
    when: list[str]


class EncounterFacts(ToolOutput):
    """The encounter a kill counts for."""

    id: int
    name: str | None = None
    map: Coded | None = None
    difficulty: Coded | None = None
    order: int | None = None
    ends_dungeon: Annotated[int | None, Field(description="LFGDungeons id it completes.")] = None


class JournalSection(ToolOutput):
    """A paragraph of the dungeon journal (client data)."""

    id: int
    parent: int | None = None
    title: str
    text: str | None = None
    spell: Coded | None = None
    difficulty_mask: int | None = None


class Place(ToolOutput):
    """Where it stands."""

    guid: int
    map: Coded
    position: Position
    respawn_s: int


class BossMechanics(Answer):
    """A fight, as far as the realm's data tells it."""

    creature: Coded
    subname: str | None = None
    type: Coded
    rank: Coded
    dungeon_boss: bool
    ai_name: str | None = None
    script_name: Annotated[
        str | None, Field(description="C++ code of the server: its timers are not in the data.")
    ] = None
    instance_script: str | None = None
    difficulty_of: list[Coded]
    difficulties: list[BossDifficulty]
    immunities: Immunities | None = None
    encounters: list[EncounterFacts]
    abilities: list[Ability]
    spells: list[SpellFacts]
    summons: list[Summoned]
    companions: list[Companion]
    phase_changes: list[PhaseChange]
    texts: list[Speech]
    journal: list[JournalSection]
    places: list[Place]
    spawns: int
    total_abilities: int
    total_spells: Annotated[
        int, Field(description="Of the casts and templates; spells tells those with data.")
    ]
    total_summons: int
    total_phase_changes: int
    total_texts: int
    total_journal: int
    truncated: bool
    notes: list[str]
