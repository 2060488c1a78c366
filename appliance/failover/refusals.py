"""Why something from the network was dropped: counted each time, logged at a bounded rate."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import structlog
import trio

logger = structlog.get_logger("appliance.failover")

REPORT_INTERVAL_S = 10.0
"""A reason is logged once in this time, however often it is met."""


class Refusal(StrEnum):
    """The reasons; a fixed set, so that they can be a metric's label."""

    BUSY = "busy"
    """The oldest of too many strangers that had not said who they are."""
    TIMEOUT = "timeout"
    """Did not finish its introduction in time."""
    CLOSED = "closed"
    """Hung up before it had introduced itself, as a port scan does."""
    TLS = "tls"
    """Does not speak TLS 1.3 to us."""
    AUTHENTICATION = "authentication"
    """Wrong secret; or a certificate of another authority, expired or for another name."""
    SIZE = "size"
    """Announced a frame that is longer than any of ours."""
    MALFORMED = "malformed"
    """Not a frame, or one whose fields do not fit its kind."""
    VERSION = "version"
    """Speaks the protocol more than one minor version away."""
    CLUSTER = "cluster"
    """Belongs to another cluster."""
    NODE = "node"
    """Not a member, or somebody who uses a name that is taken."""
    SEQUENCE = "sequence"
    """Repeated a frame or left one out."""


class Refused(Exception):
    """The other side did what a peer does not do; the stream to it is of no more use.

    Args:
        reason: what is counted.
        detail: what is logged.
    """

    def __init__(self, reason: Refusal, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Throttle:
    """Lets an event through once in an interval. Pure; its keys must come from a bounded set."""

    def __init__(self, interval_s: float = REPORT_INTERVAL_S) -> None:
        self._interval_s = interval_s
        self._seen: dict[str, tuple[float, int]] = {}

    def passes(self, key: str, now: float) -> int | None:
        """None: keep quiet; otherwise how many events of the key were kept quiet before."""
        last, quiet = self._seen.get(key, (float("-inf"), 0))
        if now - last < self._interval_s:
            self._seen[key] = last, quiet + 1
            return None
        self._seen[key] = now, 0
        return quiet


class Refusals:
    """Where refusals are told."""

    def __init__(self, count: Callable[[Refusal], None]) -> None:
        self._count = count
        self._throttle = Throttle()

    def note(self, refused: Refused, *, address: str) -> None:
        """Count one, and log it unless one of the same reason was logged a moment ago."""
        self._count(refused.reason)
        quiet = self._throttle.passes(refused.reason, trio.current_time())
        if quiet is not None:
            logger.warning(
                "dropped a connection between nodes",
                reason=str(refused.reason),
                detail=refused.detail,
                address=address,
                more_since_last=quiet,
            )
