"""What carries out a contest's decisions, before an engine in memory, on virtual time."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from appliance.clock import SystemClock
from appliance.errors import ClusterError
from appliance.failover.chronicle import Chronicle
from appliance.failover.contest import Pace
from appliance.failover.engine import EngineLeadership
from appliance.failover.etcd.contest import EtcdContest
from appliance.failover.facts import Facts
from appliance.failover.roster import Roster
from appliance.failover.status import Role
from appliance.failover.surroundings import Surroundings
from tests.support.etcd_model import EtcdModel

TTL_S = 5
ROUND_TRIP_S = 0.01


@dataclass
class MemoryEngine:
    """An edge to a model that is asked by several nodes."""

    node: str
    model: EtcdModel
    rings: set[Callable[[], None]]
    silent: bool = False
    refusal: str = ""
    crash: Exception | None = None
    watch_ends: trio.Event = field(default_factory=trio.Event)
    asked: list[Any] = field(default_factory=list)
    retired: bool = False
    closed: bool = False

    async def perform(self, action: Any, deadline: float) -> Any:
        self.asked.append(action)
        if self.crash is not None:
            raise self.crash
        if self.refusal:
            raise ClusterError(self.refusal)
        if self.silent:
            await trio.sleep_until(deadline)
            raise ClusterError("no answer")
        await trio.sleep(ROUND_TRIP_S)
        answer = self.model.handle(action, self.node, trio.current_time())
        for ring in self.rings:
            if type(action).__name__ == "Resign":
                ring()
        return answer

    async def watch(self, ring: Callable[[], None]) -> None:
        self.rings.add(ring)
        try:
            await self.watch_ends.wait()
            raise ZeroDivisionError
        finally:
            self.rings.discard(ring)

    async def retire(self) -> None:
        self.retired = True

    async def aclose(self) -> None:
        self.closed = True


@dataclass
class Node:
    """A leadership, its engine, and the event that its tasks wait for before they end."""

    engine: MemoryEngine
    leadership: EngineLeadership[Any, Any]
    tasks: trio.Event
    scope: trio.CancelScope = field(default_factory=trio.CancelScope)

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        with self.scope:
            await self.leadership.run(task_status=task_status)


class Cluster:
    """Nodes before one model."""

    def __init__(self) -> None:
        self.model = EtcdModel(1)
        self.rings: set[Callable[[], None]] = set()

    def node(self, name: str) -> Node:
        engine = MemoryEngine(name, self.model, self.rings)
        tasks = trio.Event()
        tasks.set()
        node: Node
        around = Surroundings(SystemClock(), Chronicle(name), Facts, lambda: node.tasks.wait())
        leadership = EngineLeadership(
            "etcd",
            "test",
            EtcdContest(name, TTL_S, Pace(TTL_S)),
            engine,
            Roster(name, Facts),
            around,
        )
        node = Node(engine, leadership, tasks)
        return node


@asynccontextmanager
async def running(*nodes: Node) -> AsyncIterator[None]:
    async with trio.open_nursery() as nursery:
        for node in nodes:
            await nursery.start(node.run)
        yield
        nursery.cancel_scope.cancel()


async def leading(node: Node, wait_s: float = 60.0) -> int:
    """The term, once the node leads."""
    with trio.fail_after(wait_s):
        while (term := node.leadership.term()) is None:
            await node.leadership.changed()
    return term


async def not_leading(node: Node, wait_s: float = 60.0) -> float:
    """The time at which `changed` tells that it leads no longer."""
    with trio.fail_after(wait_s):
        while node.leadership.term() is not None:
            await node.leadership.changed()
    return trio.current_time()


async def test_one_of_two_leads_and_both_say_so(autojump_clock: MockClock) -> None:
    cluster = Cluster()
    first, second = cluster.node("a"), cluster.node("b")
    async with running(first, second):
        term = await leading(first)
        await trio.sleep(30)
        assert first.leadership.term() == term
        assert first.leadership.lease_until() > trio.current_time()
        assert second.leadership.term() is None
        assert second.leadership.lease_until() == -math.inf
        ours, theirs = first.leadership.status(), second.leadership.status()
        assert (ours.role, ours.leader, ours.term) == (Role.LEADER, "a", term)
        assert (theirs.role, theirs.leader, theirs.term) == (Role.FOLLOWER, "a", term)
        assert theirs.lease_remaining_s is None
        assert {each.node: each.role for each in theirs.members} == {
            "a": Role.LEADER,
            "b": Role.FOLLOWER,
        }


async def test_an_engine_that_falls_silent_ends_the_lease_on_time(
    autojump_clock: MockClock,
) -> None:
    node = Cluster().node("a")
    async with running(node):
        await leading(node)
        await trio.sleep(10)
        node.engine.silent = True
        until = node.leadership.lease_until()
        assert await not_leading(node) == pytest.approx(until, abs=1e-6)
        assert node.leadership.status().problem == "no answer"
        node.engine.silent = False
        assert await leading(node) > 0
        await trio.sleep(TTL_S)
        assert node.leadership.status().problem == ""


async def test_the_next_leader_waits_for_the_tasks_of_the_last(autojump_clock: MockClock) -> None:
    cluster = Cluster()
    first, second = cluster.node("a"), cluster.node("b")
    async with running(first, second), trio.open_nursery() as nursery:
        term = await leading(first)
        await trio.sleep(3)
        first.tasks = trio.Event()
        nursery.start_soon(first.leadership.step_down, "upgrade")
        await trio.sleep(1)
        assert first.leadership.term() is None
        assert second.leadership.term() is None
        first.tasks.set()
        began = trio.current_time()
        assert await leading(second) > term
        assert trio.current_time() - began < 10 * ROUND_TRIP_S
        status = second.leadership.status()
        assert status.failovers[0].reason == "handed_over"
        assert status.failovers[0].previous == "a"


async def test_tasks_that_do_not_end_are_waited_for_until_the_lease_ends(
    autojump_clock: MockClock,
) -> None:
    cluster = Cluster()
    first, second = cluster.node("a"), cluster.node("b")
    async with running(first, second):
        await leading(first)
        first.tasks = trio.Event()
        until = first.leadership.lease_until()
        await first.leadership.step_down("upgrade")
        assert trio.current_time() >= until
        await leading(second)


async def test_who_stepped_down_stands_back_and_takes_over_where_nobody_else_does(
    autojump_clock: MockClock,
) -> None:
    node = Cluster().node("a")
    async with running(node):
        term = await leading(node)
        await node.leadership.step_down("test")
        assert node.leadership.term() is None
        began = trio.current_time()
        assert await leading(node) > term
        assert trio.current_time() - began == pytest.approx(TTL_S, abs=0.2)


async def test_stepping_down_without_leading_returns_soon(autojump_clock: MockClock) -> None:
    cluster = Cluster()
    first, second = cluster.node("a"), cluster.node("b")
    async with running(first, second):
        await leading(first)
        began = trio.current_time()
        await second.leadership.step_down("test")
        assert trio.current_time() - began < ROUND_TRIP_S
        assert first.leadership.term() is not None


async def test_a_stop_gives_the_place_up_at_once(autojump_clock: MockClock) -> None:
    cluster = Cluster()
    first, second = cluster.node("a"), cluster.node("b")
    async with running(first, second):
        await leading(first)
        await trio.sleep(3)
        began = trio.current_time()
        first.scope.cancel()
        await leading(second)
        assert trio.current_time() - began < 10 * ROUND_TRIP_S
        await trio.sleep(1)
        assert first.engine.retired
        assert first.engine.closed


async def test_a_stop_is_not_held_up_by_an_engine_that_is_away(autojump_clock: MockClock) -> None:
    node = Cluster().node("a")
    async with running(node):
        await leading(node)
        node.engine.silent = True
        began = trio.current_time()
    assert trio.current_time() - began < 5.0
    assert node.leadership.term() is None


@pytest.mark.parametrize("watching", [False, True])
async def test_a_crash_gives_nothing_up(autojump_clock: MockClock, watching: bool) -> None:
    node = Cluster().node("a")
    with pytest.RaisesGroup(ZeroDivisionError, flatten_subgroups=True):
        async with running(node):
            await leading(node)
            if watching:
                node.engine.watch_ends.set()
            else:
                node.engine.crash = ZeroDivisionError()
            await trio.sleep(10)
    assert not node.engine.retired
    assert not any(type(action).__name__ == "Resign" for action in node.engine.asked)


async def test_an_engine_that_refuses_is_a_status_and_no_crash(autojump_clock: MockClock) -> None:
    node = Cluster().node("a")
    node.engine.refusal = "wrong password (correct ha.etcd_password_file)"
    async with running(node):
        status = node.leadership.status()
        assert status.problem == "wrong password (correct ha.etcd_password_file)"
        assert status.role is Role.CANDIDATE
        assert status.leader is None
        assert not status.has_quorum
        await trio.sleep(60)
        assert len(node.engine.asked) < 60 / 0.5 + 2
        node.engine.refusal = ""
        await leading(node)


async def test_a_stalled_process_has_no_lease_when_it_goes_on(autojump_clock: MockClock) -> None:
    node = Cluster().node("a")
    async with running(node):
        await leading(node)
        autojump_clock.jump(TTL_S)  # as if nothing of the process had run meanwhile
        assert node.leadership.term() is None
        assert node.leadership.lease_until() == -math.inf
