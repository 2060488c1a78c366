"""One connection, driven by one task.

The application runs in the connection's task, under one cancel scope whose deadline moves: there
is no task, channel, scope or timer for a request. A call that takes long, or an application that
waits for its client to leave, gets a task that reads ahead, so that a client that leaves cancels
its call, with TLS too. Nothing is shielded: a cancelled connection ends at once, whatever its
peer does.
"""

from __future__ import annotations

import contextvars
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from math import inf
from typing import Any, cast

import trio
from hypercorn.app_wrappers import ASGIWrapper
from hypercorn.typing import ASGIFramework, ConnectionState, WorkerContext
from hypercorn.utils import parse_socket_addr

from appliance.server.http.asgi import ASGI
from appliance.server.http.calls import InlineCalls
from appliance.server.http.config import LISTENER_GRACE_S, HttpConfig, logger
from appliance.server.http.handover import HandedOver
from appliance.server.http.protocol import HttpProtocol, Peers
from appliance.server.http.request import Phase
from appliance.server.http.stream import MAX_RECEIVE_BYTES, SocketStream, transport_of

SLOW_CALL_S = 1.0
"""After this many seconds a running call is watched for its client to leave."""

FIRST_REQUEST_S = 0.5
"""A connection that has carried nothing when the server stops has these seconds for its request:
whoever opens one for each call, as balancers do, has sent it already or is about to."""

_GONE = (trio.BrokenResourceError, trio.ClosedResourceError)


@dataclass(frozen=True, slots=True)
class Site:
    """What the connections of one listener share."""

    app: ASGI
    config: HttpConfig
    context: WorkerContext
    state: dict[str, Any] = field(default_factory=dict)
    calls: dict[Connection, float] = field(default_factory=dict)
    """The connections with a running call and when it began, oldest first."""

    async def watch_calls(self) -> None:
        """Have the slow calls watched, until cancelled."""
        while True:
            await trio.sleep(SLOW_CALL_S)
            slow_since = trio.current_time() - SLOW_CALL_S
            for connection, began in self.calls.items():
                if began > slow_since:
                    break
                connection.watch()


