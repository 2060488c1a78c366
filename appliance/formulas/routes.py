"""The order in which to visit places on one map.

Not TrinityCore's arithmetic: a route is our own suggestion. Distances are straight lines in yards,
in the plane where one of two points has no height; roads, walls and flight are not known.
Everything here is deterministic: the same points give the same answer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from appliance.formulas.places import Cluster, Point, clusters, distance

__all__ = ["Cluster", "CyclicOrder", "Point", "clusters", "distance", "length", "order"]

MAX_POINTS = 1000
"""Most points `order` takes; it works in O(n²) time and memory."""
MAX_TRIALS = 400_000
"""Most changes `order` tries to make a route shorter; about 0.3 s at worst."""

_SHORTER = 1e-9
"""A change must save more than this many yards: rounding must not make it go in circles."""


class CyclicOrder(ValueError):
    """Points that wait for each other in a circle; `members` are their indexes in turn."""

    def __init__(self, members: Sequence[int]) -> None:
        super().__init__(f"points {', '.join(map(str, members))} wait for each other")
        self.members = tuple(members)


def length(points: Sequence[Point], order: Sequence[int], *, start: Point | None = None) -> float:
    """Yards along `points` in `order`, from `start` when given."""
    path = [*([] if start is None else [start]), *(points[index] for index in order)]
    return sum(map(distance, path, path[1:]))


def order(
    points: Sequence[Point],
    *,
    start: Point | None = None,
    before: Collection[tuple[int, int]] = (),
) -> list[int]:
    """A short way through all points, as their indexes; it does not return to where it began.

    The best of the order given, nearest neighbour and cheapest insertion of the nearest point,
    then made shorter by reversing stretches (2-opt) and by moving single points. At most
    `MAX_TRIALS` such changes are tried, so 300 points take some tenths of a second.

    Args:
        start: where the way begins; it is not one of the points.
        before: pairs (i, j): point i must come before point j.

    Raises:
        CyclicOrder: the pairs contradict each other.
        ValueError: more than `MAX_POINTS` points, or a pair that names none of them.
    """
    if len(points) > MAX_POINTS:
        raise ValueError(f"{len(points)} points are more than {MAX_POINTS}")
    if len(points) < 2:
        return list(range(len(points)))
    given, earlier = _sorted(len(points), before)
    router = _Router(points, start, earlier)
    candidates = [given, router.nearest_neighbour(), router.insertion()]
    return router.improved(min(candidates, key=router.length))


def _sorted(count: int, before: Collection[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """The points in their given order as far as the pairs allow, and what precedes each.

    The latter are masks: bit i of mask j says that i comes before j, directly or not.
    """
    after: list[set[int]] = [set() for _ in range(count)]
    for first, second in before:
        if not (0 <= first < count and 0 <= second < count):
            raise ValueError(f"({first}, {second}) names none of {count} points")
        after[first].add(second)
    waiting = [0] * count
    for followers in after:
        for follower in followers:
            waiting[follower] += 1
    earlier = [0] * count
    found: list[int] = []
    ready = [index for index in range(count) if not waiting[index]]
    while ready:
        index = min(ready)
        ready.remove(index)
        found.append(index)
        for follower in after[index]:
            earlier[follower] |= earlier[index] | 1 << index
            waiting[follower] -= 1
            if not waiting[follower]:
                ready.append(follower)
    if len(found) < count:
        raise CyclicOrder(_cycle(after, {index for index in range(count) if waiting[index]}))
    return found, earlier


def _cycle(after: Sequence[Collection[int]], waiting: set[int]) -> list[int]:
    """One circle among the points that wait, from its lowest index."""
    leads = {follower: index for index in sorted(waiting) for follower in after[index]}
    index = min(waiting)
    seen: list[int] = []
    while index not in seen:
        seen.append(index)
        index = leads[index]
    circle = seen[seen.index(index) :][::-1]
    lowest = circle.index(min(circle))
    return circle[lowest:] + circle[:lowest]


class _Router:
    """Finds orders of some points; `trials` counts what it still may try."""

    def __init__(self, points: Sequence[Point], start: Point | None, earlier: list[int]) -> None:
        self._count = len(points)
        self._earlier = earlier
        self._between = [[distance(one, other) for other in points] for one in points]
        self._first = [0.0 if start is None else distance(start, point) for point in points]
        self._trials = MAX_TRIALS

    def length(self, path: Sequence[int]) -> float:
        """Yards of a path through all points."""
        between = self._between
        steps = sum(between[one][other] for one, other in pairwise(path))
        return self._first[path[0]] + steps

    def nearest_neighbour(self) -> list[int]:
        """Always on to the nearest point that may come next."""
        path: list[int] = []
        done, left = 0, list(range(self._count))
        costs = self._first
        while left:
            open_now = [index for index in left if not self._earlier[index] & ~done]
            index = min(open_now, key=costs.__getitem__)
            left.remove(index)
            path.append(index)
            done |= 1 << index
            costs = self._between[index]
        return path

    def insertion(self) -> list[int]:
        """Take the point nearest to those on the path, put it where it costs least; repeat."""
        first = min(range(self._count), key=self._first.__getitem__)
        path = [first]
        gaps = list(self._between[first])
        left = [index for index in range(self._count) if index != first]
        while left:
            index = min(left, key=gaps.__getitem__)
            left.remove(index)
            path.insert(self._cheapest(path, index)[1], index)
            gaps = list(map(min, gaps, self._between[index]))
        return path

    def _cheapest(self, path: Sequence[int], index: int) -> tuple[float, int]:
        """The least detour for a point that is not on the path, and the place for it."""
        low, high = 0, len(path)
        earlier, bit = self._earlier, 1 << index
        for place, other in enumerate(path):
            if earlier[index] >> other & 1:
                low = place + 1
            elif earlier[other] & bit:
                high = place
                break
        return min((self._detour(path, place, index), place) for place in range(low, high + 1))

    def _detour(self, path: Sequence[int], place: int, index: int) -> float:
        """What it costs to visit a point before the one that is at `place`."""
        to = self._between[index]
        arrival = to[path[place - 1]] if place else self._first[index]
        if place == len(path):
            return arrival
        follower = path[place]
        skipped = self._between[path[place - 1]][follower] if place else self._first[follower]
        return arrival + to[follower] - skipped

    def improved(self, path: list[int]) -> list[int]:
        """The path made shorter until nothing helps or the trials are used up."""
        while self._trials > 0:
            reversed_some = self._reverse(path)
            if not self._move(path) and not reversed_some:
                break
        return path

    def _reverse(self, path: list[int]) -> bool:
        """2-opt: turn round each stretch that is shorter the other way and may be turned."""
        changed = False
        for begin in range(self._count - 1):
            end = self._best_end(path, begin)
            if end:
                path[begin : end + 1] = path[begin : end + 1][::-1]
                changed = True
        return changed

    def _best_end(self, path: Sequence[int], begin: int) -> int:
        """Where the stretch from `begin` ends that is best turned round; 0 for none."""
        between, earlier = self._between, self._earlier
        first = path[begin]
        into = between[path[begin - 1]] if begin else self._first
        inside, best, found = 1 << first, _SHORTER, 0
        for end in range(begin + 1, self._count):
            last = path[end]
            if earlier[last] & inside:
                break
            inside |= 1 << last
            self._trials -= 1
            saved = into[first] - into[last]
            if end + 1 < self._count:
                saved += between[last][path[end + 1]] - between[first][path[end + 1]]
            if saved > best:
                best, found = saved, end
        return found if self._trials > 0 else 0

    def _move(self, path: list[int]) -> bool:
        """Move each point that is better visited at another place."""
        changed = False
        for index in list(path):
            self._trials -= self._count
            if self._trials <= 0:
                break
            place = path.index(index)
            rest = path[:place] + path[place + 1 :]
            cost, better = self._cheapest(rest, index)
            if cost < self._detour(rest, place, index) - _SHORTER:
                path[:] = [*rest[:better], index, *rest[better:]]
                changed = True
        return changed
