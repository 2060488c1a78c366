"""The order in which to take, do and hand in quests, map by map.

Pure: no database. Each quest is a stop where it starts, one for each thing to do and one where it
ends; stops are ordered so that the way is short and nothing comes before what it needs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from appliance.formulas import routes
from appliance.formulas.places import Point, clusters, distance
from appliance.gamedata.quests.places import QuestPlaces, Spot, Task
from appliance.gamedata.quests.pool import PoolQuest
from appliance.gamedata.quests.reach import why_not
from appliance.gamedata.quests.selection import Selection
from appliance.gamedata.quests.types import Objective

CAMP_YARDS = 100.0
"""Spawns that lie within this of one of them are one camp."""


class Action(StrEnum):
    """What is done at a stop."""

    ACCEPT = "accept"
    DO = "do"
    TURN_IN = "turn in"


class Stop(NamedTuple):
    """One thing to do for one quest at one place; `spawns` lie around it."""

    quest: int
    action: Action
    spot: Spot
    spawns: int
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class MapRoute:
    """The stops of one map in order, and the yards between them in straight lines."""

    map: int
    stops: list[Stop]
    yards: float


@dataclass(frozen=True, slots=True)
class Route:
    """Routes by map; quests without a route and why; things to do that have no place."""

    maps: list[MapRoute]
    unplaced: dict[int, str]
    placeless: dict[int, list[Task]]


@dataclass(frozen=True, slots=True)
class Start:
    """Where the player is."""

    map: int
    point: Point


def plan(
    selection: Selection,
    quests: Mapping[int, PoolQuest],
    places: Mapping[int, QuestPlaces],
    *,
    home_map: int | None,
    start: Start | None,
    in_log: Collection[int] = (),
    completed: Collection[int] = (),
) -> Route:
    """A route through the chosen quests, none of which wait for each other (see `select`).

    Args:
        home_map: the zone's map, preferred where something is on several.
        in_log, completed: quests taken already, and those of them that only wait to be handed in.
    """
    placer = _Placer(home_map, start)
    stops: list[Stop] = []
    unplaced: dict[int, str] = {}
    placeless: dict[int, list[Task]] = {}
    for quest in selection.quests:
        where = places[quest]
        taken, finished = quest in in_log, quest in completed
        if reason := why_not(
            where.starters,
            where.enders,
            starts=bool(where.accept),
            ends=bool(where.turn_in),
            taken=taken,
        ):
            unplaced[quest] = reason
            continue
        found, without = placer.stops(quest, where, taken=taken, finished=finished)
        stops += found
        if without:
            placeless[quest] = without
    return Route(_maps(stops, selection, quests, home_map, start), unplaced, placeless)


class _Placer:
    """Chooses one place for each thing: the camp nearest to where the quest begins."""

    def __init__(self, home_map: int | None, start: Start | None) -> None:
        self._home = home_map
        self._start = start

    def stops(
        self, quest: int, where: QuestPlaces, *, taken: bool, finished: bool
    ) -> tuple[list[Stop], list[Task]]:
        """The stops of a quest, and what of it has no place."""
        start = self._start
        near = None if start is None else Spot("area", 0, start.map, start.point)
        found: list[Stop] = []
        without: list[Task] = []
        if not taken:
            spot, count = self._pick(where.accept, near, 1)
            item = Task(Objective("item", where.found, 1), (), "loot") if where.found else None
            found.append(Stop(quest, Action.ACCEPT, spot, count, item))
            near = spot
        for task in () if finished else where.tasks:
            if not task.spots:
                without.append(task)
                continue
            needed = task.objective.count if task.objective is not None else 1
            spot, count = self._pick(task.spots, near, needed)
            found.append(Stop(quest, Action.DO, spot, count, task))
        spot, count = self._pick(where.turn_in, near, 1)
        return [*found, Stop(quest, Action.TURN_IN, spot, count)], without

    def _pick(self, spots: Sequence[Spot], near: Spot | None, needed: int) -> tuple[Spot, int]:
        """A spot of the nearest camp with enough spawns, and how many it has."""
        here = self._map(spots, near)
        on_map = [spot for spot in spots if spot.map == here]
        camps = clusters([spot.point for spot in on_map], CAMP_YARDS)
        enough = min(needed, len(camps[0].members))
        if near is not None and near.map == here:
            large = [camp for camp in camps if len(camp.members) >= enough]
            camp = min(large, key=lambda one: (distance(one.centre, near.point), one.members))
        else:
            camp = camps[0]
        members = [on_map[index] for index in camp.members]
        middle = min(members, key=lambda one: (distance(one.point, camp.centre), one))
        return middle, len(members)

    def _map(self, spots: Sequence[Spot], near: Spot | None) -> int:
        """The map to look on: where the quest is, the zone's, else the one with most spots."""
        counts = Counter(spot.map for spot in spots)
        for preferred in (near.map if near is not None else None, self._home):
            if preferred is not None and preferred in counts:
                return preferred
        return min(counts, key=lambda one: (-counts[one], one))


