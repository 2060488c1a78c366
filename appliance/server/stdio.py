"""MCP over standard input and output: one message a line, either era of the protocol.

The SDK's own transport reads in a thread that cannot be stopped; this one ends within seconds
when the input does or when it is told to. Calls in flight then get a moment to finish.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import anyio
import structlog
import trio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.server.lowlevel.server import Server
from mcp.shared.dispatcher import as_request_id, coerce_request_id
from mcp.shared.message import SessionMessage
from mcp_types import (
    PARSE_ERROR,
    JSONRPCError,
    JSONRPCMessage,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
    RequestId,
)

from appliance.server.descriptors import claim_standard_streams
from appliance.server.lines import LineSplitter
from appliance.server.messages import parse, protocol_error

__all__ = ["claim_standard_streams", "serve"]

logger = structlog.get_logger("appliance.stdio")

LINE_LIMIT_BYTES = 16 * 2**20
DRAIN_S = 1.0
"""How long calls in flight may go on after the end. Clients wait 2 s before they send SIGTERM."""
FLUSH_S = 1.0
"""How long the client may take to read the last answers."""

TOO_LONG = protocol_error(
    None, PARSE_ERROR, f"Parse error: a line exceeds {LINE_LIMIT_BYTES} bytes"
)

ToServer = MemoryObjectSendStream[SessionMessage | Exception]
ToClient = MemoryObjectSendStream[SessionMessage]


async def serve(
    server: Server[Any],
    source: trio.abc.ReceiveStream,
    sink: trio.abc.SendStream,
    *,
    stop: trio.Event,
    drain_s: float = DRAIN_S,
) -> None:
    """Serve one client until it closes either stream or `stop` is set."""
    to_server, from_client = anyio.create_memory_object_stream[SessionMessage | Exception]()
    to_client, from_server = anyio.create_memory_object_stream[SessionMessage]()
    in_flight = InFlight()
    async with trio.open_nursery() as nursery:
        gone = nursery.cancel_scope.cancel
        nursery.start_soon(_write, from_server, sink, in_flight, gone)
        nursery.start_soon(
            partial(_read, source, to_server, to_client.clone(), in_flight, stop, drain_s=drain_s)
        )
        logger.info("serving on standard input and output")
        await server.run(from_client, to_client, server.create_initialization_options())
        nursery.cancel_scope.deadline = trio.current_time() + FLUSH_S
    logger.info("standard input and output done")


class InFlight:
    """The requests that await their answer."""

    def __init__(self) -> None:
        self._ids: Counter[RequestId] = Counter()
        self._changed = trio.Event()

    def add(self, request_id: RequestId) -> None:
        """A request came."""
        self._ids[coerce_request_id(request_id)] += 1

    def discard(self, request_id: RequestId | None) -> None:
        """A request was answered, or will not be because it was cancelled."""
        if request_id is not None:
            key = coerce_request_id(request_id)
            self._ids[key] -= 1
            if self._ids[key] <= 0:
                del self._ids[key]
        self._changed.set()

    async def wait_idle(self) -> None:
        """Return once none is left."""
        while self._ids:
            self._changed = trio.Event()
            await self._changed.wait()


async def _read(
    source: trio.abc.ReceiveStream,
    to_server: ToServer,
    to_client: ToClient,
    in_flight: InFlight,
    stop: trio.Event,
    *,
    drain_s: float,
) -> None:
    async with to_server, to_client:
        async with trio.open_nursery() as nursery:

            async def halt() -> None:
                await stop.wait()
                nursery.cancel_scope.cancel()

            nursery.start_soon(halt)
            await _pump(source, to_server, to_client, in_flight)
            nursery.cancel_scope.cancel()
        with trio.move_on_after(drain_s):
            await in_flight.wait_idle()


async def _pump(
    source: trio.abc.ReceiveStream,
    to_server: ToServer,
    to_client: ToClient,
    in_flight: InFlight,
) -> None:
    """Hand the client's messages to the server until the input ends."""
    splitter = LineSplitter(LINE_LIMIT_BYTES)
    ended = False
    while not ended:
        try:
            data = await source.receive_some(65536)
        except trio.BrokenResourceError:
            data = b""
        ended = not data
        for line in [splitter.finish()] if ended else splitter.feed(bytes(data)):
            if line is not None and not line.strip():
                continue
            message = TOO_LONG if line is None else parse(line)
            try:
                if isinstance(message, JSONRPCError):
                    await to_client.send(SessionMessage(message))
                elif message is not None:
                    _note(message, in_flight)
                    await to_server.send(SessionMessage(message))
            except (anyio.BrokenResourceError, anyio.ClosedResourceError):
                return


def _note(message: JSONRPCMessage, in_flight: InFlight) -> None:
    if isinstance(message, JSONRPCRequest):
        in_flight.add(message.id)
    elif isinstance(message, JSONRPCNotification) and message.method == "notifications/cancelled":
        in_flight.discard(as_request_id((message.params or {}).get("requestId")))


async def _write(
    from_server: MemoryObjectReceiveStream[SessionMessage],
    sink: trio.abc.SendStream,
    in_flight: InFlight,
    gone: Callable[[], None],
) -> None:
    async with from_server:
        async for item in from_server:
            line = item.message.model_dump_json(by_alias=True, exclude_unset=True)
            try:
                await sink.send_all(line.encode() + b"\n")
            except trio.BrokenResourceError:
                # The client reads no more: nothing we could still do would reach it.
                gone()
                return
            if isinstance(item.message, JSONRPCResponse | JSONRPCError):
                in_flight.discard(item.message.id)
