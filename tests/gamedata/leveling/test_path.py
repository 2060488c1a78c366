"""The greedy way: it reaches its goal, counts each quest once, and falls back to kills."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from appliance.gamedata.leveling.path import Walker, by_counts


@dataclass(frozen=True)
class Simple:
    """A quest open from a level to another that always brings the same."""

    id: int
    zone: int
    low: int
    high: int
    xp: int

    def open_at(self, level: int) -> bool:
        return self.low <= level <= self.high

    def xp_at(self, level: int) -> int | None:
        return self.xp


NEEDS = {level: 100 * level for level in range(1, 60)}


def nothing(zone: int, level: int) -> int:
    return 0


def test_the_zone_that_brings_most_comes_first() -> None:
    quests = [
        Simple(1, 10, 1, 5, 60),
        Simple(2, 20, 1, 5, 100),
        Simple(3, 20, 2, 5, 50),
        Simple(4, 10, 1, 5, 190),
    ]
    steps = Walker(quests, NEEDS, 3, nothing).walk(1)
    assert [(one.zone, one.first, one.last) for one in steps] == [(10, 1, 2), (20, 2, 3)]
    assert [one.quest_xp for one in steps] == [250, 100]
    assert [(one.level, one.quests, one.quest_xp) for one in steps[0].levels] == [(1, 2, 250)]
    assert sum(one.need for one in steps) == 300


def test_quests_that_open_on_the_way_are_done_too() -> None:
    quests = [Simple(1, 10, 1, 9, 100), Simple(2, 10, 2, 9, 200), Simple(3, 10, 3, 9, 300)]
    (step,) = Walker(quests, NEEDS, 4, nothing).walk(1)
    assert [(one.level, one.quests) for one in step.levels] == [(1, 1), (2, 1), (3, 1)]
    assert (step.last, step.need, step.kills) == (4, 600, {})


def test_levels_without_quests_are_filled_by_kills() -> None:
    quests = [Simple(1, 10, 1, 9, 100), Simple(2, 10, 4, 9, 400)]
    steps = Walker(quests, NEEDS, 5, nothing).walk(1)
    assert [(one.zone, one.first, one.last, one.kills) for one in steps] == [
        (10, 1, 2, {}),
        (None, 2, 4, {2: 200, 3: 300}),
        (10, 4, 5, {}),
    ]


def test_a_zone_is_discovered_once() -> None:
    quests = [Simple(1, 10, 1, 1, 50), Simple(2, 10, 2, 2, 50)]
    steps = Walker(quests, NEEDS, 3, lambda zone, level: 40).walk(1)
    assert [one.exploration_xp for one in steps if one.zone == 10] == [40, 0]


def test_too_little_is_no_reason_to_go_there() -> None:
    (step,) = Walker([Simple(1, 10, 1, 9, 9)], NEEDS, 2, nothing).walk(1)
    assert (step.zone, step.kills) == (None, {1: 100})


def test_counts_decide_where_nobody_knows_what_quests_bring() -> None:
    quests = [Simple(n, 10, 1, 3, 0) for n in range(4)]
    quests += [Simple(10 + n, 20, 2, 4, 0) for n in range(7)]
    quests += [Simple(20 + n, 30, 4, 4, 0) for n in range(15)]
    steps = by_counts(quests, NEEDS, 1, 6)
    assert [(one.zone, one.first, one.last, len(one.opened)) for one in steps] == [
        (10, 1, 4, 4),
        (30, 4, 5, 15),
        (None, 5, 6, 0),
    ]
    assert steps[0].kills == {1: 100, 2: 200, 3: 300}
    assert by_counts([], NEEDS, 1, 3)[0].zone is None


_QUESTS = st.lists(
    st.builds(
        Simple,
        st.integers(1, 10**6),
        st.integers(1, 5),
        st.integers(1, 20),
        st.integers(1, 30),
        st.integers(0, 3000),
    ),
    max_size=40,
    unique_by=lambda one: one.id,
)


@given(_QUESTS, st.integers(1, 10), st.integers(1, 15), st.integers(0, 200))
def test_any_world_is_walked_to_the_end(
    quests: list[Simple], start: int, levels: int, exploration: int
) -> None:
    target = start + levels
    steps = Walker(quests, NEEDS, target, lambda zone, level: exploration).walk(start)
    assert steps[0].first == start
    assert steps[-1].last == target
    for one, other in pairwise(steps):
        assert one.last == other.first
    assert sum(one.need for one in steps) == sum(NEEDS[level] for level in range(start, target))
    done = [quest for one in steps for quest in one.opened]
    assert len(done) == len(set(done))
    assert sum(one.quest_xp for one in steps) == sum(
        quest.xp for quest in quests if quest.id in set(done)
    )
