"""Choosing quests: what holds for any of them, and the rules of groups and chains."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from appliance.gamedata.quests.prerequisites import Needs
from appliance.gamedata.quests.selection import Selection, select
from tests.support.pool_quests import pool_quest


def choose(
    needs: dict[int, Needs],
    values: dict[int, int],
    limit: int = 10,
    *,
    done: tuple[int, ...] = (),
    in_log: tuple[int, ...] = (),
    breadcrumbs: dict[int, int] | None = None,
) -> Selection:
    quests = {one: pool_quest(one, breadcrumb_for=(breadcrumbs or {}).get(one, 0)) for one in needs}
    return select(quests, needs, values, limit, done=done, in_log=in_log)


def after(*quests: int) -> Needs:
    return Needs(one_of=(frozenset(quests),))


def test_quests_of_most_value_come_with_what_they_need() -> None:
    needs = {1: Needs(), 2: after(1), 3: after(2), 4: Needs(), 5: Needs()}
    found = choose(needs, {1: 1, 2: 1, 3: 90, 4: 50, 5: 60}, 4)
    assert found.quests == [1, 2, 3, 5]
    assert found.before == {1: frozenset(), 2: {1}, 3: {2}, 5: frozenset()}
    assert found.left == [4]


def test_one_of_a_group_rules_out_the_others() -> None:
    group = frozenset({1, 2})
    needs = {1: Needs(excluded_by=group - {1}), 2: Needs(excluded_by=group - {2}), 3: after(1)}
    found = choose(needs, {1: 5, 2: 9, 3: 0})
    assert found.quests == [2]
    assert found.rivals == {1: 2, 3: 2}


def test_all_of_a_group_come_before_what_asks_for_all() -> None:
    found = choose({1: Needs(), 2: Needs(), 3: after(1, 2)}, {3: 9})
    assert found.quests == [1, 2, 3]
    assert found.before[3] == {1, 2}


def test_of_alternatives_what_is_done_or_chosen_counts() -> None:
    either = Needs(one_of=(frozenset({1}), frozenset({2})))
    assert choose({1: Needs(), 2: Needs(), 3: either}, {2: 9, 3: 5}).before[3] == {2}
    assert choose({1: Needs(), 3: either}, {3: 5}, 1, done=(2,)).quests == [3]


def test_needs_from_elsewhere_are_named_and_taken_last() -> None:
    found = choose({1: after(99), 2: Needs()}, {1: 9, 2: 1})
    assert found.quests == [2, 1]
    assert found.outside == {1: (frozenset({99}),)}
    assert choose({1: after(99)}, {}, done=(99,)).outside == {}


def test_a_quest_is_no_way_to_itself() -> None:
    itself = Needs(one_of=(frozenset({1, 98}), frozenset({2, 1})))
    found = choose({1: Needs(), 2: itself}, {1: 1, 2: 2})
    assert found.outside == {2: (frozenset({98}),)}


def test_a_quest_that_must_be_in_the_log_comes_along() -> None:
    found = choose({1: Needs(), 2: Needs(active=1), 3: Needs(active=98)}, {2: 9})
    assert found.active == {2: 1}
    assert found.outside == {3: (frozenset({98}),)}
    assert choose({3: Needs(active=98)}, {}, in_log=(98,)).outside == {}


def test_quests_in_the_log_need_nothing_more() -> None:
    found = choose({1: after(99)}, {}, in_log=(1,))
    assert (found.quests, found.outside, found.before[1]) == ([1], {}, frozenset())


def test_a_breadcrumb_does_not_rule_out_its_goal() -> None:
    needs = {1: Needs(excluded_by=frozenset({2})), 2: Needs()}
    assert choose(needs, {2: 9}, breadcrumbs={1: 2}).quests == [2, 1]


def test_quests_in_a_circle_take_no_room() -> None:
    needs = {1: after(2), 2: after(1), 3: after(1), 4: Needs()}
    found = choose(needs, {1: 9, 2: 8, 3: 7, 4: 1}, 1)
    assert (found.quests, found.left) == ([4], [])
    assert found.circles == {1, 2, 3}


def test_a_way_around_a_circle_is_taken() -> None:
    either = Needs(one_of=(frozenset({2}), frozenset({3})))
    found = choose({1: either, 2: after(1), 3: Needs()}, {1: 9})
    assert found.before == {3: frozenset(), 1: {3}, 2: {1}}
    elsewhere = Needs(one_of=(frozenset({2}), frozenset({99})))
    found = choose({1: elsewhere, 2: after(1)}, {1: 9})
    assert (found.quests, found.circles) == ([1, 2], set())
    assert found.outside == {1: (frozenset({99}),)}


def test_a_quest_that_is_needed_and_needs_it_in_the_log_is_a_circle() -> None:
    # 3 is taken while 1 is in the log, yet asks for what comes after 1.
    needs = {1: Needs(), 2: after(1), 3: Needs(one_of=(frozenset({2}),), active=1)}
    found = choose(needs, {3: 9})
    assert (found.quests, found.circles) == ([1, 2], {3})


@st.composite
def _needs(draw: st.DrawFn) -> dict[int, Needs]:
    """Any graph, with circles, groups and quests from elsewhere."""
    count = draw(st.integers(1, 12))
    numbers = st.integers(1, count + 3)
    ways = st.lists(st.frozensets(numbers, min_size=1, max_size=2), max_size=2).map(tuple)
    group = draw(st.frozensets(st.integers(1, count), max_size=3))
    found = {}
    for quest in range(1, count + 1):
        others = group - {quest} if quest in group else frozenset()
        found[quest] = Needs(draw(ways), draw(st.sampled_from((0, 0, quest % count + 1))), others)
    return found


def in_a_circle(found: Selection) -> bool:
    """Whether no order of taking and handing in works."""
    waits: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for one, way in found.before.items():
        waits[("take", one)] = {("end", other) for other in way}
        waits.setdefault(("end", one), set()).add(("take", one))
    for one, held in found.active.items():
        waits[("take", one)].add(("take", held))
        waits.setdefault(("end", held), set()).add(("take", one))
    try:
        TopologicalSorter(waits).prepare()
    except CycleError:
        return True
    return False


@given(_needs(), st.integers(1, 12), st.frozensets(st.integers(1, 15), max_size=4))
def test_what_is_chosen_fits_and_lacks_nothing_unnamed(
    needs: dict[int, Needs], limit: int, done: frozenset[int]
) -> None:
    found = choose(needs, {one: one * 7 % 5 for one in needs}, limit, done=tuple(done))
    assert len(found.quests) == len(set(found.quests)) <= limit
    rest = found.rivals.keys() | set(found.left) | found.circles
    assert set(found.quests) | rest == needs.keys()
    assert not set(found.quests) & rest
    assert not in_a_circle(found)
    for quest in found.quests:
        assert found.before[quest] <= set(found.quests)
        ways = needs[quest].one_of
        if quest not in found.outside and ways:
            assert any(way <= done | set(found.quests) for way in ways)
        assert not needs[quest].excluded_by & set(found.quests)
