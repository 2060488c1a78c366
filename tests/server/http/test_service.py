"""The whole server over real sockets, against clients that mean no good."""

from __future__ import annotations

import logging
import resource
import socket
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
import trio

from appliance.errors import StartError
from appliance.server.http.listener import open_listener
from appliance.server.http.service import serve
from appliance.settings.model import HttpDriver, ServerSettings
from appliance.telemetry.metrics import Metrics
from tests.support.certificates import Certificate, make_certificate
from tests.support.raw_http import Running, TestApplication, running

GET = b"GET %s HTTP/1.1\r\nhost: x\r\n\r\n"
BIG = GET % b"/big?bytes=20000000"
SHORT: dict[str, Any] = {
    "port": 0,
    "header_timeout_s": 0.5,
    "body_timeout_s": 1.0,
    "write_timeout_s": 10.0,
    "drain_timeout_s": 0.3,
    "max_body_bytes": 1 << 20,
}
FAST, STOCK = HttpDriver.FAST, HttpDriver.STOCK

Start = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def app() -> TestApplication:
    return TestApplication()


@pytest.fixture
def start(app: TestApplication) -> Start:
    """Start a server with short timeouts."""

    def make(**changes: Any) -> AbstractAsyncContextManager[Running]:
        return running(app, ServerSettings(**(SHORT | changes)))

    return make


@pytest.fixture
def start_tls(app: TestApplication, certificate: Certificate) -> Start:
    """Start one that speaks TLS."""

    def make(*alpn: str, **changes: Any) -> AbstractAsyncContextManager[Running]:
        paths = {"tls_certificate": certificate.certificate, "tls_key": certificate.key}
        settings = ServerSettings(**(SHORT | paths | changes))
        return running(app, settings, certificate.client_context(*alpn))

    return make


@pytest.fixture(params=["plain", "tls"])
def start_either(request: pytest.FixtureRequest, start: Start, start_tls: Start) -> Start:
    return start if request.param == "plain" else start_tls


