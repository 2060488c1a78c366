"""Tasks of the leader: on the leader only, over before its lease is, restarted after bugs."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import trio
import trio.lowlevel
from trio.testing import MockClock

from appliance.failover.leader import Shift, SingleNode
from appliance.failover.tasks import MARGIN_S, LeaderTask, LeaderTasks
from appliance.telemetry.metrics import Metrics


class Turned(SingleNode):
    """Leadership that tests turn."""

    def __init__(self) -> None:
        super().__init__()
        self._term: int | None = None
        self._until = -math.inf
        self._event = trio.Event()

    def term(self) -> int | None:  # type: ignore[override]
        return self._term if trio.current_time() < self._until else None

    def lease_until(self) -> float:
        return self._until

    async def changed(self) -> None:
        await self._event.wait()

    def turn(self, term: int | None, *, lease_s: float = math.inf) -> None:
        self._term, self._until = term, trio.current_time() + lease_s
        self._event.set()
        self._event = trio.Event()


@dataclass
class Bench:
    leadership: Turned = field(default_factory=Turned)
    shift: Shift = field(default_factory=Shift)
    metrics: Metrics = field(default_factory=Metrics)
    said: list[tuple[float, str]] = field(default_factory=list)

    def say(self, word: str) -> None:
        self.said.append((round(trio.current_time() - self.began, 3), word))

    def __post_init__(self) -> None:
        self.began = trio.current_time()

    async def work(self, name: str) -> None:
        self.say(f"{name} begins")
        try:
            await trio.sleep_forever()
        finally:
            self.say(f"{name} ends")

    @asynccontextmanager
    async def running(self, *tasks: LeaderTask) -> AsyncIterator[LeaderTasks]:
        found = LeaderTasks(self.leadership, tasks, self.shift, self.metrics)
        async with trio.open_nursery() as nursery:
            await nursery.start(found.run)
            await trio.lowlevel.checkpoint()
            yield found
            nursery.cancel_scope.cancel()

    def task(self, name: str = "task") -> LeaderTask:
        return LeaderTask(name, partial(self.work, "leading"), partial(self.work, "following"))

    def words(self) -> list[str]:
        return [word for _at, word in self.said]


async def test_a_task_runs_where_it_belongs(autojump_clock: MockClock) -> None:
    bench = Bench()
    async with bench.running(bench.task(), LeaderTask("only leads", trio.sleep_forever)):
        await trio.sleep(1)
        bench.leadership.turn(1)
        await trio.sleep(1)
        bench.leadership.turn(None)
        await trio.sleep(1)
    assert bench.said == [
        (0.0, "following begins"),
        (1.0, "following ends"),
        (1.0, "leading begins"),
        (2.0, "leading ends"),
        (2.0, "following begins"),
        (3.0, "following ends"),
    ]


async def test_a_lease_that_is_not_renewed_ends_the_task(autojump_clock: MockClock) -> None:
    """Nobody says so: the deadline is in the scope."""
    bench = Bench()
    async with bench.running(bench.task()):
        bench.leadership.turn(1, lease_s=0.4)
        await trio.sleep(5)
    assert bench.said[1:4] == [
        (0.0, "following ends"),
        (0.0, "leading begins"),
        (round(0.4 - MARGIN_S, 3), "leading ends"),
    ]


async def test_a_lease_that_is_renewed_lets_it_run(autojump_clock: MockClock) -> None:
    bench = Bench()
    async with bench.running(bench.task()):
        for _ in range(20):
            bench.leadership.turn(1, lease_s=0.4)
            await trio.sleep(0.1)
        assert bench.words()[-1] == "leading begins"
        await trio.sleep(1)
    assert bench.said[3] == (round(2.3 - MARGIN_S, 3), "leading ends")


async def test_another_term_is_another_tenure(autojump_clock: MockClock) -> None:
    bench = Bench()
    async with bench.running(bench.task()):
        bench.leadership.turn(1)
        await trio.sleep(1)
        bench.leadership.turn(2)
        await trio.sleep(1)
        assert bench.words()[2:] == ["leading begins", "leading ends", "leading begins"]


async def test_the_shift_is_on_until_the_last_step(autojump_clock: MockClock) -> None:
    bench = Bench()

    async def slow() -> None:
        try:
            await trio.sleep_forever()
        finally:
            with trio.CancelScope(shield=True):
                await trio.sleep(0.3)
                bench.say("cleaned up")

    async with bench.running(LeaderTask("slow", slow)):
        await bench.shift.stopped()
        bench.leadership.turn(1)
        await trio.sleep(1)
        bench.leadership.turn(None)
        await bench.shift.stopped()
        assert bench.said == [(1.3, "cleaned up")]


async def test_a_task_that_crashes_starts_again_after_longer_and_longer_pauses(
    autojump_clock: MockClock,
) -> None:
    bench = Bench()

    async def bug() -> None:
        bench.say("tries")
        raise ZeroDivisionError("a bug")

    async with bench.running(bench.task(), LeaderTask("bug", bug)) as tasks:
        bench.leadership.turn(1)
        await trio.sleep(8)
        assert [at for at, word in bench.said if word == "tries"] == [0.0, 1.0, 3.0, 7.0]
        (check,) = tasks.checks()
        assert check.name == "task:bug"
        assert check.message == "crashed and starts again: ZeroDivisionError: a bug"
        assert _crashes(bench) == 4
        assert bench.words()[-2:] != ["leading ends"], "the others do not notice"
        bench.leadership.turn(None)
        await trio.sleep(60)
        assert _crashes(bench) == 4, "never on a follower"
        assert tasks.checks() == []


async def test_a_task_may_be_done(autojump_clock: MockClock) -> None:
    bench = Bench()

    async def once() -> None:
        bench.say("done")

    async with bench.running(LeaderTask("once", once)):
        bench.leadership.turn(1)
        await trio.sleep(60)
    assert bench.words() == ["done"]


async def test_a_single_node_leads_at_once(autojump_clock: MockClock) -> None:
    bench = Bench()
    tasks = LeaderTasks(SingleNode(), [bench.task()], bench.shift, bench.metrics)
    async with trio.open_nursery() as nursery:
        await nursery.start(tasks.run)
        await trio.sleep(3600)
        nursery.cancel_scope.cancel()
    assert bench.said == [(0.0, "leading begins"), (3600.0, "leading ends")]


def _crashes(bench: Bench) -> float | None:
    read: Callable[..., float | None] = bench.metrics.registry.get_sample_value
    return read("trinitycore_mcp_leader_task_crashes_total", {"task": "bug"})
