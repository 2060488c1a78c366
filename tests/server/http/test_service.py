"""The whole server over real sockets, with the product's driver and Hypercorn's own."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
import trio

from appliance.errors import StartError
from appliance.server.http.listener import open_listener
from appliance.server.http.service import serve
from appliance.settings.model import HttpDriver, ServerSettings
from appliance.telemetry.metrics import Metrics
from tests.support.certificates import make_certificate
from tests.support.raw_http import SHORT, Start, TestApplication, until
from tests.support.servers import free_port

GET = b"GET %s HTTP/1.1\r\nhost: x\r\n\r\n"
BIG = GET % b"/big?bytes=20000000"
FAST, STOCK = HttpDriver.FAST, HttpDriver.STOCK


@pytest.mark.parametrize("driver", HttpDriver)
async def test_it_serves_and_stops(app: TestApplication, start: Start, driver: HttpDriver) -> None:
    async with start(http_driver=driver) as server:
        assert server.url == f"http://127.0.0.1:{server.port}"
        answer = await server.get("/a%20b?q=1")
        assert (answer.status, answer.body) == (200, b"1.1 http GET /a b 0 hello")
        assert "date" in answer.headers
        assert "server" not in answer.headers
        assert await server.seconds_to_stop() < 8
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
async def test_a_stop_lets_a_short_call_finish(
    app: TestApplication, start: Start, driver: HttpDriver
) -> None:
    async with start(http_driver=driver, drain_timeout_s=10) as server:
        client = await server.connect()
        await client.send(GET % b"/slow?s=1.5")
        await until(lambda: app.began)
        assert await server.seconds_to_stop() < 8
        answer = await client.answer()
        assert answer.body == b"slept"
        assert await client.rest() == b""
        if driver is FAST:
            assert answer.headers["connection"] == "close"
    assert app.events == ["startup", "done /slow", "shutdown"]


@pytest.mark.parametrize("path", ["/slow?s=30", "/stream?s=0.1"])
@pytest.mark.parametrize("driver", HttpDriver)
async def test_a_stop_cuts_a_long_call(
    app: TestApplication, start: Start, driver: HttpDriver, path: str
) -> None:
    async with start(http_driver=driver) as server:
        client = await server.connect()
        await client.send(GET % path.encode())
        await until(lambda: app.began)
        assert 0.2 < await server.seconds_to_stop() < 8
        assert not (await client.rest()).endswith(b"0\r\n\r\n")
    assert app.events == ["startup", f"cancelled {path.partition('?')[0]}", "shutdown"]


@pytest.mark.parametrize("driver", HttpDriver)
async def test_a_stop_closes_idle_connections_at_once(start: Start, driver: HttpDriver) -> None:
    async with start(http_driver=driver, drain_timeout_s=10) as server:
        clients = [await server.connect() for _ in range(20)]
        for client in clients:
            await client.send(GET % b"/")
            await client.answer()
        assert await server.seconds_to_stop() < 8
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
    port = free_port()
    async with start(port=port, http_driver=driver) as server:
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

    port = free_port()
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

    with trio.fail_after(15):
        async with trio.open_nursery() as nursery:
            (url,) = await nursery.start(run)
            async with await trio.open_tcp_stream("127.0.0.1", int(url.split(":")[2])) as stream:
                await stream.send_all(request_)
                await trio.sleep(0.1)
                nursery.cancel_scope.cancel()
    assert app.events[0] == "startup"
    assert "shutdown" not in app.events
