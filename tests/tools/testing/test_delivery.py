"""Documents are worked on apart from the event loop, a few at a time."""

from __future__ import annotations

import threading
from functools import partial

import trio

from appliance.tools.testing.delivery import AT_ONCE, apart


async def test_a_few_at_a_time() -> None:
    inside: list[int] = []
    most: list[int] = []
    full, go = threading.Semaphore(0), threading.Semaphore(0)

    def work() -> None:
        inside.append(1)
        most.append(len(inside))
        full.release()
        go.acquire()
        inside.pop()

    async with trio.open_nursery() as nursery:
        for _ in range(AT_ONCE + 2):
            nursery.start_soon(apart, partial(work))
        for _ in range(AT_ONCE):
            await trio.to_thread.run_sync(full.acquire)
        await trio.testing.wait_all_tasks_blocked(0.05)
        assert len(inside) == AT_ONCE
        go.release(AT_ONCE + 2)
    assert max(most) == AT_ONCE


async def test_a_caller_who_leaves_does_not_wait() -> None:
    go = threading.Event()
    with trio.move_on_after(0.05) as left:
        await apart(partial(go.wait))
    go.set()
    assert left.cancelled_caught
