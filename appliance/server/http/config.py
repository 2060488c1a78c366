"""What Hypercorn is told, and the limits it has no words for."""

from __future__ import annotations

import logging
from email.utils import format_datetime
from http import HTTPStatus
from ssl import SSLContext

import trio
from hypercorn.config import Config
from hypercorn.logging import Logger
from hypercorn.typing import ResponseSummary, WWWScope
from prometheus_client import Counter

from appliance.clock import SystemClock, WallClock
from appliance.settings.model import ServerSettings
from appliance.telemetry.metrics import Metrics

logger = logging.getLogger("appliance.server.http")

CLIENT_LEFT = 499
"""Counted, never sent: the client went away before its answer was complete."""

LISTENER_GRACE_S = 2.0
"""An application that was told that its client has left may go on this long, in seconds."""

_NEVER = 10**9
_KNOWN = frozenset(int(status) for status in HTTPStatus) | {CLIENT_LEFT}


class HttpConfig(Config):
    """Hypercorn's Config for the MCP port.

    Hypercorn reads the attributes it knows. The ones below it does not know are kept by the
    connection driver, and partly by `guard` where Hypercorn's own protocols serve:

    header_timeout_s: from a request's first byte, or from the connect, to the end of the header.
    body_timeout_s: from there to the end of the body.
    write_timeout_s: how long one write may wait for the client to read.
    linger_timeout_s: how long a refused client may pause before it has read the refusal.
    max_header_bytes, max_header_fields, max_body_bytes, max_connections: largest accepted.
    """

    linger_timeout_s = 2.0
    max_header_bytes = 16 * 1024
    max_header_fields = 100

    def __init__(
        self, settings: ServerSettings, metrics: Metrics, clock: WallClock | None = None
    ) -> None:
        self.backlog = 4096
        self.errorlog = logger
        self.h11_max_incomplete_size = self.max_header_bytes
        self.include_server_header = False
        self.keep_alive_max_requests = _NEVER
        # Without one, OpenSSL would ask for the passphrase of an encrypted key on the terminal.
        self.keyfile_password = ""
        self.tls: SSLContext | None = None
        """The TLS side of the port, once it was made; None while it speaks plain HTTP."""
        self.change(settings)

        self._clock = clock or SystemClock()
        self._date_until = float("-inf")
        self._date: list[tuple[bytes, bytes]] = []
        self._date_line = b""
        self._request_log = RequestLog(self, metrics)

    def change(self, settings: ServerSettings) -> None:
        """Keep other limits from now on, on open connections as well.

        Everything here and in Hypercorn reads them when it needs them.
        """
        self.header_timeout_s = settings.header_timeout_s
        self.body_timeout_s = settings.body_timeout_s
        self.write_timeout_s = settings.write_timeout_s
        self.max_body_bytes = settings.max_body_bytes
        self.max_connections = settings.max_connections

        self.certfile = str(settings.tls_certificate) if settings.tls_certificate else None
        self.graceful_timeout = settings.drain_timeout_s
        self.keep_alive_timeout = settings.keep_alive_timeout_s
        self.keyfile = str(settings.tls_key) if settings.tls_key else None
        self.ssl_handshake_timeout = settings.header_timeout_s

    @property
    def log(self) -> RequestLog:
        """Where Hypercorn reports requests and failures."""
        return self._request_log

    def response_headers(self, protocol: str) -> list[tuple[bytes, bytes]]:
        """The headers every answer gets: its date, computed once a second."""
        self._renew_date()
        return self._date

    def date_line(self) -> bytes:
        """The same as a line of an HTTP/1.1 header."""
        self._renew_date()
        return self._date_line

    def _renew_date(self) -> None:
        now = trio.current_time()
        if now >= self._date_until:
            moment = self._clock.now()
            date = format_datetime(moment, usegmt=True).encode()
            self._date = [(b"date", date)]
            self._date_line = b"date: %b\r\n" % date
            self._date_until = now + 1 - moment.microsecond / 1e6


class RequestLog(Logger):
    """Hypercorn's logger: failures go to the standard library's, requests are only counted."""

    def __init__(self, config: Config, metrics: Metrics) -> None:
        super().__init__(config)
        self._requests = metrics.http_requests
        self._by_status: dict[int, Counter] = {}

    async def access(
        self, request: WWWScope, response: ResponseSummary | None, request_time: float
    ) -> None:
        """Hypercorn calls this once a request: when its answer is complete or its client left."""
        self.count(CLIENT_LEFT if response is None else response["status"])

    def count(self, status: int) -> None:
        """Count a request that was answered with `status`."""
        counter = self._by_status.get(status)
        if counter is None:
            # Whatever the application makes up, there are not more label values than codes.
            label = str(int(status)) if status in _KNOWN else "other"
            counter = self._requests.labels(label)
            if label != "other":
                self._by_status[status] = counter
        counter.inc()
