"""The first signal stops, the second forces."""

from __future__ import annotations

import os
import signal
from functools import partial

import pytest
import trio
import trio.testing

from appliance.lifecycle.signals import SAME_SIGNAL_S, watch_reload, watch_signals


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_second_signal_forces(
    number: signal.Signals, mock_clock: trio.testing.MockClock
) -> None:
    stop, forced = trio.Event(), trio.Event()
    seen: list[int] = []

    def force(signal_number: int) -> None:
        seen.append(signal_number)
        forced.set()

    with trio.fail_after(5):
        async with trio.open_nursery() as nursery:
            await nursery.start(partial(watch_signals, stop, force=force))
            os.kill(os.getpid(), number)
            await stop.wait()
            os.kill(os.getpid(), number)  # the one-file program's first process passes it on
            await trio.testing.wait_all_tasks_blocked(0.05)
            assert not seen
            mock_clock.jump(SAME_SIGNAL_S)
            os.kill(os.getpid(), number)
            await forced.wait()
            nursery.cancel_scope.cancel()
    assert seen == [number]


async def test_a_hangup_reloads_and_ends_nothing() -> None:
    reloaded = trio.Event()
    with trio.fail_after(5):
        async with trio.open_nursery() as nursery:
            await nursery.start(watch_reload, reloaded.set)
            os.kill(os.getpid(), signal.SIGHUP)
            await reloaded.wait()
            nursery.cancel_scope.cancel()
