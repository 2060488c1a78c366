from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import trio

from appliance.server.endpoint import Endpoint
from appliance.server.http.asgi import Message, Scope
from appliance.server.kernel import build_kernel
from appliance.settings.model import ServerSettings
from appliance.telemetry import logs
from appliance.tools.context import Caller
from appliance.tools.context import Scope as Right
from tests.support import asgi
from tests.support.mcp_requests import BASE_HEADERS, LEGACY, MODERN, call
from tests.support.mcp_server import sample_dispatcher
from tests.support.sample_tools import EVENTS

SETTINGS = ServerSettings(max_body_bytes=2000)
PROGRESS = {"progressToken": "p"}


def identify(scope: Scope) -> Caller:
    name = dict(scope["headers"]).get(b"x-user", b"nobody").decode()
    return Caller(name, frozenset({Right.GAME_READ}))


@pytest.fixture
async def app() -> AsyncIterator[asgi.ASGI]:
    EVENTS.clear()
    endpoint = Endpoint(build_kernel(sample_dispatcher()), SETTINGS, identify=identify)
    async with asgi.running_app(endpoint):
        yield endpoint


@pytest.mark.parametrize("era", [MODERN, LEGACY])
@pytest.mark.parametrize("meta", [None, PROGRESS], ids=["fast", "sdk"])
async def test_caller_and_request_id_reach_the_tool(
    app: asgi.ASGI, era: str, meta: dict[str, Any] | None
) -> None:
    headers, body = call(era, "identity", meta=meta)
    response = await asgi.request(app, "POST", "/mcp", [*headers, ("x-user", "ann")], body)
    request_id = response.headers["x-request-id"]
    assert response.message["result"]["structuredContent"] == {
        "source": "test",
        "caller": "ann",
        "requestId": request_id,
        "bound": {"request_id": request_id},
    }
    assert logs.request_id.get() is None


async def test_a_caller_cannot_choose_the_request_id(app: asgi.ASGI) -> None:
    headers, body = call(MODERN, "identity")
    headers.append(("x-request-id", "chosen"))
    response = await asgi.request(app, "POST", "/mcp", headers, body)
    assert response.headers["x-request-id"] != "chosen"


@pytest.mark.parametrize("meta", [None, PROGRESS], ids=["fast", "sdk"])
async def test_the_callers_rights_hold_on_both_ways(
    app: asgi.ASGI, meta: dict[str, Any] | None
) -> None:
    response = await asgi.request(app, "POST", "/mcp", *call(MODERN, "write", meta=meta))
    assert response.message["result"]["isError"]


@pytest.mark.parametrize("era", [MODERN, LEGACY])
async def test_progress_comes_before_the_answer(app: asgi.ASGI, era: str) -> None:
    request = call(era, "wait", {"seconds": 0.02, "steps": 2}, meta=PROGRESS)
    response = await asgi.request(app, "POST", "/mcp", *request)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert "connection" not in response.headers
    first, second, answer = response.messages
    assert first["params"] == {
        "progressToken": "p",
        "progress": 1,
        "total": 2,
        "message": "step 1",
    }
    assert second["params"]["progress"] == 2
    assert answer["result"]["structuredContent"]["text"] == "done"


@pytest.mark.parametrize("chunks", [1, 3])
async def test_a_large_answer_is_whole(app: asgi.ASGI, chunks: int) -> None:
    headers, body = call(MODERN, "rows", {"count": 3000})
    size = len(body) // chunks + 1
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    response = await asgi.request(app, "POST", "/mcp", headers, parts)
    result = response.message["result"]
    assert len(result["structuredContent"]["rows"]) == 3000
    assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
    assert int(response.headers["content-length"]) == len(response.body)


@pytest.mark.parametrize("era", [MODERN, LEGACY])
@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("tail", [b"", b"x" * 5000])
async def test_bodies_over_the_limit_are_refused(
    app: asgi.ASGI, era: str, declared: bool, tail: bytes
) -> None:
    headers, body = call(era, "echo", {"text": "x"})
    body += b" " * (2000 - len(body) + (1 if tail else 0))
    if declared:
        headers.append(("content-length", str(len(body + tail))))
    response = await asgi.request(app, "POST", "/mcp", headers, [body, tail])
    assert response.status == (413 if tail else 200)


async def test_a_refused_body_is_not_waited_for(app: asgi.ASGI) -> None:
    headers = [*call(MODERN, "echo")[0], ("content-length", "10000000")]
    with trio.fail_after(15):
        assert (await asgi.request(app, "POST", "/mcp", headers, [])).status == 413


async def test_a_client_that_leaves_within_its_body_gets_nothing(app: asgi.ASGI) -> None:
    headers, _body = call(MODERN, "echo", {"text": "x"})

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    raw = [(name.encode(), value.encode()) for name, value in headers]
    await app({"type": "http", "method": "POST", "path": "/mcp", "headers": raw}, receive, send)


async def test_calls_at_the_same_time_get_their_own_answers(app: asgi.ASGI) -> None:
    answers: dict[str, dict[str, Any]] = {}

    async def one(name: str, meta: dict[str, Any] | None) -> None:
        headers, body = call(MODERN, "identity", meta=meta)
        response = await asgi.request(app, "POST", "/mcp", [*headers, ("x-user", name)], body)
        answers[name] = response.message["result"]["structuredContent"]
        assert answers[name]["requestId"] == response.headers["x-request-id"]

    async with trio.open_nursery() as nursery:
        for number in range(20):
            nursery.start_soon(one, f"user{number}", PROGRESS if number % 2 else None)
    assert [name for name, answer in answers.items() if answer["caller"] != name] == []
    assert len({answer["requestId"] for answer in answers.values()}) == 20


@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
async def test_the_endpoint_has_one_address(app: asgi.ASGI, path: str) -> None:
    assert (await asgi.request(app, "POST", path, *call(LEGACY, "raw"))).status == 200


async def test_a_browser_is_told_where_to_go(app: asgi.ASGI) -> None:
    response = await asgi.request(app, "GET", "/", BASE_HEADERS.items())
    assert response.status == 200
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert b"/mcp" in response.body
    assert response.headers["x-request-id"]
    head = await asgi.request(app, "HEAD", "/", BASE_HEADERS.items())
    assert head.body == b""
    assert head.headers["content-length"] == response.headers["content-length"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/x"), ("POST", "/"), ("POST", "/mcp/x"), ("PUT", "/sse")]
)
async def test_other_paths_are_not_found(app: asgi.ASGI, method: str, path: str) -> None:
    response = await asgi.request(app, method, path, BASE_HEADERS.items())
    assert response.status == 404
    assert response.message == {"error": "not found", "hint": "the MCP endpoint is /mcp"}
    assert response.headers["x-request-id"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "PUT", "OPTIONS"])
@pytest.mark.parametrize("version", [LEGACY, MODERN, None])
async def test_the_endpoint_takes_posts_only(
    app: asgi.ASGI, method: str, version: str | None
) -> None:
    headers = list(BASE_HEADERS.items())
    if version is not None:
        headers.append(("mcp-protocol-version", version))
    with trio.fail_after(15):
        response = await asgi.request(app, method, "/mcp", headers)
    assert response.status == 405
    assert response.headers["x-request-id"]


async def test_web_sockets_are_refused(app: asgi.ASGI) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await app({"type": "websocket", "path": "/mcp", "headers": []}, receive, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]