async def until(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110 - metrics have no events
        await trio.sleep(0.01)


# Both drivers


@pytest.mark.parametrize("driver", HttpDriver)
async def test_it_serves_and_stops(app: TestApplication, start: Start, driver: HttpDriver) -> None:
    async with start(http_driver=driver) as server:
        assert server.url == f"http://127.0.0.1:{server.port}"
        answer = await server.get("/a%20b?q=1")
        assert (answer.status, answer.body) == (200, b"1.1 http GET /a b 0 hello")
        assert "date" in answer.headers
        assert "server" not in answer.headers
        assert await server.seconds_to_stop() < 3
        assert server.sample("http_requests_total", status_code="200") == 1
        with pytest.raises(OSError, match="all attempts to connect"):
            await server.connect()
    assert app.events[0] == "startup"
    assert app.events[-1] == "shutdown"


@pytest.mark.parametrize("driver", HttpDriver)
async def test_it_serves_tls(start_tls: Start, driver: HttpDriver) -> None:
    async with start_tls("http/1.1", http_driver=driver) as server:
        assert server.url.startswith("https://127.0.0.1:")
        assert (await server.get("/t")).body == b"1.1 https GET /t 0 hello"


@pytest.mark.parametrize("driver", HttpDriver)
async def test_five_pipelined_requests(start: Start, driver: HttpDriver) -> None:
    async with start(http_driver=driver) as server:
        client = await server.connect()
        await client.send(b"".join(GET % b"/%d" % number for number in range(5)))
        for number in range(5):
            assert (await client.answer()).body == b"1.1 http GET /%d 0 hello" % number


@pytest.mark.parametrize("driver", HttpDriver)
async def test_chunks_both_ways(start: Start, driver: HttpDriver) -> None:
    async with start(http_driver=driver) as server:
        client = await server.connect()
        head = b"POST /stream?n=3 HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
        await client.send(head, b"1\r\na\r\n", b"2\r\nbc\r\n", b"0\r\nx-trailer: 1\r\n\r\n")
        answer = await client.answer()
        assert (answer.body, answer.headers["transfer-encoding"]) == (b"0;1;2;", "chunked")


@pytest.mark.parametrize("driver", HttpDriver)
async def test_a_client_that_waits_for_100_continue(
    start_either: Start, driver: HttpDriver
) -> None:
    async with start_either(http_driver=driver) as server:
        client = await server.connect()
        head = b"POST /e HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n"
        await client.send(head)
        assert (await client.answer()).status == 100
        await client.send(b"abc")
        assert b"POST /e 3 hello" in (await client.answer()).body


@pytest.mark.parametrize(
    ("driver", "data", "status"),
    [
        (driver, data, status)
        for data, status in [
            (b"\x00\x01\x02 hello\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nhost : x\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nhost: x\r\nx: " + b"a" * 70_000 + b"\r\n\r\n", 431),
            (
                b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
                400,
            ),
        ]
        for driver in HttpDriver
    ]
    # What h11 lets through.
    + [
        (FAST, b"GET / HTTP/1.1\nhost: x\n\n", 400),
        (FAST, b"GET / HTTP/1.1\r\nhost: x\r\nx: a\r\n b\r\n\r\n", 400),
        (
            FAST,
            b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n"
            b"transfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
        ),
    ],
)
async def test_what_is_no_request_is_refused(
    start: Start, driver: HttpDriver, data: bytes, status: int
) -> None:
    async with start(http_driver=driver) as server:
        client = await server.connect()
        await client.send(data)
        assert (await client.answer()).status == status
        assert await client.rest() == b""
        assert (await server.get("/healthy")).status == 200


@pytest.mark.parametrize("driver", HttpDriver)
async def test_a_failing_application_costs_its_client_a_500(
    start: Start, driver: HttpDriver, caplog: pytest.LogCaptureFixture
) -> None:
    async with start(http_driver=driver) as server:
        assert (await server.get("/bug")).status == 500
        assert (await server.get("/healthy")).status == 200
        assert server.sample("http_requests_total", status_code="500") == 1
    failures = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.name for record in failures] == ["appliance.server.http"]
    assert "RuntimeError: a bug" in caplog.text


@pytest.mark.parametrize("driver", HttpDriver)
async def test_a_stop_lets_a_short_call_finish(start: Start, driver: HttpDriver) -> None:
    async with start(http_driver=driver, drain_timeout_s=10) as server:
        client = await server.connect()
        await client.send(GET % b"/slow?s=0.5")
        await trio.sleep(0.2)
        assert 0.1 < await server.seconds_to_stop() < 3
        answer = await client.answer()
        assert answer.body == b"slept"
        assert await client.rest() == b""
        if driver is FAST:
            assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("path", ["/slow?s=30", "/stream?s=0.1"])
@pytest.mark.parametrize("driver", HttpDriver)
async def test_a_stop_cuts_a_long_call(
    app: TestApplication, start: Start, driver: HttpDriver, path: str
) -> None:
    async with start(http_driver=driver) as server:
        client = await server.connect()
        await client.send(GET % path.encode())
        await trio.sleep(0.1)
        assert 0.2 < await server.seconds_to_stop() < 3
        assert not (await client.rest()).endswith(b"0\r\n\r\n")
    assert app.events == ["startup", f"cancelled {path.partition('?')[0]}", "shutdown"]


@pytest.mark.parametrize("driver", HttpDriver)
async def test_a_stop_closes_idle_connections_at_once(start: Start, driver: HttpDriver) -> None:
    async with start(http_driver=driver, drain_timeout_s=10) as server:
        clients = [await server.connect() for _ in range(20)]
        for client in clients:
            await client.send(GET % b"/")
            await client.answer()
        assert await server.seconds_to_stop() < 3
        assert [await client.rest() for client in clients] == [b""] * 20


