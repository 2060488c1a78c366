"""What the reputation tools take and answer."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from appliance.tools.models import Answer, Coded, Flags, Locale, LocaleField, ToolInput, ToolOutput
from appliance.tools.progress.player import SideName

FactionId = Annotated[int, Field(ge=1, le=2**31 - 1, description="Faction id (not template).")]
FactionName = Annotated[
    str, Field(min_length=1, max_length=100, description="Compared with the realm's own name.")
]
StandingPoints = Annotated[int, Field(ge=-42_000, le=42_999)]
CharacterGuid = Annotated[
    int | None, Field(ge=1, le=2**63 - 1, description="Take the standing of this character (guid).")
]


class GetReputationStanding(ToolInput):
    """Which faction and standing."""

    faction_id: FactionId
    faction_name: FactionName
    current_reputation: StandingPoints
    character_id: CharacterGuid = None
    race_id: Annotated[int | None, Field(ge=1, le=255, description="Where this race begins.")] = (
        None
    )
    class_id: Annotated[int | None, Field(ge=1, le=31, description="And this class.")] = None
    locale: LocaleField = Locale.ENUS


class Target(StrEnum):
    """A rank to reach."""

    NEUTRAL = "neutral"
    FRIENDLY = "friendly"
    HONORED = "honored"
    REVERED = "revered"
    EXALTED = "exalted"


class GetReputationGrindPath(ToolInput):
    """Which faction, from where to where."""

    faction_id: FactionId
    faction_name: FactionName
    current_rep: StandingPoints
    target_standing: Annotated[Target, Field(strict=False)]
    character_id: CharacterGuid = None
    faction: Annotated[
        SideName | None, Field(strict=False, description="Only what this side can do.")
    ] = None
    player_level: Annotated[int | None, Field(ge=1, le=255)] = None
    limit: Annotated[int, Field(ge=1, le=1000, description="Most rows in each list.")] = 25
    locale: LocaleField = Locale.ENUS


class Rank(ToolOutput):
    """A rank and its standings."""

    rank: Coded
    first: int
    last: int


class StartingStanding(ToolOutput):
    """Where players of these races and classes begin."""

    races: Flags | None = None
    classes: Flags | None = None
    standing: int
    flags: Flags


class CharacterStanding(ToolOutput):
    """A character's own."""

    guid: int
    name: str | None = None
    base: int
    stored: int
    standing: int
    flags: Flags


class FactionFacts(ToolOutput):
    """What the client says of the faction."""

    id: int
    name: str
    description: str | None = None
    parent: Coded | None = None
    begins: list[StartingStanding]


class ReputationStanding(Answer):
    """A standing in ranks."""

    faction_id: int
    faction: FactionFacts | None = None
    standing: Annotated[int, Field(description="The character's own where one was named.")]
    rank: Coded
    into_rank: Annotated[int, Field(description="Points above the rank's first.")]
    rank_points: int
    next_rank: Coded | None = None
    to_next_rank: int | None = None
    ranks: list[Rank]
    starting: Annotated[int | None, Field(description="Where the given race and class begin.")] = (
        None
    )
    character: CharacterStanding | None = None
    formula: str
    notes: list[str]


class KillSource(ToolOutput):
    """A creature whose death gives reputation."""

    entry: int
    name: str | None = None
    per_kill: int
    until: Annotated[Coded, Field(description="Gives nothing above this rank.")]
    spawns: int
    kills: Annotated[int | None, Field(description="To the target; missing: it ends before.")] = (
        None
    )


class QuestSource(ToolOutput):
    """A quest that gives reputation."""

    id: int
    title: str | None = None
    level: int | None = None
    min_level: int | None = None
    period: Annotated[str, Field(description="once, repeatable, daily, weekly or monthly.")]
    reputation: Annotated[
        int | None, Field(description="Missing: QuestFactionReward is not at hand.")
    ] = None
    times: Annotated[int | None, Field(description="To the target, by this quest alone.")] = None


class SpillSource(ToolOutput):
    """Reputation with another faction that partly counts here."""

    faction: Coded
    rate: float
    until: Coded


class GrindPath(Answer):
    """Everything that leads from one standing to a rank."""

    faction_id: int
    faction: str | None = None
    standing: int
    rank: Coded
    target: Coded
    needed: Annotated[int, Field(description="Points from the standing to the rank's first.")]
    once_total: Annotated[
        int, Field(description="What all quests done once give; of rivals, the best.")
    ]
    after_quests: Annotated[int, Field(description="Points still needed after those.")]
    kills: list[KillSource]
    kills_total: int
    quests: list[QuestSource]
    quests_total: int
    spills: list[SpillSource]
    truncated: Annotated[bool, Field(description="Lists are cut: ask with a higher limit.")]
    formula: str
    notes: list[str]
