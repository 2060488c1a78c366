"""The application call of a connection, without a connection."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import trio
from trio.testing import wait_all_tasks_blocked

from appliance.server.http.calls import InlineCalls

Call = Callable[[Callable[[], Awaitable[Any]]], Awaitable[None]]

SCOPE: Any = {"type": "http", "method": "GET", "path": "/a"}
DISCONNECT: Any = {"type": "http.disconnect"}


class Calls:
    """`InlineCalls` with a call asked for, and what the protocol was told."""

    def __init__(self, call: Call) -> None:
        self.watched = 0
        self.ended = 0
        self.inline = InlineCalls(self._watch)
        self._call = call

    async def ask(self) -> Callable[[Any], Awaitable[None]]:
        async def app(_scope: Any, receive: Any, *_rest: Any) -> None:
            await self._call(receive)

        return await self.inline.spawn_app(app, Any, SCOPE, self._send)

    async def run(self) -> None:
        await self.inline.run(self._send)

    async def _send(self, message: Any) -> None:
        assert message is None
        self.ended += 1

    def _watch(self) -> None:
        self.watched += 1


async def test_the_body_comes_first_then_the_disconnect_for_ever() -> None:
    got = []

    async def call(receive: Any) -> None:
        got.extend([await receive() for _ in range(3)])

    calls = Calls(call)
    put = await calls.ask()
    calls.inline.put_body(b"abc")
    await put(DISCONNECT)
    await calls.run()
    assert got == [
        {"type": "http.request", "body": b"abc", "more_body": False},
        DISCONNECT,
        DISCONNECT,
    ]
    assert (calls.ended, calls.watched) == (1, 0)


async def test_whoever_waits_for_the_disconnect_is_watched_and_woken() -> None:
    async def call(receive: Any) -> None:
        async with trio.open_nursery() as listeners:
            for _ in range(2):
                listeners.start_soon(receive)

    calls = Calls(call)
    put = await calls.ask()
    with trio.fail_after(15):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(calls.run)
            await wait_all_tasks_blocked()
            assert calls.inline.listening
            assert calls.watched == 2
            await put(DISCONNECT)
    assert not calls.inline.listening


async def test_a_listener_that_gives_up_does_not_keep_the_others_from_hearing() -> None:
    async def call(receive: Any) -> None:
        async with trio.open_nursery() as listeners:
            listeners.start_soon(receive)
            await wait_all_tasks_blocked()
            with trio.move_on_after(0):
                await receive()

    calls = Calls(call)
    put = await calls.ask()
    with trio.fail_after(15):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(calls.run)
            await wait_all_tasks_blocked()
            await put(DISCONNECT)


async def test_messages_of_one_call_are_not_seen_by_the_next() -> None:
    got = []

    async def call(receive: Any) -> None:
        got.append(await receive())

    calls = Calls(call)
    for body in (b"1", b"2"):
        put = await calls.ask()
        calls.inline.put_body(body)
        await put(DISCONNECT)
        await calls.run()
    assert [message["body"] for message in got] == [b"1", b"2"]


async def test_whoever_waits_for_too_long_does_not_take_the_next_calls_body() -> None:
    late: list[Any] = []
    got: list[Any] = []

    async def call(receive: Any) -> None:
        async def wait() -> None:
            late.append(await receive())

        if not late and not got:
            nursery.start_soon(wait)
            await wait_all_tasks_blocked()
            got.append("first")
            return
        await wait_all_tasks_blocked()
        got.append((await receive())["body"])

    calls = Calls(call)
    async with trio.open_nursery() as nursery:
        first = await calls.ask()
        await calls.run()
        second = await calls.ask()
        calls.inline.put_body(b"second")
        await calls.run()
        await first(DISCONNECT)
        await second(DISCONNECT)
    assert got == ["first", b"second"]
    assert late == [DISCONNECT]


async def test_without_a_call_nothing_runs() -> None:
    async def call(_receive: Any) -> None:
        raise AssertionError

    calls = Calls(call)
    await calls.run()
    assert calls.ended == 0


async def test_a_failure_is_logged_and_ends_only_the_call(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def call(_receive: Any) -> None:
        raise RuntimeError("broken")

    calls = Calls(call)
    await calls.ask()
    with caplog.at_level(logging.ERROR, "appliance.server.http"):
        await calls.run()
    assert calls.ended == 1
    assert "the application failed on GET /a" in caplog.text
    assert "RuntimeError: broken" in caplog.text


async def test_a_cancellation_goes_on_and_what_fails_beside_it_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def clumsy() -> None:
        try:
            await trio.sleep_forever()
        except trio.Cancelled:
            raise RuntimeError("while cleaning up") from None

    async def call(_receive: Any) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(clumsy)
            nursery.start_soon(trio.sleep_forever)

    calls = Calls(call)
    await calls.ask()
    with trio.CancelScope() as scope:
        scope.cancel()
        await calls.run()
        raise AssertionError("not cancelled")
    assert scope.cancelled_caught
    assert "while cleaning up" in caplog.text
    assert calls.ended == 0


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
async def test_an_interrupt_is_not_the_calls_own(error: type[BaseException]) -> None:
    async def call(_receive: Any) -> None:
        raise error

    calls = Calls(call)
    await calls.ask()
    with pytest.raises(error):
        await calls.run()


async def test_its_tasks_end_with_it() -> None:
    ended = trio.Event()

    async def task() -> None:
        try:
            await trio.sleep_forever()
        finally:
            ended.set()

    async with InlineCalls(lambda: None) as calls:
        calls.spawn(task)
        await wait_all_tasks_blocked()
    assert ended.is_set()
