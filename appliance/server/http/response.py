"""HTTP/1.1 responses as bytes: framing, and nothing an application says that would break it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from http import HTTPStatus

_STATUS_LINES = {
    int(status): b"HTTP/1.1 %d %b\r\n" % (status, status.phrase.encode()) for status in HTTPStatus
}
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_UNTIL_CLOSE = 1 << 62


class ResponseFramer:
    """Frames one response: `start`, then `body` as often as needed, then `end`.

    Each returns the bytes to write now. The header of a response with a known length waits for
    its first piece of body, so that the whole is one write.

    Args:
        to_head: the request was HEAD; no body follows whatever the header says.
        version: the request's HTTP version, "1.0" or "1.1".
        keep_alive: whether another request may follow; the application can only say no.
    """

    __slots__ = ("_chunked", "_head", "_http_1_0", "_left", "_to_head", "complete", "keep_alive")

    def __init__(self, *, to_head: bool, version: str, keep_alive: bool) -> None:
        self.complete = False
        """The whole response has been framed."""
        self.keep_alive = keep_alive
        self._to_head = to_head
        self._http_1_0 = version == "1.0"
        self._head = b""
        self._chunked = False
        self._left = 0

    @property
    def unsent(self) -> bool:
        """A header waits: the application has begun, but nothing has been written."""
        return bool(self._head)

    def start(self, status: int, headers: Iterable[tuple[bytes, bytes]], extra: bytes) -> bytes:
        """Begin the response; `extra` is whole header lines that need no check.

        Raises:
            ValueError: the status or a header cannot be sent. Nothing has been framed then.
        """
        if not 200 <= status <= 599:
            raise ValueError(f"{status} is not the status of a response")
        lines = [_STATUS_LINES.get(status) or b"HTTP/1.1 %d \r\n" % status]
        length = self._add_fields(lines, headers, status)
        self._decide_framing(lines, length, status)
        head = b"".join(lines)
        if head.count(b"\n") != len(lines) or head.count(b"\r") != len(lines) or b"\0" in head:
            raise ValueError("a response header contains a line break")
        self._head = b"%b%b\r\n" % (head, extra)
        return self._take(b"") if not self._left or self._left == _UNTIL_CLOSE else b""

    def body(self, data: bytes) -> bytes:
        """Frame a piece of the body.

        Raises:
            ValueError: the body is longer than its content-length. Nothing has been framed then.
        """
        if self._chunked:
            return self._take(b"%x\r\n%b\r\n" % (len(data), data)) if data else b""
        if len(data) > self._left:
            raise ValueError("the response is longer than its content-length")
        if self._left != _UNTIL_CLOSE:
            self._left -= len(data)
        return self._take(data)

    def end(self) -> bytes:
        """Frame the end; a body shorter than promised ends the connection."""
        self.complete = True
        if self._left:
            self.keep_alive = False
        return self._take(b"0\r\n\r\n" if self._chunked else b"")

    def _take(self, data: bytes) -> bytes:
        head, self._head = self._head, b""
        return head + data if head else data

    def _add_fields(
        self, lines: list[bytes], headers: Iterable[tuple[bytes, bytes]], status: int
    ) -> int | None:
        length = None
        for name, value in headers:
            match _field_name(name):
                case b"connection":
                    self.keep_alive = self.keep_alive and b"close" not in value.lower()
                    continue
                case b"transfer-encoding" | b"keep-alive" | b"upgrade":
                    continue  # framing and the connection are decided here
                case b"content-length":
                    if length is not None or not value.isdigit():
                        raise ValueError("a response has one content-length, which is a number")
                    length = int(value)
                    if status == 204:
                        continue  # RFC 9110, 8.6: must not be sent
            lines.append(b"%b: %b\r\n" % (name, value))
        return length

    def _decide_framing(self, lines: list[bytes], length: int | None, status: int) -> None:
        self._left, self._chunked = 0, False  # a refused header may have left its own
        if self._to_head or status in (204, 304):
            pass  # no body follows, whatever the header says
        elif length is not None:
            self._left = length
        elif self._http_1_0:
            self._left = _UNTIL_CLOSE
            self.keep_alive = False
        else:
            self._chunked = True
            lines.append(b"transfer-encoding: chunked\r\n")
        if not self.keep_alive:
            lines.append(b"connection: close\r\n")
        elif self._http_1_0:
            lines.append(b"connection: keep-alive\r\n")


def refusal(status: int, extra: bytes = b"") -> bytes:
    """A whole response without a body, after which the connection is closed."""
    line = _STATUS_LINES[status]
    return b"%bcontent-length: 0\r\nconnection: close\r\n%b\r\n" % (line, extra)


@lru_cache(maxsize=256)
def _field_name(name: bytes) -> bytes:
    """`name` in lower case.

    Raises:
        ValueError: it is not a token.
    """
    if not _TOKEN.fullmatch(name):
        raise ValueError(f"{name!r} is not the name of a header")
    return name.lower()
