"""Routes: what holds for any points, and a few known ones."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.formulas import routes
from appliance.formulas.routes import CyclicOrder, Point

_NUMBERS = st.integers(-5000, 5000).map(float)
_POINTS = st.lists(
    st.builds(Point, _NUMBERS, _NUMBERS, st.none() | _NUMBERS), min_size=0, max_size=18
)


@st.composite
def _tasks(draw: st.DrawFn) -> tuple[list[Point], set[tuple[int, int]]]:
    """Points and pairs that an order exists for: each pair follows a drawn permutation."""
    points = draw(_POINTS)
    ranks = draw(st.permutations(range(len(points))))
    indexes = st.integers(0, max(0, len(points) - 1))
    drawn = draw(st.sets(st.tuples(indexes, indexes), max_size=25)) if points else set()
    pairs = {(one, other) for one, other in drawn if ranks[one] < ranks[other]}
    return points, pairs


def _keeps(order: list[int], before: set[tuple[int, int]]) -> bool:
    places = {index: place for place, index in enumerate(order)}
    return all(places[one] < places[other] for one, other in before)


def _nearest_neighbour(points: list[Point], start: Point | None) -> list[int]:
    left, path, here = list(range(len(points))), list[int](), start
    while left:
        ways = [0.0 if here is None else routes.distance(here, points[one]) for one in left]
        path.append(left.pop(ways.index(min(ways))))
        here = points[path[-1]]
    return path


@given(_tasks(), st.none() | st.builds(Point, _NUMBERS, _NUMBERS))
def test_an_order_visits_all_and_keeps_what_comes_first(
    task: tuple[list[Point], set[tuple[int, int]]], start: Point | None
) -> None:
    points, before = task
    order = routes.order(points, start=start, before=before)
    assert sorted(order) == list(range(len(points)))
    assert _keeps(order, before)
    assert order == routes.order(points, start=start, before=before)
    given_order = list(range(len(points)))
    if _keeps(given_order, before):
        found = routes.length(points, order, start=start)
        assert found <= routes.length(points, given_order, start=start) + 1e-6


@given(_POINTS, st.none() | st.builds(Point, _NUMBERS, _NUMBERS))
def test_an_order_is_no_longer_than_nearest_neighbour(
    points: list[Point], start: Point | None
) -> None:
    order = routes.order(points, start=start)
    neighbours = _nearest_neighbour(points, start)
    found = routes.length(points, order, start=start)
    assert found <= routes.length(points, neighbours, start=start) + 1e-6


def test_points_on_a_line_are_visited_along_it() -> None:
    points = [Point(float(x), 0.0) for x in (50, 10, 40, 20, 30)]
    assert routes.order(points, start=Point(0, 0)) == [1, 3, 4, 2, 0]
    assert routes.length(points, [1, 3, 4, 2, 0], start=Point(0, 0)) == 50


def test_a_point_that_must_come_first_costs_the_way_to_it() -> None:
    points = [Point(10, 0), Point(20, 0), Point(30, 0)]
    assert routes.order(points, start=Point(0, 0), before=[(2, 0)]) == [1, 2, 0]


def test_crossings_are_undone() -> None:
    square = [Point(0, 0), Point(100, 100), Point(100, 0), Point(0, 100)]
    order = routes.order(square, start=Point(0, -1))
    assert routes.length(square, order, start=Point(0, -1)) == 301


def test_contradicting_pairs_are_named() -> None:
    points = [Point(float(x), 0) for x in range(5)]
    with pytest.raises(CyclicOrder) as caught:
        routes.order(points, before=[(0, 1), (3, 1), (1, 2), (2, 3), (3, 4)])
    assert caught.value.members == (1, 2, 3)
    assert str(caught.value) == "points 1, 2, 3 wait for each other"
    with pytest.raises(CyclicOrder):
        routes.order(points, before=[(2, 2)])


def test_what_is_no_point_and_too_many_points_are_refused() -> None:
    with pytest.raises(ValueError, match="names none of 2 points"):
        routes.order([Point(0, 0), Point(1, 0)], before=[(0, 2)])
    with pytest.raises(ValueError, match="more than 1000"):
        routes.order([Point(0, 0)] * 1001)


def test_heights_count_where_both_are_known() -> None:
    assert routes.distance(Point(0, 0, 0), Point(3, 4, 12)) == 13
    assert routes.distance(Point(0, 0), Point(3, 4, 12)) == 5


def test_hundreds_of_points_keep_what_comes_first() -> None:
    random = Random(7)
    points = [Point(random.uniform(0, 5000), random.uniform(0, 5000)) for _ in range(300)]
    before = [(n, n + 1) for n in range(0, 300, 3)] + [(n + 1, n + 2) for n in range(0, 300, 3)]
    order = routes.order(points, before=before)
    assert _keeps(order, set(before))


@given(_POINTS, st.integers(1, 3000).map(float))
def test_clusters_hold_each_point_once_near_their_seed(points: list[Point], radius: float) -> None:
    found = routes.clusters(points, radius)
    assert sorted(n for one in found for n in one.members) == list(range(len(points)))
    for one in found:
        near = [
            all(routes.distance(points[seed], points[n]) <= radius for n in one.members)
            for seed in one.members
        ]
        assert any(near)
    assert found == routes.clusters(points, radius)


@settings(max_examples=25)
@given(st.integers(1, 2000))
def test_points_at_one_place_are_one_cluster(count: int) -> None:
    (only,) = routes.clusters([Point(5, 6, 7)] * count, 10)
    assert len(only.members) == count
    assert (round(only.centre.x), round(only.centre.y)) == (5, 6)


def test_camps_are_told_apart_and_the_largest_comes_first() -> None:
    points = [Point(0, 0), Point(500, 0, 4), Point(510, 0, 8), Point(-3, 0)]
    points.append(Point(505, 0, 0))
    first, second = routes.clusters(points, 40)
    assert first == routes.Cluster(Point(505, 0, 4), (1, 2, 4))
    assert second == routes.Cluster(Point(-1.5, 0, None), (0, 3))
    with pytest.raises(ValueError, match="above 0"):
        routes.clusters(points, 0)
