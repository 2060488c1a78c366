"""Herbs, veins and schools of fish: what gathering professions take from the ground."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from appliance.errors import Unavailable
from appliance.gamedata import client
from appliance.gamedata.economy.professions import FISHING, lock_types
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Realm

CHESTS = """
SELECT entry, Data0, Data1 FROM gameobject_template
WHERE type IN (3, 50) AND Data1 > 0 AND Data0 IN ({ids}) ORDER BY entry
"""
"""Chests and gathering nodes: lock and loot (GameObjectTemplate::GetLockId, GetLootId)."""
SCHOOLS = """
SELECT entry, Data1, Data2, Data3, Data4 FROM gameobject_template
WHERE type = 25 AND Data1 > 0 ORDER BY entry LIMIT 5000
"""
"""Fishing holes: loot, least and most catches, lock."""

_SKILL_KEY = 2
"""LockKeyType: the key is a skill."""


class Node(NamedTuple):
    """A gameobject that a profession opens.

    skill: points needed, None where Lock does not say. uses: how often one can be opened until it
    is gone, on average.
    """

    entry: int
    profession: int
    skill: int | None
    loot: int
    uses: float = 1.0


class _Chest(NamedTuple):
    entry: int
    lock: int
    loot: int


class _School(NamedTuple):
    entry: int
    loot: int
    least: int
    most: int
    lock: int


class _Key(NamedTuple):
    profession: int
    skill: int


@dataclass(frozen=True, slots=True)
class Nodes:
    """What the professions gather. missing: why herbs and veins cannot be told, "" where they can;
    only fishing holes need no client file."""

    nodes: list[Node]
    missing: str = ""


async def nodes(realm: Realm, professions: Collection[int], *, skill: int | None = None) -> Nodes:
    """What these professions gather; nothing that needs more than `skill` points."""
    found: list[Node] = []
    missing = ""
    types = lock_types(realm.branch, professions)
    if types:
        try:
            keys = await _keys(realm, types)
        except Unavailable as error:
            missing = str(error)
        else:
            chests = await fetch_by_ids(realm.world, CHESTS, keys, row=_Chest)
            found += [Node(one.entry, *keys[one.lock], one.loot) for one in chests]
    if FISHING in professions:
        found += await _schools(realm)
    kept = [one for one in found if skill is None or (one.skill or 0) <= skill]
    return Nodes(kept, missing)


async def _keys(realm: Realm, types: Mapping[int, int]) -> dict[int, _Key]:
    """Locks that open to the professions, with the points they need."""
    found: dict[int, _Key] = {}
    for number, kinds, indexes, skills in await client.scan(
        realm, "Lock", ("Type", "Index", "Skill")
    ):
        for kind, index, points in zip(kinds, indexes, skills, strict=True):
            if kind == _SKILL_KEY and index in types:
                found.setdefault(number, _Key(types[index], points))
    return found


async def _schools(realm: Realm) -> list[Node]:
    rows = await realm.world.fetch(SCHOOLS, row=_School)
    return [
        Node(row.entry, FISHING, None, row.loot, max(1.0, (row.least + row.most) / 2))
        for row in rows
    ]
