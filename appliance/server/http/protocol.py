"""HTTP/1.1 of one connection, without its socket: bytes in, `Wire.write` out.

Requests come from `RequestParser`, responses go through `ResponseFramer`; in between stands
Hypercorn's own `HTTPStream`, so the ASGI scope, the rules of its messages and the answer to an
application that fails stay Hypercorn's.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

import trio
from hypercorn.protocol.events import Body, EndBody, Event, Request, Response, StreamClosed
from hypercorn.protocol.http_stream import HTTPStream
from hypercorn.typing import AppWrapper, ConnectionState, WorkerContext

from appliance.server.http.calls import InlineCalls
from appliance.server.http.config import HttpConfig
from appliance.server.http.request import Handover, ParsedRequest, Phase, Refusal, RequestParser
from appliance.server.http.response import ResponseFramer, refusal

Address = tuple[str, int]

_STREAM_ID = 1
_CLOSED = StreamClosed(_STREAM_ID)
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Wire(Protocol):
    """What the protocol needs of the connection below it."""

    async def write(self, data: bytes) -> None:
        """Send `data`; when the peer turns out to be gone, call `HttpProtocol.lost`."""

    async def pause(self) -> None:
        """Let other connections run before the next request."""

    def call_begins(self) -> None:
        """From now on the client waits for us, not we for the client."""

    def call_ends(self) -> None:
        """The application call is over."""


@dataclass(frozen=True, slots=True)
class Peers:
    """Who talks to whom, for the ASGI scope."""

    client: Address | None
    server: Address | None
    tls: bool
    state: ConnectionState


class HttpProtocol:
    """Serves the requests in the bytes it receives, one after the other."""

    def __init__(
        self,
        app: AppWrapper,
        config: HttpConfig,
        context: WorkerContext,
        calls: InlineCalls,
        wire: Wire,
        peers: Peers,
    ) -> None:
        self.closing = False
        """Nothing more may be received; the connection is to be closed."""
        self.lingers = False
        """Bytes of the peer were left unread: it must be given time to read our last answer."""
        self.handover: bytes | None = None
        """What Hypercorn's own protocols must be given first, once they are to go on."""
        self._app = app
        self._config = config
        self._context = context
        self._calls = calls
        self._wire = wire
        self._peers = peers
        self._parser = RequestParser(
            max_header_bytes=config.max_header_bytes,
            max_header_fields=config.max_header_fields,
            max_body_bytes=config.max_body_bytes,
        )
        self._stream: HTTPStream | None = None
        self._framer = ResponseFramer(to_head=False, version="1.1", keep_alive=True)

    @property
    def phase(self) -> Phase:
        """What the peer is in the middle of sending."""
        return self._parser.phase

    @property
    def owes_answer(self) -> bool:
        """A call is under way whose response is not complete."""
        return self._stream is not None and not self._framer.complete

    async def receive(self, data: bytes) -> None:
        """Take bytes of the peer and serve every request they complete."""
        self._parser.max_body_bytes = self._config.max_body_bytes
        outcome = self._parser.feed(data)
        requests = self._parser.requests
        while requests:
            await self._serve(requests.popleft())
            if self.closing:
                self.lingers = bool(requests or outcome or self.phase is not Phase.IDLE)
                return
            if requests:
                await self._wire.pause()
        match outcome:
            case Refusal(status):
                await self.refuse(status)
            case Handover(first):
                self.handover = first
                self.closing = True
            case None if self._parser.expects_continue and self.phase is Phase.BODY:
                self._parser.expects_continue = False
                await self._wire.write(_CONTINUE)

    async def refuse(self, status: int) -> None:
        """Answer with `status` in the application's place, and close."""
        self.closing = self.lingers = True
        self._config.log.count(status)
        await self._wire.write(refusal(status, self._config.date_line()))

    async def lost(self) -> None:
        """The peer is gone: an application that listens is told, nothing more is sent."""
        self.closing = True
        if self._stream is not None:
            await self._stream.handle(_CLOSED)

    async def _serve(self, request: ParsedRequest) -> None:
        peers = self._peers
        framer = self._framer = ResponseFramer(
            to_head=request.method == "HEAD",
            version=request.version,
            keep_alive=request.keep_alive,
        )
        stream = self._stream = HTTPStream(
            self._app,
            self._config,
            self._context,
            self._calls,
            peers.tls,
            peers.client,
            peers.server,
            self._send,
            _STREAM_ID,
        )
        self._wire.call_begins()
        await stream.handle(
            Request(
                _STREAM_ID,
                request.headers,
                request.version,
                request.method,
                request.target,
                peers.state,
            )
        )
        self._calls.put_body(request.body)
        await self._calls.run(stream.app_send)
        self._wire.call_ends()
        self._stream = None
        if not framer.complete:
            await self._give_up(framer)
        elif not framer.keep_alive or self._context.terminated.is_set():
            self.closing = True

    async def _give_up(self, framer: ResponseFramer) -> None:
        """The application ended in the middle of its response."""
        if self.closing:
            return  # because its client had left
        if framer.unsent:
            await self.refuse(HTTPStatus.INTERNAL_SERVER_ERROR)
        else:
            self._config.log.count(HTTPStatus.INTERNAL_SERVER_ERROR)
            self.closing = True

    async def _send(self, event: Event) -> None:
        """Take what `HTTPStream` makes of the application's messages."""
        framer = self._framer
        if isinstance(event, Response):
            if self._context.terminated.is_set():
                framer.keep_alive = False
            date = self._config.date_line()
            await self._write(framer.start(event.status_code, event.headers, date))
        elif isinstance(event, Body):
            is_first = framer.unsent
            await self._write(framer.body(event.data))
            if not is_first:  # an application that writes in a loop must not starve the others
                await trio.lowlevel.checkpoint()
        elif isinstance(event, EndBody):
            await self._write(framer.end())
        elif isinstance(event, StreamClosed) and framer.complete and self._stream is not None:
            await self._stream.handle(event)  # an application that still listens has its message

    async def _write(self, data: bytes) -> None:
        if data:
            await self._wire.write(data)
