"""The cluster as health checks tell it: nothing here forbids a node to answer calls."""

from __future__ import annotations

from collections.abc import Callable

import trio

from appliance.failover.facts import NOTHING, Facts
from appliance.failover.leader import Leadership
from appliance.failover.status import ClusterStatus
from appliance.telemetry.health import Check, Status

NAME = "cluster"
REFRESH_S = 0.1
"""How old the own facts may be: as old as a heartbeat."""


class OwnFacts:
    """The facts of this node, looked at anew when they are old.

    Whoever asks during that look, as the health of the cluster does, is told the last ones.
    """

    def __init__(self, look: Callable[[], Facts]) -> None:
        self._look = look
        self._facts = NOTHING
        self._fresh_until = float("-inf")

    def __call__(self) -> Facts:
        """The facts."""
        now = trio.current_time()
        if now >= self._fresh_until:
            self._fresh_until = now + REFRESH_S
            self._facts = self._look()
        return self._facts


def check_cluster(leadership: Leadership) -> list[Check]:
    """How the cluster stands, as this node sees it; nothing of a node that is alone."""
    status = leadership.status()
    if status.backend == "single":
        return []
    if status.problem:
        return [Check(NAME, Status.WARNING, status.problem)]
    if status.leader is None:
        return [Check(NAME, Status.WARNING, f"nobody leads; {_reach(status)}")]
    leads = "this node leads" if status.leader == status.node else f"{status.leader} leads"
    if status.reachable is not None and status.reachable < status.voters:
        return [Check(NAME, Status.WARNING, f"{leads} in term {status.term}; {_reach(status)}")]
    return [Check(NAME, Status.OK, f"{leads} in term {status.term}; {_reach(status)}")]


def _reach(status: ClusterStatus) -> str:
    if status.reachable is None:
        return f"elected by {status.backend}"
    words = f"{status.reachable} of {status.voters} nodes that vote are heard"
    return words if status.has_quorum else f"{words}, and {status.quorum} are a majority"
