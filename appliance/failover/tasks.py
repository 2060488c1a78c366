"""What only the leader does: started, restarted and, above all, stopped in time.

A tenure is one term of this node as leader. Its tasks run under a cancel scope whose deadline is
shortly before the lease's end, and moves on as the lease is renewed: a leader that hears no
majority has stopped them by itself before anybody else may be elected. Cleaning up after a
cancellation must not wait; what runs in a thread meanwhile is what the term is for that goes with
every effect.

A task that crashes starts again after a pause, on the leader only, and health and a metric say so.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
import trio

from appliance.failover.leader import Leadership, Shift
from appliance.telemetry.health import Check, Status
from appliance.telemetry.metrics import Metrics

RESTART_S, LONGEST_RESTART_S = 1.0, 300.0
"""Pause before a task starts again after a crash; doubles while it keeps crashing."""
MARGIN_S = 0.02
"""So long before the end of the lease its tasks are cancelled: their last steps need time, too."""

SHOWN_S = 2 * LONGEST_RESTART_S
"""So long health tells of a crash."""

logger = structlog.get_logger("appliance.failover")

Work = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class LeaderTask:
    """Something that happens on one node of the cluster.

    Attributes:
        lead: runs on the leader until it is cancelled; may return when there is nothing to do.
        follow: runs on every other node, if there is anything to do there.
    """

    name: str
    lead: Work
    follow: Work | None = None


@dataclass(frozen=True, slots=True)
class _Crash:
    reason: str
    at: float


class LeaderTasks:
    """Runs tasks where they belong, as leadership comes and goes.

    Args:
        shift: is on for as long as anything that only the leader does runs here.
    """

    def __init__(
        self, leadership: Leadership, tasks: Sequence[LeaderTask], shift: Shift, metrics: Metrics
    ) -> None:
        self._leadership = leadership
        self._tasks = tasks
        self._shift = shift
        self._metrics = metrics
        self._crashes: dict[str, _Crash] = {}
        for task in tasks:
            metrics.leader_task_crashes.labels(task.name)

    def checks(self) -> list[Check]:
        """One line for each task that crashed lately on this node."""
        recent = trio.current_time() - SHOWN_S
        return [
            Check(f"task:{name}", Status.WARNING, f"crashed and starts again: {crash.reason}")
            for name, crash in self._crashes.items()
            if crash.at > recent
        ]

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Run the tasks, on the leader what it does and elsewhere what others do, until cancelled.

        One after the other: nothing of a tenure begins before the last one's tasks have ended.
        """
        task_status.started()
        while True:
            term = self._term()
            if term is None:
                await self._follow()
            else:
                await self._lead(term)

    async def _follow(self) -> None:
        async with trio.open_nursery() as nursery:
            for task in self._tasks:
                if task.follow is not None:
                    nursery.start_soon(self._keep, task.name, task.follow)
            while self._term() is None:
                await self._leadership.changed()
            nursery.cancel_scope.cancel()

    async def _lead(self, term: int) -> None:
        logger.info("leader tasks start", term=term, tasks=[task.name for task in self._tasks])
        with self._shift:
            async with trio.open_nursery() as nursery:
                scope = nursery.cancel_scope
                scope.deadline = self._deadline()
                for task in self._tasks:
                    nursery.start_soon(self._keep, task.name, task.lead)
                while self._term() == term:
                    scope.deadline = self._deadline()
                    await self._leadership.changed()
                scope.cancel()
        self._crashes.clear()
        late_s = trio.current_time() - scope.deadline - MARGIN_S
        logger.info("leader tasks have stopped", term=term)
        if late_s > 0:
            # Their effects carry a term that is over; that they took so long is wrong all the same.
            logger.warning("leader tasks outlived the lease", term=term, seconds=round(late_s, 3))

    def _term(self) -> int | None:
        """The term; None also when there is no time left to do anything in it."""
        term = self._leadership.term()
        return term if trio.current_time() < self._deadline() else None

    def _deadline(self) -> float:
        """When the tasks are told to stop, unless the lease is renewed before."""
        return self._leadership.lease_until() - MARGIN_S

    async def _keep(self, name: str, work: Work) -> None:
        """Run one task, again and again where it crashes."""
        pause_s = RESTART_S
        while True:
            began = trio.current_time()
            try:
                return await work()
            except Exception as error:
                # Elsewhere a bug ends the process; here another node would only inherit it.
                logger.exception("task crashed", task=name, again_in_s=pause_s)
                now = trio.current_time()
                self._crashes[name] = _Crash(f"{type(error).__name__}: {error}", now)
                self._metrics.leader_task_crashes.labels(name).inc()
            await trio.sleep(pause_s)
            lasted = now - began > LONGEST_RESTART_S
            pause_s = RESTART_S if lasted else min(2 * pause_s, LONGEST_RESTART_S)
