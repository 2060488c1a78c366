"""One connection on virtual time: clients that leave, applications that fail, the stop."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
import trio
from hypercorn.trio.worker_context import WorkerContext
from trio.testing import MockClock, wait_all_tasks_blocked

from appliance.server.http.config import HttpConfig
from appliance.server.http.connection import FIRST_REQUEST_S, Connection, Site
from appliance.settings.model import ServerSettings
from appliance.telemetry.metrics import Metrics
from tests.support.connection_bench import GET, Bench


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with trio.open_nursery() as nursery:
        yield Bench(nursery)
        nursery.cancel_scope.cancel()


# Clients that leave


@pytest.mark.parametrize("path", ["/slow", "/stream"])
async def test_a_client_that_leaves_cancels_its_call(
    autojump_clock: MockClock, bench: Bench, path: str
) -> None:
    await bench.send(GET % path.encode())
    await trio.sleep(5)
    assert bench.app.events == []
    await bench.client.aclose()
    await bench.ended.wait()
    assert bench.age_s <= 6
    assert bench.app.events == [f"cancelled {path}"]


async def test_an_application_that_listens_is_told(autojump_clock: MockClock, bench: Bench) -> None:
    await bench.send(GET % b"/listens")
    await bench.app.called.wait()
    await bench.client.aclose()
    await bench.ended.wait()
    assert bench.age_s < 1  # it is watched from the start
    assert bench.app.events == ["done /listens"]


async def test_an_application_that_is_told_and_goes_on_is_cancelled(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await bench.send(GET % b"/deaf")
    await trio.sleep(1)
    await bench.client.aclose()
    await bench.ended.wait()
    assert bench.age_s == pytest.approx(3)
    assert bench.app.events == ["cancelled /deaf"]


async def test_what_follows_the_answer_is_not_cancelled(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await bench.send(GET % b"/after")
    assert (await bench.receive()).endswith(b"ok")
    await trio.sleep(1)
    await bench.client.aclose()
    await bench.ended.wait()
    assert bench.age_s == 300
    assert bench.app.events == ["done /after"]


async def test_requests_sent_during_a_call_are_served_after_it(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await bench.send(GET % b"/slow")
    await trio.sleep(1)
    await bench.send(GET % b"/2", GET % b"/3")
    assert (await bench.receive()).endswith(b"ok")
    assert (await bench.receive()).endswith(b"ok")
    assert (await bench.receive()).endswith(b"ok")
    assert bench.app.events == ["done /slow", "done /2", "done /3"]


# The application


async def test_a_write_the_application_cuts_short_ends_the_connection(
    autojump_clock: MockClock, bench: Bench
) -> None:
    async def stuck(data: bytes) -> None:
        await send_all(data[:10])
        await trio.sleep_forever()

    send_all = bench.server.send_all
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench.server, "send_all", stuck)
        await bench.send(GET % b"/cut")
        assert await bench.rest() == b"HTTP/1.1 2"
    assert bench.age_s == 5


async def test_calls_do_not_see_each_others_context_variables(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await bench.send((GET % b"/var") * 2)
    answers = await bench.receive() + await bench.receive()
    await bench.send(GET % b"/var")
    answers += await bench.receive()
    assert answers.count(b"clean") == 3


async def test_a_failing_application_costs_its_client_a_500(
    autojump_clock: MockClock, bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.send(GET % b"/bug")
    assert b" 500 " in await bench.rest()
    assert "RuntimeError: a bug" in caplog.text


async def test_a_failing_driver_ends_only_its_connection(
    autojump_clock: MockClock, bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> bytes:
        raise ZeroDivisionError

    bench.config.date_line = fail  # type: ignore[method-assign]
    with caplog.at_level(logging.ERROR, "appliance.server.http"):
        await bench.send(b"\0")
        await bench.ended.wait()
    assert "a connection failed" in caplog.text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
async def test_an_interrupt_ends_everything(error: type[BaseException]) -> None:
    client, server = trio.testing.memory_stream_pair()

    async def app(*_: Any) -> None:
        raise error

    config = HttpConfig(ServerSettings(), Metrics())
    await client.send_all(GET % b"/")
    with pytest.raises(BaseExceptionGroup) as caught:
        await Connection(Site(app, config, WorkerContext(None)), server).run()
    assert caught.group_contains(error)


async def test_a_cancellation_from_outside_goes_on(autojump_clock: MockClock, bench: Bench) -> None:
    with trio.CancelScope() as scope:
        _client, server = trio.testing.memory_stream_pair()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(Connection(bench.site, server).run)
            await wait_all_tasks_blocked()
            scope.cancel()
    assert scope.cancelled_caught


# The stop


async def test_an_idle_connection_leaves_at_once(autojump_clock: MockClock, bench: Bench) -> None:
    await bench.send(GET % b"/1")
    await bench.receive()
    await bench.drain()
    assert await bench.rest() == b""
    assert bench.age_s == 0


async def test_a_connection_that_has_said_nothing_leaves_soon(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await wait_all_tasks_blocked()
    await bench.drain()
    assert await bench.rest() == b""
    assert bench.age_s == FIRST_REQUEST_S


async def test_the_first_request_of_a_connection_may_cross_the_stop(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await wait_all_tasks_blocked()
    await bench.drain()
    await trio.sleep(FIRST_REQUEST_S / 2)
    await bench.send(GET % b"/slow")
    answer = await bench.rest()
    assert answer.endswith(b"ok")
    assert b"connection: close\r\n" in answer


async def test_a_call_is_answered_first(autojump_clock: MockClock, bench: Bench) -> None:
    await bench.send(GET % b"/slow")
    await trio.sleep(1)
    await bench.drain()
    answer = await bench.rest()
    assert answer.endswith(b"ok")
    assert b"connection: close\r\n" in answer
    assert bench.age_s == 300


async def test_a_request_under_way_is_read_to_its_end_and_answered(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await bench.send(b"GET / HTTP/1.1\r\n")
    await wait_all_tasks_blocked()
    await bench.drain()
    await trio.sleep(1)
    await bench.send(b"host: x\r\n\r\n")
    assert b"connection: close\r\n" in await bench.rest()
    assert bench.age_s == 1


@pytest.mark.parametrize("request_sent", [b"", GET % b"/1"], ids=["silent", "asks"])
async def test_a_connection_accepted_just_before_the_stop_leaves_too(
    autojump_clock: MockClock, request_sent: bytes
) -> None:
    async with trio.open_nursery() as nursery:
        bench = Bench(nursery)
        await bench.drain()  # before its task has run
        await bench.send(request_sent)
        answer = await bench.rest()
        assert answer.endswith(b"ok" if request_sent else b"")
        assert bench.age_s == (0 if request_sent else FIRST_REQUEST_S)
        nursery.cancel_scope.cancel()
