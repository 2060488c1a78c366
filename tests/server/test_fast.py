"""The fast path against the SDK's own HTTP layer: same status, same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import RequestParams

from appliance.server.endpoint import Endpoint
from appliance.server.exchange import Exchange
from appliance.server.fast import FastPath
from appliance.server.http.asgi import ASGI, Receive, Scope, Send
from appliance.server.kernel import build_kernel
from appliance.server.security import transport_security
from appliance.settings.model import ServerSettings
from tests.support import asgi
from tests.support.mcp_corpus import ODD, changed, plain_requests, request
from tests.support.mcp_requests import LEGACY, MODERN
from tests.support.mcp_server import sample_dispatcher

SETTINGS = ServerSettings(allowed_origins=("https://app.example",))


@dataclass
class Both:
    fast: FastPath
    endpoint: ASGI
    reference: ASGI
    streaming: ASGI
    """The SDK as the endpoint runs it: answers as event streams where they may take long."""

    async def take(self, headers: list[asgi.Header], body: bytes) -> asgi.Response | None:
        """What the fast path makes of a request, None when it leaves it."""
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
        scope = {"type": "http", "method": "POST", "path": "/mcp", "headers": raw}
        admitted = await self.fast.admit(scope)
        if admitted is None:
            return None
        reply = await self.fast.answer(admitted, scope, body, Exchange("0" * 12))
        if reply is None:
            return None
        return asgi.Response(reply.status, {"content-type": "application/json"}, reply.body)


def sdk_app(*, json_response: bool) -> ASGI:
    """The SDK alone."""
    manager = StreamableHTTPSessionManager(
        build_kernel(sample_dispatcher()).server,
        json_response=json_response,
        stateless=True,
        security_settings=transport_security(SETTINGS),
        max_request_body_size=SETTINGS.max_body_bytes,
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            async with manager.run():
                await send({"type": "lifespan.startup.complete"})
                await receive()
            await send({"type": "lifespan.shutdown.complete"})
        else:
            await manager.handle_request(scope, receive, send)

    return app


@pytest.fixture
async def both() -> AsyncIterator[Both]:
    kernel = build_kernel(sample_dispatcher())
    fast = FastPath(kernel, transport_security(SETTINGS))
    endpoint = Endpoint(kernel, SETTINGS)
    reference, streaming = sdk_app(json_response=True), sdk_app(json_response=False)
    async with (
        asgi.running_app(endpoint),
        asgi.running_app(reference),
        asgi.running_app(streaming),
    ):
        yield Both(fast, endpoint, reference, streaming)


def without_ids(body: bytes) -> bytes:
    return re.sub(rb"request id [0-9a-f]{12}", b"request id", body)


def in_sdk_spelling(era: str, body: bytes) -> bytes:
    """The SDK escapes what is not ASCII in one era and not in the other."""
    return json.dumps(json.loads(body), separators=(",", ":"), ensure_ascii=era == MODERN).encode()


@pytest.mark.parametrize(("era", "headers", "body"), list(plain_requests()))
async def test_plain_requests_are_answered_like_the_sdk_does(
    both: Both, era: str, headers: list[asgi.Header], body: bytes
) -> None:
    ours = await both.take(headers, body)
    assert ours is not None, "the fast path left a plain request to the SDK"
    theirs = await asgi.request(both.reference, "POST", "/mcp", headers, body)
    assert ours.status == theirs.status
    assert ours.headers["content-type"] == theirs.headers["content-type"]
    assert in_sdk_spelling(era, without_ids(ours.body)) == without_ids(theirs.body)
    served = await asgi.request(both.endpoint, "POST", "/mcp", headers, body)
    assert served.status == ours.status
    assert without_ids(served.body) == without_ids(ours.body)


NO_MESSAGE = (
    "batch", "legacy batch", "text", "id is null", "id has a fraction", "id is true", "no jsonrpc",
    "method is a number", "params is a list",
)  # fmt: skip
"""What the SDK would answer by showing what was sent, or not at all."""
LEFT = {name: odd for name, odd in ODD.items() if name not in NO_MESSAGE}


@pytest.mark.parametrize("name", NO_MESSAGE)
async def test_what_is_no_message_is_refused_without_being_shown(both: Both, name: str) -> None:
    headers, body = ODD[name]
    served = await asgi.request(both.endpoint, "POST", "/mcp", headers, body)
    assert served.status == 400
    assert json.loads(served.body)["error"] == {
        "code": -32600,
        "message": "Invalid request: not one JSON-RPC message",
    }


@pytest.mark.parametrize(("headers", "body"), LEFT.values(), ids=LEFT)
async def test_odd_requests_are_left_to_the_sdk(
    both: Both, headers: list[asgi.Header], body: bytes
) -> None:
    assert await both.take(headers, body) is None
    theirs = await asgi.request(both.streaming, "POST", "/mcp", headers, body)
    served = await asgi.request(both.endpoint, "POST", "/mcp", headers, body)
    assert (served.status, served.body) == (theirs.status, theirs.body)


EXPECTED_STATUS = {
    "foreign host": 421,
    "foreign origin": 403,
    "text body": 400,
    "no accept": 406,
    "accepts JSON only": 406,
    "other method header": 400,
    "unknown version": 400,
    "two versions": 400,
    "no JSON": 400,
    "legacy no JSON": 400,
    "not UTF-8": 400,
    "NUL": 400,
    "batch": 400,
    "legacy batch": 400,
    "deep": 400,
    "legacy deep": 400,
    "huge number": 400,
    "id is null": 400,
    "notification": 202,
    "legacy notification": 202,
}


@pytest.mark.parametrize(("name", "status"), EXPECTED_STATUS.items())
async def test_odd_requests_get_the_right_status(both: Both, name: str, status: int) -> None:
    headers, body = ODD[name]
    assert (await asgi.request(both.endpoint, "POST", "/mcp", headers, body)).status == status


async def test_decisions_about_headers_are_kept_for_a_bounded_number(both: Both) -> None:
    for port in range(3000):
        headers, _body = changed(MODERN, host=f"localhost:{port}")
        raw_headers = [(name.encode(), value.encode()) for name, value in headers]
        assert await both.fast.admit({"type": "http", "headers": raw_headers}) is not None
    assert len(both.fast._accepted) <= 1024


@pytest.mark.parametrize("era", [MODERN, LEGACY])
async def test_a_handlers_bug_is_an_internal_error(
    era: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def explode(_context: Any, _params: Any) -> Any:
        raise ZeroDivisionError("hunter2")

    kernel = build_kernel(sample_dispatcher())
    kernel.server.add_request_handler("tools/list", RequestParams, explode)
    endpoint = Endpoint(kernel, SETTINGS)
    async with asgi.running_app(endpoint):
        response = await asgi.request(endpoint, "POST", "/mcp", *request(era, "tools/list"))
    assert response.status == 200
    assert response.message["error"] == {"code": -32603, "message": "Internal server error"}
    assert "hunter2" in caplog.text


async def test_results_of_foreign_handlers_may_hold_any_json() -> None:
    odd = {"big": 2**80, "text": "\ud800", "tools": []}

    async def answer(_context: Any, _params: Any) -> dict[str, Any]:
        return odd

    kernel = build_kernel(sample_dispatcher())
    kernel.server.add_request_handler("x/odd", RequestParams, answer)
    endpoint = Endpoint(kernel, SETTINGS)
    async with asgi.running_app(endpoint):
        response = await asgi.request(endpoint, "POST", "/mcp", *request(LEGACY, "x/odd"))
    assert response.message["result"] == odd
