"""Timing that would allow two leaders, or none for long, is refused."""

from __future__ import annotations

import math

import pytest

from appliance.errors import SettingsError
from appliance.failover.state import LEASE_SHARE, Timing


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"lease_s": 0.401}, "lease"),
        ({"lease_s": 0.19}, "two heartbeats"),
        ({"heartbeat_s": 0.0}, "two heartbeats"),
        ({"heartbeat_s": 0.21}, "two heartbeats"),
        ({"election_max_s": 0.5}, "longest election timeout"),
        ({"election_max_s": math.inf}, "longest election timeout"),
        ({"election_min_s": math.nan}, "longest election timeout"),
    ],
)
def test_timing_that_cannot_work_is_refused(changed: dict[str, float], problem: str) -> None:
    with pytest.raises(SettingsError, match=problem):
        Timing(**changed)


@pytest.mark.parametrize("election_min_s", [0.1, 0.3, 0.7, 1.1, 3.0])
def test_the_longest_lease_is_allowed_whatever_rounding_does(election_min_s: float) -> None:
    lease_s = LEASE_SHARE * election_min_s
    Timing(lease_s / 4, election_min_s, 2 * election_min_s, lease_s)
