"""Leadership by an engine that others run: carries out what a contest decides.

One task asks the engine, one request at a time, each with a deadline; another only listens whether
something changed there, which makes the first one look sooner. What is true is read, never heard.

Standing down has three steps, so that nobody else starts what is still at work here: this node
claims nothing any more, its leader-only tasks end, and only then is the place given up.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import structlog
import trio

from appliance.errors import ClusterError
from appliance.failover import state
from appliance.failover.contest import Claim, Contest, Failed, Standing, Wait
from appliance.failover.roster import Roster
from appliance.failover.state import Became, Reason
from appliance.failover.status import ClusterStatus, Role
from appliance.failover.view import ClusterView

if TYPE_CHECKING:
    from appliance.failover.surroundings import Surroundings

STOP_S = 2.0
"""Giving the place up at the end takes no longer; after that the engine finds out by itself."""
STOPPED = "the process stops"

Action = TypeVar("Action")
Answer = TypeVar("Answer")
Action_contra = TypeVar("Action_contra", contravariant=True)
Answer_co = TypeVar("Answer_co", covariant=True)
logger = structlog.get_logger("appliance.failover")


class Engine(Protocol[Action_contra, Answer_co]):
    """The edge to one engine."""

    async def perform(self, action: Action_contra, deadline: float) -> Answer_co:
        """Carry an action out.

        Raises:
            ClusterError: no answer before the deadline, or a refusal; says the fix.
        """

    async def watch(self, ring: Callable[[], None]) -> None:
        """Call `ring` whenever the place may have changed hands, until cancelled."""

    async def retire(self) -> None:
        """Remove what shows this node as a member, as far as that can be done."""

    async def aclose(self) -> None:
        """Close the connections."""


class EngineLeadership(Generic[Action, Answer]):
    """A `Leadership` by asking an engine."""

    def __init__(
        self,
        backend: str,
        cluster: str,
        contest: Contest[Action, Answer],
        engine: Engine[Action, Answer],
        roster: Roster,
        around: Surroundings,
    ) -> None:
        self._backend = backend
        self._cluster = cluster
        self._contest = contest
        self._engine = engine
        self._roster = roster
        self._around = around
        self._view = ClusterView(roster.node, contest.pace.lease_s)
        self._bell = trio.Event()
        self._change = trio.Event()
        self._told: tuple[Standing, bool] | None = None
        self._led_term: int | None = None
        self._crashed = False

    def term(self) -> int | None:
        """The fencing token; None when this node must not act."""
        claim = self._claim(trio.current_time())
        return claim.term if claim else None

    def lease_until(self) -> float:
        """When this node must stop to act unless it hears from the engine; -inf: at once."""
        claim = self._claim(trio.current_time())
        return claim.until if claim else -math.inf

    def status(self) -> ClusterStatus:
        """The cluster as the engine told it last."""
        now = trio.current_time()
        standing, claim = self._contest.standing(now), self._claim(now)
        role = Role.FOLLOWER if standing.leader else Role.CANDIDATE
        return ClusterStatus(
            backend=self._backend,
            cluster=self._cluster,
            node=self._roster.node,
            role=Role.LEADER if claim else role,
            term=standing.term,
            leader=standing.leader,
            lease_remaining_s=claim.until - now if claim else None,
            members=self._roster.members(standing.leader, Role.LEADER if claim else role, now),
            failovers=tuple(self._view.failovers),
            problem=standing.problem,
        )

    async def changed(self) -> None:
        """Return at the next change of role, leader or lease."""
        await self._change.wait()

    async def step_down(self, reason: str) -> None:
        """Give leadership up and stand back for the length of a lease.

        This node does not lead from here on. Returns once another may, or, when the engine does not
        answer, after the length of a lease.
        """
        with trio.move_on_after(self._contest.pace.lease_s):
            await self._stand_down(reason)
            while self._contest.standing(trio.current_time()).has_place:
                await self._change.wait()

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Contest leadership until cancelled, then give it up.

        A crash gives nothing up: the leader's tasks may still be at work, so the lease runs out.
        """
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._watch)
                try:
                    await self._contend(task_status)
                except trio.Cancelled:
                    if not self._crashed:
                        with trio.move_on_after(STOP_S, shield=True):
                            await self._part()
                    raise
        finally:
            with trio.move_on_after(STOP_S, shield=True):
                await self._engine.aclose()

    def _claim(self, now: float) -> Claim | None:
        """The claim, if it holds: asked of the clock each time."""
        claim = self._contest.standing(now).claim
        return claim if claim and now < claim.until else None

    def _ring(self) -> None:
        self._move(self._contest.rung())

    def _move(self, contest: Contest[Action, Answer]) -> None:
        """Put a contest in force and have the task look at it."""
        self._contest = contest
        self._settle()
        self._bell.set()

    async def _watch(self) -> None:
        try:
            await self._engine.watch(self._ring)
        except Exception:
            self._crashed = True
            raise

    async def _stand_down(self, reason: str) -> None:
        acts_until = self.lease_until()
        if self._contest.standing(trio.current_time()).has_place:
            self._view.left(trio.current_time())
        self._move(self._contest.withdraw())
        try:
            with trio.move_on_at(acts_until):
                await self._around.stopped()
        finally:
            self._move(self._contest.release(trio.current_time(), reason))

    async def _contend(self, task_status: trio.TaskStatus[None]) -> None:
        started = False
        while True:
            await self._advance()
            standing = self._contest.standing(trio.current_time())
            if not started and (standing.known or standing.problem):
                started = True
                task_status.started()

    async def _part(self) -> None:
        """The end: give the place up, then leave no trace as a member."""
        await self._stand_down(STOPPED)
        while self._contest.standing(trio.current_time()).has_place:
            await self._advance()
        await self._engine.retire()

    async def _advance(self) -> None:
        """Carry out the next action, or wait for it."""
        now = trio.current_time()
        step = self._contest.decide(now)
        ends_at = self.lease_until() if self._claim(now) else math.inf
        if isinstance(step, Wait):
            self._bell = trio.Event()
            with trio.move_on_at(min(step.until, ends_at)):
                await self._bell.wait()
        else:
            answer: Answer | Failed
            try:
                deadline = min(now + self._contest.pace.request_s, ends_at)
                answer = await self._engine.perform(step, deadline)
            except ClusterError as error:
                answer = Failed(str(error))
            heard_at = trio.current_time()
            self._contest = self._contest.after(step, answer, now, heard_at)
            if not isinstance(answer, Failed):
                self._see_leader(heard_at)
        self._settle()

    def _see_leader(self, now: float) -> None:
        """Take down who leads as of this answer."""
        standing = self._contest.standing(now)
        if standing.leader is None:
            return
        parting, previous = standing.parting, self._led_term
        self._led_term = standing.term
        if previous is None:
            reason = Reason.STARTED
        elif parting is not None and parting[0] == previous:
            reason = Reason.HANDED_OVER
        else:
            reason = Reason.LEADER_SILENT
        wall = self._around.clock.now()
        change = self._view.leads(standing.leader, standing.term, now, wall, reason)
        if change is None:
            return
        if parting is not None and reason is Reason.HANDED_OVER:
            logger.info("the leader left", leader=change.previous, said=parting[1])
        self._around.chronicle.failover(change)

    def _settle(self) -> None:
        """Tell who waits for changes, and the log."""
        now = trio.current_time()
        standing, leads = self._contest.standing(now), self._claim(now) is not None
        if (standing, leads) == self._told:
            return
        before, led = self._told or (None, False)
        self._told = (standing, leads)
        if leads != led:
            self._became(leads, standing, now)
        if standing.problem != (before.problem if before else ""):
            if standing.problem:
                logger.warning("trouble with the engine", problem=standing.problem)
            else:
                logger.info("the engine answers again")
        self._change.set()
        self._change = trio.Event()

    def _became(self, leads: bool, standing: Standing, now: float) -> None:
        if leads:
            change = Became(state.Role.LEADER, standing.term, Reason.ELECTED)
        else:
            # Either it was asked to, or the engine did not answer in time.
            left = standing.claim is None and standing.has_place
            reason = Reason.STEPPED_DOWN if left else Reason.QUORUM_LOST
            change = Became(state.Role.FOLLOWER, standing.term, reason)
        self._around.chronicle.became(change, standing.leader, now)
