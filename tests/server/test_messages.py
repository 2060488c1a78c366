"""What counts as a message, and answers that show nothing of what was sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from mcp_types import INVALID_REQUEST, PARSE_ERROR, JSONRPCError, JSONRPCRequest

from appliance.server.messages import parse

REQUEST = {"jsonrpc": "2.0", "id": 1, "method": "ping"}


def test_a_request_is_a_message() -> None:
    message = parse(json.dumps(REQUEST).encode())
    assert isinstance(message, JSONRPCRequest)
    assert message.id == 1


@pytest.mark.parametrize(
    "raw",
    [
        {**REQUEST, "id": None},
        {**REQUEST, "id": 1.5},
        {**REQUEST, "params": ["hunter2"]},
        {**REQUEST, "method": 5},
        {"hunter2": 1},
        [REQUEST],
        [],
        None,
        "hunter2",
    ],
)
def test_anything_else_is_refused_without_being_shown(raw: Any) -> None:
    refusal = parse(json.dumps(raw).encode())
    assert isinstance(refusal, JSONRPCError)
    assert refusal.error.code == INVALID_REQUEST
    assert "hunter2" not in refusal.model_dump_json()


@pytest.mark.parametrize("data", [b"{hunter2", b"", b"\xff\xfe", b'{"a": 1}}'])
def test_what_is_no_json_is_a_parse_error(data: bytes) -> None:
    refusal = parse(data)
    assert isinstance(refusal, JSONRPCError)
    assert refusal.error.code == PARSE_ERROR
    assert "hunter2" not in refusal.model_dump_json()


@pytest.mark.parametrize("outcome", [{"result": {}}, {"error": {"code": 1, "message": "x"}}])
def test_answers_are_ignored(outcome: dict[str, Any]) -> None:
    assert parse(json.dumps({"jsonrpc": "2.0", "id": 1, **outcome}).encode()) is None
