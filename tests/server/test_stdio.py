from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import trio
from mcp_types import INVALID_REQUEST, PARSE_ERROR
from trio.testing import MemoryReceiveStream, MemorySendStream, MockClock

from appliance.server import stdio
from appliance.server.kernel import build_kernel
from tests.support.mcp_requests import LEGACY, MODERN, message
from tests.support.mcp_server import sample_dispatcher
from tests.support.sample_tools import EVENTS


class Session:
    """A client's side of a session over memory."""

    def __init__(self) -> None:
        self.input, source = MemorySendStream(), MemoryReceiveStream()
        self.output, sink = MemoryReceiveStream(), MemorySendStream()
        self.input.send_all_hook = self._deliver
        self.source, self.sink = source, sink
        self.stop, self.ended = trio.Event(), trio.Event()
        self.read = b""
        self.input.close_hook = source.put_eof
        sink.send_all_hook = self._collect

    async def _deliver(self) -> None:
        self.source.put_data(self.input.get_data_nowait())

    async def _collect(self) -> None:
        self.output.put_data(self.sink.get_data_nowait())

    async def serve(self, *, drain_s: float = 1.0) -> None:
        server = build_kernel(sample_dispatcher()).server
        await stdio.serve(server, self.source, self.sink, stop=self.stop, drain_s=drain_s)
        self.ended.set()

    async def say(self, *messages: dict[str, Any] | bytes) -> None:
        for sent in messages:
            line = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
            await self.input.send_all(line + b"\n")

    async def hear(self) -> dict[str, Any]:
        while b"\n" not in self.read:
            self.read += await self.output.receive_some()
        line, _, self.read = self.read.partition(b"\n")
        heard: dict[str, Any] = json.loads(line)
        return heard

    async def ask(self, *messages: dict[str, Any] | bytes) -> dict[str, Any]:
        await self.say(*messages)
        with trio.fail_after(30):
            return await self.hear()


@pytest.fixture
async def session(nursery: trio.Nursery) -> AsyncIterator[Session]:
    EVENTS.clear()
    session = Session()
    nursery.start_soon(session.serve)
    yield session
    session.stop.set()
    await session.ended.wait()


def call(era: str, name: str, arguments: dict[str, Any], *, request_id: Any = 1) -> dict[str, Any]:
    params = {"name": name, "arguments": arguments}
    return message(era, "tools/call", params, request_id=request_id)


INITIALIZE = message(
    LEGACY,
    "initialize",
    {"protocolVersion": LEGACY, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
    request_id="init",
)
INITIALIZED = {"jsonrpc": "2.0", "method": "notifications/initialized"}


async def greet(session: Session, era: str) -> None:
    if era == LEGACY:
        answer = await session.ask(INITIALIZE)
        assert answer["result"]["serverInfo"]["name"] == "trinitycore-mcp"
        await session.say(INITIALIZED)


@pytest.mark.parametrize("era", [MODERN, LEGACY])
async def test_calls_of_either_era(session: Session, era: str) -> None:
    await greet(session, era)
    answer = await session.ask(call(era, "echo", {"text": "Wächter"}, request_id="a"))
    assert answer["id"] == "a"
    assert answer["result"]["structuredContent"] == {"source": "test", "text": "Wächter"}
    answer = await session.ask(call(era, "nothing", {}, request_id=2))
    assert answer["error"]["message"].startswith("Unknown tool: nothing")
    answer = await session.ask(call(era, "fail", {"how": "bug"}, request_id=3))
    assert answer["result"]["isError"]


async def test_each_call_has_a_request_id_of_its_own(session: Session) -> None:
    ids = set()
    for number in range(3):
        answer = await session.ask(call(MODERN, "identity", {}, request_id=number))
        content = answer["result"]["structuredContent"]
        assert content["bound"] == {"request_id": content["requestId"]}
        assert content["caller"] == "local"
        ids.add(content["requestId"])
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("line", "code", "request_id"),
    [
        (b"{", PARSE_ERROR, None),
        (b"hello", PARSE_ERROR, None),
        (b'{"jsonrpc":"2.0","id":1,"method":"\xff"}', PARSE_ERROR, None),
        (b"\x00", PARSE_ERROR, None),
        (b"[" * 100_000, PARSE_ERROR, None),
        (b"[]", INVALID_REQUEST, None),
        (b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', INVALID_REQUEST, None),
        (b"5", INVALID_REQUEST, None),
        (b'{"id":7,"method":"ping"}', INVALID_REQUEST, 7),
        (b'{"jsonrpc":"2.0","id":"x","method":5}', INVALID_REQUEST, "x"),
        (b'{"jsonrpc":"2.0","id":true,"method":"ping"}', INVALID_REQUEST, None),
        (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', INVALID_REQUEST, None),
        (b'{"jsonrpc":"2.0","id":8,"method":"ping","params":[]}', INVALID_REQUEST, 8),
    ],
)
async def test_bad_lines_are_answered_and_the_session_goes_on(
    session: Session, line: bytes, code: int, request_id: object
) -> None:
    answer = await session.ask(line)
    assert answer["error"]["code"] == code
    assert "id" in answer
    assert answer["id"] == request_id
    assert "result" in await session.ask(call(MODERN, "echo", {"text": "x"}))


async def test_a_line_over_the_limit_is_answered_and_the_session_goes_on(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stdio, "LINE_LIMIT_BYTES", 2000)
    # The limit is read when the session begins to read, which is at the next checkpoint.
    answer = await session.ask(call(MODERN, "echo", {"text": "x" * 3000}))
    assert answer["id"] is None
    assert answer["error"]["code"] == PARSE_ERROR
    assert "result" in await session.ask(call(MODERN, "echo", {"text": "x"}))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"  \r",
        b'{"jsonrpc":"2.0","id":5,"result":{}}',
        b'{"jsonrpc":"2.0","id":5,"error":{"code":1,"message":"x"}}',
        b'{"id":5,"result":{}}',
        b'{"jsonrpc":"2.0","method":"notifications/nothing"}',
    ],
)
async def test_lines_that_ask_for_no_answer_get_none(session: Session, line: bytes) -> None:
    answer = await session.ask(line, call(MODERN, "echo", {"text": "x"}, request_id="next"))
    assert answer["id"] == "next"


