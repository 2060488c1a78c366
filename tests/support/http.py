"""One HTTP request, as a plain client makes it."""

from __future__ import annotations

import http.client
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

import trio


class Reply(NamedTuple):
    """Status, headers (lower case) and body of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def request_sync(
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    timeout_s: float = 30,
) -> Reply:
    """Send one request on a connection of its own and read the whole answer."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=timeout_s)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, headers or {})
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, names, answer.read())
    finally:
        connection.close()


async def request(url: str, **options: object) -> Reply:
    """`request_sync` in a thread."""
    return await trio.to_thread.run_sync(partial(request_sync, url, **options))  # type: ignore[arg-type]
