"""The small interface behind which leaders are elected, and the node that is alone.

Whoever does what only the leader may do asks `term()` before each effect and hands the term on with
it: a place that has seen a higher term refuses a lower one. Asking is cheap, and the answer comes
from the monotonic clock, never from a flag: a process that slept through its lease has none.
"""

from __future__ import annotations

import math
from typing import Protocol

import trio

from appliance.failover.status import ClusterStatus, Member, Role

SINGLE_TERM = 1


class Leadership(Protocol):
    """Whether this node leads. Peers, etcd, Kubernetes and the single node are behind it."""

    def term(self) -> int | None:
        """The term in which this node may act now (it only grows); None: it must not act."""

    def lease_until(self) -> float:
        """The end of the lease on the clock of `trio.current_time()`; -inf when not leading."""

    def status(self) -> ClusterStatus:
        """The cluster as this node sees it; asks nobody."""

    async def changed(self) -> None:
        """Return at the next change of role, leader or lease."""

    async def step_down(self, reason: str) -> None:
        """Hand leadership over; return when this node does not lead. Nothing to do: return."""

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Take part until cancelled; started once `status()` means something."""


class Shift:
    """Whether tasks of the leader run on this node.

    They set it; who elects waits for its end before leadership is handed to another node.
    """

    def __init__(self) -> None:
        self._over: trio.Event | None = None

    def __enter__(self) -> None:
        self._over = trio.Event()

    def __exit__(self, *_: object) -> None:
        if self._over is not None:
            self._over.set()
        self._over = None

    async def stopped(self) -> None:
        """Return when none runs."""
        if self._over is not None:
            await self._over.wait()


class Bystander:
    """A process that belongs to no cluster and must not act for one, as one over stdio."""

    def term(self) -> None:
        """It never acts."""

    def lease_until(self) -> float:
        """It has none."""
        return -math.inf

    def status(self) -> ClusterStatus:
        """It knows nobody."""
        problem = "this process takes no part in the cluster: ask one that serves over HTTP"
        return ClusterStatus("none", "", "", Role.FOLLOWER, 0, None, voters=0, problem=problem)

    async def changed(self) -> None:
        """Nothing ever changes."""
        await trio.sleep_forever()

    async def step_down(self, reason: str) -> None:
        """Nothing to do."""

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Nothing to do."""
        task_status.started()
        await trio.sleep_forever()


class SingleNode:
    """A node without others: leads from its start to its end and pays nothing for it."""

    def __init__(self, node: str = "local") -> None:
        self._node = node

    def term(self) -> int:
        """Always the same."""
        return SINGLE_TERM

    def lease_until(self) -> float:
        """It has no end."""
        return math.inf

    def status(self) -> ClusterStatus:
        """One member, which leads."""
        return ClusterStatus(
            backend="single",
            cluster="",
            node=self._node,
            role=Role.LEADER,
            term=SINGLE_TERM,
            leader=self._node,
            quorum=1,
            reachable=1,
            members=(Member(self._node, Role.LEADER, heard_age_s=0.0, term=SINGLE_TERM),),
        )

    async def changed(self) -> None:
        """Nothing ever changes."""
        await trio.sleep_forever()

    async def step_down(self, reason: str) -> None:
        """There is nobody to lead instead: it goes on."""

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Nothing to do."""
        task_status.started()
        await trio.sleep_forever()
