"""The short way through the SDK for requests with nothing unusual about them.

The SDK's HTTP layer spends three times as long on a request as its kernel. This module answers
only what is plainly well-formed, by the same kernel and with the same bytes; whatever is odd in
any way (another version, missing or repeated headers, progress asked for, a parse error) it
leaves alone by returning None, and the SDK's own HTTP layer decides.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import anyio
import orjson
from mcp.server.connection import Connection
from mcp.server.runner import ServerRunner, aclose_shielded, modern_error_data
from mcp.server.streamable_http import check_accept_headers
from mcp.server.transport_security import TransportSecurityMiddleware, TransportSecuritySettings
from mcp.shared.dispatcher import CallOptions
from mcp.shared.exceptions import MCPError, NoBackChannelError
from mcp.shared.inbound import (
    ERROR_CODE_HTTP_STATUS,
    MCP_METHOD_HEADER,
    MCP_NAME_HEADER,
    MCP_PROTOCOL_VERSION_HEADER,
    InboundModernRoute,
    classify_inbound_request,
    x_mcp_header_map,
)
from mcp.shared.message import ServerMessageMetadata
from mcp.shared.transport_context import TransportContext
from mcp_types import INTERNAL_ERROR, LOG_LEVEL_META_KEY, ErrorData
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS, MODERN_PROTOCOL_VERSIONS
from pydantic import ValidationError
from pydantic_core import from_json
from starlette.requests import Request

from appliance.server.exchange import Exchange
from appliance.server.http.asgi import Scope
from appliance.server.kernel import Kernel

logger = logging.getLogger(__name__)

Headers = dict[bytes, bytes]

ENVELOPE_KEYS = frozenset({"jsonrpc", "id", "method", "params"})
STREAMING_METHODS = frozenset({"initialize", "subscriptions/listen"})
LARGEST_ID = 2**63 - 1
REMEMBERED = 1024
"""How many tools and combinations of headers decisions are kept for."""

_MODERN = frozenset(version.encode() for version in MODERN_PROTOCOL_VERSIONS)
_LEGACY = frozenset(version.encode() for version in HANDSHAKE_PROTOCOL_VERSIONS)
_ROUTING = {
    name.encode(): name
    for name in (MCP_PROTOCOL_VERSION_HEADER, MCP_METHOD_HEADER, MCP_NAME_HEADER)
}
_VERSION_HEADER = MCP_PROTOCOL_VERSION_HEADER.encode()


@dataclass(frozen=True, slots=True)
class Reply:
    """A JSON answer, ready to send."""

    status: int
    body: bytes


@dataclass(slots=True)
class OneAnswer:
    """The SDK's view of a request that is answered once, with nothing before its answer."""

    transport: TransportContext
    request_id: int | str
    message_metadata: ServerMessageMetadata
    can_send_request: bool = False
    cancel_requested: anyio.Event = field(default_factory=anyio.Event)

    async def send_raw_request(
        self, method: str, params: Mapping[str, Any] | None, opts: CallOptions | None = None
    ) -> dict[str, Any]:
        """Refuse: there is no channel back to the client."""
        raise NoBackChannelError(method)

    async def notify(
        self, method: str, params: Mapping[str, Any] | None, opts: CallOptions | None = None
    ) -> None:
        """Drop it, as the SDK does when it answers in JSON."""

    async def progress(
        self, progress: float, total: float | None = None, message: str | None = None
    ) -> None:
        """Nobody asked: requests that ask for progress do not come this way."""


