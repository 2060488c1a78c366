"""What get-farming-route takes and answers."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from appliance.tools.models import (
    Answer,
    Coded,
    Entry,
    Locale,
    LocaleField,
    ToolInput,
    ToolOutput,
)

Coordinate = Annotated[float, Field(ge=-40_000, le=40_000, allow_inf_nan=False)]


class CollectibleType(StrEnum):
    """Kinds of things to collect."""

    PET = "pet"
    MOUNT = "mount"
    TOY = "toy"


class StartPoint(ToolInput):
    """Where the way begins on the map of mapId."""

    x: Coordinate
    y: Coordinate


class GetFarmingRoute(ToolInput):
    """Which item, and where."""

    collectible_id: Annotated[Entry, Field(description="Entry of the item that drops.")]
    type: Annotated[
        CollectibleType, Field(strict=False, description="Checked against the item where known.")
    ]
    locale: LocaleField = Locale.ENUS
    map_id: Annotated[int | None, Field(ge=0, le=2**31 - 1, description="Only this map.")] = None
    start: Annotated[StartPoint | None, Field(description="Needs mapId.")] = None
    radius: Annotated[int, Field(ge=20, le=1000, description="Yards around a stop.")] = 100
    limit: Annotated[int, Field(ge=1, le=200, description="Most sources, and most other ways.")] = (
        10
    )
    max_maps: Annotated[int, Field(ge=1, le=50, description="Most maps, the best first.")] = 3
    max_stops: Annotated[int, Field(ge=1, le=100, description="Most stops of a map.")] = 15


class Tries(ToolOutput):
    """Kills (openings …) until it has dropped with this certainty."""

    for_50_percent: int | None = None
    for_90_percent: int | None = None
    for_99_percent: int | None = None


class FarmedSource(ToolOutput):
    """Something that is looted for it."""

    kind: Annotated[str, Field(description="Loot table: creature, skinning, gameobject …")]
    source: Coded
    chance_percent: Annotated[float, Field(description="At least one, through all references.")]
    min_count: int
    max_count: int
    quest_required: bool
    conditions: list[str]
    difficulties: Annotated[
        list[Coded] | None, Field(description="Master: only on these; missing: not by difficulty.")
    ] = None
    stands_as: Annotated[
        Coded | None,
        Field(description="3.3.5: the creature that turns into it on spawnMode."),
    ] = None
    spawn_mode: int | None = None
    tries: Tries
    spawns: int
    spawns_in_events: Annotated[
        int, Field(description="More spawns, only during game events: not in the route.")
    ]
    respawn_s_min: int | None = None
    respawn_s_max: int | None = None


class StopSource(ToolOutput):
    """How many spawns of a source are at a stop."""

    source: Coded
    spawns: int
    present: Annotated[float, Field(description="Of them at a time, where a pool chooses.")]


class FarmStop(ToolOutput):
    """Spawns that lie together."""

    x: float
    y: float
    z: float | None = None
    zone: Coded | None = None
    sources: Annotated[list[StopSource], Field(description="The three with most spawns here.")]
    sources_total: int
    respawn_s_min: int
    respawn_s_max: int
    drops_per_hour_at_most: float | None = None


class FarmMap(ToolOutput):
    """A way along the stops of one map."""

    map: Coded
    instance: Annotated[bool, Field(description="Comes back with the instance, not by respawn.")]
    stops: Annotated[list[FarmStop], Field(description="In the order to visit.")]
    stops_left_out: Annotated[int, Field(description="Stops that give less than these.")]
    yards: Annotated[float, Field(description="Straight lines from the first stop, or start.")]
    drops_per_hour_at_most: Annotated[
        float | None, Field(description="All stops of the map, by respawn alone.")
    ] = None
    hours_per_drop_at_least: float | None = None


class OtherWay(ToolOutput):
    """Another way to get it."""

    way: Annotated[str, Field(description="vendor, quest reward, recipe, container …")]
    of: Coded
    detail: str | None = None


class FarmingRoute(Answer):
    """Where it drops and how to go there."""

    item: Coded
    type: str
    found: Annotated[str, Field(description="In a sentence.")]
    sources_total: Annotated[int, Field(description="Of at most 1000 that are looked at.")]
    sources_truncated: Annotated[bool, Field(description="Ask with a higher limit.")]
    sources: Annotated[list[FarmedSource], Field(description="Those with spawns, then by chance.")]
    maps_total: int
    maps_truncated: Annotated[bool, Field(description="Ask with a higher maxMaps, or a mapId.")]
    maps: Annotated[list[FarmMap], Field(description="The one that gives most first.")]
    other_ways_total: int
    other_ways_truncated: Annotated[bool, Field(description="Ask with a higher limit.")]
    other_ways: list[OtherWay]
    formulas: list[str]
    notes: list[str]
