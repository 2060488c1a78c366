"""Tasks that serve a block."""

from __future__ import annotations

import pytest
import trio
import trio.testing

from appliance.backup.background import background


async def test_its_tasks_end_with_the_block() -> None:
    ended = trio.Event()

    async def work() -> None:
        try:
            await trio.sleep_forever()
        finally:
            ended.set()

    async with background() as nursery:
        nursery.start_soon(work)
        await trio.testing.wait_all_tasks_blocked()
    assert ended.is_set()


async def test_what_the_block_raises_comes_out_as_it_is() -> None:
    async def run() -> None:
        async with background() as nursery:
            nursery.start_soon(trio.sleep_forever)
            raise KeyError("x")

    with pytest.raises(KeyError):
        await run()


async def test_a_bug_in_a_task_is_not_lost() -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    async def run() -> None:
        async with background() as nursery:
            nursery.start_soon(fail)
            await trio.sleep_forever()

    with pytest.raises(ExceptionGroup) as caught:
        await run()
    assert caught.group_contains(ZeroDivisionError)


async def test_a_cancelled_block_stays_cancelled() -> None:
    with trio.CancelScope() as scope:
        async with background():
            scope.cancel()
            await trio.sleep_forever()
    assert scope.cancelled_caught
