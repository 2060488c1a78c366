"""Verdicts drawn from checks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.telemetry.health import Check, Status, judge

GOOD = Check("a", Status.OK, "fine", essential=True)
AWAY = Check("b", Status.FAILED, "away", essential=True)
ASIDE = Check("c", Status.FAILED, "away")


@pytest.mark.parametrize(
    ("checks", "draining", "stalled", "live", "ready", "status"),
    [
        ((GOOD,), False, False, True, True, Status.OK),
        ((GOOD, ASIDE), False, False, True, True, Status.WARNING),
        ((GOOD, AWAY), False, False, True, False, Status.FAILED),
        ((GOOD,), True, False, True, False, Status.WARNING),
        ((GOOD,), False, True, False, False, Status.FAILED),
        ((), False, False, True, True, Status.OK),
    ],
)
def test_verdicts(
    checks: tuple[Check, ...],
    draining: bool,
    stalled: bool,
    live: bool,
    ready: bool,
    status: Status,
) -> None:
    report = judge(checks, draining=draining, stalled=stalled)
    assert (report.live, report.ready, report.status) == (live, ready, status)


@given(
    st.lists(st.builds(Check, st.text(), st.sampled_from(Status), st.text(), st.booleans())),
    st.booleans(),
    st.booleans(),
)
def test_ready_implies_live_and_ok_implies_ready(
    checks: list[Check], draining: bool, stalled: bool
) -> None:
    report = judge(checks, draining=draining, stalled=stalled)
    assert report.live or not report.ready
    assert report.ready or report.status is not Status.OK
    assert len(report.checks) == len(checks)