def _maps(
    stops: Sequence[Stop],
    selection: Selection,
    quests: Mapping[int, PoolQuest],
    home_map: int | None,
    start: Start | None,
) -> list[MapRoute]:
    """The stops of each map in order: where the player is first, then the zone's, then the rest."""
    hard, soft = _pairs(stops, selection, quests)
    after = _closure(stops, hard | soft) or _closure(stops, hard)
    assert after is not None, "chosen quests wait for each other in a circle"
    by_map: dict[int, list[int]] = defaultdict(list)
    for index, stop in enumerate(stops):
        by_map[stop.spot.map].append(index)
    here = start.map if start is not None else None
    order = sorted(by_map, key=lambda one: (one != here, one != home_map, -len(by_map[one]), one))
    return [
        _one_map(number, [stops[index] for index in by_map[number]], by_map[number], after, start)
        for number in order
    ]


def _one_map(
    number: int,
    stops: Sequence[Stop],
    indexes: Sequence[int],
    after: Sequence[set[int]],
    start: Start | None,
) -> MapRoute:
    places = {index: place for place, index in enumerate(indexes)}
    before = [
        (places[index], places[later])
        for index in indexes
        for later in after[index] & places.keys()
    ]
    points = [stop.spot.point for stop in stops]
    begin = start.point if start is not None and start.map == number else None
    order = routes.order(points, start=begin, before=before)
    yards = routes.length(points, order, start=begin)
    return MapRoute(number, [stops[index] for index in order], yards)


Pairs = set[tuple[int, int]]


def _pairs(
    stops: Sequence[Stop], selection: Selection, quests: Mapping[int, PoolQuest]
) -> tuple[Pairs, Pairs]:
    """Which stop comes before which: what must be, and what is merely sensible."""
    by_quest: dict[int, dict[Action, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, stop in enumerate(stops):
        by_quest[stop.quest][stop.action].append(index)
    hard: Pairs = set()
    soft: Pairs = set()
    for quest, own in by_quest.items():
        accept, tasks, end = own[Action.ACCEPT], own[Action.DO], own[Action.TURN_IN]
        hard |= {(one, other) for one in accept for other in tasks + end}
        hard |= {(one, other) for one in tasks for other in end}
        for earlier in selection.before.get(quest, frozenset()) & by_quest.keys():
            ends = by_quest[earlier][Action.TURN_IN]
            hard |= {(one, other) for one in ends for other in accept}
        active = selection.active.get(quest, 0)
        if active in by_quest:
            held = by_quest[active]
            hard |= {(one, other) for one in held[Action.ACCEPT] for other in accept}
            rest = held[Action.DO] + held[Action.TURN_IN]
            hard |= {(one, other) for one in accept for other in rest}
        for later in {quests[quest].breadcrumb_for, quests[quest].offers_next} & by_quest.keys():
            soft |= {(one, other) for one in end for other in by_quest[later][Action.ACCEPT]}
    return hard, soft


def _closure(stops: Sequence[Stop], pairs: Pairs) -> list[set[int]] | None:
    """For each stop all that come after it, directly or not; None when they run in a circle."""
    direct: list[set[int]] = [set() for _ in stops]
    for first, second in pairs:
        direct[first].add(second)
    waiting = Counter(second for _, second in pairs)
    ready = [index for index in range(len(stops)) if not waiting[index]]
    order: list[int] = []
    while ready:
        index = ready.pop()
        order.append(index)
        for second in direct[index]:
            waiting[second] -= 1
            if not waiting[second]:
                ready.append(second)
    if len(order) < len(stops):
        return None
    for index in reversed(order):
        direct[index] |= set().union(*(direct[second] for second in direct[index]))
    return direct
