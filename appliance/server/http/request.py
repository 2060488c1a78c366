"""HTTP/1.1 requests from bytes, as strict as a server in front of nothing should be.

llhttp refuses what is ambiguous on the wire: bare LF, folded lines, a space before the colon,
transfer-encoding beside content-length, two content-lengths, control characters. What it lets
through and a server must not is refused here: sizes, versions, hosts, targets, codings. A request
is handed on only when it is complete, trailers are dropped, and however the bytes of a complete
message were cut into pieces, the result is the same.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus

import httptools

HTTP2_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

_FRAMING = frozenset({b"host", b"content-length", b"transfer-encoding", b"expect"})
_ABSOLUTE = re.compile(rb"(?:http|https)://([^/?#@]+)((?:[/?][^#]*)?)", re.IGNORECASE)
_READ_SIZE = 2**16


class Phase(Enum):
    """What the peer is in the middle of sending."""

    IDLE = "nothing"
    HEADER = "a header"
    BODY = "a body"


@dataclass(slots=True)
class ParsedRequest:
    """A complete request: header names in lower case, `target` in origin form or `*`."""

    method: str
    target: bytes
    version: str
    headers: list[tuple[bytes, bytes]]
    body: bytes
    keep_alive: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """The bytes are no acceptable request; answer with `status` and close."""

    status: int


@dataclass(frozen=True, slots=True)
class Handover:
    """The peer wants HTTP/2 or WebSocket: Hypercorn's protocols must be given `data` first."""

    data: bytes


