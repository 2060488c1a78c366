"""HTTP/1.1 without a socket: what the protocol writes, and an application behind it."""

from __future__ import annotations

from typing import Any, cast

import trio
from hypercorn.app_wrappers import ASGIWrapper
from hypercorn.trio.worker_context import WorkerContext
from hypercorn.typing import ConnectionState

from appliance.server.http.asgi import Receive, Scope, Send
from appliance.server.http.calls import InlineCalls
from appliance.server.http.config import HttpConfig
from appliance.server.http.protocol import HttpProtocol, Peers
from appliance.settings.model import ServerSettings
from appliance.telemetry.metrics import Metrics


class FakeWire:
    """Remembers writes; the application behind it answers what its path says."""

    def __init__(self, **limits: Any) -> None:
        self.writes: list[bytes] = []
        self.scopes: list[Scope] = []
        self.heard: list[str] = []
        self.pauses = 0
        self.running = 0
        self.most_running = 0
        self.metrics = Metrics()
        self.context = WorkerContext(None)
        self.lose_at: int | None = None
        config = HttpConfig(ServerSettings(**limits), self.metrics)
        config.date_line = lambda: b"date: now\r\n"  # type: ignore[method-assign]
        self.protocol = HttpProtocol(
            ASGIWrapper(cast(Any, self.app)),
            config,
            self.context,
            InlineCalls(lambda: None),
            self,
            Peers(("1.2.3.4", 5), ("5.6.7.8", 80), False, ConnectionState({"shared": 1})),
        )

    @property
    def output(self) -> bytes:
        return b"".join(self.writes)

    @property
    def statuses(self) -> list[int]:
        parts = self.output.split(b"HTTP/1.1 ")[1:]
        return [int(part[:3]) for part in parts]

    def counted(self, status: int) -> float:
        labels = {"status_code": str(status)}
        name = "trinitycore_mcp_http_requests_total"
        return self.metrics.registry.get_sample_value(name, labels) or 0

    async def write(self, data: bytes) -> None:
        if self.lose_at == len(self.writes):
            await self.protocol.lost()
            return
        self.writes.append(data)

    async def pause(self) -> None:
        self.pauses += 1
        await trio.lowlevel.checkpoint()

    def call_begins(self) -> None:
        self.running += 1
        self.most_running = max(self.most_running, self.running)

    def call_ends(self) -> None:
        self.running -= 1

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)

        async def start(*headers: tuple[bytes, bytes]) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": headers})

        async def body(data: bytes, more: bool = False) -> None:
            await send({"type": "http.response.body", "body": data, "more_body": more})

        match scope["path"]:
            case "/early":
                await start((b"content-length", b"1"))
                await body(b"e")
            case "/chunks":
                await start()
                await body(b"one", more=True)
                await body(b"two", more=True)
                await body(b"")
                self.heard.append((await receive())["type"])
                self.heard.append((await receive())["type"])
            case "/boom":
                raise RuntimeError("boom")
            case "/silent":
                pass
            case "/begins":
                await start((b"content-length", b"9"))
                raise RuntimeError("after the start")
            case "/breaks":
                await start((b"content-length", b"9"))
                await body(b"some", more=True)
                raise RuntimeError("in the middle")
            case "/inject":
                await start((b"x", b"a\r\nset-cookie: b"))
                await body(b"?")
            case "/long":
                await start((b"content-length", b"2"))
                await body(b"xxxx")
            case "/short":
                await start((b"content-length", b"5"))
                await body(b"xx")
            case "/stop":
                await self.context.terminated.set()
                await start((b"content-length", b"2"))
                await body(b"ok")
            case "/listens":
                message = await receive()
                while message["type"] != "http.disconnect":
                    message = await receive()
                self.heard.append("http.disconnect")
            case _:
                message = await receive()
                assert not message["more_body"]
                text = b"%b %b" % (scope["raw_path"], message["body"])
                await start((b"content-length", b"%d" % len(text)))
                await body(text)


async def serve(*pieces: bytes, **limits: Any) -> FakeWire:
    wire = FakeWire(**limits)
    for piece in pieces:
        if not wire.protocol.closing:
            await wire.protocol.receive(piece)
    return wire
