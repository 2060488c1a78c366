"""Limits on requests, as an ASGI application around another."""

from __future__ import annotations

from typing import Any

import pytest
import trio
from trio.testing import MockClock

from appliance.server.http.asgi import Message, Receive, Scope, Send
from appliance.server.http.config import LISTENER_GRACE_S, HttpConfig
from appliance.server.http.guard import Guard
from appliance.settings.model import ServerSettings
from appliance.telemetry.metrics import Metrics

LEFT: Message = {"type": "http.disconnect"}


class Exchange:
    """One request through a guard: what the client sends, what the application saw."""

    def __init__(
        self,
        *messages: Message,
        sends_slowly_s: float = 0,
        reads: bool = True,
        listens: bool = True,
        works_s: float = 0,
    ) -> None:
        self.messages = list(messages)
        self.sends_slowly_s = sends_slowly_s
        self.reads = reads
        self.listens = listens
        self.works_s = works_s
        self.sent: list[Message] = []
        self.seen: list[Message] = []
        self.failure: OSError | None = None
        self.aborted = 0
        settings = ServerSettings(max_body_bytes=1024, body_timeout_s=30, write_timeout_s=20)
        config = HttpConfig(settings, Metrics())
        self.guard = Guard(self._app, config, self._abort)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    async def run(self, scope: Scope | None = None) -> None:
        await self.guard(scope or {"type": "http"}, self._receive, self._send)

    def _abort(self) -> None:
        self.aborted += 1

    async def _receive(self) -> Message:
        await trio.sleep(self.sends_slowly_s)
        if not self.messages:
            await trio.sleep_forever()
        return self.messages.pop(0)

    async def _send(self, message: Message) -> None:
        if not self.reads:
            await trio.sleep_forever()
        self.sent.append(message)

    async def _app(self, _scope: Scope, receive: Receive, send: Send) -> None:
        self.seen = [await receive()]
        if self.listens:
            self.seen.append(await receive())
        await trio.sleep(self.works_s)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"ok"})
        except OSError as error:
            self.failure = error


def part(body: bytes, more: bool = True) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_the_application_sees_one_whole_body_then_the_disconnect() -> None:
    exchange = Exchange(part(b"ab"), part(b""), part(b"c", more=False), LEFT)
    await exchange.run()
    assert exchange.seen == [part(b"abc", more=False), LEFT]
    assert exchange.status == 200


async def test_a_large_body_is_refused_once_it_has_been_sent() -> None:
    exchange = Exchange(part(b"a" * 1000), part(b"a" * 1000), part(b"", more=False), LEFT)
    await exchange.run()
    assert (exchange.status, exchange.seen) == (413, [])
    assert exchange.messages == [LEFT]


async def test_a_large_body_without_an_end_is_refused_soon(autojump_clock: MockClock) -> None:
    exchange = Exchange(part(b"a" * 2000))
    began = trio.current_time()
    await exchange.run()
    assert exchange.status == 413
    assert trio.current_time() - began == 2


async def test_a_slow_body_is_refused(autojump_clock: MockClock) -> None:
    exchange = Exchange(*[part(b"a")] * 100, sends_slowly_s=1)
    began = trio.current_time()
    await exchange.run()
    assert (exchange.status, exchange.seen) == (408, [])
    assert trio.current_time() - began == 30


async def test_a_client_that_leaves_before_the_end_is_not_served() -> None:
    exchange = Exchange(part(b"a"), LEFT)
    await exchange.run()
    assert (exchange.sent, exchange.seen) == ([], [])


async def test_a_client_that_does_not_read_is_cut_off(autojump_clock: MockClock) -> None:
    exchange = Exchange(part(b"", more=False), reads=False, listens=False)
    began = trio.current_time()
    await exchange.run()
    assert exchange.aborted == 1
    assert "does not read" in str(exchange.failure)
    assert trio.current_time() - began == 20


async def test_a_client_that_leaves_ends_a_call_that_does_not_listen(
    autojump_clock: MockClock,
) -> None:
    exchange = Exchange(part(b"", more=False), LEFT, sends_slowly_s=1, listens=False, works_s=60)
    began = trio.current_time()
    await exchange.run()
    assert exchange.sent == []
    assert trio.current_time() - began == 2


async def test_a_call_that_listens_has_a_moment_after_its_client_left(
    autojump_clock: MockClock,
) -> None:
    exchange = Exchange(part(b"", more=False), LEFT, works_s=60)
    began = trio.current_time()
    await exchange.run()
    assert exchange.seen == [part(b"", more=False), LEFT]
    assert exchange.sent == []
    assert trio.current_time() - began == LISTENER_GRACE_S


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
async def test_other_kinds_pass(kind: str) -> None:
    exchange = Exchange({"type": "a"}, {"type": "b"})
    scope: dict[str, Any] = {"type": kind}
    await exchange.run(scope)
    assert [message["type"] for message in exchange.seen] == ["a", "b"]
