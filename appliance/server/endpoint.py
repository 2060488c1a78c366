"""The ASGI application of the MCP port: `/mcp`, and a word for those who knock elsewhere.

A plain POST takes the fast path, everything else goes to the SDK's session manager with the body
that was read for it. The legacy protocol is served without sessions. The server below keeps the
times: a body arrives in time or not at all, and a call ends when its client has left.
"""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import RequestBodyLimitMiddleware
from mcp_types import INVALID_REQUEST, JSONRPCError

from appliance import __version__
from appliance.server.exchange import Exchange, Identify, local_caller, new_request_id
from appliance.server.fast import FastPath, Reply
from appliance.server.http.asgi import Message, Receive, Scope, Send
from appliance.server.kernel import Kernel
from appliance.server.messages import parse
from appliance.server.security import transport_security
from appliance.settings.model import ServerSettings

PATH = "/mcp"
POST_ONLY = f"{PATH} takes POST requests of MCP clients; no session is kept to listen to\n"
LARGEST_BODY_BYTES = 2**62
"""More than any limit that can be configured."""
NOT_FOUND = orjson.dumps({"error": "not found", "hint": f"the MCP endpoint is {PATH}"})
WELCOME = (
    f"trinitycore-mcp {__version__}\n\n"
    f"The MCP endpoint is {PATH} (Streamable HTTP). Give its address to an MCP client.\n"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One HTTP request and the way to answer it."""

    scope: Scope
    receive: Receive
    send: Send
    exchange: Exchange

    async def answer(
        self,
        reply: Reply,
        *extra: tuple[bytes, bytes],
        content_type: bytes = b"application/json",
    ) -> None:
        """Send a whole response."""
        headers = [
            (b"content-type", content_type),
            (b"content-length", b"%d" % len(reply.body)),
            (b"x-request-id", self.exchange.request_id.encode()),
            *extra,
        ]
        await self.send({"type": "http.response.start", "status": reply.status, "headers": headers})
        body = b"" if self.scope["method"] == "HEAD" else reply.body
        await self.send({"type": "http.response.body", "body": body})

    async def answer_text(self, status: int, text: str, *extra: tuple[bytes, bytes]) -> None:
        """Send a whole response for people."""
        plain = b"text/plain; charset=utf-8"
        await self.answer(Reply(status, text.encode()), *extra, content_type=plain)

    async def send_named(self, message: Message) -> None:
        """Send a part of a response made elsewhere; the request id joins its headers."""
        if message["type"] == "http.response.start":
            # HTTP/2 forbids the header with which the SDK keeps HTTP/1 connections open.
            kept = [header for header in message.get("headers", ()) if header[0] != b"connection"]
            named = (b"x-request-id", self.exchange.request_id.encode())
            message = {**message, "headers": [*kept, named]}
        await self.send(message)


class Endpoint:
    """Serves a kernel over ASGI.

    Args:
        identify: says who sent a request; runs before anything of the request is read.
    """

    def __init__(
        self, kernel: Kernel, settings: ServerSettings, *, identify: Identify = local_caller
    ) -> None:
        self._kernel = kernel
        self._identify = identify
        # Event streams, because only they carry progress; plain answers still come as JSON.
        self._manager = StreamableHTTPSessionManager(
            kernel.server,
            json_response=False,
            stateless=True,
            # It keeps what it is given here; the limit that may change stands before it.
            max_request_body_size=LARGEST_BODY_BYTES,
        )
        self.change(settings)

    def change(self, settings: ServerSettings) -> None:
        """Keep the limits of `settings` from the next request on."""
        security = transport_security(settings)
        self._limit_bytes = settings.max_body_bytes
        self._fast = FastPath(self._kernel, security)
        self._manager.security_settings = security
        self._sdk = RequestBodyLimitMiddleware(self._manager.handle_request, self._limit_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI connection."""
        match scope["type"]:
            case "http":
                exchange = Exchange(new_request_id(), self._identify(scope))
                exchange.attach(scope)
                await self._http(Visit(scope, receive, send, exchange))
            case "lifespan":
                await self._lifespan(receive, send)
            case "websocket":
                await receive()
                await send({"type": "websocket.close", "code": 1008})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self._manager.run():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def _http(self, visit: Visit) -> None:
        path, method = visit.scope["path"], visit.scope["method"]
        if path in (PATH, f"{PATH}/"):
            if method == "POST":
                await self._post(visit)
            elif method in ("GET", "HEAD"):
                # The SDK would hold a stream open on which nothing ever comes.
                await visit.answer_text(405, POST_ONLY, (b"allow", b"POST"))
            else:
                await self._ask_sdk(visit, visit.receive)
        elif path == "/" and method in ("GET", "HEAD"):
            await visit.answer_text(200, WELCOME)
        else:
            await visit.answer(Reply(404, NOT_FOUND))

    async def _post(self, visit: Visit) -> None:
        headers = await self._fast.admit(visit.scope)
        if _declared_bytes(visit.scope) > self._limit_bytes:
            # The SDK refuses it for its announcement, without waiting for the body.
            await self._ask_sdk(visit, visit.receive)
            return
        read: list[Message] = []
        body = await _read_body(visit.receive, self._limit_bytes, read)
        if read[-1]["type"] == "http.disconnect":
            return
        reply = None
        if headers is not None and body is not None:
            reply = await self._fast.answer(headers, visit.scope, body, visit.exchange)
            if reply is None:
                reply = _refuse_malformed(body)
        if reply is not None:
            await visit.answer(reply)
        else:
            await self._ask_sdk(visit, _replay(read, visit.receive))

    async def _ask_sdk(self, visit: Visit, receive: Receive) -> None:
        await self._sdk(visit.scope, receive, visit.send_named)


def _refuse_malformed(body: bytes) -> Reply | None:
    """The SDK would show what was sent, or not answer; everything well-formed is left to it."""
    message = parse(body)
    if not isinstance(message, JSONRPCError) or message.error.code != INVALID_REQUEST:
        return None
    return Reply(400, message.model_dump_json(by_alias=True, exclude_unset=True).encode())


def _declared_bytes(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _read_body(receive: Receive, limit_bytes: int, read: list[Message]) -> bytes | None:
    """Return the body, or None when it does not end within the limit; `read` gets the messages."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        read.append(message)
        if message["type"] == "http.disconnect":
            return None
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit_bytes:
            return None
        chunks.append(chunk)
        if not message.get("more_body"):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _replay(read: list[Message], receive: Receive) -> Receive:
    """A `receive` that begins with the messages already read."""
    already = iter(read)

    async def again() -> Message:
        for message in already:
            return message
        return await receive()

    return again
