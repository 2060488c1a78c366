"""The order of events is Hypothesis's to choose, and to shrink: the rules hold in every order."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from operator import itemgetter
from random import Random
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from appliance.failover.messages import NodeId
from appliance.failover.state import Config, StepDown
from tests.failover.simulation.world import Node, World

VOTERS = "abc"
ACTION = tuple[float, Callable[..., None], tuple[Any, ...]]


class Disordered(World):
    """A world that keeps what is to happen, instead of doing it when it is due."""

    def __init__(self) -> None:
        super().__init__(Random(0))
        self.agenda: list[ACTION] = []

    def at(self, time: float, action: Callable[..., None], *arguments: Any) -> None:
        """Keep it."""
        self.agenda.append((time, action, arguments))


class Elections(RuleBasedStateMachine):
    """Three nodes. The judge of their world raises where a rule is broken."""

    def __init__(self) -> None:
        super().__init__()
        self.world = Disordered()

    @initialize(rates=st.lists(st.sampled_from([0.9, 1.0, 1.1]), min_size=3, max_size=3))
    def boot(self, rates: list[float]) -> None:
        for seed, (name, rate) in enumerate(zip(VOTERS, rates, strict=True)):
            self.world.add(Node(Config(name, frozenset(VOTERS), seed=seed), rate, offset=0.0))
            self.world.start(self.world.nodes[name])

    @rule(seconds=st.sampled_from([0.003, 0.1, 0.3, 0.6]))
    def time_passes(self, seconds: float) -> None:
        """Everything happens when it is due."""
        agenda, end = self.world.agenda, self.world.time + seconds
        while agenda and (first := min(agenda, key=itemgetter(0)))[0] <= end:
            agenda.remove(first)
            self._do(first)
        self.world.time = max(self.world.time, end)

    @precondition(lambda self: self.world.agenda)
    @rule(data=st.data())
    def something_overtakes_the_rest(self, data: st.DataObject) -> None:
        """A message arrives, a timer fires, a save is done: before all that is due earlier."""
        self._do(self.world.agenda.pop(self._any(data)))

    @precondition(lambda self: self.world.agenda)
    @rule(data=st.data(), seconds=st.sampled_from([0.1, 0.4, 1.0]))
    def something_is_late(self, data: st.DataObject, seconds: float) -> None:
        """A message takes its time, or a disk."""
        time, action, arguments = self.world.agenda.pop(self._any(data))
        self.world.agenda.append((time + seconds, action, arguments))

    @precondition(lambda self: self.world.agenda)
    @rule(data=st.data())
    def something_happens_twice(self, data: st.DataObject) -> None:
        """A message is duplicated."""
        self._do(self.world.agenda[self._any(data)])

    @rule(way=st.sampled_from(list(permutations(VOTERS, 2))))
    def a_way_is_cut_or_mended(self, way: tuple[NodeId, NodeId]) -> None:
        """What the first says does not reach the second, or does again."""
        self.world.blocked ^= {way}

    @rule(name=st.sampled_from(VOTERS), seconds=st.sampled_from([0.2, 0.5, 1.5]))
    def a_loop_stands_still(self, name: NodeId, seconds: float) -> None:
        """A node does nothing for a while, and its clock runs on."""
        self.world.hold(self.world.nodes[name], seconds)

    @rule(name=st.sampled_from(VOTERS))
    def a_node_restarts(self, name: NodeId) -> None:
        """A process dies and starts again; a save that was going on may be lost."""
        self.world.crash(self.world.nodes[name])
        self.world.start(self.world.nodes[name])

    @rule(name=st.sampled_from(VOTERS))
    def a_node_is_asked_to_step_down(self, name: NodeId) -> None:
        """Whoever leads hands over."""
        self.world.tell(self.world.nodes[name], StepDown())

    def _any(self, data: st.DataObject) -> int:
        return data.draw(st.integers(0, len(self.world.agenda) - 1))

    def _do(self, item: ACTION) -> None:
        time, action, arguments = item
        self.world.time = max(self.world.time, time)
        action(*arguments)


TestElections = Elections.TestCase
TestElections.settings = settings(max_examples=40, stateful_step_count=60, deadline=None)
