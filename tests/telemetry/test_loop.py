"""The loop's lag is measured and its pulse beats."""

from __future__ import annotations

import trio
from trio.testing import MockClock

from appliance.lifecycle.pulse import Pulses
from appliance.telemetry.loop import INTERVAL_S, SILENCE_S, watch_loop
from appliance.telemetry.metrics import Metrics


async def test_lag_and_pulse(autojump_clock: MockClock) -> None:
    metrics, pulses = Metrics(), Pulses()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(watch_loop, metrics, pulses)
        await trio.sleep(10 * INTERVAL_S + 0.1)
        nursery.cancel_scope.cancel()
    count = metrics.registry.get_sample_value("trinitycore_mcp_event_loop_lag_seconds_count")
    assert count == 10
    now = trio.current_time()
    assert pulses.stalled(now) == []
    assert pulses.stalled(now + SILENCE_S) == ["event-loop"]
