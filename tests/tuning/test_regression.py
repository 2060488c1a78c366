"""Straight lines by least squares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.tuning.regression import fit_line

NUMBERS = st.floats(-1e6, 1e6)


def test_a_worked_example() -> None:
    # Sums by hand: mean x 3, mean y 4, Sxx 10, Sxy 8, residuals .4 -.4 -.2 .0 .2 and so on.
    line = fit_line([1, 2, 3, 4, 5], [2, 4, 5, 4, 5])
    assert (line.slope, line.intercept) == (pytest.approx(0.6), pytest.approx(2.2))
    assert line.deviation**2 == pytest.approx(2.4 / 3)
    assert line.slope_error == pytest.approx((0.8 / 10) ** 0.5)
    assert line.slope_margin == pytest.approx(3.182446 * 0.08**0.5, rel=1e-5)
    assert line.margin(3) == pytest.approx(3.182446 * (0.8 / 5) ** 0.5, rel=1e-5)
    assert line.margin(5) > line.margin(4) > line.margin(3)


@given(st.lists(st.integers(-1000, 1000), min_size=3, max_size=40, unique=True), NUMBERS, NUMBERS)
def test_points_on_a_line_give_it_back(xs: list[int], slope: float, intercept: float) -> None:
    line = fit_line(xs, [intercept + slope * x for x in xs])
    scale = abs(slope) * 1000 + abs(intercept) + 1
    for x in xs:
        assert line.at(x) == pytest.approx(intercept + slope * x, abs=1e-8 * scale)
    assert line.deviation <= 1e-8 * scale


@pytest.mark.parametrize("xs", [[1.0, 2.0], [3.0, 3.0, 3.0], [0.1 + 0.2, 0.3, 0.3]])
def test_too_little_is_refused(xs: list[float]) -> None:
    with pytest.raises(ValueError, match="point"):
        fit_line(xs, [1.0] * len(xs))
