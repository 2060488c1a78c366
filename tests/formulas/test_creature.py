"""Reference values are TrinityCore's own, worked out by hand from the functions named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.formulas.creature import (
    BaseStats,
    Modifiers,
    content_tuning_level,
    expected_armor,
    expected_health,
    expected_stat,
    expected_swing,
    float32,
    master_mana,
    scaled,
    stats_at_level,
    swing,
)


@pytest.mark.parametrize(
    ("base", "modifier", "expected"),
    [
        (222, 1.02, 227),  # 226.44 rounds up
        (100, 1.1, 110),  # the float product is 110 sharp; a double's would be 110.000002: 111
        (12600, 0.5, 6300),
        (13945, 7500.0, 104587504),  # floats are 8 apart here: 104,587,500 is none
        (0, 20.0, 0),
        (1, 0.0, 0),
    ],
)
def test_health_mana_and_armor_round_up_what_a_float_holds(
    base: int, modifier: float, expected: int
) -> None:
    assert scaled(base, modifier) == expected


def test_a_swing_of_a_boss() -> None:
    low, high = swing(100.0, 600, variance=1, damage_modifier=7.5, attack_time_ms=2000)
    assert low == pytest.approx(2142.857142857143, rel=1e-6)
    assert high == pytest.approx(2892.857142857143, rel=1e-6)


def test_an_attack_time_of_0_is_two_seconds() -> None:
    explicit = swing(10.0, 14, variance=1, damage_modifier=1, attack_time_ms=2000)
    assert swing(10.0, 14, variance=1, damage_modifier=1, attack_time_ms=0) == explicit
    assert explicit == (22.0, 32.0)


def test_variance_scales_attack_power_alone() -> None:
    low, high = swing(10.0, 140, variance=0.5, damage_modifier=1, attack_time_ms=1000)
    assert (low, high) == (15.0, 20.0)


def test_everything_at_a_level() -> None:
    stats = stats_at_level(
        BaseStats(health=222, mana=0, armor=480, attack_power=38, ranged_attack_power=7, damage=4),
        Modifiers(health=3, mana=1, armor=1.1, damage=1.7, variance=1, attack_time_ms=2000),
    )
    assert (stats.health, stats.mana, stats.armor) == (666, 0, 528)
    assert (stats.attack_power, stats.ranged_attack_power) == (38, 7)
    assert stats.damage_min == pytest.approx((4 + 38 / 14) * 1.7 * 2, rel=1e-6)
    assert stats.damage_max == pytest.approx((6 + 38 / 14) * 1.7 * 2, rel=1e-6)
    assert stats.damage_per_second == pytest.approx((stats.damage_min + stats.damage_max) / 4)


@pytest.mark.parametrize(
    ("modifiers", "round_up", "expected"),
    [((1.5, 1.1), True, 165), ((1.005,), False, 101), ((1.0, 1.0), True, 100)],
)
def test_mana_of_master(modifiers: tuple[float, ...], round_up: bool, expected: int) -> None:
    assert master_mana(100, *modifiers, round_up=round_up) == expected


def test_levels_of_a_content_tuning() -> None:
    assert content_tuning_level(60, 0) == 60
    assert content_tuning_level(60, 1) == 61
    assert content_tuning_level(-3, 2) is None


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_float_stays_what_it_is(value: float) -> None:
    assert float32(value) == value


@given(st.integers(0, 2**24), st.integers(0, 100))
def test_whole_modifiers_are_exact(base: int, modifier: int) -> None:
    if base * modifier <= 2**24:
        assert scaled(base, float(modifier)) == base * modifier


def test_what_master_expects_is_multiplied_in_floats() -> None:
    assert expected_stat(1000.0, []) == 1000.0
    assert expected_stat(1000.0, [2.0, 1.5], 0.5) == 1500.0
    assert expected_stat(3.0, [1 / 3]) == float32(3 * float32(1 / 3))
    assert expected_health(1000.9, 1.0) == 1000
    assert expected_health(1000.0, 0.0) == 1
    assert expected_health(1000.0, 0.5, 0.5, least=0) == 250
    assert expected_armor(99.99, 1.0) == 99


def test_a_swing_of_master() -> None:
    low, high = expected_swing(10.0, 35, variance=2, damage_modifier=3, attack_time_ms=1000)
    assert (low, high) == (90.0, 105.0)
    fast = expected_swing(10.0, 0, variance=1, damage_modifier=1, attack_time_ms=100)
    assert fast == (2.5, 3.75)
    assert expected_swing(10.0, 0, variance=1, damage_modifier=1, attack_time_ms=0) == (20.0, 30.0)


def test_levels_of_content_tuning_stay_in_bounds() -> None:
    assert content_tuning_level(0, 0) == 1
    assert content_tuning_level(500, 0) == 123
