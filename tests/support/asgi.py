"""Drive an ASGI application in this process, without sockets."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import trio

from appliance.server.http.asgi import ASGI, Message

Header = tuple[str, str]


@dataclass
class Response:
    """What the application sent."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The JSON messages of the body, be it one JSON text or a stream of events."""
        if self.headers.get("content-type", "").startswith("text/event-stream"):
            lines = self.body.decode().splitlines()
            return [json.loads(line[5:]) for line in lines if line.startswith("data:")]
        return [json.loads(self.body)]

    @property
    def message(self) -> dict[str, Any]:
        """The last message: the answer."""
        return self.messages[-1]


@asynccontextmanager
async def running_app(app: ASGI) -> AsyncIterator[ASGI]:
    """Run the application's lifespan around the block."""
    to_app, app_receives = trio.open_memory_channel[Message](1)
    app_sends, from_app = trio.open_memory_channel[Message](1)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(app, {"type": "lifespan"}, app_receives.receive, app_sends.send)
        await to_app.send({"type": "lifespan.startup"})
        assert await from_app.receive() == {"type": "lifespan.startup.complete"}
        yield app
        await to_app.send({"type": "lifespan.shutdown"})
        assert await from_app.receive() == {"type": "lifespan.shutdown.complete"}


async def request(
    app: ASGI,
    method: str,
    path: str,
    headers: Iterable[Header] = (),
    body: bytes | Iterable[bytes] = b"",
    *,
    gone: trio.Event | None = None,
) -> Response:
    """Send one request and return the whole response. The client leaves when `gone` is set."""
    parts = [body] if isinstance(body, bytes) else list(body)
    messages = [
        {"type": "http.request", "body": part, "more_body": index < len(parts)}
        for index, part in enumerate(parts, start=1)
    ]
    response = Response()
    done = trio.Event() if gone is None else gone

    async def receive() -> Message:
        await trio.lowlevel.checkpoint()
        if messages:
            return messages.pop(0)
        await done.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        await trio.lowlevel.checkpoint()
        if message["type"] == "http.response.start":
            response.status = message["status"]
            response.headers = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in message["headers"]
            }
        else:
            response.body += message.get("body", b"")

    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": raw,
        "client": ("127.0.0.1", 5),
        "server": ("127.0.0.1", 3000),
        "scheme": "http",
    }
    await app(scope, receive, send)
    return response
