"""Places on one map and groups of those that lie together.

Distances are straight lines in yards, in the plane where one of two places has no height.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Point(NamedTuple):
    """A place on a map, in yards; `z` is None where the height is not known."""

    x: float
    y: float
    z: float | None = None


class Cluster(NamedTuple):
    """Places that lie together: the mean of their coordinates and their indexes, ascending."""

    centre: Point
    members: tuple[int, ...]


def distance(one: Point, other: Point) -> float:
    """Yards in a straight line; in the plane where either height is not known."""
    if one.z is None or other.z is None:
        return math.hypot(one.x - other.x, one.y - other.y)
    return math.dist((one.x, one.y, one.z), (other.x, other.y, other.z))


def clusters(points: Sequence[Point], radius_yards: float) -> list[Cluster]:
    """Group places: each lies within `radius_yards` of the first of its group, the seed.

    Seeds lie farther apart than that; each point joins the nearest of them. Points in crowded
    squares become seeds first. Largest groups first, then by lowest member.

    Raises:
        ValueError: the radius is not above 0.
    """
    if radius_yards <= 0:
        raise ValueError("the radius must be above 0")
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, point in enumerate(points):
        cells[_cell(point, radius_yards)].append(index)
    crowded = sorted(cells, key=lambda cell: (-len(cells[cell]), cell))
    seeds = _seeds(points, [index for cell in crowded for index in cells[cell]], radius_yards)
    groups: dict[int, list[int]] = defaultdict(list)
    for index, point in enumerate(points):
        near = [seed for seed in _around(seeds, point, radius_yards)]
        groups[min(near, key=lambda seed: (distance(points[seed], point), seed))].append(index)
    found = [
        Cluster(_centre([points[n] for n in group]), tuple(group)) for group in groups.values()
    ]
    return sorted(found, key=lambda one: (-len(one.members), one.members[0]))


_Seeds = dict[tuple[int, int], list[int]]


def _seeds(points: Sequence[Point], ordered: Iterable[int], radius: float) -> _Seeds:
    """Seeds by square: every point is within the radius of one, and none is of another."""
    seeds: _Seeds = defaultdict(list)
    for index in ordered:
        near = _around(seeds, points[index], radius)
        if all(distance(points[seed], points[index]) > radius for seed in near):
            seeds[_cell(points[index], radius)].append(index)
    return seeds


def _cell(point: Point, size: float) -> tuple[int, int]:
    return math.floor(point.x / size), math.floor(point.y / size)


def _around(seeds: _Seeds, point: Point, size: float) -> list[int]:
    """The seeds in the square of `point` and in those that touch it."""
    column, row = _cell(point, size)
    return [
        seed
        for x in (column - 1, column, column + 1)
        for y in (row - 1, row, row + 1)
        for seed in seeds.get((x, y), ())
    ]


def _centre(points: Sequence[Point]) -> Point:
    count = len(points)
    heights = [point.z for point in points if point.z is not None]
    return Point(
        sum(point.x for point in points) / count,
        sum(point.y for point in points) / count,
        sum(heights) / count if len(heights) == count else None,
    )