class FastPath:
    """Answers plainly well-formed requests to one server."""

    def __init__(self, kernel: Kernel, security: TransportSecuritySettings) -> None:
        self._server = kernel.server
        self._kernel = kernel
        self._security = TransportSecurityMiddleware(security)
        self._accepted: set[tuple[bytes | None, ...]] = set()
        self._param_headers: dict[str, bool] = {}

    async def admit(self, scope: Scope) -> Headers | None:
        """Return the headers when nothing about them needs the SDK's judgement."""
        headers: Headers = {}
        for name, value in scope["headers"]:
            if name in headers:
                return None
            headers[name] = value
        version = headers.get(_VERSION_HEADER)
        if version not in _MODERN and (version not in _LEGACY or b"mcp-session-id" in headers):
            return None
        look = (
            headers.get(b"host"),
            headers.get(b"origin"),
            headers.get(b"content-type"),
            headers.get(b"accept"),
        )
        if look not in self._accepted:
            if not await self._accepts(Request(scope)):
                return None
            if len(self._accepted) >= REMEMBERED:
                self._accepted.clear()
            self._accepted.add(look)
        return headers

    async def _accepts(self, request: Request) -> bool:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip()
        return (
            media_type == "application/json"
            and all(check_accept_headers(request))
            and await self._security.validate_request(request, is_post=True) is None
        )

    async def answer(
        self, headers: Headers, scope: Scope, body: bytes, exchange: Exchange
    ) -> Reply | None:
        """Answer a request whose headers were admitted, or leave it to the SDK."""
        try:
            message = from_json(body)
        except ValueError:
            return None
        if not _is_plain(message):
            return None
        modern = headers[_VERSION_HEADER] in _MODERN
        params = message.get("params")
        if not _wants_one_answer(params, modern=modern):
            return None
        if message["method"] == "tools/call" and self._is_special(params, headers, modern=modern):
            return None
        connection = _connect(message, headers, modern=modern)
        if connection is None:
            return None
        exchange.splice = True
        request = Request(scope)
        context = OneAnswer(
            TransportContext(
                kind="streamable-http", can_send_request=False, headers=request.headers
            ),
            message["id"],
            ServerMessageMetadata(request_context=request),
        )
        return await self._ask_kernel(connection, context, message, exchange, modern=modern)

    async def _ask_kernel(
        self,
        connection: Connection,
        context: OneAnswer,
        message: dict[str, Any],
        exchange: Exchange,
        *,
        modern: bool,
    ) -> Reply:
        reply: dict[str, Any] = {"jsonrpc": "2.0", "id": message["id"]}
        # Lifespan state is for servers that have a lifespan; ours is the process itself.
        runner = ServerRunner(self._server, connection, lifespan_state={})
        try:
            result = await runner.on_request(context, message["method"], message.get("params"))
        except (MCPError, ValidationError) as error:
            return _refusal(reply, modern_error_data(error), modern=modern)
        except Exception:
            logger.exception("request handler failed")
            data = ErrorData(code=INTERNAL_ERROR, message="Internal server error")
            return _refusal(reply, data, modern=modern)
        finally:
            if _has_cleanup(connection):
                await aclose_shielded(connection)
        if exchange.body:
            result["content"][0]["text"] = exchange.body.decode()
            result["structuredContent"] = orjson.Fragment(exchange.body)
        reply["result"] = result
        return Reply(200, _encode(reply))

    def _is_special(self, params: Any, headers: Headers, *, modern: bool) -> bool:
        """Whether a tool's call needs an event stream or a check of its `Mcp-Param-…` headers."""
        name = params.get("name") if isinstance(params, dict) else None
        if not isinstance(name, str) or self._kernel.is_streamed(params):
            return True
        if not modern:
            return False
        return self._has_param_headers(name) or any(
            header.startswith(b"mcp-param-") for header in headers
        )

    def _has_param_headers(self, name: str) -> bool:
        known = self._param_headers.get(name)
        if known is None:
            lookup = self._server.get_tool_input_schema
            if lookup is None:
                return True
            if (schema := lookup(name)) is None:
                return False
            known = bool(x_mcp_header_map(schema))
            if len(self._param_headers) < REMEMBERED:
                self._param_headers[name] = known
        return known


def _has_cleanup(connection: Connection) -> bool:
    """Whether a handler left something to close; asking is cheaper than closing nothing."""
    return bool(getattr(connection.exit_stack, "_exit_callbacks", True))


def _is_plain(message: Any) -> bool:
    """Whether a message is a request every reading of JSON-RPC agrees on."""
    if type(message) is not dict or not message.keys() <= ENVELOPE_KEYS:
        return False
    request_id, method = message.get("id"), message.get("method")
    return (
        message.get("jsonrpc") == "2.0"
        and (type(request_id) is str or (type(request_id) is int and abs(request_id) <= LARGEST_ID))
        and type(method) is str
        and method not in STREAMING_METHODS
    )


def _wants_one_answer(params: Any, *, modern: bool) -> bool:
    """Whether the client asked for nothing that would come before the answer."""
    if params is None:
        return not modern
    if type(params) is not dict:
        return False
    meta = params.get("_meta")
    if meta is None:
        return not modern and "_meta" not in params
    return type(meta) is dict and "progressToken" not in meta and LOG_LEVEL_META_KEY not in meta


def _connect(message: dict[str, Any], headers: Headers, *, modern: bool) -> Connection | None:
    if not modern:
        return Connection.from_envelope(headers[_VERSION_HEADER].decode(), None, None)
    routing = {
        name: headers[raw].decode("latin-1") for raw, name in _ROUTING.items() if raw in headers
    }
    route = classify_inbound_request(message, headers=routing)
    if not isinstance(route, InboundModernRoute):
        return None
    return Connection.from_envelope(
        route.protocol_version, route.client_info, route.client_capabilities
    )


def _refusal(reply: dict[str, Any], error: ErrorData, *, modern: bool) -> Reply:
    """Before 2026-07-28 every JSON-RPC error was an HTTP success."""
    reply["error"] = error.model_dump(mode="json", by_alias=True, exclude_none=True)
    status = ERROR_CODE_HTTP_STATUS.get(error.code, 200) if modern else 200
    return Reply(status, _encode(reply))


def _encode(reply: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(reply)
    except TypeError:
        # Integers beyond 64 bits and lone surrogates, which only foreign handlers return.
        return json.dumps(reply, separators=(",", ":")).encode()
