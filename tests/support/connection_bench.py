"""A connection on a stream in memory, for tests on virtual time."""

from __future__ import annotations

import contextvars
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import trio
from hypercorn.trio.worker_context import WorkerContext

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
