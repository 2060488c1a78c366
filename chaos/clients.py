"""MCP clients that call all the time, and the record of every call.

Most calls are lean requests of protocol 2026-07-28 over keep-alive TLS, as many clients of a site
make them; two clients are the MCP SDK's own, one of each era of the protocol. A call fails when
its caller gets no answer, an HTTP error, a protocol error or a wrong answer. An answer that says
that the realm is away is refused, not failed: that is the truth, told in time.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import httpx2
import trio
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

MODERN = "2026-07-28"
PATIENCE_S = 30.0
"""How long a client waits for an answer, in seconds."""
SLOW_S = 1.0
READ, ONCE, LEGACY = "read", "once", "legacy"
"""How the balancer treats a call: may be retried; may not; may not, for want of headers."""

ENTRY = 448
_META = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientInfo": {"name": "drill", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}
CALLS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("search-creatures", {"isVendor": True, "limit": 3}, READ),
    ("get-schema-overview", {}, READ),
    ("search-creatures", {"name": "a", "limit": 2}, READ),
    ("call-tool", {"name": "search-creatures", "arguments": {"limit": 1}}, ONCE),
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call: when it began and ended on the monotonic clock, and what came of it.

    `failure` says what went wrong; `refused` that the server said it could not answer.
    """

    began: float
    ended: float
    kind: str
    failure: str = ""
    refused: bool = False

    @property
    def took_s(self) -> float:
        """Its duration."""
        return self.ended - self.began


@dataclass
class Load:
    """Clients at work: `rate` calls a second by `clients` lean clients, and the SDK's two."""

    url: str
    authority: Path
    rate: float = 60.0
    clients: int = 6
    sdk: bool = True
    calls: list[Call] = field(default_factory=list)

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Call until cancelled."""
        trusted = ssl.create_default_context(cafile=str(self.authority))
        async with trio.open_nursery() as nursery:
            for number in range(self.clients):
                nursery.start_soon(self._lean, number, trusted)
            if self.sdk:
                nursery.start_soon(self._sdk, MODERN, trusted)
                nursery.start_soon(self._sdk, "legacy", trusted)
            task_status.started()

    def since(self, began: float) -> list[Call]:
        """The calls that have ended since then."""
        return [call for call in self.calls if call.ended >= began]

    async def _lean(self, number: int, trusted: ssl.SSLContext) -> None:
        pause_s = self.clients / self.rate
        await trio.sleep(pause_s * number / self.clients)
        async with httpx2.AsyncClient(
            verify=trusted, timeout=PATIENCE_S, trust_env=False
        ) as client:
            turn = number
            while True:
                tool, arguments, kind = CALLS[turn % len(CALLS)]
                began = monotonic()
                await self._record(kind, partial(post, client, self.url, tool, arguments))
                turn += 1
                await trio.sleep(max(0.0, began + pause_s - monotonic()))

    async def _record(self, kind: str, ask: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        began = monotonic()
        failure, refused = "no answer within the client's patience", False
        with trio.move_on_after(PATIENCE_S):
            try:
                refused = judge(await ask())
                failure = ""
            except CallFailed as error:
                failure = str(error)
        self.calls.append(Call(began, monotonic(), kind, failure, refused))

    async def _sdk(self, mode: str, trusted: ssl.SSLContext) -> None:
        """The SDK's client; one whose connection was lost is made anew, as programs do."""
        kind = LEGACY if mode == "legacy" else READ
        while True:
            began = monotonic()
            try:
                await self._sdk_session(mode, kind, trusted)
            except Exception as error:  # noqa: BLE001 - whatever it is, its user has no session
                self.calls.append(Call(began, monotonic(), kind, f"session: {error!r}"[:200]))
            await trio.sleep(0.2)

    async def _sdk_session(self, mode: str, kind: str, trusted: ssl.SSLContext) -> None:
        async with (
            httpx2.AsyncClient(verify=trusted, timeout=PATIENCE_S, trust_env=False) as http,
            Client(streamable_http_client(self.url, http_client=http), mode=mode) as client,
        ):

            async def ask() -> dict[str, Any]:
                try:
                    found = await client.call_tool("search-creatures", {"limit": 2})
                except Exception as error:
                    raise CallFailed(f"{type(error).__name__}: {error}"[:200]) from error
                return {"isError": found.is_error, "structuredContent": found.structured_content,
                        "content": [part.model_dump() for part in found.content]}  # fmt: skip

            while True:
                await self._record(kind, ask)
                await trio.sleep(0.25)


class CallFailed(Exception):
    """The caller has no answer, or not one of a tool."""


async def post(
    client: httpx2.AsyncClient, url: str, tool: str, arguments: dict[str, Any]
) -> dict[str, Any]:
    """One tools/call of 2026-07-28; the result.

    Raises:
        CallFailed: there is none.
    """
    params = {"name": tool, "arguments": arguments, "_meta": _META}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    headers = {
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": MODERN,
        "mcp-method": "tools/call",
        "mcp-name": tool,
    }
    try:
        reply = await client.post(url, content=json.dumps(body).encode(), headers=headers)
    except httpx2.HTTPError as error:
        raise CallFailed(f"{type(error).__name__}: {error}"[:200]) from error
    if reply.status_code != 200:
        raise CallFailed(f"HTTP {reply.status_code}")
    try:
        result: dict[str, Any] = _message(reply)["result"]
    except (ValueError, KeyError) as error:
        raise CallFailed(f"not a result: {reply.text[:200]}") from error
    return result


def _message(reply: httpx2.Response) -> dict[str, Any]:
    """The JSON-RPC message of an answer, which a long call sends as the last event of a stream."""
    text = reply.text
    if reply.headers.get("content-type", "").startswith("text/event-stream"):
        text = [line for line in text.splitlines() if line.startswith("data:")][-1][5:]
    found: dict[str, Any] = json.loads(text)
    return found


def judge(result: dict[str, Any]) -> bool:
    """Whether a result refuses to answer; False for an answer.

    Raises:
        CallFailed: it is neither.
    """
    if not result.get("isError"):
        if not result.get("structuredContent"):
            raise CallFailed("an answer without content")
        return False
    told = result["content"][0]["text"]
    if "database" in told or "not available" in told:
        return True
    raise CallFailed(f"the tool says: {told}"[:200])


def percentile(values: Iterable[float], share: float) -> float:
    """The value that this share of the values does not exceed; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
