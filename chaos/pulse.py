"""How long the machine itself stood still: a drill of that moment says nothing of the product."""

from __future__ import annotations

from time import monotonic

import trio

BEAT_S = 0.01
STOOD_STILL_S = 0.2
"""From here on a healthy leader may lose its lease, which lasts twice as long."""


class Pulse:
    """A task that sleeps a moment and notes how much too late it woke."""

    def __init__(self) -> None:
        self._late: list[tuple[float, float]] = []

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            due = monotonic() + BEAT_S
            await trio.sleep(BEAT_S)
            if (late_s := monotonic() - due) > BEAT_S:
                self._late.append((due, late_s))

    def stood_still_s(self, since: float) -> float:
        """The longest standstill since then, in seconds; 0 where none was of note."""
        longest = max((late_s for due, late_s in self._late if due >= since), default=0.0)
        return longest if longest >= STOOD_STILL_S else 0.0
