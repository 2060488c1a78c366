"""The product's driver over real sockets, against clients that mean no good."""

from __future__ import annotations

import resource
import socket

import pytest
import trio

from tests.support.certificates import Certificate
from tests.support.raw_http import Running, Start, TestApplication, until

GET = b"GET %s HTTP/1.1\r\nhost: x\r\n\r\n"
BIG = GET % b"/big?bytes=20000000"


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_large_body_gets_a_413_that_can_be_read(start_either: Start, chunked: bool) -> None:
    async with start_either() as server:
        client = await server.connect()
        framing = b"transfer-encoding: chunked" if chunked else b"content-length: 10000000"
        await client.send(b"POST / HTTP/1.1\r\nhost: x\r\n" + framing + b"\r\n\r\n")
        for _ in range(100):
            part = b"b" * 100_000
            await client.send(b"%x\r\n%b\r\n" % (len(part), part) if chunked else part)
        assert (await client.answer()).status == 413
        assert (await server.get("/healthy")).status == 200
        assert server.sample("http_requests_total", status_code="413") == 1


@pytest.mark.parametrize(
    "pieces",
    [
        [b"GET / HTTP/1.1\r\n", *[b"x: y\r\n"] * 400],
        [b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 999\r\n\r\n", *[b"b"] * 400],
        [
            b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n",
            *[b"1\r\na\r\n"] * 400,
        ],
        [GET % b"/1" + b"GET / HTTP/1.1\r\nho"],
    ],
    ids=["header", "body", "chunks", "behind a pipelined request"],
)
async def test_a_slow_request_is_refused(start_either: Start, pieces: list[bytes]) -> None:
    async with start_either() as server:
        client = await server.connect()
        began = trio.current_time()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(lambda: client.send(*pieces, every_s=0.05))
            answer = await client.answer()
            if answer.status == 200:
                answer = await client.answer()
            assert answer.status == 408
            assert trio.current_time() - began < 15
            nursery.cancel_scope.cancel()


async def test_a_connection_that_says_nothing_is_closed(start_either: Start) -> None:
    async with start_either() as server:
        client = await server.connect()
        with trio.fail_after(15):
            assert await client.rest() == b""


async def test_the_largest_header_that_is_accepted(start: Start) -> None:
    async with start() as server:
        client = await server.connect()
        await client.send(b"GET / HTTP/1.1\r\nhost: x\r\nx: " + b"a" * 15_000 + b"\r\n\r\n")
        assert (await client.answer()).status == 200
        await client.send(b"GET / HTTP/1.1\r\nhost: x\r\nx: ", *[b"a" * 1000] * 29, b"\r\n\r\n")
        assert (await client.answer()).status == 431


@pytest.mark.parametrize("path", [b"/slow?s=30", b"/stream?s=0.05"])
async def test_a_client_that_leaves_cancels_its_call(
    app: TestApplication, start_either: Start, path: bytes
) -> None:
    async with start_either() as server:
        client = await server.connect()
        await client.send(GET % path)
        await trio.sleep(0.3)
        assert app.events == ["startup"]
        await client.close()
        with trio.fail_after(15):
            await until(lambda: len(app.events) > 1)
            await until(lambda: not server.sample("active_connections"))
        assert app.events[1].startswith("cancelled")
        assert server.sample("http_requests_total", status_code="499") == 1


async def test_a_large_answer_arrives_whole(start_either: Start) -> None:
    async with start_either() as server:
        assert len((await server.get("/big?bytes=20000000")).body) == 20_000_000


async def test_a_client_that_does_not_read_cannot_keep_the_server(start_either: Start) -> None:
    async with start_either() as server:
        client = await server.connect()
        await client.send(BIG)
        await client.head()
        assert 0.2 < await server.seconds_to_stop() < 8


async def test_a_client_that_does_not_read_is_left_in_time(
    app: TestApplication, start_either: Start
) -> None:
    async with start_either(write_timeout_s=0.3) as server:
        client = await server.connect()
        await client.send(BIG)
        await client.head()
        await until(lambda: not server.sample("active_connections"))
        assert app.events == ["startup", "cancelled /big"] or app.events[1] == "done /big"
        assert (await server.get("/healthy")).status == 200


async def test_a_client_that_leaves_in_the_middle_of_its_answer(start_either: Start) -> None:
    async with start_either() as server:
        client = await server.connect()
        await client.send(BIG)
        await client.head()
        await client.close()
        await until(lambda: not server.sample("active_connections"))
        assert (await server.get("/healthy")).status == 200


async def test_no_new_connection_while_it_stops(start: Start) -> None:
    async with start(drain_timeout_s=10) as server:
        client = await server.connect()
        await client.send(GET % b"/slow?s=0.5")
        await trio.sleep(0.1)
        server.stop.set()
        await trio.sleep(0.1)
        with pytest.raises(OSError, match="all attempts to connect"):
            await server.connect()
        assert (await client.answer()).body == b"slept"


async def test_a_request_sent_before_the_stop_is_served(start: Start) -> None:
    async with start() as server:
        clients = [await server.connect() for _ in range(5)]
        for client in clients:
            await client.send(GET % b"/1")
            await client.answer()
        # No await in between: the bytes are in the server's sockets, and it has not seen them.
        for client in clients:
            assert isinstance(client.stream, trio.SocketStream)
            fd = socket.socket(fileno=client.stream.socket.fileno())
            fd.send(GET % b"/2")
            fd.detach()
        server.stop.set()
        for client in clients:
            assert (await client.answer()).status == 200
            assert await client.rest() == b""


async def test_clients_over_the_limit_are_told_to_come_back(start: Start) -> None:
    async with start(max_connections=5, header_timeout_s=5) as server:
        clients = [await server.connect() for _ in range(8)]
        for client in clients:
            await client.send(GET % b"/")
        answers = [await client.answer() for client in clients]
        assert [answer.status for answer in answers] == [200] * 5 + [503] * 3
        assert answers[-1].headers["retry-after"] == "1"
        assert server.sample("active_connections") == 5
        assert server.sample("connections_refused_total") == 3
        await clients[0].close()
        await until(lambda: server.sample("active_connections") == 4)
        assert (await server.get("/")).status == 200


async def test_tls_clients_over_the_limit_are_closed(start_tls: Start) -> None:
    async with start_tls(max_connections=1, header_timeout_s=5) as server:
        first = await server.connect()
        with pytest.raises(trio.BrokenResourceError):
            await server.connect()
        await first.send(GET % b"/")
        assert (await first.answer()).status == 200
        assert server.sample("connections_refused_total") == 1


async def test_a_thousand_connections_at_once(start: Start) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))
    statuses: list[int] = []

    async def one(server: Running) -> None:
        client = await server.connect()
        for _ in range(2):
            await client.send(GET % b"/")
            statuses.append((await client.answer()).status)
        await client.close()

    async with start(header_timeout_s=15) as server:
        async with trio.open_nursery() as nursery:
            for _ in range(1000):
                nursery.start_soon(one, server)
        await until(lambda: not server.sample("active_connections"))
    assert statuses == [200] * 2000


@pytest.mark.parametrize("garbage", [GET % b"/", b"\x16\x03\x01\x02\x00garbage", b"\0" * 500, b""])
async def test_what_is_no_tls_is_closed(start_tls: Start, garbage: bytes) -> None:
    async with start_tls() as server:
        client = await server.connect_plain()
        await client.send(garbage)
        with trio.fail_after(15):
            rest = await client.rest()
        assert b"HTTP" not in rest
        assert (await server.get("/healthy")).status == 200


async def test_tls_to_a_plain_port_is_refused(start: Start, certificate: Certificate) -> None:
    async with start() as server:
        with pytest.raises(trio.BrokenResourceError):
            await server.connect(certificate.client_context())
        assert (await server.get("/healthy")).status == 200


async def test_it_listens_on_ipv6(start: Start) -> None:
    async with start(host="::1") as server:
        assert server.url == f"http://[::1]:{server.port}"
        assert (await server.get("/")).status == 200
