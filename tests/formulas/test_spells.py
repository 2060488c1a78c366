"""Points, levels and ticks of spells, talent points of levels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.formulas.spells import (
    level_bonus,
    points_for_tier,
    rolled,
    talent_points_wrath,
    ticks,
    varied,
)


@pytest.mark.parametrize(
    ("base", "die", "least", "most"),
    [(99, 21, 100, 120), (7, 1, 8, 8), (-51, 1, -50, -50), (10, 0, 10, 10), (10, -4, 6, 11)],
)
def test_the_die_adds_from_one_on(base: int, die: int, least: int, most: int) -> None:
    assert rolled(base, die) == (least, most)


@given(st.integers(-(10**6), 10**6), st.integers(-1000, 1000))
def test_the_least_is_never_above_the_most(base: int, die: int) -> None:
    least, most = rolled(base, die)
    assert least <= most
    low, high = varied(base, die / 100)
    assert low <= base <= high


def test_half_the_variance_goes_each_way() -> None:
    assert varied(100, 0.1) == (95, 105)
    assert varied(-100, 0.5) == (-125, -75)


@pytest.mark.parametrize(
    ("caster", "bonus"), [(1, 0), (20, 0), (21, 1), (23, 4), (40, 30), (80, 30)]
)
def test_the_casters_level_counts_between_base_and_maximum(caster: int, bonus: int) -> None:
    assert level_bonus(caster, 20, 20, 40, 1.5) == bonus


def test_a_base_level_above_the_spells_counts_in_its_place() -> None:
    assert level_bonus(30, 1, 20, 0, 2.0) == 20
    assert level_bonus(20, 1, 20, 0, 2.0) == 0


def test_no_maximum_is_no_limit() -> None:
    assert level_bonus(80, 1, 1, 0, 2.0) == 158


@pytest.mark.parametrize(
    ("duration", "period", "count"), [(15000, 2000, 7), (-1, 2000, 0), (15000, 0, 0), (0, 5, 0)]
)
def test_ticks(duration: int, period: int, count: int) -> None:
    assert ticks(duration, period) == count
    assert ticks(duration, period, at_once=True) == (count + 1 if count else 0)


def test_talent_points_and_tiers() -> None:
    assert [talent_points_wrath(level) for level in (1, 9, 10, 60, 80)] == [0, 0, 1, 51, 71]
    assert [points_for_tier(tier) for tier in (0, 1, 10)] == [0, 5, 50]
