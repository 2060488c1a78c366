"""Where creatures stand: the rows of `creature`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from appliance.gamedata.creatures.templates import select_list
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Realm

BY_MAP = """
SELECT map, COUNT(*), MIN(spawntimesecs), MAX(spawntimesecs) FROM creature
WHERE id = %s GROUP BY map ORDER BY map
"""
SAMPLES = "SELECT {columns} FROM creature WHERE id = %s ORDER BY guid LIMIT %s"
STANDING = """
SELECT c.id, n.spawns, c.guid, c.map, c.zoneId, c.areaId, c.position_x, c.position_y, c.position_z
FROM creature c JOIN
  (SELECT id, COUNT(*) AS spawns, MIN(guid) AS lowest FROM creature WHERE id IN ({ids}) GROUP BY id)
  n ON n.lowest = c.guid
ORDER BY c.id
"""
EVENTS = """
SELECT g.eventEntry, e.description, COUNT(*)
FROM creature c JOIN game_event_creature g ON g.guid = c.guid
LEFT JOIN game_event e ON e.eventEntry = ABS(g.eventEntry)
WHERE c.id = %s GROUP BY g.eventEntry, e.description ORDER BY g.eventEntry
"""


class MapSpawns(NamedTuple):
    """Spawns of one creature on one map; respawn times in seconds."""

    map: int
    spawns: int
    respawn_min_s: int
    respawn_max_s: int


class Spawn(NamedTuple):
    """One place where a creature appears.

    zone, area: 0 when the server has not written them down (Calculate.Creature.Zone.Area.Data).
    wander: yards it strolls. path: not here, see creature_addon.
    spawn_mask, phase_mask: 3.3.5. difficulties (ids, "0" or a comma list), phase, phase_group:
        master.
    npc_flags, script_name: what replaces the template's here, when set.
    """

    guid: int
    map: int
    zone: int
    area: int
    x: float
    y: float
    z: float
    orientation: float
    respawn_s: int
    wander: float | None
    movement_type: int
    equipment: int
    spawn_mask: int | None
    phase_mask: int | None
    difficulties: str | None
    phase: int | None
    phase_group: int | None
    npc_flags: int | None
    script_name: str | None


_SPAWN = {
    "zone": ("zoneId",),
    "area": ("areaId",),
    "x": ("position_x",),
    "y": ("position_y",),
    "z": ("position_z",),
    "respawn_s": ("spawntimesecs",),
    "wander": ("wander_distance", "spawndist"),
    "movement_type": ("MovementType",),
    "equipment": ("equipment_id",),
    "spawn_mask": ("spawnMask",),
    "phase_mask": ("phaseMask",),
    "difficulties": ("spawnDifficulties",),
    "phase": ("PhaseId",),
    "phase_group": ("PhaseGroup",),
    "npc_flags": ("npcflag",),
    "script_name": ("ScriptName",),
}


class Standing(NamedTuple):
    """The first of a creature's spawns, and how many there are."""

    entry: int
    spawns: int
    guid: int
    map: int
    zone: int
    area: int
    x: float
    y: float
    z: float


class EventSpawns(NamedTuple):
    """Spawns bound to a game event; a negative event removes them while it runs."""

    event: int
    description: str | None
    spawns: int


@dataclass(frozen=True, slots=True)
class Spawns:
    """Where a creature stands: counts by map, and the first places."""

    by_map: list[MapSpawns]
    samples: list[Spawn]

    @property
    def total(self) -> int:
        """All spawns."""
        return sum(row.spawns for row in self.by_map)


async def spawns(realm: Realm, entry: int, *, limit: int) -> Spawns:
    """Where a creature stands; at most `limit` places, by ascending guid."""
    by_map = await realm.world.fetch(BY_MAP, [entry], row=MapSpawns)
    if not by_map:
        return Spawns([], [])
    columns = select_list(realm.schema, "creature", Spawn._fields, _SPAWN)
    sql = SAMPLES.replace("{columns}", columns)
    return Spawns(by_map, await realm.world.fetch(sql, [entry, limit], row=Spawn))


async def standing(realm: Realm, entries: Collection[int]) -> dict[int, Standing]:
    """The first spawn of each creature that has one."""
    rows = await fetch_by_ids(realm.world, STANDING, entries, row=Standing)
    return {row.entry: row for row in rows}


async def event_spawns(realm: Realm, entry: int) -> list[EventSpawns]:
    """The game events that add or remove spawns of a creature."""
    if not (realm.schema.has("game_event_creature") and realm.schema.has("game_event")):
        return []
    return await realm.world.fetch(EVENTS, [entry], row=EventSpawns)
