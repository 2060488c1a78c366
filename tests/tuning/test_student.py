"""Quantiles of Student's t against published tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.tuning.student import central_probability, critical_value


@pytest.mark.parametrize(
    ("degrees", "confidence", "published"),
    # NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, upper critical values.
    [
        (1, 0.95, 12.706), (2, 0.95, 4.303), (3, 0.95, 3.182), (4, 0.95, 2.776), (5, 0.95, 2.571),
        (10, 0.95, 2.228), (30, 0.95, 2.042), (100, 0.95, 1.984), (1, 0.9, 6.314), (7, 0.99, 3.499),
        (20, 0.98, 2.528),
    ],
)  # fmt: skip
def test_quantiles_are_the_published_ones(
    degrees: int, confidence: float, published: float
) -> None:
    assert critical_value(degrees, confidence) == pytest.approx(published, abs=6e-4)


def test_many_degrees_come_near_the_normal_distribution() -> None:
    assert critical_value(10**6) == critical_value(1000) == pytest.approx(1.95996, rel=2e-3)


@given(st.integers(1, 400), st.floats(0.01, 0.999))
def test_the_quantile_holds_its_share(degrees: int, confidence: float) -> None:
    share = central_probability(critical_value(degrees, confidence), degrees)
    assert share == pytest.approx(confidence, abs=1e-6)


@pytest.mark.parametrize(("degrees", "confidence"), [(0, 0.95), (3, 0.0), (3, 1.0)])
def test_what_has_no_quantile_is_refused(degrees: int, confidence: float) -> None:
    with pytest.raises(ValueError, match="degree"):
        critical_value(degrees, confidence)