class _Refused(Exception):
    """Leaves a parser callback with the status to refuse with."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class RequestParser:
    """Turns the bytes of one connection into requests.

    Args:
        max_header_bytes: largest request line, header and trailers together.
        max_header_fields: most header fields.
        max_body_bytes: largest body, after the chunked coding is undone.
    """

    def __init__(
        self, *, max_header_bytes: int, max_header_fields: int, max_body_bytes: int
    ) -> None:
        self.requests: deque[ParsedRequest] = deque()
        """Complete requests, oldest first; whoever serves them takes them out."""
        self.phase = Phase.IDLE
        self.expects_continue = False
        """The peer waits for "100 Continue" before it sends the body it has announced."""
        self._max_header_bytes = max_header_bytes
        self._max_header_fields = max_header_fields
        self.max_body_bytes = max_body_bytes
        """May be changed between two feeds."""
        self._opening: bytes | None = b""
        self._llhttp = httptools.HttpRequestParser(self)
        self._raw_bytes = 0
        self._begin()

    def feed(self, data: bytes) -> Refusal | Handover | None:
        """Take the next bytes; after any result but None nothing more may be fed.

        Requests that were complete before the bytes in question are in `requests` even then.
        """
        if self._opening is not None:
            data = self._opening + data
            if data.startswith(HTTP2_PREFACE):
                return Handover(data)
            if HTTP2_PREFACE.startswith(data):
                self._opening, self.phase = data, Phase.HEADER
                return None
            self._opening, self.phase = None, Phase.IDLE
        self._raw_bytes += len(data)
        while data:
            try:
                self._llhttp.feed_data(data)
                break
            except httptools.HttpParserUpgrade as stopped:
                rest = data[stopped.args[0] :]
                if self._wants_handover():
                    return Handover(self._header_again() + rest)
                # An upgrade that is not offered is ignored: read the request again without it.
                self._llhttp = httptools.HttpRequestParser(self)
                data = self._header_again(without=b"upgrade") + rest
            except httptools.HttpParserError as error:
                return self._refusal(error)
        return self._limit_unfinished()

    def _refusal(self, error: httptools.HttpParserError) -> Refusal:
        if not isinstance(error, httptools.HttpParserCallbackError):
            return Refusal(HTTPStatus.BAD_REQUEST)
        cause = error.__context__
        if isinstance(cause, _Refused):
            return Refusal(cause.status)
        # A bug in a callback, or Ctrl-C in the middle of one.
        raise cause if cause is not None else error

    def _limit_unfinished(self) -> Refusal | None:
        """Bound what llhttp keeps without showing it: an endless header value, chunk extensions.

        Twice the limit, so that complete messages are judged by what they say alone.
        """
        if self.phase is Phase.HEADER and self._raw_bytes > 2 * self._max_header_bytes:
            return Refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        if self.phase is Phase.BODY and self._raw_bytes > 2 * self.max_body_bytes + _READ_SIZE:
            return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return None

    # Called by llhttp

    def on_message_begin(self) -> None:
        """The first byte of a request line was seen."""
        self._begin()
        self.phase = Phase.HEADER

    def on_url(self, part: bytes) -> None:
        """Some of the target was read."""
        self._target += part
        self._header_bytes += len(part)
        if self._header_bytes > self._max_header_bytes:
            raise _Refused(HTTPStatus.REQUEST_URI_TOO_LONG)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header field is complete; after the header it is a trailer and dropped."""
        self._header_bytes += len(name) + len(value) + 4
        if self._header_bytes > self._max_header_bytes:
            raise _Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        if self.phase is Phase.HEADER:
            self._headers.append((name.lower(), value.strip(b" \t")))

    def on_headers_complete(self) -> None:
        """The empty line was seen: judge the header."""
        self.phase = Phase.BODY
        self._version = self._llhttp.get_http_version()
        self._method = self._llhttp.get_method().decode()
        if len(self._headers) > self._max_header_fields:
            raise _Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        if self._version != "1.1" and self._version != "1.0":
            raise _Refused(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
        self._check_target()
        hosts = 0
        for name, value in self._headers:
            if name not in _FRAMING:
                continue
            if name == b"host":
                hosts += 1
            elif name == b"content-length":
                self._check_length(value)
            elif name == b"transfer-encoding":
                self._check_coding(value)
            else:
                self.expects_continue = value.lower() == b"100-continue" and self._version == "1.1"
        if hosts > 1 or (hosts == 0 and self._version == "1.1"):
            raise _Refused(HTTPStatus.BAD_REQUEST)
        self._stops_here = self._llhttp.should_upgrade()

    def on_body(self, data: bytes) -> None:
        """Some of the body was read."""
        self._body_bytes += len(data)
        if self._body_bytes > self.max_body_bytes:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        self._body.append(data)

    def on_message_complete(self) -> None:
        """The request is complete, unless llhttp stops here for an upgrade."""
        if self._stops_here:
            return
        body = self._body
        self.requests.append(
            ParsedRequest(
                self._method,
                self._target,
                self._version,
                self._headers,
                body[0] if len(body) == 1 else b"".join(body),
                self._llhttp.should_keep_alive(),
            )
        )
        self.phase = Phase.IDLE
        self._raw_bytes = 0

    # One message

    def _begin(self) -> None:
        self.expects_continue = False
        self._target = b""
        self._method = self._version = ""
        self._headers: list[tuple[bytes, bytes]] = []
        self._body: list[bytes] = []
        self._header_bytes = self._body_bytes = 0
        self._has_body = self._stops_here = False

    def _check_length(self, value: bytes) -> None:
        if not value.isdigit() or len(value) > 20:
            raise _Refused(HTTPStatus.BAD_REQUEST)
        length = int(value)
        if length > self.max_body_bytes:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        self._has_body = length > 0

    def _check_coding(self, value: bytes) -> None:
        if self._version == "1.0":  # RFC 9112, 6.1: the framing is faulty
            raise _Refused(HTTPStatus.BAD_REQUEST)
        if value.lower() != b"chunked":
            raise _Refused(HTTPStatus.NOT_IMPLEMENTED)
        self._has_body = True

    def _check_target(self) -> None:
        target = self._target
        if not target.startswith(b"/"):
            if absolute := _ABSOLUTE.fullmatch(target):
                # RFC 9112, 3.2.2: the host of the target replaces the header's.
                host, rest = absolute.groups()
                target = self._target = rest if rest.startswith(b"/") else b"/" + rest
                self._headers = [
                    (name, host if name == b"host" else value) for name, value in self._headers
                ]
            elif target != b"*" or self._method != "OPTIONS":
                raise _Refused(HTTPStatus.BAD_REQUEST)
        if b"#" in target or not target.isascii() or self._method == "CONNECT":
            raise _Refused(HTTPStatus.BAD_REQUEST)

    # Upgrades

    def _wants_handover(self) -> bool:
        """Whether the upgrade is one that Hypercorn's protocols carry out."""
        if self._has_body or self._version != "1.1":
            return False
        fields = dict(self._headers)
        match fields.get(b"upgrade", b"").lower():
            case b"websocket":
                # With anything missing Hypercorn would refuse but leave the connection open.
                return (
                    self._method == "GET"
                    and fields.get(b"sec-websocket-version") == b"13"
                    and b"sec-websocket-key" in fields
                )
            case b"h2c":
                return b"http2-settings" in fields
        return False

    def _header_again(self, without: bytes | None = None) -> bytes:
        start = self._method.encode(), self._target, self._version.encode()
        lines = [b"%b %b HTTP/%b\r\n" % start]
        lines += [b"%b: %b\r\n" % field for field in self._headers if field[0] != without]
        return b"".join(lines) + b"\r\n"
