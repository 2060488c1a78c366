"""The peers elect: runs the election over the network. One task owns its state.

The order is save, send, act: what a ballot says is on the disk before anybody hears of it, and
nothing is acted on before that. A step itself takes microseconds; the disk is written in a thread,
and whatever the other nodes say meanwhile waits. A node whose disk fails says nothing, so it loses
its vote and not its promises.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import cache, partial

import structlog
import trio

from appliance.errors import BallotUnsaved
from appliance.failover import election
from appliance.failover.facts import Facts, encode, told
from appliance.failover.messages import Heartbeat, HeartbeatReply, Message, NodeId
from appliance.failover.network import Network, open_network
from appliance.failover.plan import Plan
from appliance.failover.state import (
    Ballot,
    Became,
    Config,
    Event,
    Reason,
    Received,
    Role,
    SaveBallot,
    Send,
    State,
    StepDown,
    Tick,
    VotersChanged,
)
from appliance.failover.status import ClusterStatus, Member
from appliance.failover.status import Role as ShownRole
from appliance.failover.surroundings import Ballots, Surroundings
from appliance.failover.view import ClusterView

INBOX = 256
"""Events that wait while the ballot is written; a cluster says some dozens a second."""
RETRY_S = 1.0
"""Pause before a ballot is written again that could not be."""
HAND_OVER_S = 5.0
"""Longest wait for the leader's tasks before leadership is handed on all the same."""

logger = structlog.get_logger("appliance.failover")