class Connection:
    """Serves the client at the other end of `stream`."""

    def __init__(self, site: Site, stream: trio.abc.Stream) -> None:
        self._site = site
        self._stream = stream
        self._plain = stream if isinstance(stream, SocketStream) else None
        self._calls = InlineCalls(self.watch)
        self._protocol: HttpProtocol | None = None
        self._scope = trio.CancelScope()
        self._phase = Phase.IDLE
        self._used = False  # a request came
        self._writing = trio.Lock()
        self._lost = False  # the peer has left
        self._cut = False  # a write was left unfinished
        self._ahead: trio.Event | None = None  # set once the bytes read ahead are here
        self._ahead_data = b""

    async def run(self) -> None:
        """Serve until one side ends the connection; a failure ends only this one."""
        try:
            await self._serve()
        except* (OSError, trio.TooSlowError, *_GONE) as errors:
            logger.debug("a connection ended: %r", errors.exceptions)  # or never spoke TLS
        except* Exception:  # noqa: BLE001 - the others must not notice
            logger.exception("a connection failed")
        finally:
            self._site.calls.pop(self, None)
            await self._stream.aclose()

    def drain(self) -> None:
        """The server stops: leave now unless the client has asked for something."""
        protocol = self._protocol
        if protocol is None or self in self._site.calls or not self._is_idle(protocol):
            return
        if self._used:
            protocol.closing = True
            self._scope.cancel()
        else:
            self._scope.deadline = trio.current_time() + FIRST_REQUEST_S

    def watch(self) -> None:
        """Read ahead while the application runs, to learn that the peer has left."""
        if self._ahead is None and not self._lost and self in self._site.calls:
            self._ahead = trio.Event()
            self._calls.spawn(self._read_ahead, self._ahead)

    # For the protocol

    async def write(self, data: bytes) -> None:
        """Send all of `data`, or find out that the peer is gone."""
        if self._lost or self._cut:
            return
        rest: bytes | memoryview = data
        try:
            if self._plain is not None and not self._writing.locked():
                rest = self._plain.send_nowait(data)
            if rest:
                async with self._writing:
                    if not self._lost and not self._cut:  # meanwhile
                        await self._stream.send_all(rest)
        except _GONE:
            await self._lose()
        except BaseException:  # cancelled halfway: what follows would make no sense to the peer
            self._cut = True
            if self._protocol is not None:
                self._protocol.closing = True
            raise

    async def pause(self) -> None:
        """Let other connections run before the next request."""
        self._renew_context()
        await trio.lowlevel.checkpoint()

    def call_begins(self) -> None:
        """The timeouts of a request do not count while the server works."""
        self._used = True
        self._site.calls[self] = trio.current_time()
        self._scope.deadline = inf

    def call_ends(self) -> None:
        """The application call is over."""
        del self._site.calls[self]

    # The life of a connection

    async def _serve(self) -> None:
        site, stream = self._site, self._stream
        first: bytes | None = None
        if isinstance(stream, trio.SSLStream):
            with trio.fail_after(site.config.ssl_handshake_timeout):
                await stream.do_handshake()
            if stream.selected_alpn_protocol() == "h2":
                first = b""
        if first is None:
            first = await self._serve_http1()
        if first is not None:
            await HandedOver(site.app, site.config, site.context, site.state, stream, first).run()

    async def _serve_http1(self) -> bytes | None:
        """Serve requests to the end, or return what Hypercorn's protocols must go on with."""
        site = self._site
        app = ASGIWrapper(cast(ASGIFramework, site.app))
        protocol = self._protocol = HttpProtocol(
            app, site.config, site.context, self._calls, self, _peers(self._stream, site.state)
        )
        stopping = site.context.terminated.is_set()
        first_s = FIRST_REQUEST_S if stopping else site.config.header_timeout_s
        self._pristine = contextvars.copy_context()
        self._task = trio.lowlevel.current_task()
        async with self._calls:
            with self._scope:
                self._scope.deadline = trio.current_time() + first_s
                while not protocol.closing and (data := await self._receive()):
                    await protocol.receive(data)
                    self._move_deadline(protocol)
            patience_s = site.config.body_timeout_s
            late = self._scope.cancelled_caught and not protocol.closing
            if late and protocol.phase is not Phase.IDLE:
                patience_s = site.config.linger_timeout_s
                await protocol.refuse(HTTPStatus.REQUEST_TIMEOUT)
            if protocol.lingers and not self._lost:
                await self._linger(patience_s)
        if protocol.handover is None:
            return None
        return protocol.handover + self._ahead_data

    def _is_idle(self, protocol: HttpProtocol) -> bool:
        transport = transport_of(self._stream)
        unread = transport is not None and transport.has_unread()
        return protocol.phase is Phase.IDLE and not unread

    def _move_deadline(self, protocol: HttpProtocol) -> None:
        """A deadline holds for a whole phase, not for each piece, and begins anew after a call."""
        phase = protocol.phase
        if phase is self._phase and self._scope.deadline != inf:
            return
        self._phase = phase
        config = self._site.config
        if phase is Phase.IDLE:
            timeout_s = config.keep_alive_timeout
        else:
            timeout_s = config.header_timeout_s if phase is Phase.HEADER else config.body_timeout_s
        self._scope.deadline = trio.current_time() + timeout_s

    async def _linger(self, patience_s: float) -> None:
        """Let the peer read our last answer: closing with unread input would reset it away.

        A peer that goes on sending is read for `patience_s`, one that pauses not as long.
        """
        if self._plain is not None:
            with suppress(*_GONE):
                await self._plain.send_eof()
        with trio.move_on_after(patience_s):
            reading = True
            while reading:
                reading = False
                with trio.move_on_after(self._site.config.linger_timeout_s):
                    reading = bool(await self._receive())

    # Reading

    def _renew_context(self) -> None:
        """Context variables that a call sets must not be seen by the next on this connection.

        Trio runs a task in its `context` from one suspension to the next, so this takes effect
        at the `await` that follows.
        """
        self._task.context = self._pristine.copy()

    async def _receive(self) -> bytes:
        self._renew_context()
        if self._ahead is None:
            return await self._receive_now()
        await self._ahead.wait()
        self._ahead = None
        data, self._ahead_data = self._ahead_data, b""
        return data

    async def _receive_now(self) -> bytes:
        try:
            return bytes(await self._stream.receive_some(MAX_RECEIVE_BYTES))
        except _GONE:
            return b""

    async def _read_ahead(self, arrived: trio.Event) -> None:
        self._ahead_data = await self._receive_now()
        if not self._ahead_data:
            await self._lose()
        arrived.set()

    async def _lose(self) -> None:
        """The peer is gone: nobody waits for the answer to the call that may be running."""
        protocol = self._protocol
        if self._lost or protocol is None:
            return
        self._lost = True
        owes_answer, listening = protocol.owes_answer, self._calls.listening
        await protocol.lost()
        if owes_answer and listening:
            self._scope.deadline = trio.current_time() + LISTENER_GRACE_S
        elif owes_answer:
            self._scope.cancel()


def _peers(stream: trio.abc.Stream, state: dict[str, Any]) -> Peers:
    tls = isinstance(stream, trio.SSLStream)
    transport = transport_of(stream)
    client = server = None
    if transport is not None:
        sock = transport.socket
        client = parse_socket_addr(sock.family, sock.getpeername())
        server = parse_socket_addr(sock.family, sock.getsockname())
    return Peers(client, server, tls, ConnectionState(state))
