"""Connections that Hypercorn's own protocols go on with: HTTP/2, h2c and WebSocket.

Its `TCPServer` shields every write, so that one client that does not read keeps the process from
stopping, keeps a connection for the whole idle time after its client has left, and for ever when
a call was under way. All that is cured here on its own methods.
"""

from __future__ import annotations

from typing import Any, cast

import trio
from hypercorn.app_wrappers import ASGIWrapper
from hypercorn.events import Closed, Event, RawData, Updated
from hypercorn.trio.tcp_server import TCPServer
from hypercorn.typing import ASGIFramework, WorkerContext
from wsproto.utilities import RemoteProtocolError

from appliance.server.http.asgi import ASGI
from appliance.server.http.config import LISTENER_GRACE_S, HttpConfig, logger
from appliance.server.http.guard import Guard
from appliance.server.http.stream import MAX_RECEIVE_BYTES, transport_of

_BROKEN = (trio.BrokenResourceError, trio.ClosedResourceError)


class HandedOver(TCPServer):
    """Serves a connection from `first` on, the bytes that have already been read from it."""

    def __init__(
        self,
        app: ASGI,
        config: HttpConfig,
        context: WorkerContext,
        state: dict[str, Any],
        stream: trio.abc.Stream,
        first: bytes,
    ) -> None:
        transport = transport_of(stream)
        assert transport is not None, "Hypercorn wants to know the socket"
        self._transport = transport
        self._first = first
        self._ended = False
        self._scope = trio.CancelScope()
        guarded = Guard(app, config, abort=self._transport.close)
        super().__init__(
            ASGIWrapper(cast(ASGIFramework, guarded)),
            config,
            cast(Any, context),
            state,
            cast("trio.SSLStream[trio.SocketStream]", stream),
        )

    async def run(self) -> None:
        """Serve until one side ends the connection."""
        with self._scope:
            await super().run()

    async def protocol_send(self, event: Event) -> None:
        """Carry out what the protocol asks for."""
        if isinstance(event, RawData):
            await self._write(event.data)
        elif not (self._ended and isinstance(event, Updated)):  # no idle time without a client
            await super().protocol_send(event)

    async def _write(self, data: bytes) -> None:
        whole = False
        try:
            async with self.send_lock:
                await self.stream.send_all(data)
                whole = True
        except _BROKEN:
            await self.protocol.handle(Closed())
        finally:
            if not whole:  # half a frame was sent: nobody can use this connection any more
                self._transport.close()

    async def _read_data(self) -> None:
        data = self._first or await self._receive()
        while data:
            try:
                await self.protocol.handle(RawData(data))
            except (KeyError, ValueError, RemoteProtocolError) as error:
                # What Hypercorn's protocols let out on input they do not expect: data for a
                # stream that was answered early, a path that is not ASCII, a broken frame.
                logger.info("closing a connection whose client broke the protocol: %r", error)
                break
            data = await self._receive()
        self._ended = True
        await self.protocol.handle(Closed())
        await self.idle_task.stop()
        # HTTP/2 would let an answer nobody takes wait for ever.
        self._scope.deadline = trio.current_time() + LISTENER_GRACE_S

    async def _receive(self) -> bytes:
        try:
            return bytes(await self.stream.receive_some(MAX_RECEIVE_BYTES))
        except _BROKEN:
            return b""
