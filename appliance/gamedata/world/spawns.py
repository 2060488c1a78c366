"""Every place where some creatures and gameobjects appear: what routes and maps are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.creatures.templates import select_list
from appliance.gamedata.lookup import CHUNK, fetch_by_ids
from appliance.gamedata.realm import Realm

CREATURES = "SELECT {columns} FROM creature WHERE id IN ({ids}) ORDER BY id, guid LIMIT %s"
GAMEOBJECTS = "SELECT {columns} FROM gameobject WHERE id IN ({ids}) ORDER BY id, guid LIMIT %s"
PRESENT = """
SELECT DISTINCT s.id FROM {kind} s
LEFT JOIN game_event_{kind} e ON e.guid = s.guid AND e.eventEntry > 0
WHERE e.guid IS NULL AND s.id IN ({ids}) ORDER BY s.id
"""
COUNT_CREATURES = "SELECT COUNT(*) FROM creature WHERE id IN ({ids})"
COUNT_GAMEOBJECTS = "SELECT COUNT(*) FROM gameobject WHERE id IN ({ids})"
CREATURE_EVENTS = """
SELECT guid, eventEntry FROM game_event_creature WHERE guid IN ({ids}) ORDER BY guid, eventEntry
"""
GAMEOBJECT_EVENTS = """
SELECT guid, eventEntry FROM game_event_gameobject WHERE guid IN ({ids}) ORDER BY guid, eventEntry
"""
CREATURE_POOLS = """
SELECT spawnId, poolSpawnId FROM pool_members WHERE type = 0 AND spawnId IN ({ids})
ORDER BY spawnId
"""
GAMEOBJECT_POOLS = """
SELECT spawnId, poolSpawnId FROM pool_members WHERE type = 1 AND spawnId IN ({ids})
ORDER BY spawnId
"""
CREATURE_POOLS_OLD = (
    "SELECT guid, pool_entry FROM pool_creature WHERE guid IN ({ids}) ORDER BY guid"
)
GAMEOBJECT_POOLS_OLD = """
SELECT guid, pool_entry FROM pool_gameobject WHERE guid IN ({ids}) ORDER BY guid
"""

CREATURE = "creature"
GAMEOBJECT = "gameobject"


class SpawnPoint(NamedTuple):
    """One place where something appears.

    kind: "creature" or "gameobject". zone, area: 0 where the server has not written them down.
    respawn_s: seconds until it is back; negative for gameobjects that something else brings out.
    spawn_mask, phase_mask: 3.3.5. difficulties ("0" or a comma list of ids), phase, phase_group:
        master.
    events: game events that bring it; a negative one takes it away while it runs.
    pool: the pool that decides which few of its members are there at a time.
    """

    kind: str
    entry: int
    guid: int
    map: int
    zone: int
    area: int
    x: float
    y: float
    z: float
    respawn_s: int
    spawn_mask: int | None
    difficulties: str | None
    phase_mask: int | None
    phase: int | None
    phase_group: int | None
    events: tuple[int, ...] = ()
    pool: int | None = None

    @property
    def only_in_event(self) -> bool:
        """Whether it is there only while a game event runs."""
        return any(event > 0 for event in self.events)


@dataclass(frozen=True, slots=True)
class Spawns:
    """Places, creatures first, each kind by entry and guid; `total` counts those cut off too."""

    points: list[SpawnPoint]
    total: int
    truncated: bool

    def by_entry(self) -> dict[tuple[str, int], list[SpawnPoint]]:
        """The places of each creature and gameobject, by kind and entry."""
        found: dict[tuple[str, int], list[SpawnPoint]] = defaultdict(list)
        for point in self.points:
            found[point.kind, point.entry].append(point)
        return dict(found)


class _Link(NamedTuple):
    guid: int
    target: int


_STORED = tuple(name for name in SpawnPoint._fields if name not in ("kind", "events", "pool"))
"""What of a place its own table holds."""
_COLUMNS = {
    "entry": ("id",),
    "zone": ("zoneId",),
    "area": ("areaId",),
    "x": ("position_x",),
    "y": ("position_y",),
    "z": ("position_z",),
    "respawn_s": ("spawntimesecs",),
    "spawn_mask": ("spawnMask",),
    "difficulties": ("spawnDifficulties",),
    "phase_mask": ("phaseMask",),
    "phase": ("PhaseId",),
    "phase_group": ("PhaseGroup",),
}
_SQL = {
    CREATURE: (CREATURES, COUNT_CREATURES, CREATURE_EVENTS, CREATURE_POOLS, CREATURE_POOLS_OLD),
    GAMEOBJECT: (
        *(GAMEOBJECTS, COUNT_GAMEOBJECTS, GAMEOBJECT_EVENTS),
        *(GAMEOBJECT_POOLS, GAMEOBJECT_POOLS_OLD),
    ),
}
"""Kind → its places, their number, the events and the pools of guids."""


async def points(
    realm: Realm, creatures: Collection[int], gameobjects: Collection[int], *, limit: int
) -> Spawns:
    """Where these creatures and gameobjects appear, at most `limit` places of each kind."""
    async with concurrently() as questions:
        first = questions.ask(_places, realm, CREATURE, creatures, limit)
        second = questions.ask(_places, realm, GAMEOBJECT, gameobjects, limit)
    found = [*first.value.points, *second.value.points]
    return Spawns(
        found,
        first.value.total + second.value.total,
        first.value.truncated or second.value.truncated,
    )


async def present(
    realm: Realm, creatures: Collection[int], gameobjects: Collection[int]
) -> frozenset[tuple[str, int]]:
    """Those that appear anywhere outside of game events, as (kind, entry)."""
    async with concurrently() as questions:
        ask = questions.ask
        both = [PRESENT.replace("{kind}", kind) for kind in (CREATURE, GAMEOBJECT)]
        first = ask(fetch_by_ids, realm.world, both[0], creatures, row=int)
        second = ask(fetch_by_ids, realm.world, both[1], gameobjects, row=int)
    found = {(CREATURE, entry) for entry in first.value}
    return frozenset(found | {(GAMEOBJECT, entry) for entry in second.value})


async def _places(realm: Realm, kind: str, entries: Collection[int], limit: int) -> Spawns:
    places, count, events_sql, pools_sql, old_pools_sql = _SQL[kind]
    columns = select_list(realm.schema, kind, _STORED, _COLUMNS)
    rows = await _limited(realm, kind, places.replace("{columns}", columns), entries, limit + 1)
    truncated = len(rows) > limit
    total = (
        sum(await fetch_by_ids(realm.world, count, entries, row=int)) if truncated else len(rows)
    )
    guids = {row.guid for row in rows[:limit]}
    events = await _links(realm, events_sql, guids)
    pools = await _links(realm, pools_sql, guids) or await _links(realm, old_pools_sql, guids)
    found = [
        row._replace(
            events=tuple(events.get(row.guid, ())),
            pool=next(iter(pools.get(row.guid, ())), None),
        )
        for row in rows[:limit]
    ]
    return Spawns(found, total, truncated)


async def _limited(
    realm: Realm, kind: str, sql: str, entries: Collection[int], limit: int
) -> list[SpawnPoint]:
    """At most `limit` rows for the entries, in chunks of entries."""
    wanted = sorted({entry for entry in entries if entry > 0})
    rows: list[SpawnPoint] = []
    place = partial(SpawnPoint, kind)
    for start in range(0, len(wanted), CHUNK):
        if len(rows) >= limit:
            break
        chunk = wanted[start : start + CHUNK]
        text = sql.replace("{ids}", ",".join(["%s"] * len(chunk)))
        rows += await realm.world.fetch(text, [*chunk, limit - len(rows)], row=place)
    return rows


async def _links(realm: Realm, sql: str, guids: Collection[int]) -> Mapping[int, list[int]]:
    """What each guid is tied to; nothing where the realm lacks the table."""
    found: dict[int, list[int]] = defaultdict(list)
    if realm.schema.has(sql.split(" FROM ")[1].split()[0]):
        for row in await fetch_by_ids(realm.world, sql, guids, row=_Link):
            found[row.guid].append(row.target)
    return found
