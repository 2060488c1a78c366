"""A client that sends whatever bytes it is told, and an ASGI application worth attacking."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import trio

from appliance.server.http.asgi import ASGI, Receive, Scope, Send
from appliance.server.http.service import serve
from appliance.settings.model import ServerSettings
from appliance.telemetry.metrics import Metrics

SHORT: dict[str, Any] = {
    "port": 0,
    "header_timeout_s": 0.5,
    "body_timeout_s": 1.0,
    "write_timeout_s": 10.0,
    "drain_timeout_s": 0.3,
    "max_body_bytes": 1 << 20,
}
"""Settings for a test: timeouts that are worth waiting for."""


@dataclass
class Answer:
    """Status, headers (lower case) and body of one response."""

    status: int
    headers: dict[str, str]
    body: bytes


class RawClient:
    """One connection."""

    def __init__(self, stream: trio.abc.Stream) -> None:
        self.stream = stream
        self._unread = bytearray()

    async def send(self, *pieces: bytes, every_s: float = 0) -> None:
        """Send the pieces; a server that has closed meanwhile is no error."""
        for piece in pieces:
            with suppress(trio.BrokenResourceError):
                await self.stream.send_all(piece)
            await trio.sleep(every_s)

    async def answer(self) -> Answer:
        """Read one response, by its length or its chunks."""
        first, *fields = (await self.head()).decode("latin-1").split("\r\n")
        headers = {}
        for line in fields:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        status = int(first.split()[1])
        body = b""
        if headers.get("transfer-encoding") == "chunked":
            while part := await self.chunk():
                body += part
        elif status >= 200:
            body = await self._exactly(int(headers["content-length"]))
        return Answer(status, headers, body)

    async def head(self) -> bytes:
        """Read a header, and nothing of what follows it."""
        return await self._until(b"\r\n\r\n")

    async def chunk(self) -> bytes:
        """Read one chunk of a response whose header has been read."""
        data = await self._exactly(int(await self._until(b"\r\n"), 16))
        assert await self._exactly(2) == b"\r\n"
        return data

    async def rest(self) -> bytes:
        """Read until the server closes."""
        with suppress(trio.BrokenResourceError):
            while more := await self.stream.receive_some():
                self._unread += more
        return self._take(len(self._unread))

    def unread(self) -> bytes:
        """What was read from the connection behind the last answer."""
        return self._take(len(self._unread))

    async def close(self) -> None:
        """Leave without a word."""
        await trio.aclose_forcefully(self.stream)

    async def _until(self, mark: bytes) -> bytes:
        while mark not in self._unread:
            await self._more()
        found = self._take(self._unread.index(mark))
        self._take(len(mark))
        return found

    async def _exactly(self, size: int) -> bytes:
        while len(self._unread) < size:
            await self._more()
        return self._take(size)

    async def _more(self) -> None:
        more = await self.stream.receive_some()
        if not more:
            raise EOFError(f"the server closed after {bytes(self._unread)!r}")
        self._unread += more

    def _take(self, size: int) -> bytes:
        taken = bytes(self._unread[:size])
        del self._unread[:size]
        return taken


class TestApplication:
    """Does what the path says; `began` tells which calls were read, `events` how they ended."""

    __test__ = False

    def __init__(self) -> None:
        self.began: list[str] = []
        self.events: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        match scope["type"]:
            case "lifespan":
                await self._lifespan(scope, receive, send)
            case "websocket":
                await self._websocket(receive, send)
            case "http":
                path = scope["path"]
                try:
                    await self._http(scope, receive, send)
                except trio.Cancelled:
                    self.events.append(f"cancelled {path}")
                    raise
                self.events.append(f"done {path}")

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"]["greeting"] = "hello"
        for event in ("startup", "shutdown"):
            assert (await receive())["type"] == f"lifespan.{event}"
            self.events.append(event)
            await send({"type": f"lifespan.{event}.complete"})

    async def _websocket(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": message["text"].upper()})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        size = 0
        while True:
            message = await receive()
            size += len(message.get("body", b""))
            if not message.get("more_body", False):
                break
        self.began.append(scope["path"])
        query = parse_qs(scope["query_string"].decode())
        seconds = float(query.get("s", ["0"])[0])
        match scope["path"]:
            case "/slow":
                await trio.sleep(seconds)
                await _respond(send, b"slept")
            case "/big":
                await _respond(send, b"x" * int(query["bytes"][0]))
            case "/stream":
                await send({"type": "http.response.start", "status": 200, "headers": []})
                for number in range(int(query.get("n", ["1000000"])[0])):
                    part = b"%d;" % number
                    await send({"type": "http.response.body", "body": part, "more_body": True})
                    await trio.sleep(seconds)
                await send({"type": "http.response.body", "body": b""})
            case "/bug":
                raise RuntimeError("a bug")
            case _:
                words = (
                    scope["http_version"],
                    scope["scheme"],
                    scope["method"],
                    scope["path"],
                    size,
                    scope["state"]["greeting"],
                )
                await _respond(send, " ".join(map(str, words)).encode())


async def _respond(send: Send, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@dataclass
class Running:
    """A server that runs."""

    url: str
    metrics: Metrics
    stop: trio.Event
    stopped: trio.Event = field(default_factory=trio.Event)
    tls: ssl.SSLContext | None = None
    clients: list[RawClient] = field(default_factory=list)

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0

    async def connect(self, tls: ssl.SSLContext | None = None) -> RawClient:
        """Connect, with TLS if the server speaks it; closed with the server at the latest."""
        client = await self.connect_plain()
        context = tls or self.tls
        if context is not None:
            secure = trio.SSLStream(
                client.stream, context, server_hostname=self.host, https_compatible=True
            )
            await secure.do_handshake()
            client.stream = secure
        return client

    async def connect_plain(self) -> RawClient:
        """Connect without TLS, whatever the server speaks."""
        client = RawClient(await trio.open_tcp_stream(self.host, self.port))
        self.clients.append(client)
        return client

    async def get(self, path: str) -> Answer:
        """One GET on a connection of its own."""
        client = await self.connect()
        await client.send(f"GET {path} HTTP/1.1\r\nhost: x\r\n\r\n".encode())
        answer = await client.answer()
        await client.close()
        return answer

    async def seconds_to_stop(self) -> float:
        """Stop the server and wait for it."""
        began = trio.current_time()
        self.stop.set()
        await self.stopped.wait()
        return trio.current_time() - began

    def sample(self, name: str, **labels: str) -> float:
        """The value of a metric; 0 when it has none yet."""
        return self.metrics.registry.get_sample_value(f"trinitycore_mcp_{name}", labels) or 0


async def until(condition: Callable[[], object]) -> None:
    """Wait for something that no event tells."""
    while not condition():  # noqa: ASYNC110 - metrics have no events
        await trio.sleep(0.01)


Start = Callable[..., AbstractAsyncContextManager[Running]]


@asynccontextmanager
async def running(
    app: ASGI, settings: ServerSettings, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Running]:
    """Run the server around the block, 60 seconds at most."""
    metrics, stop = Metrics(), trio.Event()

    async def run(*, task_status: trio.TaskStatus[list[str]]) -> None:
        await serve(app, settings, metrics, stop=stop, task_status=task_status)
        server.stopped.set()

    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            server = Running("", metrics, stop, tls=tls)
            (server.url,) = await nursery.start(run)
            try:
                yield server
            finally:
                for client in server.clients:
                    await client.close()
            stop.set()
