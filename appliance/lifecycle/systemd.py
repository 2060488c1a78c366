"""The service manager's notification protocol, sd_notify(3) and sd_watchdog_enabled(3)."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping

import structlog
import trio

from appliance.lifecycle.pulse import Pulses

logger = structlog.get_logger("appliance.lifecycle")

STOP_MARGIN_S = 15.0
"""What a stop takes besides waiting for clients: handing over, closing databases."""


class Notifier:
    """Tells the service manager about the process; does nothing when there is none."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        address = environ.get("NOTIFY_SOCKET", "")
        # "@name" is the manual's spelling of an address in the abstract namespace.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self.watchdog_s = _watchdog_s(environ)

    def send(self, **fields: str) -> None:
        """Send e.g. READY="1", STATUS="serving". A manager that went away is logged, not fatal."""
        if not self._address:
            return
        message = "\n".join(f"{name}={value}" for name, value in fields.items())
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
                channel.setblocking(False)
                channel.sendto(message.encode(), self._address)
        except OSError as error:
            logger.warning("cannot notify the service manager", reason=str(error))

    def stopping(self, *, within_s: float) -> None:
        """Say that the stop has begun and may take as long as the settings allow.

        The manager's own patience is extended where it is shorter, so that it need not be raised
        with them.
        """
        patience_us = int((within_s + STOP_MARGIN_S) * 1e6)
        self.send(STOPPING="1", STATUS="draining", EXTEND_TIMEOUT_USEC=str(patience_us))

    def reloading(self) -> None:
        """Say that a reload begins; READY="1" says that it has ended."""
        # The manager asks for the instant, to tell this reload from one before its own signal.
        self.send(RELOADING="1", MONOTONIC_USEC=str(time.monotonic_ns() // 1000))


def _watchdog_s(environ: Mapping[str, str]) -> float | None:
    """The watchdog's interval when it is meant for this process."""
    if environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    try:
        return int(environ["WATCHDOG_USEC"]) / 1e6
    except (KeyError, ValueError):
        return None


async def feed_watchdog(notifier: Notifier, pulses: Pulses) -> None:
    """Feed the watchdog twice in each interval while every task makes progress."""
    if notifier.watchdog_s is None:
        return
    while True:
        stalled = pulses.stalled(trio.current_time())
        if stalled:
            logger.error("not feeding the watchdog", stalled=stalled)
            notifier.send(STATUS=f"stalled: {', '.join(stalled)}")
        else:
            notifier.send(WATCHDOG="1")
        await trio.sleep(notifier.watchdog_s / 2)
