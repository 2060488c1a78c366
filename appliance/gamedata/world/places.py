"""Which area a position is in.

The server reads that from map files the tools do not have. Some spawns carry the zone and area the
server once wrote down (Calculate.Creature.Zone.Area.Data); an instance has an area of its own; for
all others the rectangles of the client's zone maps are asked. Those rectangles overlap, and a zone
is no rectangle: the smallest one around a position is an estimate, right well inside a zone and
doubtful near its border. `Located.way` says how an area was found.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import NamedTuple

from appliance.clientdata.interface import Record
from appliance.gamedata import client
from appliance.gamedata.realm import Branch, Realm

IS_SUBZONE = 0x40000000
"""AreaTable.Flags of master: the area is a part of its parent (AreaFlags::IsSubzone)."""


class Way(StrEnum):
    """How an area was found."""

    SPAWN = "written down with the spawn"
    MAP = "the map's own area"
    RECTANGLE = "estimate: smallest zone map around the position"


class Position(NamedTuple):
    """A position in yards; `zone` and `area` where the database has them, else 0."""

    map: int
    x: float
    y: float
    zone: int = 0
    area: int = 0


class Located(NamedTuple):
    """Where a position is: ids of AreaTable, None where that is not known."""

    zone: int | None
    area: int | None
    way: Way | None


class _Rectangle(NamedTuple):
    size: float
    area: int
    low_x: float
    high_x: float
    low_y: float
    high_y: float

    def holds(self, position: Position) -> bool:
        return self.low_x <= position.x <= self.high_x and self.low_y <= position.y <= self.high_y


async def locate(realm: Realm, positions: Sequence[Position]) -> list[Located]:
    """Zone and area of each position; nothing is known where no client file is there."""
    unknown = {place.map for place in positions if not (place.zone or place.area)}
    own = await _own_areas(realm, unknown)
    rectangles = await _rectangles(realm, unknown - {map for map, area in own.items() if area.sure})
    found = [
        _found(place, own.get(place.map), rectangles.get(place.map, ())) for place in positions
    ]
    zones = await zone_of(realm, {area for area, way in found if area and way is not Way.SPAWN})
    return [
        Located(place.zone or place.area, place.area or place.zone, way)
        if way is Way.SPAWN
        else Located(zones.get(area, area) if area else None, area, way)
        for place, (area, way) in zip(positions, found, strict=True)
    ]


async def zone_of(realm: Realm, areas: Collection[int]) -> dict[int, int]:
    """The zone each area belongs to, itself when it is one; areas without a record are left out.

    Source: 3.3.5 Map::GetZoneId; master TerrainInfo::GetZoneId: one step to the parent.
    """
    if not areas or not await client.has(realm, "AreaTable"):
        return {}
    records = await client.records(realm, "AreaTable", areas)
    return {number: _zone(realm.branch, number, row) for number, row in records.items()}


def _zone(branch: Branch, number: int, row: Record) -> int:
    parent: int = row["ParentAreaID"]
    if branch is Branch.MASTER:
        flags = row.get("Flags", 0)
        first = flags[0] if isinstance(flags, tuple) else flags
        return parent if parent and first & IS_SUBZONE else number
    return parent or number


class _OwnArea(NamedTuple):
    area: int
    sure: bool


async def _own_areas(realm: Realm, maps: Collection[int]) -> dict[int, _OwnArea]:
    """The areas that maps name; sure for instances, which are hardly ever more than one zone."""
    if not maps or not await client.has(realm, "Map"):
        return {}
    records = await client.records(realm, "Map", maps)
    return {
        number: _OwnArea(area, bool(row["InstanceType"]))
        for number, row in records.items()
        if (area := row.get("AreaTableID", 0))
    }


async def _rectangles(realm: Realm, maps: Collection[int]) -> dict[int, list[_Rectangle]]:
    """The rectangles of each map's zone maps, smallest first."""
    wrath = realm.branch is Branch.WRATH
    table = "WorldMapArea" if wrath else "UiMapAssignment"
    if not maps or not await client.has(realm, table):
        return {}
    found: dict[int, list[_Rectangle]] = {}
    for row in await client.find(realm, table, "MapID", maps):
        rectangle = _of_world_map(row) if wrath else _of_ui_map(row)
        if rectangle is not None:
            found.setdefault(row["MapID"], []).append(rectangle)
    return {number: sorted(rectangles) for number, rectangles in found.items()}


def _of_world_map(row: Record) -> _Rectangle | None:
    """WorldMapArea: top and bottom bound x, left and right bound y; area 0 is a continent."""
    return _rectangle(
        row["AreaID"], row["LocBottom"], row["LocTop"], row["LocRight"], row["LocLeft"]
    )


def _of_ui_map(row: Record) -> _Rectangle | None:
    """UiMapAssignment: two corners of a box; boxes of buildings say nothing about the ground."""
    if row["WMODoodadPlacementID"] or row["WMOGroupID"]:
        return None
    low_x, low_y, _, high_x, high_y, _ = row["Region"]
    return _rectangle(row["AreaID"], low_x, high_x, low_y, high_y)


def _rectangle(
    area: int, low_x: float, high_x: float, low_y: float, high_y: float
) -> _Rectangle | None:
    if area <= 0 or high_x <= low_x or high_y <= low_y:
        return None
    return _Rectangle((high_x - low_x) * (high_y - low_y), area, low_x, high_x, low_y, high_y)


def _found(
    place: Position, own: _OwnArea | None, rectangles: Sequence[_Rectangle]
) -> tuple[int | None, Way | None]:
    if place.zone or place.area:
        return place.area or place.zone, Way.SPAWN
    if own is None or not own.sure:
        for rectangle in rectangles:
            if rectangle.holds(place):
                return rectangle.area, Way.RECTANGLE
    return (own.area, Way.MAP) if own is not None else (None, None)
