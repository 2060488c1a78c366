"""What the realm knows about a battleground or arena: its template, maps, starts and who is there.

Rules and most of the objects are C++ code of the server; the client's BattlemasterList says which
maps a battleground is played on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from appliance.clientdata.interface import Record
from appliance.errors import Unavailable
from appliance.gamedata import client
from appliance.gamedata.creatures.templates import select_list
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.names import BASE_LOCALE
from appliance.gamedata.realm import Branch, Realm

TEMPLATE = "SELECT {columns} FROM battleground_template WHERE ID = %s"
KNOWN = "SELECT ID, Comment FROM battleground_template ORDER BY ID LIMIT 200"
BATTLEMASTERS = """
SELECT entry FROM battlemaster_entry WHERE bg_template = %s ORDER BY entry LIMIT %s
"""
HOLIDAYS = """
SELECT h.EventEntry, h.{column}, e.description, e.occurence, e.length
FROM game_event_battleground_holiday h JOIN game_event e ON e.eventEntry = h.EventEntry
ORDER BY h.EventEntry LIMIT 100
"""
LOCATIONS = """
SELECT ID, MapID, LocX, LocY, LocZ, Comment FROM world_safe_locs WHERE {key} IN ({ids}) ORDER BY ID
"""
GRAVEYARDS = """
SELECT ID, GhostZone, Faction FROM graveyard_zone WHERE ID IN ({ids}) ORDER BY ID, GhostZone
"""
GAMEOBJECTS = """
SELECT guid, id, position_x, position_y, position_z, spawntimesecs FROM gameobject
WHERE map = %s ORDER BY id, guid LIMIT %s
"""
CREATURES = """
SELECT guid, id, position_x, position_y, position_z, spawntimesecs FROM creature
WHERE map = %s ORDER BY id, guid LIMIT %s
"""
OBJECT_TYPES = "SELECT entry, type FROM gameobject_template WHERE entry IN ({ids}) ORDER BY entry"

WRATH_MAPS: Mapping[int, tuple[int, ...]] = {
    **{1: (30,), 2: (489,), 3: (529,), 4: (559,), 5: (562,), 6: (559, 562, 572, 617, 618)},
    **{7: (566,), 8: (572,), 9: (607,), 10: (617,), 11: (618,), 30: (628,)},
    32: (30, 489, 529, 566, 607, 628),
}
"""Maps of BattlemasterList.dbc of build 12340, for installations without the file."""


class Template(NamedTuple):
    """A row of battleground_template; None: the layout has no such column."""

    id: int
    min_players: int | None
    max_players: int | None
    min_level: int | None
    max_level: int | None
    alliance_start: int | None
    horde_start: int | None
    start_max_distance: float | None
    weight: int | None
    script_name: str | None
    comment: str | None


_NAMES = ("BattlemasterList", ("Name",))
_TEMPLATE = {
    "id": ("ID",),
    "min_players": ("MinPlayersPerTeam",),
    "max_players": ("MaxPlayersPerTeam",),
    "min_level": ("MinLvl",),
    "max_level": ("MaxLvl",),
    "alliance_start": ("AllianceStartLoc",),
    "horde_start": ("HordeStartLoc",),
    "start_max_distance": ("StartMaxDist",),
    "weight": ("Weight",),
    "script_name": ("ScriptName",),
    "comment": ("Comment",),
}


class Listed(NamedTuple):
    """What the client's BattlemasterList says; 0 and "" where it says nothing."""

    name: str
    kind: int
    maps: tuple[int, ...]
    min_level: int
    max_level: int
    min_players: int
    max_players: int
    max_group: int
    short_text: str
    long_text: str


class Holiday(NamedTuple):
    """A game event that favours the battleground; minutes."""

    event: int
    description: str | None
    every_min: int
    length_min: int


class Bracket(NamedTuple):
    """Levels that play together; `number` counts them from 0."""

    number: int
    min_level: int
    max_level: int


class Location(NamedTuple):
    """A safe place: a graveyard or where a team starts."""

    id: int
    map: int
    x: float
    y: float
    z: float
    name: str | None


class Graveyard(NamedTuple):
    """Which zone's dead come to a location; faction 0 is both, else the team's number."""

    id: int
    zone: int
    faction: int


class Spawn(NamedTuple):
    """Something that stands on the map."""

    guid: int
    entry: int
    x: float
    y: float
    z: float
    respawn_s: int


class _Holiday(NamedTuple):
    event: int
    battleground: int
    description: str | None
    every_min: int
    length_min: int


class _Type(NamedTuple):
    entry: int
    type: int


class _Known(NamedTuple):
    id: int
    comment: str | None


async def template(realm: Realm, number: int) -> Template | None:
    """The battleground's template."""
    if not realm.schema.has("battleground_template"):
        return None
    columns = select_list(realm.schema, "battleground_template", Template._fields, _TEMPLATE)
    rows = await realm.world.fetch(TEMPLATE.replace("{columns}", columns), [number], row=Template)
    return rows[0] if rows else None


