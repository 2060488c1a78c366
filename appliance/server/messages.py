"""JSON-RPC messages as they arrive: what is one, and what is told to those who send something else.

The answers name neither what was sent nor how it was read: it may hold secrets.
"""

from __future__ import annotations

from typing import Any

from mcp.shared.dispatcher import as_request_id
from mcp_types import (
    INVALID_REQUEST,
    PARSE_ERROR,
    ErrorData,
    JSONRPCError,
    JSONRPCMessage,
    JSONRPCNotification,
    JSONRPCResponse,
    RequestId,
    jsonrpc_message_adapter,
)
from pydantic import ValidationError
from pydantic_core import from_json


def parse(data: bytes) -> JSONRPCMessage | None:
    """Return the message in `data`, None for one to be ignored, or the error to answer it with."""
    try:
        raw = from_json(data)
    except ValueError:
        return protocol_error(None, PARSE_ERROR, "Parse error")
    try:
        message: JSONRPCMessage = jsonrpc_message_adapter.validate_python(raw, by_name=False)
    except ValidationError:
        if isinstance(raw, dict) and "method" not in raw and {"result", "error"} & raw.keys():
            # An answer, though we ask nothing; errors are not answered with errors.
            return None
        return _invalid(raw)
    if isinstance(message, JSONRPCNotification) and "id" in raw:
        # A request whose id is none: whoever sends an id waits for an answer.
        return _invalid(raw)
    return None if isinstance(message, JSONRPCError | JSONRPCResponse) else message


def protocol_error(request_id: RequestId | None, code: int, message: str) -> JSONRPCError:
    """An error of the protocol, as a message."""
    return JSONRPCError(jsonrpc="2.0", id=request_id, error=ErrorData(code=code, message=message))


def _invalid(raw: Any) -> JSONRPCError:
    request_id = as_request_id(raw.get("id")) if isinstance(raw, dict) else None
    return protocol_error(request_id, INVALID_REQUEST, "Invalid request: not one JSON-RPC message")
