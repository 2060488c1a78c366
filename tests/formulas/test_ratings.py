from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.formulas.ratings import curve_value, rating_percent_master, rating_percent_wrath

CURVE = ((0.0, 0.0), (30.0, 30.0), (50.0, 46.0), (200.0, 126.0))


def test_a_rating_of_3_3_5_counts_by_level_and_class() -> None:
    assert rating_percent_wrath(300, 32.78999, 1.3) == pytest.approx(11.8939, abs=1e-4)


def test_a_rating_of_master_diminishes_along_its_curve() -> None:
    assert rating_percent_master(500, 230.0) == pytest.approx(2.1739, abs=1e-4)
    assert rating_percent_master(400, 10.0, CURVE) == pytest.approx(38.0)


@given(st.floats(-10, 400))
def test_a_curve_stays_between_its_ends_and_never_falls(x: float) -> None:
    assert 0 <= curve_value(CURVE, x) <= 126
    assert curve_value(CURVE, x) <= curve_value(CURVE, x + 1)


def test_a_step_in_a_curve_is_its_upper_end() -> None:
    assert curve_value(((0.0, 1.0), (5.0, 2.0), (5.0, 3.0)), 5.0) == 2.0
    assert curve_value(((1.0, 4.0),), 0.0) == curve_value(((1.0, 4.0),), 9.0) == 4.0
