"""The application's lifespan around the block."""

from __future__ import annotations

import logging
import traceback
from typing import Any

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from appliance.errors import StartError
from appliance.server.http.asgi import Message, Receive, Scope, Send
from appliance.server.http.lifespan import Started, lifespan


class Application:
    """Starts and stops as told, and remembers the order."""

    def __init__(self, *, refuses: str = "", dies: bool = False, hangs: bool = False) -> None:
        self.refuses = refuses
        self.dies = dies
        self.hangs = hangs
        self.events: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "lifespan"
        assert (await receive())["type"] == "lifespan.startup"
        if self.refuses:
            await send({"type": "lifespan.startup.failed", "message": self.refuses})
            return
        scope["state"]["pool"] = 1
        self.events.append("started")
        await send({"type": "lifespan.startup.complete"})
        if self.dies:
            raise RuntimeError("died")
        assert (await receive())["type"] == "lifespan.shutdown"
        if self.hangs:
            await trio.sleep_forever()
        self.events.append("stopped")
        await send({"type": "lifespan.shutdown.complete"})


async def starlette_like(scope: Scope, receive: Receive, send: Send) -> None:
    """Reports whatever ends it, a cancellation too, and passes it on."""
    await receive()
    try:
        if scope["state"].get("broken", True):
            raise RuntimeError("no database")
    except BaseException:
        message = {"type": "lifespan.startup.failed", "message": traceback.format_exc()}
        await send(message)
        raise


async def test_it_starts_before_and_stops_after_the_block() -> None:
    app = Application()
    async with lifespan(app) as state:
        assert state == {"pool": 1}
        app.events.append("block")
    assert app.events == ["started", "block", "stopped"]


async def test_an_application_that_refuses_is_one_line() -> None:
    with pytest.raises(StartError, match=r"^the application cannot start: no realm$"):
        async with lifespan(Application(refuses="no realm")):
            raise AssertionError("entered")


async def test_an_application_that_refuses_with_a_traceback_is_one_line() -> None:
    with pytest.raises(StartError) as caught:
        async with lifespan(starlette_like):
            raise AssertionError("entered")
    assert str(caught.value) == "the application cannot start: RuntimeError: no database"


async def test_an_application_that_crashes_at_the_start_is_a_bug() -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("a bug")

    with pytest.raises(BaseExceptionGroup) as caught:
        async with lifespan(broken):
            raise AssertionError("entered")
    assert caught.group_contains(RuntimeError, match="a bug")


async def test_an_application_that_dies_later_ends_the_block() -> None:
    with pytest.raises(BaseExceptionGroup) as caught:
        async with lifespan(Application(dies=True)):
            await trio.sleep_forever()
    assert caught.group_contains(RuntimeError, match="died")


async def test_an_application_without_a_lifespan_is_served() -> None:
    async def without(*_: Any) -> None:
        await trio.lowlevel.checkpoint()

    async with lifespan(without) as state:
        assert state == {}


async def test_a_cancellation_stays_one() -> None:
    async def reporting(_scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        try:
            await receive()
        except BaseException:
            await send({"type": "lifespan.shutdown.failed", "message": "cancelled"})
            raise

    with trio.CancelScope() as scope:
        async with lifespan(reporting):
            scope.cancel()
            await trio.sleep_forever()
    assert scope.cancelled_caught


async def test_an_application_that_does_not_stop_is_cancelled(
    autojump_clock: MockClock, caplog: pytest.LogCaptureFixture
) -> None:
    began = trio.current_time()
    with caplog.at_level(logging.WARNING):
        async with lifespan(Application(hangs=True)):
            pass
    assert trio.current_time() - began == 10
    assert "to stop" in caplog.text


async def test_a_failed_stop_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.failed", "message": "disk full"})

    async with lifespan(app):
        pass
    assert "failed to stop: disk full" in caplog.text


async def test_a_server_with_a_lifespan_of_its_own_finds_it_done() -> None:
    sent: list[str] = []
    to_app, from_server = trio.open_memory_channel[Message](2)

    async def send(message: Message) -> None:
        sent.append(message["type"])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        sent.append(scope["type"])

    started = Started(app, {"pool": 1})
    scope: dict[str, Any] = {"type": "lifespan", "state": {}}
    async with trio.open_nursery() as nursery:
        nursery.start_soon(started, scope, from_server.receive, send)
        await to_app.send({"type": "lifespan.startup"})
        await wait_all_tasks_blocked()
        assert scope["state"] == {"pool": 1}
        await started({"type": "http"}, from_server.receive, send)
        await to_app.send({"type": "lifespan.shutdown"})
    assert sent == ["lifespan.startup.complete", "http", "lifespan.shutdown.complete"]
