"""One connection on virtual time: how long a client may take for what."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import trio
from trio.testing import MockClock

from tests.support.connection_bench import BODY_S, GET, HEADER_S, IDLE_S, Bench, sending


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with trio.open_nursery() as nursery:
        yield Bench(nursery)
        nursery.cancel_scope.cancel()


async def test_a_silent_connection_is_closed_without_a_word(
    autojump_clock: MockClock, bench: Bench
) -> None:
    assert await bench.rest() == b""
    assert bench.age_s == HEADER_S


async def test_a_slow_header_is_refused(autojump_clock: MockClock, bench: Bench) -> None:
    header = [b"GET / HTTP/1.1\r\n", *[b"x: y\r\n"] * 1000]
    async with sending(bench, *header, every_s=1):
        assert b" 408 " in await bench.receive()
        assert bench.age_s == HEADER_S
        await bench.ended.wait()
        assert bench.age_s == HEADER_S + 2  # it does not get longer by going on


async def test_a_slow_first_byte_counts(autojump_clock: MockClock, bench: Bench) -> None:
    await trio.sleep(HEADER_S - 1)
    await bench.send(b"G")
    assert b" 408 " in await bench.receive()
    assert bench.age_s == HEADER_S - 1 + HEADER_S


async def test_a_slow_body_is_refused(autojump_clock: MockClock, bench: Bench) -> None:
    head = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n"
    async with sending(bench, head, *[b"b"] * 1000, every_s=1):
        assert b" 408 " in await bench.receive()
    assert bench.age_s == BODY_S
    assert not bench.app.called.is_set()


async def test_a_slow_header_behind_a_pipelined_request_is_refused(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await bench.send(GET % b"/1" + b"POST /2 HTTP/1.1\r\nho")
    assert (await bench.receive()).endswith(b"ok")
    assert b" 408 " in await bench.receive()
    assert bench.age_s == HEADER_S


async def test_a_slow_header_behind_a_slow_call_has_its_time(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await bench.send(GET % b"/slow" + b"POST /2 HTTP/1.1\r\nho")
    assert (await bench.receive()).endswith(b"ok")
    assert bench.age_s == 300  # no timeout of a request counts while the server works
    assert b" 408 " in await bench.rest()
    assert bench.age_s == pytest.approx(300 + HEADER_S, abs=3)


async def test_an_idle_connection_is_closed_later(autojump_clock: MockClock, bench: Bench) -> None:
    await bench.send(GET % b"/1")
    await bench.receive()
    await trio.sleep(IDLE_S - 1)
    await bench.send(GET % b"/2")
    assert (await bench.receive()).endswith(b"ok")
    assert await bench.rest() == b""
    assert bench.age_s == IDLE_S - 1 + IDLE_S


async def test_line_breaks_do_not_keep_an_idle_connection(
    autojump_clock: MockClock, bench: Bench
) -> None:
    await bench.send(GET % b"/1")
    await bench.receive()
    async with sending(bench, *[b"\r\n"] * 1000, every_s=1):
        assert await bench.rest() == b""
        assert bench.age_s == IDLE_S


async def test_a_refused_client_may_take_its_time_to_read(
    autojump_clock: MockClock, bench: Bench
) -> None:
    head = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10000000\r\n\r\n"
    async with sending(bench, head, *[b"b"] * 20, every_s=1):
        assert b" 413 " in await bench.receive()
        await bench.ended.wait()
    assert 20 <= bench.age_s <= 23  # two seconds after its last word


async def test_a_refused_client_does_not_stay_for_ever(
    autojump_clock: MockClock, bench: Bench
) -> None:
    async with sending(bench, b"\0", *[b"b"] * 1000, every_s=1):
        assert b" 400 " in await bench.receive()
        await bench.ended.wait()
    assert bench.age_s == BODY_S
