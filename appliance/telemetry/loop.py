"""How late the event loop runs its timers: the first sign that something blocks it."""

from __future__ import annotations

import trio

from appliance.lifecycle.pulse import Pulses
from appliance.telemetry.metrics import Metrics

INTERVAL_S = 0.25
SILENCE_S = 10.0
"""A loop that did not turn for this long is reported as stalled."""


async def watch_loop(metrics: Metrics, pulses: Pulses) -> None:
    """Measure the loop's lag for ever and beat its pulse."""
    while True:
        asked = trio.current_time() + INTERVAL_S
        await trio.sleep_until(asked)
        now = trio.current_time()
        metrics.loop_lag.observe(max(0.0, now - asked))
        pulses.beat("event-loop", now=now, silence_s=SILENCE_S)
