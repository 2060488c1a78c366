"""Parts start ready, stop in reverse order, and take the process down when they crash."""

from __future__ import annotations

from functools import partial

import pytest
import trio
from trio.testing import MockClock

from appliance.lifecycle.running import running, running_until


async def test_parts_stop_in_the_reverse_of_their_start(autojump_clock: MockClock) -> None:
    log: list[str] = []

    async def part(name: str, *, task_status: trio.TaskStatus[str]) -> None:
        await trio.sleep(1)
        log.append(f"{name} ready")
        task_status.started(name)
        try:
            await trio.sleep_forever()
        finally:
            log.append(f"{name} stopped")

    async with running(partial(part, "a")) as a, running(partial(part, "b")) as b:
        log.append(f"{a}{b} serve")
    assert log == ["a ready", "b ready", "ab serve", "b stopped", "a stopped"]


async def test_a_draining_part_is_waited_for(autojump_clock: MockClock) -> None:
    stop = trio.Event()
    log: list[str] = []

    async def part(*, task_status: trio.TaskStatus[None]) -> None:
        task_status.started()
        await stop.wait()
        await trio.sleep(3)
        log.append("drained")

    async with running_until(part, stop):
        assert not stop.is_set()
    assert log == ["drained"]


async def test_a_crash_of_one_part_ends_all(autojump_clock: MockClock) -> None:
    async def crash(*, task_status: trio.TaskStatus[None]) -> None:
        task_status.started()
        await trio.sleep(1)
        raise RuntimeError("broken")

    with pytest.RaisesGroup(RuntimeError):
        async with running(crash):
            await trio.sleep_forever()


async def test_a_part_that_cannot_start_says_why() -> None:
    async def refuse(*, task_status: trio.TaskStatus[None]) -> None:
        raise OSError("port taken")

    with pytest.RaisesGroup(OSError):
        async with running(refuse):
            pytest.fail("entered although the part never was ready")
