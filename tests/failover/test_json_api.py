"""JSON over HTTP, before servers that behave badly."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio

from appliance.errors import ClusterError
from appliance.failover.json_api import LONGEST_ANSWER, JsonApi, excerpt


@asynccontextmanager
async def answering(*pieces: bytes) -> AsyncIterator[str]:
    """A server that answers every connection with the same bytes, whatever it is asked."""

    async def serve(stream: trio.SocketStream) -> None:
        async with stream:
            await stream.receive_some(65536)
            for piece in pieces:
                try:
                    await stream.send_all(piece)
                except trio.BrokenResourceError:
                    return

    async with trio.open_nursery() as nursery:
        listeners = await nursery.start(trio.serve_tcp, serve, 0)
        port = listeners[0].socket.getsockname()[1]
        yield f"http://127.0.0.1:{port}"
        nursery.cancel_scope.cancel()


def headed(body: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def test_an_answer_is_status_json_and_a_line() -> None:
    async with answering(headed(b'{"error": "no"}', "400 Bad Request")) as address:
        api = JsonApi(None)
        reply = await api.ask("POST", f"{address}/x", body={"a": 1})
        await api.aclose()
    assert (reply.status, reply.fields, reply.text) == (400, {"error": "no"}, '{"error": "no"}')


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'{"a"', b"[" * 100_000])
async def test_what_is_no_json_object_has_no_fields(body: bytes) -> None:
    async with answering(headed(body)) as address:
        api = JsonApi(None)
        assert (await api.ask("GET", address)).fields == {}
        await api.aclose()


async def test_a_long_answer_is_refused() -> None:
    async with answering(headed(b"x" * 2 * LONGEST_ANSWER)) as address:
        api = JsonApi(None)
        with pytest.raises(ClusterError, match="more than 1048576 bytes"):
            await api.ask("GET", address)
        await api.aclose()


async def test_an_answer_that_does_not_end_ends_with_the_deadline() -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {2**40}\r\n\r\n".encode()
    async with answering(head, *[b"x" * 65536] * 100_000) as address:
        api = JsonApi(None)
        with trio.move_on_after(0.1) as scope:
            await api.ask("GET", address)
        assert scope.cancelled_caught
        await api.aclose()


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Le"])
async def test_what_is_no_http_is_one_line(answer: bytes) -> None:
    async with answering(answer) as address:
        api = JsonApi(None)
        with pytest.raises(ClusterError, match=address):
            await api.ask("GET", address)
        await api.aclose()


def test_foreign_bytes_are_one_printable_line() -> None:
    assert excerpt(b"a\r\nb\x1b[31m\xff") == "a b[31m\ufffd"
    assert len(excerpt(b"x" * 5000)) == 200