class PeerElection:
    """Leadership among peers; see `leader.Leadership`.

    Args:
        connect: opens the network.
    """

    def __init__(
        self,
        config: Config,
        plan: Plan,
        ballots: Ballots,
        around: Surroundings,
        *,
        connect: Callable[..., AbstractAsyncContextManager[Network]] = open_network,
    ) -> None:
        self._connect = connect
        self._config = config
        self._plan = plan
        self._ballots = ballots
        self._around = around
        self._view = ClusterView(config.node, config.timing.election_max_s)
        self._state: State | None = None
        self._network: Network | None = None
        self._unsaved: Ballot | None = None
        self._list: VotersChanged | None = None
        self._problem = ""
        self._yielding = False
        self._lag_s = 0.0
        self._cause: str = Reason.STARTED
        self._changed = trio.Event()
        self._send, self._inbox = trio.open_memory_channel[Event](INBOX)

    def term(self) -> int | None:
        """The term in which this node may act at this instant."""
        if self._state is None or self._yielding or self._unsaved is not None:
            return None
        return election.may_act(self._state, trio.current_time())

    def lease_until(self) -> float:
        """The end of the lease; -inf when this node does not lead."""
        return -math.inf if self._state is None else election.lease_until(self._state)

    async def changed(self) -> None:
        """Return at the next change of role, leader or lease."""
        await self._changed.wait()

    async def step_down(self, reason: str) -> None:
        """Stop acting, wait for the own tasks, hand over; return when another may lead."""
        if self._state is None or self._state.role is not Role.LEADER:
            return
        logger.info("handing leadership over", term=self._state.ballot.term, reason=reason)
        self._yielding = True
        self._notify()
        try:
            with trio.move_on_after(HAND_OVER_S):
                await self._around.stopped()
            to = self._view.successor(self._voters, trio.current_time())
            await self._send.send(StepDown(to))
            with trio.move_on_after(HAND_OVER_S):  # who is alone leads again at once
                while self._state.role is Role.LEADER:
                    await self.changed()
        finally:
            self._yielding = False

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Take part until cancelled.

        Raises:
            StartError: the port is taken, the ballot is damaged or another node's.
            SettingsError: the peers or the certificates mean nothing.
        """
        ballot = await self._ballots.load()
        async with self._connect(
            self._plan,
            self._receive,
            refused=self._around.chronicle.refused,
            named=self._named,
        ) as network:
            self._network = network
            self._state = election.start(self._config, ballot, trio.current_time())
            task_status.started()
            while True:
                await self._take(await self._next(self._state))

    def status(self) -> ClusterStatus:
        """The cluster as this node sees it."""
        now, state, voters = trio.current_time(), self._state, self._voters
        leader = None if state is None else state.leader
        lease_s = self.lease_until() - now
        term = 0 if state is None else state.ballot.term
        own = Member(self._config.node, self._role(), heard_age_s=0.0, term=term)
        return ClusterStatus(
            backend="peers",
            cluster=self._plan.cluster,
            node=self._config.node,
            role=own.role,
            term=term,
            leader=leader,
            lease_remaining_s=max(0.0, lease_s) if own.role is ShownRole.LEADER else None,
            quorum=len(voters) // 2 + 1,
            voters=len(voters),
            reachable=self._view.reachable(voters, now),
            members=self._view.members(
                told(own, self._facts()), voters, self._addresses(), leader, now
            ),
            failovers=tuple(self._view.failovers),
            problem=self._problem,
        )

    @property
    def _voters(self) -> frozenset[NodeId]:
        return self._config.voters if self._state is None else self._state.electorate.voters

    def _receive(self, sender: NodeId, message: Message) -> None:
        """A peer said something."""
        self._view.heard(sender, message, trio.current_time())
        try:
            self._send.send_nowait(Received(sender, message))
        except trio.WouldBlock:
            self._around.chronicle.overrun(trio.current_time())

    def _named(self, peers: frozenset[NodeId]) -> None:
        """The peers by configuration, before the first event and when they change.

        The first ones count, too: a file of peers may have changed since the settings were read.
        """
        self._list = VotersChanged(peers | {self._config.node})

    async def _next(self, state: State) -> Event:
        """Wait for an event; in the meantime save again what could not be saved."""
        if self._list is not None:  # it must not get lost where messages may
            changed, self._list = self._list, None
            return changed
        due = election.next_wake(state)
        while self._unsaved is not None and trio.current_time() + RETRY_S < due:
            with trio.move_on_after(RETRY_S):
                return await self._inbox.receive()
            await self._save(self._unsaved)
        with trio.move_on_at(due):
            return await self._inbox.receive()
        late_s = trio.current_time() - due
        self._lag_s = max(late_s, 0.9 * self._lag_s)
        if late_s > self._config.timing.lease_s:
            self._view.blinked()
        return Tick()

    async def _take(self, event: Event) -> None:
        """Let the election step, and carry out what it wants: save, send, act."""
        before, now = self._state, trio.current_time()
        assert before is not None
        state, effects = election.step(self._config, before, event, now)
        self._state = state
        for effect in effects:
            if isinstance(effect, SaveBallot):
                self._unsaved = effect.ballot  # from now on, and until it is saved, nothing acts
        self._look(before, state, event, now)
        # Whoever acts for a leader that is none any more is told before the disk is waited for.
        self._notify()
        if self._unsaved is not None and effects:
            await self._save(self._unsaved)
        report = cache(partial(self._report, now))
        for effect in effects:
            match effect:
                case Send(to, message) if self._unsaved is None:
                    self._tell(to, message, report)
                case Became():
                    self._became(effect, now)

    def _became(self, change: Became, now: float) -> None:
        if change.reason in (Reason.LEADER_SILENT, Reason.HANDED_OVER):
            self._cause = change.reason
        self._around.chronicle.became(change, self._state.leader if self._state else None, now)

    def _look(self, before: State, state: State, event: Event, now: float) -> None:
        """Notice who leads, or that this node does no longer."""
        if before.role is Role.LEADER and state.role is not Role.LEADER:
            if state.reason is Reason.STALLED:
                self._view.blinked()
            else:
                self._view.left(now)
        beats = isinstance(event, Received) and isinstance(event.message, Heartbeat)
        if state.leader is None or not (beats or state.role is Role.LEADER):
            return  # no sign of a leader's life
        cause = self._cause if state.role is Role.LEADER else ""
        found = self._view.leads(
            state.leader, state.ballot.term, now, self._around.clock.now(), cause
        )
        if found is not None:
            self._around.chronicle.failover(found)

    async def _save(self, ballot: Ballot) -> None:
        """Write the ballot; while that fails, this node tells nothing and leads nobody."""
        try:
            await self._ballots.save(ballot)
        except BallotUnsaved as error:
            self._problem = str(error)
            self._around.chronicle.unsaved(self._problem, trio.current_time())
        else:
            self._unsaved, self._problem = None, ""
            self._notify()

    def _tell(self, to: NodeId, message: Message, report: Callable[[bool], bytes]) -> None:
        assert self._network is not None
        if isinstance(message, Heartbeat | HeartbeatReply):
            message = replace(message, facts=report(isinstance(message, Heartbeat)))
        self._network.send(to, message)

    def _report(self, now: float, as_leader: bool) -> bytes:
        report = self._view.report(self._facts(), self._cause, now, with_others=as_leader)
        return encode(report)

    def _facts(self) -> Facts:
        return replace(
            self._around.facts(),
            witness=self._config.witness or None,
            lag_s=round(self._lag_s, 4),
        )

    def _role(self) -> ShownRole:
        role = Role.FOLLOWER if self._state is None else self._state.role
        if role is Role.FOLLOWER and self._config.witness:
            return ShownRole.WITNESS
        if role in (Role.PRE_CANDIDATE, Role.CANDIDATE):
            return ShownRole.CANDIDATE
        return ShownRole.LEADER if role is Role.LEADER else ShownRole.FOLLOWER

    def _addresses(self) -> dict[NodeId, str]:
        if self._network is None:
            return {}
        return {peer.name: peer.address for peer in self._network.peers()}

    def _notify(self) -> None:
        self._changed.set()
        self._changed = trio.Event()
