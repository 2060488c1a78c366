"""Summaries of measured series."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.tuning.samples import parts, summarize


def test_percentiles_are_values_by_the_nearest_rank() -> None:
    found = summarize([float(value) for value in range(100, 0, -1)])
    assert found == (1, 50.5, 50, 95, 99, 100)
    assert summarize([7.0]) == (7, 7, 7, 7, 7, 7)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1))
def test_a_summary_is_in_order_and_made_of_values(values: list[float]) -> None:
    found = summarize(values)
    assert found.minimum <= found.p50 <= found.p95 <= found.p99 <= found.maximum
    assert {found.p50, found.p95, found.p99} <= set(values)
    assert found.mean == pytest.approx(sum(values) / len(values), abs=1e-3)


@given(st.lists(st.integers(), max_size=200), st.integers(1, 70))
def test_parts_keep_everything_in_order(values: list[int], most: int) -> None:
    found = [list(part) for part in parts(values, most)]
    assert [value for part in found for value in part] == values
    assert len(found) == min(most, len(values))
    assert all(found)
    assert max(map(len, found), default=0) - min(map(len, found), default=0) <= 1
