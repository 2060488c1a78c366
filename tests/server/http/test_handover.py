"""Connections that Hypercorn's own protocols go on with, over real sockets."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import h2.events
import h2.settings
import pytest
import trio
import wsproto
from wsproto.events import AcceptConnection, CloseConnection, Request, TextMessage

from appliance.server.http import handover
from appliance.settings.model import ServerSettings
from tests.support.certificates import Certificate
from tests.support.http2_client import Http2Client
from tests.support.raw_http import RawClient, Running, TestApplication, running, until

SHORT: dict[str, Any] = {
    "port": 0,
    "header_timeout_s": 2.0,
    "body_timeout_s": 0.5,
    "write_timeout_s": 10.0,
    "drain_timeout_s": 0.3,
    "max_body_bytes": 1 << 16,
}
UPGRADE = (
    b"GET %s HTTP/1.1\r\nhost: x\r\nconnection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\n"
    b"http2-settings: %s\r\n\r\n"
)


@asynccontextmanager
async def plain_http2(
    app: TestApplication, **changes: Any
) -> AsyncIterator[tuple[Running, Http2Client]]:
    async with running(app, ServerSettings(**(SHORT | changes))) as server:
        client = Http2Client(await server.connect())
        await client.begin()
        yield server, client


async def test_http2_by_alpn(app: TestApplication, certificate: Certificate) -> None:
    paths = {"tls_certificate": certificate.certificate, "tls_key": certificate.key}
    context = certificate.client_context("h2")
    async with running(app, ServerSettings(**(SHORT | paths)), context) as server:
        client = Http2Client(await server.connect())
        assert isinstance(client.client.stream, trio.SSLStream)
        assert client.client.stream.selected_alpn_protocol() == "h2"
        await client.begin()
        await client.request("/a")
        assert await client.answer() == (200, b"2 https GET /a 0 hello")
        assert server.sample("http_requests_total", status_code="200") == 1


async def test_http2_with_prior_knowledge(app: TestApplication) -> None:
    async with plain_http2(app) as (server, client):
        first = await client.request("/a")
        second = await client.request("/b", "POST", b"abc")
        client.h2.end_stream(second)
        await client.flush()
        assert await client.answer(first) == (200, b"2 http GET /a 0 hello")
        assert await client.answer(second) == (200, b"2 http POST /b 3 hello")
        headers = dict((await client.wait_for(h2.events.ResponseReceived)).headers)
        assert "date" in headers
        assert "server" not in headers
        assert server.sample("http_requests_total", status_code="200") == 2


async def test_http2_by_upgrade_behind_another_request(app: TestApplication) -> None:
    async with running(app, ServerSettings(**SHORT)) as server:
        client = Http2Client(await server.connect())
        settings = client.h2.initiate_upgrade_connection()
        assert settings is not None
        await client.client.send(
            b"GET /first HTTP/1.1\r\nhost: x\r\n\r\n" + UPGRADE % (b"/up", settings)
        )
        assert (await client.client.answer()).body == b"1.1 http GET /first 0 hello"
        assert b"101" in await client.client.head()
        await client.flush()
        client.events += client.h2.receive_data(client.client.unread())
        assert await client.answer() == (200, b"2 http GET /up 0 hello")


async def test_a_large_body_is_refused(app: TestApplication) -> None:
    async with plain_http2(app) as (server, client):
        stream = await client.request("/a", "POST", b"")
        for _ in range(5):
            while client.h2.local_flow_control_window(stream) < 16_000:
                await client.wait_for(h2.events.WindowUpdated, stream)
                client.events.clear()
            client.h2.send_data(stream, b"b" * 16_000)
            await client.flush()
        client.h2.end_stream(stream)
        await client.flush()
        assert await client.answer(stream) == (413, b"")
        assert server.sample("http_requests_total", status_code="413") == 1
        assert app.events == ["startup"]


async def test_a_slow_body_is_refused(app: TestApplication) -> None:
    async with plain_http2(app) as (_server, client):
        await client.request("/a", "POST", b"b")
        assert await client.answer() == (408, b"")
        assert app.events == ["startup"]


async def test_data_behind_an_early_answer_ends_only_that_connection(
    app: TestApplication, caplog: pytest.LogCaptureFixture
) -> None:
    async with plain_http2(app) as (server, client):
        stream = await client.request("/a", "POST", b"b")
        await client.answer(stream)
        with caplog.at_level(logging.INFO, "appliance.server.http"):
            client.h2.send_data(stream, b"late")
            await client.flush()
            await until(lambda: not server.sample("active_connections"))
        assert "broke the protocol" in caplog.text
        assert "Traceback" not in caplog.text
        assert (await server.get("/healthy")).status == 200


async def test_a_path_that_is_not_ascii_ends_only_that_connection(app: TestApplication) -> None:
    async with plain_http2(app) as (server, client):
        await client.request("/ä")
        await until(lambda: not server.sample("active_connections"))
        assert (await server.get("/healthy")).status == 200


async def test_a_client_that_leaves_is_not_kept(app: TestApplication) -> None:
    async with plain_http2(app) as (server, client):
        await client.request("/a")
        await client.answer()
        await client.client.close()
        with trio.fail_after(15):  # and not for the 75 seconds of an idle connection
            await until(lambda: not server.sample("active_connections"))


@pytest.mark.parametrize("seconds", [3, 30])
async def test_a_client_that_leaves_in_the_middle_is_not_kept(
    app: TestApplication, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "LISTENER_GRACE_S", 0.1)
    async with plain_http2(app) as (server, client):
        await client.request(f"/slow?s={seconds}")
        await until(lambda: app.began)
        await client.client.close()
        with trio.fail_after(15):
            await until(lambda: not server.sample("active_connections"))
    assert app.events == ["startup", "cancelled /slow", "shutdown"]


async def test_a_client_that_does_not_read_cannot_keep_the_server(app: TestApplication) -> None:
    async with plain_http2(app) as (server, client):
        client.acknowledges = False
        await client.request("/big?bytes=20000000")
        await client.wait_for(h2.events.ResponseReceived)
        assert 0.2 < await server.seconds_to_stop() < 8


async def test_a_client_whose_socket_is_full_cannot_keep_the_server(app: TestApplication) -> None:
    async with plain_http2(app) as (server, client):
        client.h2.increment_flow_control_window(2**30)
        client.h2.update_settings({h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: 2**30})
        await client.flush()
        await client.request("/big?bytes=20000000")
        await client.wait_for(h2.events.ResponseReceived)
        await trio.sleep(0.1)
        assert 0.2 < await server.seconds_to_stop() < 8


async def test_a_client_that_does_not_read_is_left_in_time(app: TestApplication) -> None:
    async with plain_http2(app, write_timeout_s=0.3) as (server, client):
        client.acknowledges = False
        await client.request("/big?bytes=20000000")
        await client.wait_for(h2.events.ResponseReceived)
        with trio.fail_after(8):
            await until(lambda: not server.sample("active_connections"))


async def test_a_stop_lets_a_short_call_finish_and_closes_idle_ones(app: TestApplication) -> None:
    async with plain_http2(app, drain_timeout_s=10) as (server, client):
        idle = Http2Client(await server.connect())
        await idle.begin()
        await idle.request("/a")
        await idle.answer()
        await client.request("/slow?s=0.3")
        await trio.sleep(0.1)
        assert await server.seconds_to_stop() < 8
        assert (await client.answer()) == (200, b"slept")


async def websocket(server: Running, client: RawClient, **changes: Any) -> wsproto.WSConnection:
    connection = wsproto.WSConnection(wsproto.ConnectionType.CLIENT)
    await client.send(connection.send(Request(host="x", target="/ws", **changes)))
    return connection


async def test_a_websocket(app: TestApplication) -> None:
    async with running(app, ServerSettings(**SHORT)) as server:
        client = await server.connect()
        connection = await websocket(server, client)
        got: list[Any] = []

        async def wait_for(kind: type) -> Any:
            while not (found := [event for event in got if isinstance(event, kind)]):
                connection.receive_data(bytes(await client.stream.receive_some()))
                got.extend(connection.events())
            return found[0]

        await wait_for(AcceptConnection)
        await client.send(connection.send(TextMessage("shout")))
        assert (await wait_for(TextMessage)).data == "SHOUT"
        await client.send(connection.send(CloseConnection(1000)))
        await wait_for(CloseConnection)
        with trio.fail_after(15):
            await until(lambda: not server.sample("active_connections"))


async def test_a_broken_websocket_ends_only_that_connection(app: TestApplication) -> None:
    async with running(app, ServerSettings(**SHORT)) as server:
        client = await server.connect()
        await websocket(server, client)
        assert b"101" in await client.head()
        await client.send(b"\xff\xff\xff\xff\xff\xff\xff\xff")
        with trio.fail_after(15):
            await client.rest()
            await until(lambda: not server.sample("active_connections"))
        assert (await server.get("/healthy")).status == 200
