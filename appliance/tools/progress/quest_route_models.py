"""The question and the answer of optimize-quest-route."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.tools.models import (
    Answer,
    Coded,
    Entry,
    Locale,
    LocaleField,
    Money,
    ToolInput,
    ToolOutput,
)
from appliance.tools.progress.player import SideName

MAX_UNPLACED = 50
"""Most quests listed that have no place on the way."""

Level = Annotated[int, Field(ge=1, le=255)]
Coordinate = Annotated[float, Field(ge=-40_000, le=40_000, allow_inf_nan=False)]


class Position(ToolInput):
    """Where the player is, in yards of a map."""

    map: Annotated[int, Field(ge=0, le=2**31 - 1, description="Map id.")]
    x: Coordinate
    y: Coordinate


class OptimizeQuestRoute(ToolInput):
    """Which quests, and for whom."""

    zone_id: Annotated[Entry, Field(description="AreaTable id of the zone, not a map id.")]
    player_level: Level
    max_quests: Annotated[int, Field(ge=1, le=60)] = 30
    faction: Annotated[SideName | None, Field(strict=False)] = None
    race_id: Annotated[int | None, Field(ge=1, le=255, description="ChrRaces id.")] = None
    class_id: Annotated[int | None, Field(ge=1, le=31, description="ChrClasses id.")] = None
    character_id: Annotated[
        int | None,
        Field(
            ge=1, le=2**63 - 1, description="guid: its quest log, finished quests, race and class."
        ),
    ] = None
    start: Position | None = None
    include_repeatable: Annotated[
        bool, Field(description="Also repeatable, daily, weekly and monthly quests.")
    ] = False
    locale: LocaleField = Locale.ENUS


class RouteAction(ToolOutput):
    """Something to do at a stop."""

    action: Annotated[str, Field(description="accept, do or turn in.")]
    quest: Coded
    what: Annotated[
        str | None, Field(description="Kind of the objective; accept: what starts it.")
    ] = None
    target: Coded | None = None
    count: int | None = None
    text: str | None = None
    via: Annotated[str | None, Field(description="Items: loot, or sold.")] = None
    spawns: Annotated[int | None, Field(description="Spawns within 100 yards.")] = None


class RouteStop(ToolOutput):
    """A place on the way, in yards."""

    x: float
    y: float
    z: float | None = None
    kind: Annotated[str, Field(description="creature, gameobject or area (marked on the map).")]
    at: Annotated[Coded | None, Field(description="Whom or what to look for.")] = None
    yards: Annotated[float, Field(description="From the stop before, in a straight line.")]
    actions: list[RouteAction]


class MapRoute(ToolOutput):
    """The way on one map."""

    map: Coded
    yards: float
    stops: list[RouteStop]


class QuestNeeds(ToolOutput):
    """What a character needs besides level, race and class."""

    skill: Coded | None = None
    skill_points: int | None = None
    least_reputation: Coded | None = None
    least_standing: int | None = None
    most_reputation: Coded | None = None
    most_standing: int | None = None
    first: Annotated[
        list[list[Coded]] | None,
        Field(description="Alternatives of quests not on this route, one of them done whole."),
    ] = None


class RouteQuest(ToolOutput):
    """A quest of the route."""

    quest: Coded
    level: int | None = None
    min_level: int
    type: Coded | None = None
    group_size: int | None = None
    in_log: bool | None = None
    xp: Annotated[int | None, Field(description="Missing: see notes.")] = None
    money: Money | None = None
    after: Annotated[list[int] | None, Field(description="Quests of the route to do first.")] = None
    needs: QuestNeeds | None = None
    without_place: Annotated[
        list[str] | None, Field(description="Objectives for which no place is known.")
    ] = None


class UnplacedQuest(ToolOutput):
    """A quest that fits, but has no place on the way."""

    quest: Coded
    reason: str


class LeftOut(ToolOutput):
    """Quests of the zone that are not for this player; the first of them by name."""

    reason: str
    count: int
    quests: list[Coded]


class QuestRoute(Answer):
    """A route through the quests of a zone."""

    zone: Coded
    player_level: int
    total: Annotated[int, Field(description="Quests for this player, whatever maxQuests.")]
    truncated: Annotated[
        bool,
        Field(
            description="More than maxQuests: raise it, or go on from a character who did these."
        ),
    ]
    quests: list[RouteQuest]
    routes: list[MapRoute]
    total_yards: float
    total_xp: Annotated[int | None, Field(description="Missing: see notes.")] = None
    total_money: Money | None = None
    unplaced: Annotated[list[UnplacedQuest], Field(max_length=MAX_UNPLACED)]
    unplaced_total: Annotated[int, Field(description="They take no room of maxQuests.")]
    left_out: list[LeftOut]
    formula: str
    inputs: str
    notes: list[str]
