"""The answer of get-creature-full-info. Lists that are cut say so with `truncated`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.tools.creatures.role_models import (
    Condition,
    GossipMenu,
    KillReputation,
    Loot,
    Quests,
    Scripts,
    Texts,
    Trainer,
    Vendor,
)
from appliance.tools.creatures.stance import Stance
from appliance.tools.creatures.terms import Names
from appliance.tools.creatures.where import Place
from appliance.tools.models import Answer, Coded, Flags, Immunities, Money, ToolOutput


class LevelRange(ToolOutput):
    """Levels it may have, both ends included."""

    min: int
    max: int


class StatsAtLevel(ToolOutput):
    """What it is worth at a level; what is missing cannot be known from the database."""

    level: int
    health: int | None = None
    mana: int | None = None
    armor: int | None = None
    attack_power: int | None = None
    ranged_attack_power: int | None = None
    damage_min: Annotated[float | None, Field(description="One swing, before armor.")] = None
    damage_max: float | None = None
    damage_per_second: float | None = None


class Stats(ToolOutput):
    """What it is worth at its least and greatest level."""

    formula: str
    levels: list[StatsAtLevel]


class Modifiers(ToolOutput):
    """What the base values of its level are multiplied with."""

    health: float | None = None
    mana: float | None = None
    armor: float | None = None
    damage: float | None = None
    experience: float


class Gold(ToolOutput):
    """Money a corpse holds."""

    min: Money
    max: Money


class LootIds(ToolOutput):
    """Entries of the loot tables; missing: no loot."""

    creature: int | None = None
    pickpocketing: int | None = None
    skinning: int | None = None


class Difficulty(ToolOutput):
    """What it is on another difficulty."""

    difficulty: Coded
    template: Annotated[Coded | None, Field(description="3.3.5: the template used there.")] = None
    content_tuning: int | None = None
    levels: LevelRange | None = None
    stats: StatsAtLevel | None = None
    modifiers: Modifiers | None = None
    type_flags: list[Flags]
    gold: Gold | None = None
    loot_ids: LootIds | None = None


class Combat(ToolOutput):
    """How it fights."""

    damage_school: Coded
    attack_time_ms: int
    ranged_attack_time_ms: int
    modifiers: Modifiers
    regenerates_health: bool


class ModelChoice(ToolOutput):
    """A display id it may have."""

    display_id: int
    scale: float
    probability: float


class Look(ToolOutput):
    """What it looks like and how it moves."""

    models: list[ModelChoice]
    scale: float
    speed_walk: Annotated[float, Field(description="1 is 2.5 yards a second.")]
    speed_run: Annotated[float, Field(description="1 is 7 yards a second.")]
    hover_height: float | None = None
    movement: Coded
    ground: Coded | None = None
    swims: bool | None = None
    flight: Coded | None = None
    rooted: bool | None = None
    chase: Coded | None = None
    random: Coded | None = None
    mount_display_id: int | None = None
    stand_state: Coded | None = None
    sheath: Coded | None = None
    emote: Coded | None = None
    waypoint_path: int | None = None
    auras: list[Coded]
    equipment: list[EquipmentSet]


class EquipmentSet(ToolOutput):
    """Weapons it carries."""

    set: int
    main_hand: Coded | None = None
    off_hand: Coded | None = None
    ranged: Coded | None = None


class Resistance(ToolOutput):
    """Resistance to a school of magic."""

    school: Coded
    resistance: int


class MapSpawns(ToolOutput):
    """Its spawns on a map; respawn in seconds."""

    map: Coded
    spawns: int
    respawn_min_s: int
    respawn_max_s: int


class SpawnPoint(ToolOutput):
    """A place where it appears."""

    guid: int
    place: Place
    respawn_s: int
    wander_yards: float | None = None
    movement: Coded
    difficulties: Annotated[
        list[Coded] | None, Field(description="Missing: as the map's first one.")
    ] = None
    phase_mask: Annotated[int | None, Field(description="Missing: 1, the usual one.")] = None
    phase: int | None = None
    phase_group: int | None = None
    npc_flags: Annotated[Flags | None, Field(description="Instead of the template's.")] = None
    script_name: str | None = None


class EventSpawns(ToolOutput):
    """Spawns that a game event brings or takes away."""

    event: Coded
    brings: Annotated[bool, Field(description="False: they are away while it runs.")]
    spawns: int


class Spawns(ToolOutput):
    """Where it stands."""

    total: int
    maps: list[MapSpawns]
    points: list[SpawnPoint]
    truncated: Annotated[bool, Field(description="True when `points` are not all.")]
    events: list[EventSpawns]


class CreatureProfile(Answer):
    """Everything the realm's databases know about a creature."""

    entry: int
    name: str
    female_name: str | None = None
    subname: str | None = None
    icon_name: str | None = None
    names: Annotated[dict[str, Names], Field(description="Its name in other languages.")]
    type: Coded
    family: Coded | None = None
    rank: Coded
    faction: Stance
    unit_class: Coded
    expansion: Coded
    levels: LevelRange | None = None
    stats: Stats | None = None
    combat: Combat
    gold: Gold | None = None
    flags: Annotated[dict[str, Flags], Field(description="Masks by the column's meaning.")]
    difficulties: list[Difficulty]
    difficulty_of: Annotated[list[Coded], Field(description="Templates that turn into this one.")]
    look: Look
    spells: Annotated[list[Coded], Field(description="Of the template: for pets, vehicles, AI.")]
    resistances: list[Resistance]
    immunities: Immunities | None = None
    reputation: list[KillReputation]
    kill_credits: list[Coded]
    vehicle_id: int | None = None
    racial_leader: bool | None = None
    spawns: Spawns
    loot_ids: LootIds | None = None
    loot: Annotated[
        list[Loot] | None, Field(description="Missing: not asked for (includeLoot).")
    ] = None
    vendor: Vendor | None = None
    trainers: list[Trainer]
    quests: Quests
    gossip: list[GossipMenu]
    texts: Texts
    scripts: Scripts
    conditions: list[Condition]
    ai_name: str | None = None
    script_name: Annotated[str | None, Field(description="C++ code of the server.")] = None
    string_id: str | None = None
    verified_build: int | None = None
    notes: list[str]
