"""Who starts and ends many quests, and which quests start in a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from appliance.formulas.reactions import Side
from appliance.gamedata import sides
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.quests.relations import Party
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.world.places import Position, locate

CREATURE_STARTERS = """
SELECT quest, id FROM creature_queststarter WHERE quest IN ({ids}) ORDER BY quest, id
"""
CREATURE_ENDERS = """
SELECT quest, id FROM creature_questender WHERE quest IN ({ids}) ORDER BY quest, id
"""
OBJECT_STARTERS = """
SELECT quest, id FROM gameobject_queststarter WHERE quest IN ({ids}) ORDER BY quest, id
"""
OBJECT_ENDERS = """
SELECT quest, id FROM gameobject_questender WHERE quest IN ({ids}) ORDER BY quest, id
"""
EVENT_STARTERS = """
SELECT quest, id FROM game_event_creature_quest WHERE quest IN ({ids}) ORDER BY quest, id
"""
EVENT_OBJECTS = """
SELECT quest, id FROM game_event_gameobject_quest WHERE quest IN ({ids}) ORDER BY quest, id
"""
ITEM_STARTERS = """
SELECT startquest, entry FROM item_template WHERE startquest IN ({ids}) ORDER BY startquest, entry
"""
ITEM_STARTERS_MASTER = """
SELECT DISTINCT StartQuestID, ID FROM item_sparse WHERE StartQuestID IN ({ids})
ORDER BY StartQuestID, ID
"""
STARTING_IN = """
SELECT q.quest, c.map, c.position_x, c.position_y, c.zoneId, c.areaId FROM creature_queststarter q
JOIN creature c ON c.id = q.id WHERE c.map = %s ORDER BY q.quest, c.guid LIMIT %s
"""
STARTING_IN_ZONE = """
SELECT DISTINCT q.quest FROM creature_queststarter q
JOIN creature c ON c.id = q.id WHERE c.zoneId = %s ORDER BY q.quest LIMIT %s
"""
MAX_STARTERS = 20_000
"""Most spawns of quest givers looked at to find those of a zone."""


class _Link(NamedTuple):
    quest: int
    id: int


class _Standing(NamedTuple):
    quest: int
    map: int
    x: float
    y: float
    zone: int
    area: int


async def starters(realm: Realm, quests: Collection[int]) -> dict[int, list[Party]]:
    """Who or what offers each quest at any time: creatures, gameobjects, then items."""
    async with concurrently() as questions:
        asked = [
            questions.ask(_parties, realm, "creature", CREATURE_STARTERS, quests),
            questions.ask(_parties, realm, "gameobject", OBJECT_STARTERS, quests),
        ]
    found = _merged([one.value for one in asked])
    # Looking through all items takes longest: only for quests nobody stands for.
    items = await _starting_items(realm, set(quests) - found.keys())
    return found | items


async def enders(realm: Realm, quests: Collection[int]) -> dict[int, list[Party]]:
    """Who or what takes each finished quest: creatures, then gameobjects."""
    async with concurrently() as questions:
        asked = [
            questions.ask(_parties, realm, "creature", CREATURE_ENDERS, quests),
            questions.ask(_parties, realm, "gameobject", OBJECT_ENDERS, quests),
        ]
    return _merged([one.value for one in asked])


async def in_events(realm: Realm, quests: Collection[int]) -> frozenset[int]:
    """Those of the quests that somebody offers during a game event."""
    found = await _parties(realm, "creature", EVENT_STARTERS, quests)
    found |= await _parties(realm, "gameobject", EVENT_OBJECTS, quests)
    return frozenset(found)


async def of_enemies(
    realm: Realm, starters: Mapping[int, Sequence[Party]], side: Side | None
) -> frozenset[int]:
    """Quests that only enemies of a side offer; `starters` as the function of that name finds them.

    None without a side, and where the client's FactionTemplate is missing (`sides.enemies`).
    """
    if side is None:
        return frozenset()
    creatures = {one.id for found in starters.values() for one in found if one.kind == "creature"}
    hostile = await sides.enemies(realm, creatures, side)
    return frozenset(
        quest
        for quest, found in starters.items()
        if all(one.kind == "creature" and one.id in hostile for one in found)
    )


async def starting_in(realm: Realm, zone: int, map_id: int | None) -> list[int]:
    """Quests that a creature standing in a zone offers, by id.

    Known for spawns whose zone the server has written down, and where the zone's map is known
    also by the client's zone maps (see `world.places`).
    """
    if map_id is None:
        return await realm.world.fetch(STARTING_IN_ZONE, [zone, MAX_STARTERS], row=int)
    rows = await realm.world.fetch(STARTING_IN, [map_id, MAX_STARTERS], row=_Standing)
    places = await locate(realm, [Position(*row[1:]) for row in rows])
    return sorted(
        {row.quest for row, place in zip(rows, places, strict=True) if place.zone == zone}
    )


async def _starting_items(realm: Realm, quests: Collection[int]) -> dict[int, list[Party]]:
    if realm.branch is Branch.WRATH:
        return await _parties(realm, "item", ITEM_STARTERS, quests)
    if realm.hotfixes is None or not realm.schema.has_hotfix("item_sparse", "StartQuestID"):
        return {}
    rows = await fetch_by_ids(realm.hotfixes, ITEM_STARTERS_MASTER, quests, row=_Link)
    return _by_quest("item", rows)


async def _parties(
    realm: Realm, kind: str, sql: str, quests: Collection[int]
) -> dict[int, list[Party]]:
    if not realm.schema.has(sql.split(" FROM ")[1].split()[0]):
        return {}
    return _by_quest(kind, await fetch_by_ids(realm.world, sql, quests, row=_Link))


def _by_quest(kind: str, rows: Collection[_Link]) -> dict[int, list[Party]]:
    found: dict[int, list[Party]] = defaultdict(list)
    for row in rows:
        found[row.quest].append(Party(kind, row.id, None))
    return dict(found)


def _merged(parts: Collection[dict[int, list[Party]]]) -> dict[int, list[Party]]:
    found: dict[int, list[Party]] = defaultdict(list)
    for part in parts:
        for quest, parties in part.items():
            found[quest] += parties
    return dict(found)
