"""Requests an MCP server over HTTP may get: the plain ones and the odd ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.mcp_requests import LEGACY, MODERN, Header, call, headers_for, message

OLD = "2025-06-18"


def request(
    era: str, method: str, params: dict[str, Any] | None = None, **more: Any
) -> tuple[list[Header], bytes]:
    sent = message(era, method, params, **more)
    return headers_for(era, sent), json.dumps(sent).encode()


PLAIN_CALLS: dict[str, tuple[str, Any]] = {
    "success": ("echo", {"text": "Wächter «1» 😀\n"}),
    "alias": ("say", {"text": "x"}),
    "no arguments": ("raw", None),
    "empty arguments": ("raw", {}),
    "many rows": ("rows", {"count": 500}),
    "tool error": ("fail", {"how": "not-found"}),
    "database away": ("fail", {"how": "away"}),
    "bug": ("fail", {"how": "bug"}),
    "wrong arguments": ("echo", {"text": 5, "tims": 2}),
    "missing arguments": ("echo", {}),
    "unknown tool": ("ehco", {"text": "x"}),
    "large integer": ("echo", {"text": "x", "times": 2**80}),
    "quotes and NUL": ("echo", {"text": "'; DROP TABLE creature; -- \x00 %_\\"}),
}
PLAIN_METHODS: dict[str, tuple[str, dict[str, Any] | None, dict[str, Any]]] = {
    "tools/list": ("tools/list", None, {}),
    "tools/list, bad cursor": ("tools/list", {"cursor": "nowhere"}, {}),
    "tools/list, cursor of another type": ("tools/list", {"cursor": 5}, {}),
    "ping": ("ping", None, {}),
    "server/discover": ("server/discover", None, {}),
    "unknown method": ("tools/eat", None, {}),
    "method without handler": ("logging/setLevel", {"level": "info"}, {}),
    "resources/list": ("resources/list", None, {}),
    "resources/templates/list": ("resources/templates/list", None, {}),
    "resources/read": ("resources/read", {"uri": "trinity://schema"}, {}),
    "resources/read, elsewhere": ("resources/read", {"uri": "file:///etc/passwd"}, {}),
    "prompts/list": ("prompts/list", None, {}),
    "prompts/get": ("prompts/get", {"name": "diagnose-server", "arguments": {"symptom": "x"}}, {}),
    "prompts/get, unknown": ("prompts/get", {"name": "eat"}, {}),
    "completion/complete": (
        "completion/complete",
        {
            "ref": {"type": "ref/prompt", "name": "plan-quest-chain"},
            "argument": {"name": "locale", "value": "de"},
        },
        {},
    ),
    "text id": ("tools/list", None, {"request_id": "ä-1"}),
    "large id": ("ping", None, {"request_id": 2**63 - 1}),
    "negative id": ("ping", None, {"request_id": -5}),
}


def two_ids(era: str) -> tuple[list[Header], bytes]:
    headers, body = request(era, "tools/list")
    return headers, body.replace(b'"id": 1', b'"id": 1, "id": 2')


def plain_requests() -> Iterator[Any]:
    for era in (MODERN, LEGACY, OLD):
        for name, (tool, arguments) in PLAIN_CALLS.items():
            yield pytest.param(era, *call(era, tool, arguments), id=f"{era} {name}")
        for name, (method, params, more) in PLAIN_METHODS.items():
            yield pytest.param(era, *request(era, method, params, **more), id=f"{era} {name}")
        yield pytest.param(era, *call(era, "echo", "text"), id=f"{era} arguments are a text")
        yield pytest.param(era, *two_ids(era), id=f"{era} two ids")
    sent = message(LEGACY, "ping") | {"params": None}
    headers = headers_for(LEGACY, sent)
    yield pytest.param(LEGACY, headers, json.dumps(sent).encode(), id="params are null")
    yield pytest.param(MODERN, *changed(MODERN, origin="https://app.example"), id="allowed origin")
    lenient = changed(MODERN, accept="*/*", content_type="application/json; charset=utf-8")
    yield pytest.param(MODERN, *lenient, id="accepts anything")


def changed(era: str, **headers: str | None) -> tuple[list[Header], bytes]:
    sent = message(era, "tools/list")
    return headers_for(era, sent, **headers), json.dumps(sent).encode()


def raw(era: str, body: bytes) -> tuple[list[Header], bytes]:
    return headers_for(era, message(era, "tools/list")), body


def notification(era: str, method: str) -> tuple[list[Header], bytes]:
    sent = message(era, method)
    del sent["id"]
    return headers_for(era, sent), json.dumps(sent).encode()


def twice(name: str) -> tuple[list[Header], bytes]:
    headers, body = changed(MODERN)
    return [*headers, *(header for header in headers if header[0] == name)], body


def with_envelope(**meta: Any) -> tuple[list[Header], bytes]:
    sent = message(MODERN, "tools/list")
    sent["params"]["_meta"] |= meta
    sent["params"]["_meta"] = {
        name: value for name, value in sent["params"]["_meta"].items() if value is not ...
    }
    return headers_for(MODERN, sent), json.dumps(sent).encode()


ODD: dict[str, tuple[list[Header], bytes]] = {
    "no version": changed(LEGACY, mcp_protocol_version=None),
    "unknown version": changed(LEGACY, mcp_protocol_version="2031-01-01"),
    "session id": changed(LEGACY, mcp_session_id="abc"),
    "foreign host": changed(MODERN, host="evil.example"),
    "no host": changed(MODERN, host=None),
    "foreign origin": changed(MODERN, origin="https://evil.example"),
    "text body": changed(MODERN, content_type="text/plain"),
    "no content type": changed(LEGACY, content_type=None),
    "no accept": changed(MODERN, accept=None),
    "accepts JSON only": changed(LEGACY, accept="application/json"),
    "accepts events only": changed(MODERN, accept="text/event-stream"),
    "other method header": changed(MODERN, mcp_method="tools/call"),
    "no method header": changed(MODERN, mcp_method=None),
    "other version in body": with_envelope(
        **{"io.modelcontextprotocol/protocolVersion": "2027-01-01"}
    ),
    "no version in body": with_envelope(**{"io.modelcontextprotocol/protocolVersion": ...}),
    "no capabilities": with_envelope(**{"io.modelcontextprotocol/clientCapabilities": ...}),
    "progress wanted": with_envelope(progressToken="p"),
    "log lines wanted": with_envelope(**{"io.modelcontextprotocol/logLevel": "debug"}),
    "two versions": twice("mcp-protocol-version"),
    "two methods": twice("mcp-method"),
    "two accepts": twice("accept"),
    "initialize": request(
        LEGACY,
        "initialize",
        {
            "protocolVersion": LEGACY,
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    ),
    "initialize in the other era": request(MODERN, "initialize"),
    "subscription": request(MODERN, "subscriptions/listen", {"notifications": {}}),
    "notification": notification(MODERN, "notifications/cancelled"),
    "legacy notification": notification(LEGACY, "notifications/initialized"),
    "empty": raw(MODERN, b""),
    "no JSON": raw(MODERN, b"{"),
    "legacy no JSON": raw(LEGACY, b"{"),
    "not UTF-8": raw(MODERN, b'{"jsonrpc":"2.0","id":1,"method":"\xff"}'),
    "NUL": raw(LEGACY, b'{"jsonrpc":"2.0","id":1,"method":"ping\x00"}'),
    "batch": raw(MODERN, b'[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]'),
    "legacy batch": raw(LEGACY, b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]'),
    "text": raw(MODERN, b'"tools/list"'),
    "deep": raw(MODERN, b'{"a":' * 5000 + b"1" + b"}" * 5000),
    "legacy deep": raw(LEGACY, b"[" * 100_000),
    "huge number": raw(MODERN, b'{"jsonrpc":"2.0","id":' + b"9" * 5000 + b',"method":"ping"}'),
    "id beyond 64 bits": request(MODERN, "ping", request_id=2**64),
    "id is null": request(MODERN, "tools/list", request_id=None),
    "id has a fraction": request(LEGACY, "ping", request_id=1.5),
    "id is true": request(LEGACY, "ping", request_id=True),
    "no jsonrpc": raw(LEGACY, b'{"id":1,"method":"ping"}'),
    "answer": raw(LEGACY, b'{"jsonrpc":"2.0","id":1,"result":{}}'),
    "request and answer": raw(LEGACY, b'{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}'),
    "method is a number": raw(LEGACY, b'{"jsonrpc":"2.0","id":1,"method":5}'),
    "params is a list": raw(LEGACY, b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}'),
    "no params": raw(MODERN, b'{"jsonrpc":"2.0","id":1,"method":"tools/list"}'),
    "lone surrogate": raw(MODERN, call(MODERN, "echo", {"text": "?"})[1].replace(b"?", b"\\ud800")),
    "legacy progress wanted": request(LEGACY, "ping", meta={"progressToken": 1}),
    "a tool that may take long": call(MODERN, "wait-long", {"seconds": 0}),
    "a call without a name": request(LEGACY, "tools/call", {}),
    "parameter header": (
        [*call(MODERN, "echo", {"text": "x"})[0], ("mcp-param-text", "y")],
        call(MODERN, "echo", {"text": "x"})[1],
    ),
}
