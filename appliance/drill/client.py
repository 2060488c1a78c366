"""A plain MCP client for drills: one read after the other over one connection. Blocks."""

from __future__ import annotations

import http.client
import json
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from appliance.errors import ClusterError

TIMEOUT_S = 30.0
_VERSION = "2026-07-28"
_TOOL = "search-creatures"
_HEADERS = {
    "content-type": "application/json",
    "accept": "application/json, text/event-stream",
    "mcp-protocol-version": _VERSION,
    "mcp-method": "tools/call",
    "mcp-name": _TOOL,
}
_META = {
    "io.modelcontextprotocol/protocolVersion": _VERSION,
    "io.modelcontextprotocol/clientInfo": {"name": "trinitycore-mcp drill", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}
_PARAMS = {"name": _TOOL, "arguments": {"limit": 1}, "_meta": _META}
_BODY = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": _PARAMS})


class DrillClient:
    """Calls a read-only tool through the address that clients use.

    Args:
        endpoint: http(s)://name[:port]/mcp.
        authority: PEM file with the authority of its certificate; None: the system's.

    Raises:
        ClusterError: the address or the authority is no good.
    """

    def __init__(self, endpoint: str, authority: Path | None = None) -> None:
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ClusterError(
                f"{endpoint!r} is no address of an MCP endpoint", hint="https://name/mcp"
            )
        self._path = parts.path or "/mcp"
        self._connection: http.client.HTTPConnection
        if parts.scheme == "http":
            self._connection = http.client.HTTPConnection(
                parts.hostname, parts.port, timeout=TIMEOUT_S
            )
        else:
            self._connection = http.client.HTTPSConnection(
                parts.hostname, parts.port, timeout=TIMEOUT_S, context=_trust(authority)
            )

    def call(self) -> str:
        """Call once; why there is no answer, or nothing."""
        try:
            self._connection.request("POST", self._path, _BODY, _HEADERS)
            answer = self._connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            return f"{type(error).__name__}: {error}"
        return _judge(content) if answer.status == 200 else f"HTTP {answer.status}"

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


def _trust(authority: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=authority)
    except (OSError, ssl.SSLError) as error:
        raise ClusterError(f"cannot use the authority {authority}: {error}") from error


def _judge(content: bytes) -> str:
    """Why an answer is none; a tool that says it cannot answer is no answer either."""
    try:
        result = json.loads(content)["result"]
        told = str(result["content"][0]["text"])
        refused = result.get("isError", False)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return "an answer without a result"
    return told[:200] if refused else ""
