"""How often the spawns of pools are there: a pool shows only some of its members at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from appliance.formulas.economy import pool_shares
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Realm
from appliance.gamedata.world.spawns import CREATURE, GAMEOBJECT, SpawnPoint

LIMITS = "SELECT entry, max_limit FROM pool_template WHERE entry IN ({ids}) ORDER BY entry"
MEMBERS = """
SELECT poolSpawnId, type, spawnId, chance FROM pool_members WHERE poolSpawnId IN ({ids})
ORDER BY poolSpawnId, type, spawnId
"""
MOTHERS = """
SELECT spawnId, poolSpawnId FROM pool_members WHERE type = 2 AND spawnId IN ({ids})
ORDER BY spawnId
"""
CREATURES_OLD = """
SELECT pool_entry, 0, guid, chance FROM pool_creature WHERE pool_entry IN ({ids})
ORDER BY pool_entry, guid
"""
GAMEOBJECTS_OLD = """
SELECT pool_entry, 1, guid, chance FROM pool_gameobject WHERE pool_entry IN ({ids})
ORDER BY pool_entry, guid
"""
POOLS_OLD = """
SELECT mother_pool, 2, pool_id, chance FROM pool_pool WHERE mother_pool IN ({ids})
ORDER BY mother_pool, pool_id
"""
MOTHERS_OLD = """
SELECT pool_id, mother_pool FROM pool_pool WHERE pool_id IN ({ids}) ORDER BY pool_id
"""
_OLD = {
    "pool_creature": CREATURES_OLD,
    "pool_gameobject": GAMEOBJECTS_OLD,
    "pool_pool": POOLS_OLD,
}
_TYPES = {CREATURE: 0, GAMEOBJECT: 1}
_POOL = 2
_MOST_LEVELS = 8
"""Pools in pools are followed this far."""


class _Member(NamedTuple):
    pool: int
    type: int
    spawn: int
    chance: float


class _Pair(NamedTuple):
    id: int
    value: int


async def shares(realm: Realm, points: Iterable[SpawnPoint]) -> dict[tuple[str, int], float]:
    """The share of time (0..1) that spawns of pools are there, by kind and guid.

    A spawn that is missing here belongs to no pool, and is always there. Each type of member of a
    pool is drawn on its own, as the server does it.
    """
    pooled = [point for point in points if point.pool is not None]
    mothers = await _mothers(realm, {point.pool for point in pooled if point.pool is not None})
    pools = {point.pool for point in pooled if point.pool is not None} | set(mothers.values())
    limits = {
        row.id: row.value for row in await fetch_by_ids(realm.world, LIMITS, pools, row=_Pair)
    }
    own: dict[tuple[int, int], float] = {}
    groups: dict[tuple[int, int], list[_Member]] = defaultdict(list)
    for member in await _members(realm, pools):
        groups[member.pool, member.type].append(member)
    for (pool, _), members in groups.items():
        chances = pool_shares([member.chance for member in members], limits.get(pool, 0))
        for member, share in zip(members, chances, strict=True):
            own[member.type, member.spawn] = share
    return {
        (point.kind, point.guid): own.get((_TYPES[point.kind], point.guid), 1.0)
        * _share_of_pool(point.pool or 0, mothers, own)
        for point in pooled
    }


def _share_of_pool(pool: int, mothers: dict[int, int], own: dict[tuple[int, int], float]) -> float:
    """How often a pool itself is there."""
    share = 1.0
    for _ in range(_MOST_LEVELS):
        if pool not in mothers:
            break
        share *= own.get((_POOL, pool), 1.0)
        pool = mothers[pool]
    return share


async def _mothers(realm: Realm, pools: Collection[int]) -> dict[int, int]:
    """The pool that each pool belongs to, and so on upwards."""
    found: dict[int, int] = {}
    sql = MOTHERS if realm.schema.has("pool_members") else MOTHERS_OLD
    if sql is MOTHERS_OLD and not realm.schema.has("pool_pool"):
        return found
    level = set(pools)
    for _ in range(_MOST_LEVELS):
        rows = await fetch_by_ids(realm.world, sql, level, row=_Pair) if level else []
        level = {row.value for row in rows} - found.keys()
        found |= {row.id: row.value for row in rows}
    return found


async def _members(realm: Realm, pools: Collection[int]) -> list[_Member]:
    if realm.schema.has("pool_members"):
        return await fetch_by_ids(realm.world, MEMBERS, pools, row=_Member)
    members: list[_Member] = []
    for table, sql in _OLD.items():
        if realm.schema.has(table):
            members += await fetch_by_ids(realm.world, sql, pools, row=_Member)
    return members