async def known(realm: Realm) -> dict[int, str]:
    """Every battleground of the realm with the server's comment, and the client's with its name."""
    found: dict[int, str] = {}
    if await client.has(realm, "BattlemasterList"):
        found = {number: name for number, name in await client.scan(realm, *_NAMES)}
    if realm.schema.has("battleground_template"):
        rows = await realm.world.fetch(KNOWN, row=_Known)
        found |= {row.id: row.comment or found.get(row.id, "") for row in rows}
    return dict(sorted(found.items()))


async def listed(realm: Realm, number: int, locale: str = BASE_LOCALE) -> Listed | None:
    """The client's record; None when it has none, or its file is not there."""
    try:
        row = await client.record(realm, "BattlemasterList", number, locale)
    except Unavailable:
        return None
    if row is None:
        return None
    return Listed(
        name=row["Name"],
        kind=row.get("InstanceType", row.get("PvpType", 0)),
        maps=await _maps(realm, number, row),
        min_level=row.get("MinLevel", 0),
        max_level=row.get("MaxLevel", 0),
        min_players=row.get("MinPlayers", 0),
        max_players=row.get("MaxPlayers", 0),
        max_group=row.get("MaxGroupSize", 0),
        short_text=row.get("ShortDescription", ""),
        long_text=row.get("LongDescription", ""),
    )


async def _maps(realm: Realm, number: int, row: Record) -> tuple[int, ...]:
    """Of the record itself, or of BattlemasterListXMap where newer clients keep them."""
    if "MapID" in row:
        return tuple(each for each in row["MapID"] if each > 0)
    if not await client.has(realm, "BattlemasterListXMap"):
        return ()
    rows = await client.find(realm, "BattlemasterListXMap", "BattlemasterListID", [number])
    return tuple(each["MapID"] for each in rows)


async def holidays(realm: Realm, number: int) -> list[Holiday]:
    """The game events that favour it."""
    if not realm.schema.has("game_event_battleground_holiday"):
        return []
    mask = realm.schema.has("game_event_battleground_holiday", "bgflag")
    column = "bgflag" if mask else "BattlegroundID"
    rows = await realm.world.fetch(HOLIDAYS.replace("{column}", column), row=_Holiday)
    return [
        Holiday(row.event, row.description, row.every_min, row.length_min)
        for row in rows
        # Until 9.2 the column is a mask with a bit for each battleground.
        if (row.battleground >> number & 1 if mask else row.battleground == number)
    ]


async def brackets(realm: Realm, map_id: int) -> list[Bracket]:
    """The level brackets of a map; none where the client's PvpDifficulty is not there."""
    if not await client.has(realm, "PvpDifficulty"):
        return []
    rows = await client.find(realm, "PvpDifficulty", "MapID", [map_id])
    found = [Bracket(row["RangeIndex"], row["MinLevel"], row["MaxLevel"]) for row in rows]
    return sorted(found)


async def locations(
    realm: Realm, *, maps: Collection[int] = (), ids: Collection[int] = ()
) -> list[Location] | None:
    """Safe places on these maps and of these ids, by id.

    None when 3.3.5's WorldSafeLocs.dbc, or master's table of them, is not there.
    """
    if realm.branch is Branch.MASTER:
        if not realm.schema.has("world_safe_locs"):
            return None
        found = []
        for key, wanted in (("MapID", maps), ("ID", ids)):
            sql = LOCATIONS.replace("{key}", key)
            found += await fetch_by_ids(realm.world, sql, wanted, row=Location)
    else:
        if not await client.has(realm, "WorldSafeLocs"):
            return None
        rows = await client.find(realm, "WorldSafeLocs", "Continent", maps)
        rows += (await client.records(realm, "WorldSafeLocs", ids)).values()
        found = [
            Location._make([row["ID"], row["Continent"], *row["Loc"], row["AreaName"] or None])
            for row in rows
        ]
    return [each for _, each in sorted({each.id: each for each in found}.items())]


async def graveyards(realm: Realm, ids: Collection[int]) -> list[Graveyard]:
    """Whose dead come to these locations."""
    if not realm.schema.has("graveyard_zone"):
        return []
    return await fetch_by_ids(realm.world, GRAVEYARDS, ids, row=Graveyard)


async def battlemasters(realm: Realm, number: int, *, limit: int) -> list[int]:
    """The creatures that let players join."""
    if not realm.schema.has("battlemaster_entry"):
        return []
    return await realm.world.fetch(BATTLEMASTERS, [number, limit], row=int)


async def gameobjects(realm: Realm, map_id: int, *, limit: int) -> list[Spawn]:
    """Gameobjects of a map, by entry and guid."""
    return await realm.world.fetch(GAMEOBJECTS, [map_id, limit], row=Spawn)


async def creatures(realm: Realm, map_id: int, *, limit: int) -> list[Spawn]:
    """Creatures of a map, by entry and guid."""
    return await realm.world.fetch(CREATURES, [map_id, limit], row=Spawn)


async def object_types(realm: Realm, entries: Collection[int]) -> dict[int, int]:
    """Types of gameobjects (GameobjectTypes)."""
    rows = await fetch_by_ids(realm.world, OBJECT_TYPES, entries, row=_Type)
    return {row.entry: row.type for row in rows}
