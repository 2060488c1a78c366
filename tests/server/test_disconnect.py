from __future__ import annotations

from math import inf

import trio
from trio.testing import MockClock

from appliance.server.disconnect import PATIENCE_S, DisconnectWatch
from appliance.server.http.asgi import Message


class Client:
    """A client that leaves when told to, and counts how often it was asked for."""

    def __init__(self) -> None:
        self.gone = trio.Event()
        self.asked = 0
        self.asking = 0
        self.extra = 1

    async def receive(self) -> Message:
        self.asked += 1
        self.asking += 1
        try:
            if self.extra:
                self.extra -= 1
                return {"type": "http.request", "body": b"", "more_body": False}
            await self.gone.wait()
        finally:
            self.asking -= 1
        return {"type": "http.disconnect"}


async def wait(watch: DisconnectWatch, client: Client, seconds: float) -> bool:
    """Return whether a call of that length was cancelled."""
    waiting = watch.begin(client.receive)
    try:
        with waiting.call:
            await trio.sleep(seconds)
    finally:
        watch.end(waiting)
    return waiting.call.cancelled_caught


async def test_a_call_ends_when_its_client_leaves(
    nursery: trio.Nursery, autojump_clock: MockClock
) -> None:
    watch, client = DisconnectWatch(), Client()
    await nursery.start(watch.run)

    async def leave() -> None:
        await trio.sleep(2)
        client.gone.set()

    nursery.start_soon(leave)
    assert await wait(watch, client, 60)
    assert trio.current_time() < 2.5


async def test_short_calls_are_not_watched(
    nursery: trio.Nursery, autojump_clock: MockClock
) -> None:
    watch, client = DisconnectWatch(), Client()
    await nursery.start(watch.run)
    for _ in range(20):
        assert not await wait(watch, client, PATIENCE_S / 2)
    assert client.asked == 0


async def test_watching_ends_with_the_call(
    nursery: trio.Nursery, autojump_clock: MockClock
) -> None:
    watch, client = DisconnectWatch(), Client()
    await nursery.start(watch.run)
    assert not await wait(watch, client, 5)
    assert client.asked > 0
    await trio.sleep(1)
    assert client.asking == 0


async def test_each_call_is_watched_for_itself(
    nursery: trio.Nursery, autojump_clock: MockClock
) -> None:
    watch, clients = DisconnectWatch(), [Client() for _ in range(5)]
    await nursery.start(watch.run)
    cancelled: dict[int, bool] = {}

    async def one(index: int) -> None:
        cancelled[index] = await wait(watch, clients[index], 10)

    async with trio.open_nursery() as calls:
        for index in range(5):
            calls.start_soon(one, index)
        await trio.sleep(1)
        clients[3].gone.set()
    assert cancelled == {0: False, 1: False, 2: False, 3: True, 4: False}


async def test_the_watch_sleeps_while_nobody_waits(
    nursery: trio.Nursery, autojump_clock: MockClock
) -> None:
    watch = DisconnectWatch()
    await nursery.start(watch.run)
    await wait(watch, Client(), 1)
    await trio.sleep(1)
    assert trio.lowlevel.current_statistics().seconds_to_next_deadline == inf
