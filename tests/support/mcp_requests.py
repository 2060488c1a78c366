"""Requests of MCP clients, as bytes and headers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

MODERN = "2026-07-28"
LEGACY = "2025-11-25"
Header = tuple[str, str]

BASE_HEADERS: dict[str, str] = {
    "host": "127.0.0.1:3000",
    "content-type": "application/json",
    "accept": "application/json, text/event-stream",
}


def envelope(**more: Any) -> dict[str, Any]:
    """The `_meta` every request of 2026-07-28 carries."""
    return {
        "io.modelcontextprotocol/protocolVersion": MODERN,
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
        **more,
    }


def message(
    era: str,
    method: str,
    params: dict[str, Any] | None = None,
    *,
    request_id: object = 1,
    meta: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """One JSON-RPC request of an era."""
    params = dict(params or {})
    if era == MODERN:
        params["_meta"] = envelope(**(meta or {}))
    elif meta:
        params["_meta"] = meta
    found: dict[str, Any] = {"jsonrpc": "2.0", "id": request_id, "method": method}
    if params:
        found["params"] = params
    return found


def headers_for(era: str, sent: dict[str, Any], **changed: str | None) -> list[Header]:
    """The headers a client sends with a message; `changed` ones replaced, None ones left out."""
    found: dict[str, str | None] = {**BASE_HEADERS, "mcp-protocol-version": era}
    if era == MODERN:
        found["mcp-method"] = str(sent.get("method"))
        params = sent.get("params") or {}
        if (name := params.get("name", params.get("uri"))) is not None:
            found["mcp-name"] = str(name)
    found |= {name.replace("_", "-"): value for name, value in changed.items()}
    return [(name, value) for name, value in found.items() if value is not None]


def call(
    era: str, name: str, arguments: Any = None, *, meta: dict[str, Any] | None = None
) -> tuple[list[Header], bytes]:
    """Headers and body of one `tools/call`."""
    params = {"name": name} if arguments is None else {"name": name, "arguments": arguments}
    sent = message(era, "tools/call", params, meta=meta)
    return headers_for(era, sent), json.dumps(sent).encode()


def on_the_wire(headers: Iterable[Header], body: bytes, path: str = "/mcp") -> bytes:
    """An HTTP/1.1 request."""
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, f"content-length: {len(body)}", "", ""]).encode("latin-1") + body
