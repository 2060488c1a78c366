"""Values are TrinityCore's own, worked out from Unit::CalcArmorReducedDamage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.formulas import armor

ARMOR = st.floats(0, 1e6, width=32)
LEVELS = st.integers(1, 255)


def test_levels_beyond_59_weigh_more() -> None:
    assert armor.level_term(59) == 59.0
    assert armor.level_term(60) == 64.5
    assert armor.level_term(80) == 174.5


def test_armor_of_a_boss_against_level_80() -> None:
    # 0.1 * 10643 / (8.5 * 174.5 + 40) = 0.698704; / 1.698704 = 0.411316
    assert armor.reduction_wrath(10643, 80) == pytest.approx(0.411316, abs=1e-6)
    # What v1 told of 5000 armor at level 80 was 41.0 %.
    assert armor.reduction_wrath(5000, 80) == pytest.approx(0.247127, abs=1e-6)


def test_the_caps() -> None:
    assert armor.reduction_wrath(1e9, 80) == 0.75
    assert armor.reduced_damage_wrath(1000, 1e9, 80) == 250
    assert armor.reduced_damage_master(1000, 1e9, 3430.0) == 149


def test_master_of_a_known_row() -> None:
    assert armor.reduced_damage_master(100_000, 5000, 3430.0) == 40688


def test_no_armor_takes_nothing() -> None:
    assert armor.reduced_damage_wrath(999, -5.0, 10) == 999
    assert armor.reduced_damage_master(999, 0.0, 0.0) == 999
    assert armor.reduction_master(-5.0, 5.0) == 0.0


@pytest.mark.parametrize("percent", [0, 50, 100])
def test_penetration_takes_at_most_a_third_of_armor_and_constant(percent: float) -> None:
    # Level 60: 400 + 85 * 60 + 4.5 * 85 * 1 = 5882.5
    limit = (9000 + 5882.5) / 3
    left = 9000 - limit * percent / 100
    assert armor.after_penetration(9000, 60, percent) == pytest.approx(left, abs=0.01)


def test_penetration_beyond_100_percent_counts_as_100() -> None:
    assert armor.after_penetration(5000, 83, 250) == armor.after_penetration(5000, 83, 100)


@given(ARMOR, LEVELS)
def test_the_reduction_stays_in_its_range(value: float, level: int) -> None:
    assert 0 <= armor.reduction_wrath(value, level) <= armor.CAP_WRATH
    assert 0 <= armor.reduction_master(value, 100.0 * level) <= armor.CAP_MASTER + 1e-6


@given(ARMOR, ARMOR, LEVELS)
def test_more_armor_never_hurts(one: float, other: float, level: int) -> None:
    low, high = sorted((one, other))
    assert armor.reduction_wrath(low, level) <= armor.reduction_wrath(high, level)


@given(ARMOR, LEVELS, st.floats(0, 100))
def test_penetration_never_goes_below_nothing(value: float, level: int, percent: float) -> None:
    assert 0 <= armor.after_penetration(value, level, percent) <= value
