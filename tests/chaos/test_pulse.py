"""The lab's own pulse."""

from __future__ import annotations

import time
from time import monotonic

import trio

from chaos.pulse import STOOD_STILL_S, Pulse


async def test_a_standstill_is_noticed_and_counts_for_its_time_only() -> None:
    pulse = Pulse()
    began = monotonic()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(pulse.run)
        await trio.sleep(0.05)
        time.sleep(STOOD_STILL_S + 0.1)  # noqa: ASYNC251 - nothing moves meanwhile
        await trio.sleep(0.05)
        assert pulse.stood_still_s(began) > STOOD_STILL_S
        assert pulse.stood_still_s(monotonic()) == 0
        nursery.cancel_scope.cancel()