@pytest.mark.parametrize("driver", HttpDriver)
async def test_a_large_body_is_refused_and_the_client_can_read_that(
    start: Start, driver: HttpDriver
) -> None:
    # 413 from Hypercorn's own driver is reset away at times; it must stay healthy though.
    async with start(http_driver=driver) as server:
        client = await server.connect()
        await client.send(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10000000\r\n\r\n")
        for _ in range(100):
            await client.send(b"b" * 100_000)
        if driver is FAST:
            assert (await client.answer()).status == 413
        assert (await server.get("/healthy")).status == 200


# The product's driver


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
        [b"GET / HTTP/1.1\r\n", *[b"x: y\r\n"] * 100],
        [b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n", *[b"b"] * 100],
        [
            b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n",
            *[b"1\r\na\r\n"] * 99,
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
            assert trio.current_time() - began < 4
            nursery.cancel_scope.cancel()


async def test_a_connection_that_says_nothing_is_closed(start_either: Start) -> None:
    async with start_either() as server:
        client = await server.connect()
        with trio.fail_after(4):
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
        with trio.fail_after(4):
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
        assert 0.2 < await server.seconds_to_stop() < 3


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
        with trio.fail_after(5):
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


# Starting


async def serve_briefly(**changes: Any) -> None:
    settings = ServerSettings(**(SHORT | changes))
    stop = trio.Event()
    stop.set()
    await serve(TestApplication(), settings, Metrics(), stop=stop)


@pytest.mark.parametrize("driver", HttpDriver)
async def test_a_taken_port_is_one_line(driver: HttpDriver) -> None:
    taken = await open_listener("127.0.0.1", 0, backlog=1)
    with taken, pytest.raises(StartError, match="the port is taken"):
        await serve_briefly(port=taken.getsockname()[1], http_driver=driver)


@pytest.mark.parametrize("driver", HttpDriver)
async def test_a_port_can_be_had_again_right_after_the_stop(
    start: Start, driver: HttpDriver
) -> None:
    async with start(http_driver=driver) as server:
        port = server.port
        client = await server.connect()
        await client.send(GET % b"/")
        await client.answer()
    async with start(port=port, http_driver=driver) as server:
        assert (await server.get("/")).status == 200


@pytest.mark.parametrize("driver", HttpDriver)
async def test_a_bad_certificate_is_one_line(driver: HttpDriver, tmp_path: Path) -> None:
    made = make_certificate(tmp_path)
    missing = tmp_path / "missing.pem"
    with pytest.raises(StartError, match="cannot read"):
        await serve_briefly(tls_certificate=missing, tls_key=made.key, http_driver=driver)


async def test_an_application_that_cannot_start_frees_the_port() -> None:
    async def refuses(_scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no realm"})

    with await open_listener("127.0.0.1", 0, backlog=1) as free:
        port = free.getsockname()[1]
    settings = ServerSettings(port=port)
    with pytest.raises(StartError, match="no realm"):
        await serve(refuses, settings, Metrics(), stop=trio.Event())
    with await open_listener("127.0.0.1", port, backlog=1):
        pass


@pytest.mark.parametrize(
    ("driver", "request_"),
    # Hypercorn's own driver cannot be cancelled while a client does not read.
    [(FAST, BIG), (FAST, GET % b"/slow?s=30"), (STOCK, GET % b"/slow?s=30")],
)
async def test_it_can_be_cancelled(
    app: TestApplication, driver: HttpDriver, request_: bytes
) -> None:
    settings = ServerSettings(**(SHORT | {"http_driver": driver}))

    async def run(*, task_status: trio.TaskStatus[list[str]]) -> None:
        await serve(app, settings, Metrics(), stop=trio.Event(), task_status=task_status)

    with trio.fail_after(5):
        async with trio.open_nursery() as nursery:
            (url,) = await nursery.start(run)
            async with await trio.open_tcp_stream("127.0.0.1", int(url.split(":")[2])) as stream:
                await stream.send_all(request_)
                await trio.sleep(0.1)
                nursery.cancel_scope.cancel()
    assert app.events[0] == "startup"
    assert "shutdown" not in app.events
