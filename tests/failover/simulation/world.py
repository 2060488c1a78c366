"""Nodes, their clocks, disks and network, on one line of true time.

Only `appliance.failover.election` is real. A node's loop can stand still while its clock runs, a
message takes its own time, so later ones overtake it, and a crash may come between any two effects.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Any

from appliance.failover import election
from appliance.failover.messages import Message, NodeId, VoteReply, VoteRequest
from appliance.failover.state import (
    Ballot,
    Config,
    Effect,
    Event,
    Received,
    Role,
    SaveBallot,
    Send,
    State,
    Tick,
)
from tests.failover.simulation.judge import Judge

TICK = Tick()
SOON = 1e-6
"""True and local time differ by rounding; a tick is never early by it."""
INBOX = 64


@dataclass
class Weather:
    """How the network and the disks behave at present; times in seconds."""

    loss: float = 0.0
    duplication: float = 0.0
    delay_s: float = 0.001
    straggling: float = 0.0
    """Share of messages that take up to `straggle_s`."""
    straggle_s: float = 0.0
    save_s: float = 0.001
    """Mean time of a save."""
    lateness_s: float = 0.002
    """How late timers fire."""


CALM = Weather()


@dataclass(eq=False)
class Node:
    """A machine: its clock and disk outlive the process."""

    config: Config
    rate: float
    offset: float
    disk: Ballot = field(default_factory=Ballot)
    state: State | None = None
    """None: the process is not running."""
    incarnation: int = 0
    held_until: float = 0.0
    """The loop stands still until then."""
    inbox: list[Event] = field(default_factory=list)
    unfinished: tuple[Effect, ...] = ()
    saving: Ballot | None = None
    """On its way to the disk: after a crash it may be there or not."""
    pending_wake: float | None = None
    crash_in: int | None = None
    """Effects until the process dies."""

    @property
    def name(self) -> NodeId:
        """Its id."""
        return self.config.node

    def local(self, time: float) -> float:
        """Its monotonic clock at a true time."""
        return self.offset + self.rate * time


Saving = Callable[[Ballot], Ballot]
"""What of a ballot comes to the disk."""


def durable(ballot: Ballot) -> Ballot:
    """All of it."""
    return ballot


class World:
    """A cluster and its time. `run_until` lets it live; the rest is what faults do to it."""

    def __init__(self, random: Random, saving: Saving = durable) -> None:
        self.random = random
        self.time = 0.0
        self.nodes: dict[NodeId, Node] = {}
        self.weather = CALM
        self.blocked: set[tuple[NodeId, NodeId]] = set()
        self.congested: dict[tuple[NodeId, NodeId], float] = {}
        """What a way adds to the delay of each message, in seconds."""
        self.judge = Judge()
        self.steps = 0
        self.patience_s = float("inf")
        """Older messages are dropped on arrival; finite once the chaos is over."""
        self.log: list[str] | None = None
        self._saving = saving
        self._agenda: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._sequence = count()

    def at(self, time: float, action: Callable[..., None], *arguments: Any) -> None:
        """Do something at a true time."""
        heapq.heappush(self._agenda, (time, next(self._sequence), action, arguments))

    def run_until(self, end: float, stop: Callable[[], bool] = lambda: False) -> bool:
        """Let time pass until `end`, or until `stop` after some event; says whether it stopped."""
        agenda = self._agenda
        while agenda and agenda[0][0] <= end:
            self.time, _, action, arguments = heapq.heappop(agenda)
            action(*arguments)
            if stop():
                return True
        self.time = end
        return False

    def holders(self) -> list[tuple[NodeId, int]]:
        """Who may act at this instant, in which term."""
        found = []
        for node in self.nodes.values():
            if node.state is not None and node.state.role is Role.LEADER:
                term = election.may_act(node.state, node.local(self.time))
                if term is not None:
                    found.append((node.name, term))
        return found

    def add(self, node: Node) -> None:
        """Another machine; `start` its process."""
        self.nodes[node.name] = node

    def start(self, node: Node) -> None:
        """The process starts, with what the disk holds."""
        if node.state is None:
            self.note(node, "starts")
            node.config = replace(node.config, seed=self.random.getrandbits(64))
            node.state = election.start(node.config, node.disk, node.local(self.time))
            self._arm(node)

    def crash(self, node: Node) -> None:
        """The process dies at once."""
        self.note(node, "crashes")
        if node.saving is not None and self.random.random() < 0.5:
            node.disk = node.saving
        node.saving = None
        node.state = None
        node.incarnation += 1
        node.held_until = 0.0
        node.inbox.clear()
        node.unfinished = ()
        node.pending_wake = None
        node.crash_in = None

    def hold(self, node: Node, seconds: float) -> None:
        """The loop stands still; messages wait."""
        if node.state is not None:
            self.note(node, f"stands still for {seconds:.3f}")
            node.held_until = max(node.held_until, self.time + seconds)
            self.at(node.held_until, self._resume, node, node.incarnation)

    def tell(self, node: Node, event: Event) -> None:
        """An event reaches a node: it waits while the loop stands still."""
        if node.state is None:
            return
        if self.time < node.held_until:
            if len(node.inbox) < INBOX:
                node.inbox.append(event)
        else:
            self._step(node, event)

    def note(self, node: Node, what: str) -> None:
        """Something worth reading in the log of a run."""
        if self.log is not None:
            self.log.append(f"{self.time:9.4f} {node.name} {what}")

    def _step(self, node: Node, event: Event) -> None:
        before = node.state
        assert before is not None
        now = node.local(self.time)
        if before.role is Role.LEADER:
            # Work that was waiting for the loop gets its turn before the election does.
            term = election.may_act(before, now)
            if term is not None:
                self.judge.acts(node.name, term)
        after, effects = election.step(node.config, before, event, now)
        self.steps += 1
        node.state = after
        if after.role is Role.LEADER and before.role is not Role.LEADER:
            self.judge.leads((node.name, node.incarnation), after.ballot.term)
            self.judge.may_lead(node.config, after.electorate.voters)
        if after.lease_until != before.lease_until:
            self.judge.leases(self.holders())
        if self.log is not None and (effects or event is not TICK):
            self.note(node, f"{event} -> {effects} {after.role} {after.ballot}")
        if effects:
            self._carry_out(node, effects)
        self._arm(node)

    def _carry_out(self, node: Node, effects: tuple[Effect, ...]) -> None:
        for index, effect in enumerate(effects):
            if node.crash_in is not None:
                node.crash_in -= 1
                if node.crash_in < 0:
                    self.crash(node)
                    return
            if isinstance(effect, Send):
                self._send(node, effect)
            elif isinstance(effect, SaveBallot):
                self.judge.saves(node.name, effect.ballot)
                node.saving = self._saving(effect.ballot)
                node.unfinished = effects[index + 1 :]
                self.hold(node, self.random.expovariate(1 / self.weather.save_s))
                return

    def _send(self, node: Node, send: Send) -> None:
        message = send.message
        if isinstance(message, VoteReply) and message.granted:
            self.judge.votes(node.name, message.term, send.to)
        elif isinstance(message, VoteRequest):
            self.judge.votes(node.name, message.term, node.name)
        random, weather = self.random.random, self.weather
        copies = 2 if weather.duplication and random() < weather.duplication else 1
        for _ in range(copies):
            if weather.loss and random() < weather.loss:
                continue
            delay = weather.delay_s * random()
            if self.congested:
                delay += self.congested.get((node.name, send.to), 0.0)
            if weather.straggling and random() < weather.straggling:
                delay += weather.straggle_s * random()
            self.at(self.time + delay, self._arrive, self.time, node.name, send.to, message)

    def _arrive(self, sent_at: float, sender: NodeId, to: NodeId, message: Message) -> None:
        # A cut also stops what is on its way: it is looked at where the message would arrive.
        node = self.nodes.get(to)
        fresh = self.time - sent_at <= self.patience_s
        if node is not None and fresh and (sender, to) not in self.blocked:
            self.tell(node, Received(sender, message))

    def _arm(self, node: Node) -> None:
        if node.state is None:
            return
        due = (election.next_wake(node.state) - node.offset) / node.rate
        if due == float("inf") or (node.pending_wake is not None and node.pending_wake <= due):
            return
        late = SOON + self.weather.lateness_s * self.random.random()
        due = max(due, self.time) + late
        node.pending_wake = due
        self.at(due, self._wake, node, node.incarnation, due)

    def _wake(self, node: Node, incarnation: int, due: float) -> None:
        if node.incarnation != incarnation or node.pending_wake != due or node.state is None:
            return
        node.pending_wake = None
        if self.time < node.held_until:
            return  # It ticks when it goes on.
        if node.local(self.time) < election.next_wake(node.state):
            self._arm(node)
        else:
            self._step(node, TICK)

    def _resume(self, node: Node, incarnation: int) -> None:
        if node.incarnation != incarnation or self.time < node.held_until:
            return
        if node.saving is not None:
            node.disk, node.saving = node.saving, None
        effects, node.unfinished = node.unfinished, ()
        self._carry_out(node, effects)
        waiting, node.inbox = node.inbox, []
        waiting.insert(self.random.choice((0, len(waiting))), TICK)
        for event in waiting:
            self.tell(node, event)
