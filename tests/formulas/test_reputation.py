from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.formulas import reputation
from appliance.formulas.reactions import Reaction, rank_of


@given(st.integers(-42_000, 42_999))
def test_a_rank_holds_the_standings_between_its_ends(standing: int) -> None:
    span = reputation.span_of(standing)
    assert span.first <= standing <= span.last
    assert span.rank is rank_of(standing)


def test_ranks_lie_end_to_end() -> None:
    found = list(reputation.spans())
    assert found[0] == (Reaction.HATED, -42_000, -6_001)
    assert found[-1] == (Reaction.EXALTED, 42_000, 42_999)
    assert all(one.last + 1 == two.first for one, two in pairwise(found))


@pytest.mark.parametrize(
    ("standing", "rank"),
    [(20_999, "HONORED"), (21_000, "REVERED"), (0, "NEUTRAL"), (-1, "UNFRIENDLY")],
)
def test_a_standing_has_a_rank(standing: int, rank: str) -> None:
    assert reputation.span_of(standing).rank.name == rank


def test_standings_beyond_the_ends_count_as_the_ends() -> None:
    assert reputation.span_of(-99_999).rank is Reaction.HATED
    assert reputation.span_of(99_999).rank is Reaction.EXALTED


@pytest.mark.parametrize(
    ("points", "rate", "aura", "given"),
    [(100, 1.3, 10, 143), (75, 1.0, 0, 75), (75, 0.5, 0, 37), (-75, 0.5, 0, -37), (10, 0, 0, 0)],
)
def test_a_gain_follows_rates_and_auras(points: int, rate: float, aura: float, given: int) -> None:
    assert reputation.gain(points, rate, aura) == given


def test_a_quests_own_number_wins_over_the_table() -> None:
    assert reputation.quest_points(250, 0) == 250
    assert reputation.quest_points(250, 12_345) == 123
    assert reputation.quest_points(250, -150) == -1
    assert reputation.quest_points(None, 0) is None


def test_a_part_spills_over() -> None:
    assert reputation.spilled(75, 0.25) == 18
    assert reputation.spilled(75, -0.5) == -37


@given(st.integers(-42_000, 42_999), st.integers(-42_000, 42_000), st.integers(1, 5_000))
def test_just_enough_times_lead_to_the_target(standing: int, target: int, points: int) -> None:
    times = reputation.times_needed(standing, target, points)
    assert times is not None
    assert standing + times * points >= target or times == 0
    if times:
        assert standing + (times - 1) * points < target


def test_a_source_that_ends_before_the_target_never_leads_there() -> None:
    assert reputation.times_needed(0, 9_000, 5, last=2_999) is None
    assert reputation.times_needed(0, 3_000, 5, last=2_999) == 600
    assert reputation.times_needed(0, 3_001, 5, last=2_999) is None
    assert reputation.times_needed(1, 3_001, 5, last=2_999) == 600
    assert reputation.times_needed(3_000, 9_000, 5, last=2_999) is None
    assert reputation.times_needed(0, 9_000, 0) is None
    assert reputation.times_needed(9_000, 9_000, 0) == 0
