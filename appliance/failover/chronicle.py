"""What happened in the cluster, in log lines and figures: a failover can be told from them.

Every node writes its own. A line has the term, so that the lines of all nodes can be laid side by
side. What repeats (a node alone asks for votes again and again) is logged at a bounded rate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from appliance.failover.refusals import Refusal, Throttle
from appliance.failover.state import Became, Reason, Role
from appliance.failover.status import Failover
from appliance.failover.view import UNKNOWN

if TYPE_CHECKING:
    from appliance.telemetry.metrics import Metrics

logger = structlog.get_logger("appliance.failover")

_REASONS = frozenset(map(str, Reason))


class Chronicle:
    """Where the service tells what happens.

    Args:
        metrics: None for a node that shows none, as a witness.
    """

    def __init__(self, node: str, metrics: Metrics | None = None) -> None:
        self._node = node
        self._metrics = metrics
        self._throttle = Throttle()
        if metrics is not None:
            for refusal in Refusal:
                metrics.frames_dropped.labels(refusal)
            for reason in (Reason.LEADER_SILENT, Reason.HANDED_OVER):
                metrics.elections.labels(reason)

    def became(self, change: Became, leader: str | None, now: float) -> None:
        """The own role changed."""
        if self._metrics is not None:
            self._metrics.role_changes.labels(change.role, change.reason).inc()
        # Leaders come and go seldom; candidates may try for hours.
        quiet = 0 if change.role is Role.LEADER else self._quiet(change, now)
        if quiet is not None:
            logger.info(
                f"became {change.role.replace('_', '-')}",
                node=self._node,
                term=change.term,
                reason=str(change.reason),
                leader=leader,
                unsaid_before=quiet,
            )

    def failover(self, found: Failover) -> None:
        """Somebody else leads."""
        if self._metrics is not None:
            known = found.reason in _REASONS  # the leader says it, who may be of another version
            self._metrics.elections.labels(found.reason if known else UNKNOWN).inc()
            if found.duration_s is not None:
                self._metrics.failover_duration.observe(found.duration_s)
        logger.info(
            "leader found",
            node=self._node,
            term=found.term,
            leader=found.leader,
            previous=found.previous,
            reason=found.reason,
            seconds_without=None if found.duration_s is None else round(found.duration_s, 4),
        )

    def refused(self, refusal: Refusal) -> None:
        """The network dropped something; it logs that itself."""
        if self._metrics is not None:
            self._metrics.frames_dropped.labels(refusal).inc()

    def unsaved(self, reason: str, now: float) -> None:
        """The ballot cannot be written: this node says nothing until it can."""
        if self._throttle.passes("unsaved", now) is not None:
            logger.error("vote not saved, so not cast", node=self._node, reason=reason)

    def overrun(self, now: float) -> None:
        """More messages came than can be worked off."""
        if self._throttle.passes("overrun", now) is not None:
            logger.warning("messages of other nodes dropped: too many at once", node=self._node)

    def _quiet(self, change: Became, now: float) -> int | None:
        return self._throttle.passes(f"{change.role} {change.reason}", now)
