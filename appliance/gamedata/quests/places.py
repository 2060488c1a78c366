"""Where many quests take place: whom to meet, where to do what they ask.

Creatures and gameobjects have spawns; items have who gives them; for the rest the areas that the
client's map marks (quest_poi) and area triggers. Nothing is guessed: what has no place has none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from appliance.formulas.places import Point
from appliance.gamedata import client
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.quests import supply
from appliance.gamedata.quests.pool import PoolQuest
from appliance.gamedata.quests.reach import worthwhile
from appliance.gamedata.quests.relations import Party
from appliance.gamedata.quests.supply import Source
from appliance.gamedata.quests.types import Objective
from appliance.gamedata.realm import Realm
from appliance.gamedata.world import spawns

EXPLORATION = 0x2
"""QuestSpecialFlags: completed by a place or by an event."""
TURN_IN = -1
"""quest_poi.ObjectiveIndex of where the quest ends."""
FIRST_ITEM = 4
"""quest_poi.ObjectiveIndex of the first item on 3.3.5."""
MAX_SPAWNS = 8000
"""Most spawns of each kind read for one route."""

POI = """
SELECT p.QuestID, p.ObjectiveIndex, p.MapID, AVG(x.X * 1e0), AVG(x.Y * 1e0) FROM quest_poi p
JOIN quest_poi_points x ON x.QuestID = p.QuestID AND x.Idx1 = p.{index}
WHERE p.QuestID IN ({ids}) GROUP BY p.QuestID, p.ObjectiveIndex, p.MapID, p.{index}
ORDER BY p.QuestID, p.ObjectiveIndex, p.{index}
"""
CREDITS = """
SELECT {column}, entry FROM creature_template WHERE {column} IN ({ids}) ORDER BY {column}, entry
"""
TRIGGERS = """
SELECT quest, id FROM areatrigger_involvedrelation WHERE quest IN ({ids}) ORDER BY quest, id
"""

Key = tuple[str, int]


class Spot(NamedTuple):
    """A place where something can be done; kind and entry say with whom, "area" 0 for a place."""

    kind: str
    entry: int
    map: int
    point: Point


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do and where that is possible; `via` says how an item is come by."""

    objective: Objective | None
    spots: tuple[Spot, ...]
    via: str = ""


@dataclass(frozen=True, slots=True)
class QuestPlaces:
    """Where a quest starts, what is to do, where it ends.

    starters: everybody who offers it, with or without a spot; `enders` likewise.
    found: the item that starts it, to be come by at `accept`; 0 where somebody offers it.
    """

    starters: tuple[Party, ...]
    enders: tuple[Party, ...]
    accept: tuple[Spot, ...]
    tasks: tuple[Task, ...]
    turn_in: tuple[Spot, ...]
    found: int = 0


@dataclass(frozen=True, slots=True)
class Places:
    """The places of many quests; `truncated` when not all spawns were read."""

    quests: dict[int, QuestPlaces]
    truncated: bool


class _Poi(NamedTuple):
    quest: int
    objective: int
    map: int
    x: float
    y: float


