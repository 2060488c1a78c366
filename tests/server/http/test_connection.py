"""One connection on virtual time: deadlines, clients that leave, the stop."""

from __future__ import annotations

import contextvars
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import trio
from hypercorn.trio.worker_context import WorkerContext
from trio.testing import MockClock, wait_all_tasks_blocked

from appliance.server.http.asgi import Receive, Scope, Send
from appliance.server.http.config import HttpConfig
from appliance.server.http.connection import Connection, Site
from appliance.settings.model import ServerSettings
from appliance.telemetry.metrics import Metrics

GET = b"GET %s HTTP/1.1\r\nhost: x\r\n\r\n"
HEADER_S, BODY_S, IDLE_S = 10, 30, 75

seen_by_earlier_calls: contextvars.ContextVar[str] = contextvars.ContextVar("seen", default="")


class Application:
    """Does what the path says and remembers how that ended."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.called = trio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.called.set()
        while (await receive())["more_body"]:
            pass
        try:
            await self._answer(scope["path"], receive, send)
        except trio.Cancelled:
            self.events.append(f"cancelled {scope['path']}")
            raise
        self.events.append(f"done {scope['path']}")

    async def _answer(self, path: str, receive: Receive, send: Send) -> None:
        match path:
            case "/slow":
                await trio.sleep(300)
            case "/stream":
                await send({"type": "http.response.start", "status": 200, "headers": []})
                while True:
                    await send({"type": "http.response.body", "body": b"x", "more_body": True})
                    await trio.sleep(1)
            case "/listens":
                while (await receive())["type"] != "http.disconnect":
                    pass
                return
            case "/deaf":
                while (await receive())["type"] != "http.disconnect":
                    pass
                await trio.sleep_forever()
            case "/after":
                await self._send(send, b"ok")
                await trio.sleep(300)
                return
            case "/var":
                seen, _ = seen_by_earlier_calls.get(), seen_by_earlier_calls.set("mine")
                await self._send(send, seen.encode() or b"clean")
                return
            case "/cut":
                with trio.move_on_after(5):
                    await self._send(send, b"y" * 100_000)
                await send({"type": "http.response.body", "body": b"more"})
            case "/bug":
                raise RuntimeError("a bug")
        await self._send(send, b"ok")

    @staticmethod
    async def _send(send: Send, body: bytes) -> None:
        headers = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class Bench:
    """A connection that runs, and the other end of it."""

    def __init__(self, nursery: trio.Nursery) -> None:
        settings = ServerSettings(
            header_timeout_s=HEADER_S, body_timeout_s=BODY_S, keep_alive_timeout_s=IDLE_S
        )
        self.app = Application()
        self.config = HttpConfig(settings, Metrics())
        self.config.date_line = lambda: b""  # type: ignore[method-assign]
        self.context = WorkerContext(None)
        self.site = Site(self.app, self.config, self.context)
        self.client, self.server = trio.testing.memory_stream_pair()
        self.connection = Connection(self.site, self.server)
        self.began = trio.current_time()
        self.ended = trio.Event()
        nursery.start_soon(self.site.watch_calls)
        nursery.start_soon(self._run)

    async def _run(self) -> None:
        await self.connection.run()
        self.ended.set()

    @property
    def age_s(self) -> float:
        return trio.current_time() - self.began

    async def send(self, *pieces: bytes, every_s: float = 0) -> None:
        for piece in pieces:
            await self.client.send_all(piece)
            await trio.sleep(every_s)

    async def receive(self) -> bytes:
        return bytes(await self.client.receive_some())

    async def rest(self) -> bytes:
        """Everything until the server closes."""
        received = bytearray()
        while data := await self.receive():
            received += data
        return bytes(received)

    async def drain(self) -> None:
        await self.context.terminated.set()
        self.connection.drain()


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with trio.open_nursery() as nursery:
        yield Bench(nursery)
        nursery.cancel_scope.cancel()


@asynccontextmanager
async def sending(bench: Bench, *pieces: bytes, every_s: float) -> AsyncIterator[None]:
    """Send the pieces while the block runs, until the server closes."""

    async def send() -> None:
        with suppress(trio.BrokenResourceError):
            await bench.send(*pieces, every_s=every_s)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(send)
        yield
        nursery.cancel_scope.cancel()


# Deadlines


async def test_a_silent_connection_is_closed_without_a_word(
    autojump_clock: MockClock, bench: Bench
) -> None:
    assert await bench.rest() == b""
    assert bench.age_s == HEADER_S


async def test_a_slow_header_is_refused(autojump_clock: MockClock, bench: Bench) -> None:
    header = [b"GET / HTTP/1.1\r\n", *[b"x: y\r\n"] * 1000]
    async with sending(bench, *header, every_s=1):
        assert b" 408 " in await bench.receive()
        assert bench.age_s == HEADER_S
        await bench.ended.wait()
        assert bench.age_s == HEADER_S + 2  # it does not get longer by going on


async def test_a_slow_first_byte_counts(autojump_clock: MockClock, bench: Bench) -> None:
    await trio.sleep(HEADER_S - 1)
    await bench.send(b"G")
    assert b" 408 " in await bench.receive()
    assert bench.age_s == HEADER_S - 1 + HEADER_S


async def test_a_slow_body_is_refused(autojump_clock: MockClock, bench: Bench) -> None:
    head = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n"
    async with sending(bench, head, *[b"b"] * 1000, every_s=1):
        assert b" 408 " in await bench.receive()
    assert bench.age_s == BODY_S
    assert not bench.app.called.is_set()


async def test_a_slow_header_behind_a_pipelined_request_is_refused(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await bench.send(GET % b"/1" + b"POST /2 HTTP/1.1\r\nho")
    assert (await bench.receive()).endswith(b"ok")
    assert b" 408 " in await bench.receive()
    assert bench.age_s == HEADER_S


async def test_a_slow_header_behind_a_slow_call_has_its_time(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await bench.send(GET % b"/slow" + b"POST /2 HTTP/1.1\r\nho")
    assert (await bench.receive()).endswith(b"ok")
    assert bench.age_s == 300  # no timeout of a request counts while the server works
    assert b" 408 " in await bench.rest()
    assert bench.age_s == pytest.approx(300 + HEADER_S, abs=3)


async def test_an_idle_connection_is_closed_later(autojump_clock: MockClock, bench: Bench) -> None:
    await bench.send(GET % b"/1")
    await bench.receive()
    await trio.sleep(IDLE_S - 1)
    await bench.send(GET % b"/2")
    assert (await bench.receive()).endswith(b"ok")
    assert await bench.rest() == b""
    assert bench.age_s == IDLE_S - 1 + IDLE_S


async def test_line_breaks_do_not_keep_an_idle_connection(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await bench.send(GET % b"/1")
    await bench.receive()
    async with sending(bench, *[b"\r\n"] * 1000, every_s=1):
        assert await bench.rest() == b""
        assert bench.age_s == IDLE_S


async def test_a_refused_client_may_take_its_time_to_read(
    autojump_clock: MockClock, bench: Bench
) -> None:
    head = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10000000\r\n\r\n"
    async with sending(bench, head, *[b"b"] * 20, every_s=1):
        assert b" 413 " in await bench.receive()
        await bench.ended.wait()
    assert 20 <= bench.age_s <= 23  # two seconds after its last word


async def test_a_refused_client_does_not_stay_for_ever(
    autojump_clock: MockClock, bench: Bench
) -> None:
    async with sending(bench, b"\0", *[b"b"] * 1000, every_s=1):
        assert b" 400 " in await bench.receive()
        await bench.ended.wait()
    assert bench.age_s == BODY_S


# Clients that leave


@pytest.mark.parametrize("path", ["/slow", "/stream"])
async def test_a_client_that_leaves_cancels_its_call(
    autojump_clock: MockClock, bench: Bench, path: str
) -> None:
    await bench.send(GET % path.encode())
    await trio.sleep(5)
    assert bench.app.events == []
    await bench.client.aclose()
    await bench.ended.wait()
    assert bench.age_s <= 6
    assert bench.app.events == [f"cancelled {path}"]


async def test_an_application_that_listens_is_told(autojump_clock: MockClock, bench: Bench) -> None:
    await bench.send(GET % b"/listens")
    await bench.app.called.wait()
    await bench.client.aclose()
    await bench.ended.wait()
    assert bench.age_s < 1  # it is watched from the start
    assert bench.app.events == ["done /listens"]


async def test_an_application_that_is_told_and_goes_on_is_cancelled(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await bench.send(GET % b"/deaf")
    await trio.sleep(1)
    await bench.client.aclose()
    await bench.ended.wait()
    assert bench.age_s == pytest.approx(3)
    assert bench.app.events == ["cancelled /deaf"]


async def test_what_follows_the_answer_is_not_cancelled(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await bench.send(GET % b"/after")
    assert (await bench.receive()).endswith(b"ok")
    await trio.sleep(1)
    await bench.client.aclose()
    await bench.ended.wait()
    assert bench.age_s == 300
    assert bench.app.events == ["done /after"]


async def test_requests_sent_during_a_call_are_served_after_it(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await bench.send(GET % b"/slow")
    await trio.sleep(1)
    await bench.send(GET % b"/2", GET % b"/3")
    assert (await bench.receive()).endswith(b"ok")
    assert (await bench.receive()).endswith(b"ok")
    assert (await bench.receive()).endswith(b"ok")
    assert bench.app.events == ["done /slow", "done /2", "done /3"]


# The application


async def test_a_write_the_application_cuts_short_ends_the_connection(
    autojump_clock: MockClock, bench: Bench
) -> None:
    async def stuck(data: bytes) -> None:
        await send_all(data[:10])
        await trio.sleep_forever()

    send_all = bench.server.send_all
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench.server, "send_all", stuck)
        await bench.send(GET % b"/cut")
        assert await bench.rest() == b"HTTP/1.1 2"
    assert bench.age_s == 5


async def test_calls_do_not_see_each_others_context_variables(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await bench.send((GET % b"/var") * 2)
    answers = await bench.receive() + await bench.receive()
    await bench.send(GET % b"/var")
    answers += await bench.receive()
    assert answers.count(b"clean") == 3


async def test_a_failing_application_costs_its_client_a_500(
    autojump_clock: MockClock, bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.send(GET % b"/bug")
    assert b" 500 " in await bench.rest()
    assert "RuntimeError: a bug" in caplog.text


async def test_a_failing_driver_ends_only_its_connection(
    autojump_clock: MockClock, bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> bytes:
        raise ZeroDivisionError

    bench.config.date_line = fail  # type: ignore[method-assign]
    with caplog.at_level(logging.ERROR, "appliance.server.http"):
        await bench.send(b"\0")
        await bench.ended.wait()
    assert "a connection failed" in caplog.text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
async def test_an_interrupt_ends_everything(error: type[BaseException]) -> None:
    client, server = trio.testing.memory_stream_pair()

    async def app(*_: Any) -> None:
        raise error

    config = HttpConfig(ServerSettings(), Metrics())
    await client.send_all(GET % b"/")
    with pytest.raises(BaseExceptionGroup) as caught:
        await Connection(Site(app, config, WorkerContext(None)), server).run()
    assert caught.group_contains(error)


async def test_a_cancellation_from_outside_goes_on(autojump_clock: MockClock, bench: Bench) -> None:
    with trio.CancelScope() as scope:
        _client, server = trio.testing.memory_stream_pair()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(Connection(bench.site, server).run)
            await wait_all_tasks_blocked()
            scope.cancel()
    assert scope.cancelled_caught


# The stop


async def test_an_idle_connection_leaves_at_once(autojump_clock: MockClock, bench: Bench) -> None:
    await bench.send(GET % b"/1")
    await bench.receive()
    await bench.drain()
    assert await bench.rest() == b""
    assert bench.age_s == 0


async def test_a_connection_that_has_said_nothing_leaves_at_once(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await wait_all_tasks_blocked()
    await bench.drain()
    assert await bench.rest() == b""
    assert bench.age_s == 0


async def test_a_call_is_answered_first(autojump_clock: MockClock, bench: Bench) -> None:
    await bench.send(GET % b"/slow")
    await trio.sleep(1)
    await bench.drain()
    answer = await bench.rest()
    assert answer.endswith(b"ok")
    assert b"connection: close\r\n" in answer
    assert bench.age_s == 300


async def test_a_request_under_way_is_read_to_its_end_and_answered(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await bench.send(b"GET / HTTP/1.1\r\n")
    await wait_all_tasks_blocked()
    await bench.drain()
    await trio.sleep(1)
    await bench.send(b"host: x\r\n\r\n")
    assert b"connection: close\r\n" in await bench.rest()
    assert bench.age_s == 1


async def test_a_connection_accepted_just_before_the_stop_leaves_too(
    autojump_clock: MockClock,
) -> None:
    async with trio.open_nursery() as nursery:
        bench = Bench(nursery)
        await bench.drain()  # before its task has run
        assert await bench.rest() == b""
        assert bench.age_s == 0
        nursery.cancel_scope.cancel()
