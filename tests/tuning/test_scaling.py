"""Power laws: exact limits, fits that give back what made them."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.tuning.scaling import (
    MOST_BOTS,
    Curve,
    counts,
    fit,
    machine_percent,
    weighted_factor,
)

CURVES = st.builds(Curve, st.floats(1e-6, 1e3), st.floats(0.1, 3.0))


def test_with_exponent_1_the_base_is_a_bots_cost() -> None:
    assert Curve(0.1, 1.0).cost(500) == pytest.approx(50)
    assert Curve(0.1, 2.0).cost(10) == pytest.approx(10)
    assert Curve(5.0, 1.0).band(10) is None


def test_a_cost_that_hardly_grows_is_soon_decided() -> None:
    curve = fit([139, 1872, 2610, 3175, 3946], [1.5] * 5)
    assert 0 < curve.exponent < 1e-30
    assert curve.most_within(1.5) is None
    assert curve.most_within(1.4) == 0


@given(CURVES, st.floats(1e-3, 1e9))
def test_one_bot_more_than_the_most_is_too_many(curve: Curve, limit: float) -> None:
    most = curve.most_within(limit)
    if most is None:
        assert curve.cost(MOST_BOTS) <= limit
    else:
        assert most == 0 or curve.cost(most) <= limit
        assert curve.cost(most + 1) > limit


def test_a_limit_that_is_met_exactly_is_within() -> None:
    assert Curve(0.1, 1.0).most_within(80.0) == 800
    assert Curve(2.0, 2.0).most_within(8.0) == 2
    assert Curve(9.0, 1.0).most_within(8.0) == 0


def test_a_cost_that_does_not_grow_meets_its_limit_at_once_or_never() -> None:
    assert Curve(5.0, 0.0).most_within(6.0) is None
    assert Curve(5.0, -0.5).most_within(4.0) == 0


@given(CURVES)
def test_a_fit_gives_back_the_law_that_made_the_points(curve: Curve) -> None:
    bots = [10, 50, 100, 400, 1000]
    found = fit(bots, [curve.cost(count) for count in bots])
    assert found.base == pytest.approx(curve.base, rel=1e-6)
    assert found.exponent == pytest.approx(curve.exponent, abs=1e-6)
    low, high = found.band(300) or (0, 0)
    assert low <= found.cost(300) * (1 + 1e-9)
    assert high >= found.cost(300) * (1 - 1e-9)


def test_the_band_holds_the_true_cost_in_about_19_of_20_fits() -> None:
    dice, law, inside = random.Random(11), Curve(0.2, 1.1), 0
    bots = [50, 100, 200, 400, 800, 1600]
    for _ in range(400):
        noisy = [law.cost(count) * math.exp(dice.gauss(0, 0.1)) for count in bots]
        low, high = fit(bots, noisy).band(600) or (0, 0)
        inside += low <= law.cost(600) <= high
    assert 365 <= inside <= 395  # 380 expected, standard deviation 4.4


def test_the_most_that_is_sure_has_its_whole_band_within() -> None:
    noisy = [(50, 10.5), (100, 19.0), (200, 41.0), (400, 79.0), (800, 163.0)]
    curve = fit([bots for bots, _ in noisy], [cost for _, cost in noisy])
    most, sure = curve.most_within(320), curve.most_surely_within(320)
    assert most is not None
    assert sure is not None
    assert 1000 < sure < most
    assert (curve.band(sure) or (0, 0))[1] <= 320 < (curve.band(sure + 1) or (0, 0))[1]
    assert curve.most_surely_within(20) is None  # below the middle of what was measured
    assert Curve(0.2, 1.0).most_surely_within(320) is None


def test_the_band_is_finite_however_far_away() -> None:
    low, high = fit([1, 2, 3], [1.0, 1e6, 1e-3]).band(10**6) or (0, 0)
    assert 0 < low < high < math.inf


@pytest.mark.parametrize(
    ("bots", "costs"),
    [
        ([1, 2], [1.0, 2.0]),
        ([9, 10, 11], [1.0, 9.0, 99.0]),
        ([5, 5, 5], [1.0, 2.0, 3.0]),
        ([1, 2, 3], [0, 1, 2]),
    ],
)
def test_what_has_no_fit_is_refused(bots: list[int], costs: list[float]) -> None:
    with pytest.raises(ValueError, match=r"point|above 0|beyond 10"):
        fit(bots, costs)


def test_factors_are_weighted_by_shares_of_any_sum() -> None:
    factors = {"tank": 2.0, "dps": 1.0}
    assert weighted_factor({"tank": 20, "dps": 60}, factors) == pytest.approx(1.25)
    assert weighted_factor({"tank": 0.25, "dps": 0.75}, factors) == pytest.approx(1.25)
    with pytest.raises(ValueError, match="add up to nothing"):
        weighted_factor({"tank": 0}, factors)
    with pytest.raises(KeyError):
        weighted_factor({"healer": 1}, factors)


def test_the_range_ends_with_its_end() -> None:
    assert counts(100, 350, 100) == [100, 200, 300, 350]
    assert counts(100, 300, 100) == [100, 200, 300]
    assert counts(5, 5, 100) == [5]
    assert machine_percent(320, 4) == 80
