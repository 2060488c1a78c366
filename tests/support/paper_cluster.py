"""A cluster in one event loop on virtual time: the real service over a network of paper."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import trio

from appliance.errors import BallotUnsaved
from appliance.failover.chronicle import Chronicle
from appliance.failover.contacts import PeerStatus
from appliance.failover.facts import Facts
from appliance.failover.leader import Shift
from appliance.failover.messages import Message, NodeId
from appliance.failover.network import Network
from appliance.failover.plan import Plan, SharedSecret
from appliance.failover.service import PeerElection
from appliance.failover.state import Ballot, Config, Timing
from appliance.failover.surroundings import Surroundings
from appliance.telemetry.metrics import Metrics

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
Receive = Callable[[NodeId, Message], None]


class Noon:
    """It is always noon."""

    def now(self) -> datetime:
        """Noon."""
        return NOW


@dataclass
class Hub:
    """Carries messages, `delay_s` late; `cut` pairs (from, to) lose theirs."""

    delay_s: float = 0.002
    cut: set[tuple[NodeId, NodeId]] = field(default_factory=set)
    sent: list[tuple[float, NodeId, NodeId, Message]] = field(default_factory=list)
    receivers: dict[NodeId, Receive] = field(default_factory=dict)
    nursery: trio.Nursery | None = None

    def part(self, node: NodeId, names: Sequence[NodeId]) -> None:
        """Cut a node off."""
        self.cut |= {pair for name in names for pair in ((node, name), (name, node))}

    async def carry(self, sender: NodeId, to: NodeId, message: Message) -> None:
        """Deliver one message, if nothing is cut and its receiver is there."""
        await trio.sleep(self.delay_s)
        if (sender, to) not in self.cut and to in self.receivers:
            self.receivers[to](sender, message)

    @asynccontextmanager
    async def connect(
        self, plan: Plan, receive: Receive, *, refused: object, named: Callable[..., None]
    ) -> AsyncIterator[Network]:
        """As `network.open_network`."""
        self.receivers[plan.node] = receive
        yield cast(Network, PaperNetwork(self, plan.node))
        del self.receivers[plan.node]


@dataclass
class PaperNetwork:
    """One node's end of the hub."""

    hub: Hub
    node: NodeId

    def send(self, to: NodeId, message: Message) -> None:
        """Soon."""
        assert self.hub.nursery is not None
        self.hub.sent.append((trio.current_time(), self.node, to, message))
        self.hub.nursery.start_soon(self.hub.carry, self.node, to, message)

    def peers(self) -> tuple[PeerStatus, ...]:
        """Everybody who is there."""
        return tuple(
            PeerStatus(name, f"{name}:1", True, None, None)
            for name in self.hub.receivers
            if name != self.node
        )


@dataclass
class PaperBallots:
    """A disk of paper: takes `delay_s`, or fails."""

    ballot: Ballot = field(default_factory=Ballot)
    delay_s: float = 0.0
    fails: bool = False
    saved: list[tuple[float, Ballot]] = field(default_factory=list)

    async def load(self) -> Ballot:
        """What was saved last."""
        await trio.lowlevel.checkpoint()
        return self.ballot

    async def save(self, ballot: Ballot) -> None:
        """Keep it."""
        await trio.sleep(self.delay_s)
        if self.fails:
            raise BallotUnsaved("disk full")
        self.ballot = ballot
        self.saved.append((trio.current_time(), ballot))


@dataclass
class PaperNode:
    """One node of it."""

    name: NodeId
    election: PeerElection
    ballots: PaperBallots
    shift: Shift
    metrics: Metrics
    scope: trio.CancelScope = field(default_factory=trio.CancelScope)

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Take part until its scope is cancelled."""
        with self.scope:
            await self.election.run(task_status=task_status)

    def value(self, name: str, **labels: str) -> float | None:
        """A figure of its metrics."""
        return self.metrics.registry.get_sample_value(f"trinitycore_mcp_{name}", labels)


@dataclass
class PaperCluster:
    """Nodes by name."""

    hub: Hub
    nodes: dict[NodeId, PaperNode]

    def acting(self) -> list[NodeId]:
        """Who may act at this instant."""
        return [name for name, node in self.nodes.items() if node.election.term() is not None]

    async def leader(self, *, but: NodeId = "", within_s: float = 10.0) -> PaperNode:
        """Wait for a leader that acts, other than `but`; never do two act."""
        with trio.fail_after(within_s):
            while True:
                acting = self.acting()
                assert len(acting) <= 1, acting
                if acting and acting[0] != but:
                    return self.nodes[acting[0]]
                await trio.sleep(0.001)

    def cut_off(self, name: NodeId) -> None:
        """Lose everything from and to a node."""
        self.hub.part(name, list(self.nodes))


def paper_node(
    hub: Hub, name: NodeId, voters: frozenset[NodeId], *, witness: bool = False, seed: int = 1
) -> PaperNode:
    """A node that does not run yet."""
    config = Config(node=name, voters=voters, timing=Timing(), seed=seed, witness=witness)
    plan = Plan(name, "paper", (), SharedSecret(b"x" * 16))
    shift, metrics, ballots = Shift(), Metrics(), PaperBallots()
    around = Surroundings(
        Noon(),
        Chronicle(name, metrics),
        lambda: Facts(version=f"2.0 of {name}", health="ok", ready=True, generation=3),
        shift.stopped,
    )
    connect: Any = hub.connect
    election = PeerElection(config, plan, ballots, around, connect=connect)
    return PaperNode(name, election, ballots, shift, metrics)


@asynccontextmanager
async def paper_cluster(
    *names: NodeId, witness: NodeId = "", hub: Hub | None = None
) -> AsyncIterator[PaperCluster]:
    """A cluster that runs for as long as the block."""
    hub = hub or Hub()
    voters = frozenset(names)
    nodes = {
        name: paper_node(hub, name, voters, witness=name == witness, seed=seed)
        for seed, name in enumerate(names)
    }
    async with trio.open_nursery() as nursery:
        hub.nursery = nursery
        for node in nodes.values():
            await nursery.start(node.run)
        yield PaperCluster(hub, nodes)
        nursery.cancel_scope.cancel()