async def test_windows_line_ends(session: Session) -> None:
    line = json.dumps(call(MODERN, "echo", {"text": "x"})).encode()
    assert "result" in await session.ask(line + b"\r")


@pytest.mark.parametrize("era", [MODERN, LEGACY])
async def test_a_call_can_be_cancelled(session: Session, era: str) -> None:
    await greet(session, era)
    await session.say(call(era, "wait", {"seconds": 9}, request_id=5))
    await trio.testing.wait_all_tasks_blocked(0.05)
    cancelled = {"requestId": 5}
    await session.say({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": cancelled})
    answer = await session.ask(call(era, "echo", {"text": "x"}, request_id=6))
    assert answer["id"] == 6
    assert EVENTS == ["wait began", "wait cancelled"]


@pytest.mark.parametrize("era", [MODERN, LEGACY])
async def test_progress(session: Session, era: str) -> None:
    await greet(session, era)
    sent = call(era, "wait", {"seconds": 0.02, "steps": 2})
    sent["params"].setdefault("_meta", {})["progressToken"] = "p"
    first = await session.ask(sent)
    assert first["method"] == "notifications/progress"
    assert first["params"]["progress"] == 1
    assert (await session.hear())["params"]["progress"] == 2
    assert "result" in await session.hear()


async def test_at_the_end_of_input_calls_may_finish(autojump_clock: MockClock) -> None:
    session = Session()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(session.serve)
        await session.say(call(MODERN, "wait", {"seconds": 0.5}))
        await session.input.aclose()
        assert "result" in await session.hear()
        await session.ended.wait()
    assert trio.current_time() == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("how", ["end", "stop"])
async def test_calls_that_do_not_finish_are_cancelled(autojump_clock: MockClock, how: str) -> None:
    EVENTS.clear()
    session = Session()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(session.serve)
        await session.say(call(MODERN, "wait", {"seconds": 9}))
        await trio.sleep(0.1)
        if how == "end":
            await session.input.aclose()
        else:
            session.stop.set()
        assert (await session.hear())["error"]["message"] == "Connection closed"
        await session.ended.wait()
    assert trio.current_time() == pytest.approx(0.1 + stdio.DRAIN_S, abs=0.1)
    assert EVENTS == ["wait began", "wait cancelled"]


async def test_a_cancelled_call_is_not_waited_for(autojump_clock: MockClock) -> None:
    session = Session()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(session.serve)
        cancelled = {"requestId": "1"}
        await session.say(
            call(MODERN, "wait", {"seconds": 9}),
            {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": cancelled},
        )
        await session.input.aclose()
        await session.ended.wait()
    assert trio.current_time() < 0.5


async def test_an_idle_session_ends_at_once(autojump_clock: MockClock) -> None:
    session = Session()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(session.serve)
        await session.ask(call(MODERN, "echo", {"text": "x"}))
        session.stop.set()
        await session.ended.wait()
    assert trio.current_time() < 0.1


async def test_input_that_ends_without_a_line_end_is_read(autojump_clock: MockClock) -> None:
    session = Session()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(session.serve)
        await session.input.send_all(json.dumps(call(MODERN, "echo", {"text": "x"})).encode())
        await session.input.aclose()
        assert "result" in await session.hear()
        await session.ended.wait()


async def test_a_client_that_closed_its_end_ends_the_session(autojump_clock: MockClock) -> None:
    session = Session()

    async def broken() -> None:
        raise trio.BrokenResourceError

    session.sink.send_all_hook = broken
    async with trio.open_nursery() as nursery:
        nursery.start_soon(session.serve)
        await session.say(call(MODERN, "wait", {"seconds": 9}, request_id=1))
        await session.say(call(MODERN, "echo", {"text": "x"}, request_id=2))
        await session.ended.wait()
    assert trio.current_time() < 0.5


async def test_a_client_that_does_not_read_is_left_behind(autojump_clock: MockClock) -> None:
    session = Session()
    session.sink.send_all_hook = trio.sleep_forever
    async with trio.open_nursery() as nursery:
        nursery.start_soon(session.serve)
        for number in range(5):
            await session.say(call(MODERN, "echo", {"text": "x"}, request_id=number))
        await trio.sleep(1)
        session.stop.set()
        await session.ended.wait()
    assert trio.current_time() < 6
