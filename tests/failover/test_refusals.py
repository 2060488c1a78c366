from __future__ import annotations

import structlog
from trio.testing import MockClock

from appliance.failover.refusals import Refusal, Refusals, Refused, Throttle


def test_an_event_passes_once_in_its_interval_and_says_how_many_did_not() -> None:
    throttle = Throttle(10.0)
    assert throttle.passes("a", 0.0) == 0
    assert [throttle.passes("a", now) for now in (1.0, 5.0, 9.9)] == [None, None, None]
    assert throttle.passes("b", 5.0) == 0
    assert throttle.passes("a", 10.0) == 3
    assert throttle.passes("a", 21.0) == 0


async def test_everything_is_counted_and_little_is_logged(mock_clock: MockClock) -> None:
    counted: list[Refusal] = []
    refusals = Refusals(counted.append)
    with structlog.testing.capture_logs() as logged:
        for _ in range(1000):
            refusals.note(Refused(Refusal.SIZE, "a frame of 1 GiB"), address="10.0.0.9:55")
        refusals.note(Refused(Refusal.TLS, "no TLS"), address="10.0.0.9:55")
        mock_clock.jump(60)
        refusals.note(Refused(Refusal.SIZE, "a frame of 1 GiB"), address="10.0.0.9:56")
    assert (counted.count(Refusal.SIZE), counted.count(Refusal.TLS)) == (1001, 1)
    assert [(line["reason"], line["more_since_last"]) for line in logged] == [
        ("size", 0),
        ("tls", 0),
        ("size", 999),
    ]
