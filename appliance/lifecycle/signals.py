"""SIGTERM and SIGINT: the first asks for an orderly stop, the second forces."""

from __future__ import annotations

import math
import os
import signal
from collections.abc import Callable
from typing import NoReturn

import structlog
import trio

# One Ctrl-C reaches every process of a terminal's group, and the first process of the one-file
# program passes on what it gets: then the second one sees it twice. Nobody presses that fast.
SAME_SIGNAL_S = 0.2

logger = structlog.get_logger("appliance.lifecycle")


def leave_at_once(number: int) -> NoReturn:
    """End the process now, with the shell's status for this signal."""
    os._exit(128 + number)


async def watch_reload(
    reload: Callable[[], object],
    *,
    task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Call `reload` at each SIGHUP."""
    with trio.open_signal_receiver(signal.SIGHUP) as signals:
        task_status.started()
        async for _number in signals:
            logger.info("reload asked for", signal="SIGHUP")
            reload()


async def watch_signals(
    stop: trio.Event,
    *,
    force: Callable[[int], object] = leave_at_once,
    task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Set `stop` at the first signal; call `force` with the number of the second.

    The same signal again within SAME_SIGNAL_S is the first one still.
    """
    first: tuple[int, float] = (0, -math.inf)
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        task_status.started()
        async for number in signals:
            name = signal.Signals(number).name
            now = trio.current_time()
            if number == first[0] and now - first[1] < SAME_SIGNAL_S:
                continue
            if stop.is_set():
                logger.warning("second signal: leaving without draining", signal=name)
                force(number)
            else:
                logger.info("stopping", signal=name)
                first = (number, now)
                stop.set()
