"""HTTP/1.1 without sockets: bytes in, writes out."""

from __future__ import annotations

import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st
from trio.testing import wait_all_tasks_blocked

from tests.support.fake_wire import FakeWire, serve

GET = b"GET %s HTTP/1.1\r\nhost: x\r\n\r\n"
POST = b"POST %s HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc"
WEBSOCKET = (
    b"GET /ws HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


async def test_a_request_is_one_write() -> None:
    wire = await serve(GET % b"/a%20b?q=1")
    assert wire.writes == [b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\ndate: now\r\n\r\n/a%20b "]
    assert not wire.protocol.closing
    assert wire.counted(200) == 1
    (scope,) = wire.scopes
    assert scope["path"] == "/a b"
    assert scope["query_string"] == b"q=1"
    assert scope["headers"] == [(b"host", b"x")]
    assert (scope["client"], scope["server"]) == (("1.2.3.4", 5), ("5.6.7.8", 80))
    assert (scope["http_version"], scope["scheme"], scope["method"]) == ("1.1", "http", "GET")
    assert scope["state"] == {"shared": 1}


async def test_pipelined_requests_are_served_in_order_and_one_at_a_time() -> None:
    wire = await serve(b"".join(POST % b"/%d" % number for number in range(5)))
    assert [write.partition(b"\r\n\r\n")[2] for write in wire.writes] == [
        b"/%d abc" % number for number in range(5)
    ]
    assert (wire.pauses, wire.most_running, wire.running) == (4, 1, 0)


async def test_pipelined_requests_and_a_part_of_the_next() -> None:
    whole = POST % b"/4"
    wire = await serve((GET % b"/1") * 3 + whole[:20], whole[20:])
    assert wire.statuses == [200] * 4
    assert wire.output.endswith(b"/4 abc")


async def test_pipelined_requests_and_garbage() -> None:
    wire = await serve((GET % b"/1") * 2 + b"\0\0\0\r\n\r\n")
    assert wire.statuses == [200, 200, 400]
    assert wire.protocol.closing
    assert wire.protocol.lingers
    assert wire.counted(400) == 1


async def test_nothing_is_served_after_connection_close() -> None:
    close = b"GET /1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    wire = await serve(close + GET % b"/2")
    assert wire.statuses == [200]
    assert b"connection: close\r\n" in wire.output
    assert wire.protocol.closing
    assert wire.protocol.lingers  # the second request lies unread in front of the close


async def test_a_closed_connection_without_leftovers_does_not_linger() -> None:
    wire = await serve(b"GET /1 HTTP/1.0\r\n\r\n")
    assert wire.protocol.closing
    assert not wire.protocol.lingers


async def test_head_has_no_body() -> None:
    wire = await serve(b"HEAD /a HTTP/1.1\r\nhost: x\r\n\r\n" + GET % b"/b")
    assert wire.writes[0].endswith(b"content-length: 3\r\ndate: now\r\n\r\n")
    assert wire.writes[1].endswith(b"\r\n\r\n/b ")


async def test_chunks_are_sent_as_they_come_and_the_application_hears_the_end() -> None:
    wire = await serve(GET % b"/chunks")
    assert wire.writes[1:] == [b"3\r\none\r\n", b"3\r\ntwo\r\n", b"0\r\n\r\n"]
    assert wire.heard == ["http.request", "http.disconnect"]
    assert not wire.protocol.closing


async def test_http_1_0_gets_no_chunks() -> None:
    wire = await serve(b"GET /chunks HTTP/1.0\r\nconnection: keep-alive\r\n\r\n")
    assert wire.output.endswith(b"\r\n\r\nonetwo")
    assert wire.protocol.closing


async def test_an_answer_may_come_before_the_body_is_read() -> None:
    wire = await serve(POST % b"/early" + POST % b"/2")
    assert wire.statuses == [200, 200]


async def test_a_client_that_waits_is_told_to_go_on() -> None:
    head = b"POST /a HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n"
    wire = await serve(head)
    assert wire.writes == [b"HTTP/1.1 100 Continue\r\n\r\n"]
    await wire.protocol.receive(b"a")
    await wire.protocol.receive(b"bc")
    assert wire.statuses == [100, 200]
    # One that does not wait is not told.
    assert (await serve(head + b"abc")).statuses == [200]


async def test_a_client_that_waits_is_refused_without_being_told_to_go_on() -> None:
    head = b"POST /a HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 2000\r\n\r\n"
    assert (await serve(head, max_body_bytes=1024)).statuses == [413]


@pytest.mark.parametrize("path", [b"/boom", b"/silent", b"/begins", b"/inject", b"/long"])
async def test_an_application_that_fails_before_its_first_byte(path: bytes) -> None:
    wire = await serve(GET % path)
    assert wire.statuses == [500]
    assert b"content-length: 0\r\n" in wire.output
    assert b"set-cookie" not in wire.output
    assert wire.output.endswith(b"\r\n\r\n")
    assert wire.protocol.closing
    assert wire.counted(500) == 1


async def test_an_application_that_fails_in_the_middle_ends_the_connection() -> None:
    wire = await serve(GET % b"/breaks" + GET % b"/2")
    assert wire.statuses == [200]
    assert wire.output.endswith(b"some")
    assert wire.protocol.closing
    assert wire.counted(500) == 1


async def test_a_body_shorter_than_promised_ends_the_connection() -> None:
    wire = await serve(GET % b"/short")
    assert wire.output.endswith(b"content-length: 5\r\ndate: now\r\n\r\nxx")
    assert wire.protocol.closing


async def test_a_stop_closes_behind_the_answer() -> None:
    wire = await serve(GET % b"/stop" + GET % b"/2")
    assert wire.statuses == [200]
    assert b"connection: close\r\n" in wire.output
    assert wire.protocol.closing


async def test_a_listener_hears_that_the_client_left() -> None:
    wire = FakeWire()
    with trio.fail_after(15):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(wire.protocol.receive, GET % b"/listens")
            await wait_all_tasks_blocked()
            assert wire.protocol.owes_answer
            await wire.protocol.lost()
    assert wire.heard == ["http.disconnect"]
    assert wire.writes == []
    assert wire.counted(499) == 1
    assert wire.counted(500) == 0


async def test_a_write_that_finds_nobody_ends_the_connection() -> None:
    wire = FakeWire()
    wire.lose_at = 1
    await wire.protocol.receive((GET % b"/1") * 3)
    assert wire.statuses == [200]
    assert wire.protocol.closing


async def test_a_handover_comes_after_the_requests_before_it() -> None:
    wire = await serve(GET % b"/1" + WEBSOCKET + b"frames")
    assert wire.statuses == [200]
    assert wire.protocol.handover == WEBSOCKET + b"frames"
    assert wire.protocol.closing


STREAM = (
    (GET % b"/1")
    + (POST % b"/2")
    + b"HEAD /3 HTTP/1.1\r\nhost: x\r\n\r\n"
    + b"POST /4 HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
    + b"3\r\nabc\r\n0\r\nx: y\r\n\r\n"
    + (GET % b"/chunks")
    + b"POST /5 HTTP/1.1\r\nhost: x\r\nupgrade: h2c\r\nconnection: upgrade\r\n"
    + b"content-length: 3\r\n\r\nabc"
    + (GET % b"/short")
    + (GET % b"/never")
)


@settings(deadline=None, max_examples=60)
@given(cuts=st.lists(st.integers(1, len(STREAM) - 1), max_size=20, unique=True).map(sorted))
def test_the_cuts_do_not_matter(cuts: list[int]) -> None:
    pieces = [STREAM[a:b] for a, b in zip([0, *cuts], [*cuts, len(STREAM)], strict=True)]

    async def main() -> tuple[FakeWire, FakeWire]:
        return await serve(STREAM), await serve(*pieces)

    whole, cut = trio.run(main)
    assert whole.statuses == [200] * 7
    assert cut.writes == whole.writes