class _Link(NamedTuple):
    key: int
    id: int


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything read about the quests."""

    spots: Mapping[Key, list[Spot]]
    items: Mapping[int, list[Source]]
    credits: Mapping[int, list[int]]
    marks: Mapping[int, list[_Poi]]
    triggers: Mapping[int, list[Spot]]

    def of(self, keys: Iterable[Key]) -> tuple[Spot, ...]:
        """The spots of all of these."""
        return tuple(spot for key in keys for spot in self.spots.get(key, ()))

    def of_item(self, item: int) -> tuple[tuple[Spot, ...], str]:
        """Where an item is worth looking for, and how it is come by."""
        good = worthwhile(self.items.get(item, []))
        spots = self.of((one.kind, one.entry) for one in good)
        return spots, good[0].way if good else ""


async def places(
    realm: Realm,
    quests: Mapping[int, PoolQuest],
    starters: Mapping[int, Sequence[Party]],
    enders: Mapping[int, Sequence[Party]],
) -> Places:
    """Where the quests take place; `starters` and `enders` as `parties` finds them."""
    async with concurrently() as questions:
        ask = questions.ask
        marks = ask(_marks, realm, quests)
        triggers = ask(_triggers, realm, quests)
    offered = {one.id for quest in quests for one in starters.get(quest, ()) if one.kind == "item"}
    items = await supply.sources(realm, _targets(quests.values(), "item") | offered)
    everybody = [
        *(starters.get(quest, ()) for quest in quests),
        *(enders.get(quest, ()) for quest in quests),
    ]
    wanted = {(one.kind, one.id) for found in everybody for one in found if one.kind != "item"}
    for kind in ("creature", "gameobject"):
        wanted |= {(kind, target) for target in _targets(quests.values(), kind)}
    wanted |= {(one.kind, one.entry) for found in items.values() for one in found}
    spots, truncated = await _spots(realm, wanted)
    lonely = {n for n in _targets(quests.values(), "creature") if ("creature", n) not in spots}
    credits = await _credits(realm, lonely)
    more, cut = await _spots(realm, {("creature", n) for found in credits.values() for n in found})
    known = _Known(spots | more, items, credits, marks.value, triggers.value)
    return Places(
        {
            number: _places(quest, starters.get(number, ()), enders.get(number, ()), known)
            for number, quest in quests.items()
        },
        truncated or cut,
    )


def _places(
    quest: PoolQuest, starters: Collection[Party], enders: Collection[Party], known: _Known
) -> QuestPlaces:
    accept = known.of((one.kind, one.id) for one in starters)
    item = 0
    if not accept:
        offered = [one.id for one in starters if one.kind == "item" and known.of_item(one.id)[0]]
        item = next(iter(offered), 0)
        accept = known.of_item(item)[0]
    turn_in = known.of((one.kind, one.id) for one in enders)
    return QuestPlaces(
        starters=tuple(starters),
        enders=tuple(enders),
        accept=accept,
        tasks=tuple(_tasks(quest, {item, quest.start_item}, known)),
        turn_in=turn_in or _marked(known, quest.id, {TURN_IN}),
        found=item,
    )


def _tasks(quest: PoolQuest, at_hand: Collection[int], known: _Known) -> list[Task]:
    """What is to do; items that are at hand once it is accepted need no way."""
    found = []
    bodies = items = 0
    for objective in quest.objectives:
        via, spots, index = "", tuple[Spot, ...](), bodies
        if objective.kind == "item":
            index, items = FIRST_ITEM + items, items + 1
            if objective.target in at_hand:
                continue
            spots, via = known.of_item(objective.target)
        else:
            bodies += 1
            spots = _bodies(objective, known)
        found.append(Task(objective, spots or _marked(known, quest.id, {index}), via))
    if not found and quest.special_flags & EXPLORATION:
        reached = tuple(known.triggers.get(quest.id, ()))
        found.append(Task(None, reached or _marked(known, quest.id, None)))
    return found


def _bodies(objective: Objective, known: _Known) -> tuple[Spot, ...]:
    """Where a creature, one that counts as it, or a gameobject is."""
    spots = known.of([(objective.kind, objective.target)])
    if spots or objective.kind != "creature":
        return spots
    return known.of(("creature", entry) for entry in known.credits.get(objective.target, ()))


def _marked(known: _Known, quest: int, indexes: Collection[int] | None) -> tuple[Spot, ...]:
    """What the client's map marks; None stands for everything but the end."""
    return tuple(
        Spot("area", 0, mark.map, Point(mark.x, mark.y))
        for mark in known.marks.get(quest, ())
        if (mark.objective != TURN_IN if indexes is None else mark.objective in indexes)
    )


def _targets(quests: Iterable[PoolQuest], kind: str) -> set[int]:
    return {
        one.target
        for quest in quests
        for one in quest.objectives
        if one.kind == kind and one.target > 0 and one.target != quest.start_item
    }


async def _spots(realm: Realm, wanted: Collection[Key]) -> tuple[dict[Key, list[Spot]], bool]:
    """Spawns at any time; those of events are left out."""
    found = await spawns.points(
        realm,
        {entry for kind, entry in wanted if kind == spawns.CREATURE},
        {entry for kind, entry in wanted if kind == spawns.GAMEOBJECT},
        limit=MAX_SPAWNS,
    )
    spots: dict[Key, list[Spot]] = defaultdict(list)
    for one in found.points:
        if not one.only_in_event:
            spot = Spot(one.kind, one.entry, one.map, Point(one.x, one.y, one.z))
            spots[one.kind, one.entry].append(spot)
    return dict(spots), found.truncated


async def _marks(realm: Realm, quests: Collection[int]) -> dict[int, list[_Poi]]:
    if not (realm.schema.has("quest_poi") and realm.schema.has("quest_poi_points")):
        return {}
    sql = POI.replace("{index}", "Idx1" if realm.schema.has("quest_poi", "Idx1") else "id")
    found: dict[int, list[_Poi]] = defaultdict(list)
    for row in await fetch_by_ids(realm.world, sql, quests, row=_Poi):
        found[row.quest].append(row._replace(x=float(row.x), y=float(row.y)))
    return dict(found)


async def _credits(realm: Realm, creatures: Collection[int]) -> dict[int, list[int]]:
    """Creatures whose death counts as that of another: other → creatures."""
    found: dict[int, list[int]] = defaultdict(list)
    for column in ("KillCredit1", "KillCredit2"):
        if realm.schema.has("creature_template", column):
            sql = CREDITS.replace("{column}", column)
            for row in await fetch_by_ids(realm.world, sql, creatures, row=_Link):
                found[row.key].append(row.id)
    return dict(found)


async def _triggers(realm: Realm, quests: Collection[int]) -> dict[int, list[Spot]]:
    """Places that complete a quest when a player walks into them (AreaTrigger)."""
    if not realm.schema.has("areatrigger_involvedrelation"):
        return {}
    rows = await fetch_by_ids(realm.world, TRIGGERS, quests, row=_Link)
    if not rows or not await client.has(realm, "AreaTrigger"):
        return {}
    triggers = await client.records(realm, "AreaTrigger", {row.id for row in rows})
    found: dict[int, list[Spot]] = defaultdict(list)
    for row in rows:
        if row.id in triggers:
            one = triggers[row.id]
            x, y, z = one["Pos"]
            found[row.key].append(Spot("area", 0, one["ContinentID"], Point(x, y, z)))
    return dict(found)
