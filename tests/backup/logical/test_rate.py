"""The rate is kept in the long run, and a pause is not made up for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.backup.logical.rate import BURST_S, Rate, remaining_s


@given(
    st.lists(st.tuples(st.integers(1, 10**7), st.floats(0, 5)), min_size=1),
    st.integers(1000, 10**6),
)
def test_no_more_is_read_than_allowed(reads: list[tuple[int, float]], bytes_s: int) -> None:
    rate, now, total = Rate(bytes_s), 0.0, 0
    for size, pause_s in reads:
        total += size
        now += rate.delay_s(size, now)
        assert total <= (now + BURST_S) * bytes_s * 1.000001 + 1
        now += pause_s


def test_without_a_limit_nothing_waits() -> None:
    assert Rate(0).delay_s(10**12, 0.0) == 0


def test_an_idle_hour_allows_no_flood() -> None:
    rate = Rate(1000)
    rate.delay_s(1000, 0.0)
    assert rate.delay_s(5000, 3600.0) == pytest.approx(4.0)


def test_the_time_to_go_follows_the_pace() -> None:
    assert remaining_s(25, 100, 10.0) == pytest.approx(30.0)
    assert remaining_s(120, 100, 10.0) == 0
    assert remaining_s(0, 100, 10.0) is None
