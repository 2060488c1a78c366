"""The HTTP server of the MCP port: listens, serves an ASGI application, drains when told to stop.

Hypercorn's parts do the work (configuration, TLS, ASGI streams, HTTP/2, WebSocket); the driver
around them is ours, because Hypercorn's costs three times as much for each request and can
neither end a connection whose client does not read nor notice that one has left. With
`http_driver = "stock"` Hypercorn's own serves the same application.
"""

from __future__ import annotations

import socket
from contextlib import closing, suppress
from functools import partial
from http import HTTPStatus
from typing import cast

import hypercorn.trio
import trio
from hypercorn.trio.worker_context import WorkerContext
from hypercorn.typing import ASGIFramework
from hypercorn.utils import repr_socket_addr

from appliance.server.http.asgi import ASGI
from appliance.server.http.config import HttpConfig, logger
from appliance.server.http.connection import Connection, Site
from appliance.server.http.guard import Guard
from appliance.server.http.lifespan import Started, lifespan
from appliance.server.http.listener import (
    accept_forever,
    accept_waiting,
    open_listener,
    tls_context,
)
from appliance.server.http.response import refusal
from appliance.server.http.stream import SocketStream
from appliance.settings.model import HttpDriver, ServerSettings
from appliance.telemetry.metrics import Metrics

MAX_TURNED_AWAY = 256
"""Clients over the limit that may be reading their 503 at one time; more are just closed."""

_RETRY = b"retry-after: 1\r\n"


async def serve(
    app: ASGI,
    settings: ServerSettings,
    metrics: Metrics,
    *,
    stop: trio.Event,
    config: HttpConfig | None = None,
    task_status: trio.TaskStatus[list[str]] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Serve `app` until `stop` is set, then let the calls in flight finish.

    Once connections are accepted, `task_status` gets the URLs that reach the port, such as
    "http://127.0.0.1:3000". After `stop` no new connection is accepted, idle ones are closed,
    answers say "connection: close", and what still runs after `settings.drain_timeout_s` is
    cancelled. The application's lifespan begins before and ends after all that.

    Args:
        config: what `settings` mean for the port; who keeps it may change it meanwhile, and its
            certificate for connections to come.

    Raises:
        StartError: the address, the certificate or the application does not allow the start.
    """
    config = config or HttpConfig(settings, metrics)
    config.tls = tls_context(config)
    listener = await open_listener(settings.host, settings.port, backlog=config.backlog)
    with closing(listener):
        async with lifespan(app) as state:
            if settings.http_driver is HttpDriver.STOCK:
                config.bind = [f"fd://{listener.detach()}"]
                served = Started(Guard(app, config), state)
                await hypercorn.trio.serve(
                    cast(ASGIFramework, served),
                    config,
                    shutdown_trigger=stop.wait,
                    task_status=task_status,
                    mode="asgi",
                )
            else:
                site = Site(app, config, WorkerContext(None), state)
                await _Server(site, listener, metrics).run(stop, task_status)


class _Server:
    """The connections of one listener."""

    def __init__(self, site: Site, listener: socket.socket, metrics: Metrics) -> None:
        self._site = site
        self._listener = listener
        self._metrics = metrics
        self._live: set[Connection] = set()
        self._turned_away = 0

    async def run(self, stop: trio.Event, task_status: trio.TaskStatus[list[str]]) -> None:
        site, listener = self._site, self._listener
        address = repr_socket_addr(listener.family, listener.getsockname())
        async with trio.open_nursery() as background:
            background.start_soon(site.watch_calls)
            async with trio.open_nursery() as connections:
                start = partial(self._start, connections)
                async with trio.open_nursery() as accepting:
                    accepting.start_soon(accept_forever, listener, start)
                    task_status.started([f"{'https' if site.config.tls else 'http'}://{address}"])
                    await stop.wait()
                    accepting.cancel_scope.cancel()
                with suppress(OSError):  # out of descriptors: those clients are refused then
                    accept_waiting(listener, start)
                listener.close()
                await site.context.terminated.set()
                for connection in self._live:
                    connection.drain()
                drain_timeout_s = site.config.graceful_timeout
                connections.cancel_scope.deadline = trio.current_time() + drain_timeout_s
            if connections.cancel_scope.cancelled_caught:
                logger.warning("calls were cut off %s s after the stop", drain_timeout_s)
            background.cancel_scope.cancel()

    def _start(self, nursery: trio.Nursery, sock: socket.socket) -> None:
        config = self._site.config
        stream = SocketStream(sock, config.write_timeout_s)
        if len(self._live) >= config.max_connections:
            self._metrics.connections_refused.inc()
            if config.tls is not None or self._turned_away >= MAX_TURNED_AWAY:
                stream.close()
            else:
                nursery.start_soon(self._turn_away, stream)
            return
        if config.tls is None:
            connection = Connection(self._site, stream)
        else:
            secure = trio.SSLStream(stream, config.tls, server_side=True, https_compatible=True)
            connection = Connection(self._site, secure)
        self._live.add(connection)
        self._metrics.connections.inc()
        nursery.start_soon(self._run, connection)

    async def _run(self, connection: Connection) -> None:
        try:
            await connection.run()
        finally:
            self._live.discard(connection)
            self._metrics.connections.dec()

    async def _turn_away(self, stream: SocketStream) -> None:
        """Tell a client over the limit to come back, and let it read that."""
        self._turned_away += 1
        try:
            with trio.move_on_after(self._site.config.linger_timeout_s):
                with suppress(trio.BrokenResourceError, trio.ClosedResourceError):
                    await stream.send_all(refusal(HTTPStatus.SERVICE_UNAVAILABLE, _RETRY))
                    await stream.send_eof()
                    while await stream.receive_some():
                        pass
        finally:
            self._turned_away -= 1
            stream.close()
