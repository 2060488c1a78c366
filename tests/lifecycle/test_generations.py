"""One part takes over from another while both run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio

from appliance.lifecycle.generations import Generations


class Part:
    def __init__(self, name: str, log: list[str], *, fails: bool = False) -> None:
        self.name, self._log, self._fails = name, log, fails
        self.crash = trio.Event()

    async def run(self, *, task_status: trio.TaskStatus[object]) -> None:
        if self._fails:
            raise RuntimeError(self.name)
        self._log.append(f"{self.name} runs")
        task_status.started()
        try:
            await self.crash.wait()
            raise RuntimeError(self.name)
        finally:
            self._log.append(f"{self.name} ended")


class Idle(Part):
    async def run(self, *, task_status: trio.TaskStatus[object]) -> None:
        task_status.started()


@asynccontextmanager
async def running(first: Part) -> AsyncIterator[Generations[Part]]:
    generations = Generations(first)
    async with trio.open_nursery() as nursery:
        assert await nursery.start(generations.run) is first
        yield generations
        nursery.cancel_scope.cancel()


async def test_the_next_runs_before_the_last_is_stopped() -> None:
    log: list[str] = []
    async with running(Part("old", log)) as generations:
        new = Part("new", log)
        await generations.start(new)
        assert log == ["old runs", "new runs"]
        old = generations.adopt(new)
        assert generations.current is new
        await generations.stop(old)
        assert log[2:] == ["old ended"]
    assert log[3:] == ["new ended"]


async def test_one_that_does_not_start_leaves_all_as_it_was() -> None:
    log: list[str] = []
    async with running(Part("old", log)) as generations:
        with pytest.raises(RuntimeError, match="new"):
            await generations.start(Part("new", log, fails=True))
        assert generations.current.name == "old"
        assert log == ["old runs"]


async def test_one_that_was_not_wanted_after_all_is_stopped_alone() -> None:
    log: list[str] = []
    async with running(Part("old", log)) as generations:
        new = Part("new", log)
        await generations.start(new)
        await generations.stop(new)
        await generations.stop(new)
        assert log == ["old runs", "new runs", "new ended"]


async def test_a_part_with_nothing_to_do_can_be_replaced() -> None:
    log: list[str] = []
    async with running(Idle("idle", log)) as generations:
        new = Part("new", log)
        await generations.start(new)
        await generations.stop(generations.adopt(new))
        assert log == ["new runs"]


async def test_a_crash_ends_the_whole() -> None:
    with pytest.RaisesGroup(pytest.RaisesExc(RuntimeError, match="new"), flatten_subgroups=True):
        async with running(Part("old", [])) as generations:
            new = Part("new", [])
            await generations.start(new)
            new.crash.set()
            await trio.sleep_forever()
