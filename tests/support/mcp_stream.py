"""Clients that call one tool after the other, over connections that they keep and that they do not.

They read answers to the last byte; whatever is not an answer of the tool is a failure.
"""

from __future__ import annotations

import http.client
import json
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

HEADERS = {
    "content-type": "application/json",
    "accept": "application/json, text/event-stream",
    "mcp-protocol-version": "2025-11-25",
}


def call_body(tool: str, arguments: dict[str, Any]) -> bytes:
    """One tools/call."""
    params = {"name": tool, "arguments": arguments}
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    return json.dumps(request).encode()


@dataclass
class Stream:
    """What the clients saw: answers by their source, and everything that went wrong."""

    sources: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    @property
    def calls(self) -> int:
        return sum(self.sources.values()) + len(self.failures)


@contextmanager
def calling(
    url: str, tool: str, arguments: dict[str, Any], *, tls: ssl.SSLContext | None = None
) -> Iterator[Stream]:
    """Two clients call for as long as the block: one keeps its connection, one opens many."""
    stream, stop = Stream(), threading.Event()
    body = call_body(tool, arguments)
    threads = [
        threading.Thread(target=_call, args=(url, body, tls, keep, stream, stop))
        for keep in (True, False)
    ]
    for thread in threads:
        thread.start()
    try:
        yield stream
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)


def _call(
    url: str,
    body: bytes,
    tls: ssl.SSLContext | None,
    keep: bool,
    stream: Stream,
    stop: threading.Event,
) -> None:
    connection: http.client.HTTPConnection | None = None
    while not stop.is_set():
        try:
            if connection is None:
                connection = _connect(url, tls)
            connection.request("POST", "/mcp", body, HEADERS)
            answer = connection.getresponse()
            content = answer.read()
            result = json.loads(content)["result"]
            if answer.status != 200 or result.get("isError"):
                raise AssertionError(f"{answer.status} {content!r}")
            stream.sources[result["structuredContent"]["source"]] += 1
        except Exception as error:  # noqa: BLE001 - all of it is told
            stream.failures.append(repr(error))
            if connection is not None:
                connection.close()
                connection = None
        if not keep and connection is not None:
            connection.close()
            connection = None
    if connection is not None:
        connection.close()


def _connect(url: str, tls: ssl.SSLContext | None) -> http.client.HTTPConnection:
    place = urlsplit(url)
    assert place.hostname is not None
    if tls is None:
        return http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    return http.client.HTTPSConnection("localhost", place.port, timeout=30, context=tls)
