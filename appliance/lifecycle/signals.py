"""SIGTERM and SIGINT: the first asks for an orderly stop, the second forces."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import NoReturn

import structlog
import trio

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
            logger.info("reloading", signal="SIGHUP")
            reload()


async def watch_signals(
    stop: trio.Event,
    *,
    force: Callable[[int], object] = leave_at_once,
    task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Set `stop` at the first signal; call `force` with the number of the second."""
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        task_status.started()
        async for number in signals:
            name = signal.Signals(number).name
            if stop.is_set():
                logger.warning("second signal: leaving without draining", signal=name)
                force(number)
            else:
                logger.info("stopping", signal=name)
                stop.set()
