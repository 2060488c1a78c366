"""JSON over HTTP(S), as engines of others are asked: bounded answers, errors that say the fix.

Certificates are read when a connection is first needed and again after one failed, so rotated ones
are taken up. Proxies of the environment are not used: an engine is near, or it is of no use.
Deadlines are the caller's.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import trio

from appliance.errors import ClusterError
from appliance.failover.trust import Trust, explain

LONGEST_ANSWER = 2**20
"""Bytes of an answer that are read: the keys of a cluster are some kilobytes."""
IDLE_S = 60.0
"""An unused connection is kept for so long."""
_QUOTED = 200
"""Characters of a foreign answer that an error shows."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer.

    Attributes:
        content: the decoded JSON; None when it was none.
        text: how the answer begins, fit for one line.
    """

    status: int
    content: Any
    text: str

    @property
    def fields(self) -> Mapping[str, Any]:
        """The members of a JSON object; none when it is something else."""
        return self.content if isinstance(self.content, dict) else {}


class JsonApi:
    """A connection to one engine, for one task."""

    def __init__(self, trust: Trust | None) -> None:
        """Args:
        trust: whom to trust on https:// addresses; None: there are none.
        """
        self._trust = trust
        self._client: httpx2.AsyncClient | None = None
        # Work of MCP must not be able to take all threads from a node that wants to lead.
        self._limiter = trio.CapacityLimiter(1)

    async def ask(
        self,
        method: str,
        url: str,
        *,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a request and read the whole answer.

        Raises:
            ClusterError: there was none, or it is longer than any we know.
        """
        read = bytearray()
        async with self._exchange(method, url, body, headers) as response:
            async for chunk in response.aiter_bytes():
                # Leaving the loop would leave generators below it to the garbage collector.
                if len(read) <= LONGEST_ANSWER:
                    read += chunk
            if len(read) > LONGEST_ANSWER:
                raise ClusterError(f"{url} answers with more than {LONGEST_ANSWER} bytes")
            return Reply(response.status_code, _decoded(bytes(read)), excerpt(bytes(read)))

    @asynccontextmanager
    async def listen(
        self, url: str, body: Mapping[str, Any], headers: Mapping[str, str]
    ) -> AsyncIterator[tuple[int, AsyncIterator[bytes]]]:
        """Status and pieces of an answer that does not end by itself.

        Raises:
            ClusterError: there was no answer, or it broke off.
        """
        async with self._exchange("POST", url, body, headers) as response:
            yield response.status_code, response.aiter_bytes()

    async def aclose(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    @asynccontextmanager
    async def _exchange(
        self,
        method: str,
        url: str,
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
    ) -> AsyncIterator[httpx2.Response]:
        client = await self._open()
        try:
            async with client.stream(method, url, json=body, headers=headers) as response:
                yield response
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            await self.aclose()
            broke_off = isinstance(error, httpx2.ReadError | httpx2.RemoteProtocolError)
            raise explain(error, url, self._trust, broke_off=broke_off) from error

    async def _open(self) -> httpx2.AsyncClient:
        if self._client is None:
            if self._trust is None:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # not used
            else:
                read = self._trust.context
                context = await trio.to_thread.run_sync(read, limiter=self._limiter)
            self._client = httpx2.AsyncClient(
                verify=context,
                timeout=None,
                trust_env=False,
                limits=httpx2.Limits(keepalive_expiry=IDLE_S),
            )
        return self._client


def excerpt(content: bytes) -> str:
    """How foreign bytes begin, printable and on one line."""
    text = " ".join(content[: 4 * _QUOTED].decode("utf-8", "replace").split())
    return "".join(each for each in text[:_QUOTED] if each.isprintable())


def _decoded(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
