"""The socket stream, on socket pairs."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from appliance.server.http.stream import SocketStream, transport_of


@pytest.fixture
def pair() -> Iterator[tuple[SocketStream, socket.socket]]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    with ours, theirs:
        yield SocketStream(ours, write_timeout_s=30), theirs


Pair = tuple[SocketStream, socket.socket]


async def test_it_carries_bytes_both_ways(pair: Pair) -> None:
    stream, peer = pair
    peer.send(b"hello")
    assert stream.has_unread()
    assert await stream.receive_some(2) == b"he"
    assert await stream.receive_some() == b"llo"
    assert not stream.has_unread()
    await stream.send_all(b"world")
    assert peer.recv(100) == b"world"


async def test_the_peers_end_is_empty(pair: Pair) -> None:
    stream, peer = pair
    peer.shutdown(socket.SHUT_WR)
    assert await stream.receive_some() == b""
    assert not stream.has_unread()


async def test_receiving_always_yields(pair: Pair) -> None:
    stream, peer = pair
    peer.send(b"x" * 100)
    with trio.CancelScope() as scope:
        scope.cancel()
        await stream.receive_some(1)
        raise AssertionError("not a checkpoint")
    assert scope.cancelled_caught
    assert stream.has_unread()  # and nothing was lost


async def test_a_full_socket_waits_for_its_reader(pair: Pair) -> None:
    stream, peer = pair
    data = bytes(range(256)) * 8192
    assert stream.send_nowait(b"") == b""
    received = bytearray()
    with trio.fail_after(15):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(stream.send_all, data)
            while len(received) < len(data):
                await trio.lowlevel.wait_readable(peer)
                received += peer.recv(2**16)
    assert received == data


async def test_a_peer_that_does_not_read_counts_as_gone(
    pair: Pair, autojump_clock: MockClock
) -> None:
    stream, _peer = pair
    began = trio.current_time()
    with pytest.raises(trio.BrokenResourceError, match="does not read"):
        await stream.send_all(b"x" * 2**22)
    assert trio.current_time() - began == 30


async def test_a_peer_that_left_is_an_error(pair: Pair) -> None:
    stream, peer = pair
    peer.send(b"unread by us")
    await stream.send_all(b"unread by them")
    peer.close()
    with pytest.raises(trio.BrokenResourceError):
        await stream.send_all(b"x")
    await stream.receive_some()
    with pytest.raises(trio.BrokenResourceError):
        await stream.receive_some()


async def test_the_end_can_be_told_while_reading_goes_on(pair: Pair) -> None:
    stream, peer = pair
    await stream.send_eof()
    assert peer.recv(1) == b""
    peer.send(b"x")
    assert await stream.receive_some() == b"x"


async def test_closing_wakes_whoever_waits(pair: Pair) -> None:
    stream, _peer = pair

    async def wait() -> None:
        with pytest.raises(trio.ClosedResourceError):
            await stream.receive_some()

    with trio.fail_after(15):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(wait)
            await wait_all_tasks_blocked()
            stream.close()


async def test_a_closed_stream_says_so(pair: Pair) -> None:
    stream, _peer = pair
    await stream.aclose()
    await stream.aclose()
    for call in (
        stream.receive_some,
        lambda: stream.send_all(b"x"),
        stream.send_eof,
        stream.wait_send_all_might_not_block,
    ):
        with pytest.raises(trio.ClosedResourceError):
            await call()
    assert not stream.has_unread()


async def test_the_socket_is_found_below(pair: Pair) -> None:
    stream, _peer = pair
    assert transport_of(stream) is stream
    assert transport_of(trio.testing.memory_stream_pair()[0]) is None
