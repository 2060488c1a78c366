"""Limits and certificate of the MCP port change while it serves, and no client loses anything."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trio

from appliance.errors import StartError
from appliance.server.kernel import build_kernel
from appliance.server.service import HttpPort
from appliance.settings.model import HttpDriver, ServerSettings
from appliance.telemetry.metrics import Metrics
from tests.support.certificates import Certificate, make_certificate
from tests.support.mcp_requests import MODERN, call, on_the_wire
from tests.support.mcp_server import sample_dispatcher
from tests.support.raw_http import RawClient


class Served:
    """A port, and what it is told."""

    def __init__(self, port: HttpPort, url: str) -> None:
        self._port = port
        self._opened: list[trio.abc.Stream] = []
        self.number = int(url.rpartition(":")[2])

    async def change(self, **settings: Any) -> None:
        prepare = partial(self._port.prepare, ServerSettings(port=0, **settings))
        (await trio.to_thread.run_sync(prepare))()

    async def plain(self) -> RawClient:
        stream = await trio.open_tcp_stream("127.0.0.1", self.number)
        self._opened.append(stream)
        return RawClient(stream)

    async def secure(self, trusted: Certificate) -> RawClient:
        context = trusted.client_context("http/1.1")
        below = (await self.plain()).stream
        stream = trio.SSLStream(below, context, server_hostname="localhost")
        await stream.do_handshake()
        return RawClient(stream)

    async def hang_up(self) -> None:
        for stream in self._opened:
            await trio.aclose_forcefully(stream)


@asynccontextmanager
async def serving(**settings: Any) -> AsyncIterator[Served]:
    stop, metrics = trio.Event(), Metrics()
    kernel = build_kernel(sample_dispatcher(metrics))
    port = HttpPort(kernel, ServerSettings(port=0, drain_timeout_s=0.2, **settings), metrics)
    with trio.fail_after(20):
        async with trio.open_nursery() as nursery:
            urls = await nursery.start(partial(port.run, stop=stop))
            served = Served(port, urls[0])
            yield served
            await served.hang_up()
            stop.set()


async def ask(client: RawClient, text: str = "x", **changed: str) -> int:
    """The status of a call over this connection."""
    headers, body = call(MODERN, "echo", {"text": text})
    await client.send(on_the_wire((dict(headers) | changed).items(), body))
    return (await client.answer()).status


@pytest.mark.parametrize("driver", HttpDriver)
async def test_limits_hold_at_once_and_on_open_connections(driver: HttpDriver) -> None:
    async with serving(http_driver=driver, max_body_bytes=1024) as server:
        client = await server.plain()
        assert await ask(client) == 200
        await server.change(http_driver=driver, max_body_bytes=4096)
        assert await ask(client, "x" * 900) == 200
        await server.change(http_driver=driver, max_body_bytes=1024)
        assert await ask(client, "x" * 900) == 413
        assert await ask(await server.plain()) == 200


async def test_names_of_the_server_may_come_and_go() -> None:
    async with serving() as server:
        client = await server.plain()
        assert await ask(client, host="realm.example") == 421
        await server.change(allowed_hosts=("realm.example",))
        assert await ask(client, host="realm.example") == 200
        await server.change()
        assert await ask(client, host="realm.example") == 421


async def test_more_connections_are_let_in() -> None:
    async with serving(max_connections=1) as server:
        client = await server.plain()
        assert await ask(client) == 200
        assert (await (await server.plain()).answer()).status == 503
        await server.change(max_connections=2)
        assert await ask(await server.plain()) == 200
        assert await ask(client) == 200


@pytest.fixture
def certificates(tmp_path: Path) -> tuple[Certificate, Certificate]:
    return make_certificate(tmp_path, "old"), make_certificate(tmp_path, "new")


def files(of: Certificate) -> dict[str, Path]:
    return {"tls_certificate": of.certificate, "tls_key": of.key}


async def test_new_connections_get_the_new_certificate_and_old_ones_go_on(
    certificates: tuple[Certificate, Certificate],
) -> None:
    old, new = certificates
    async with serving(**files(old)) as server:
        before = await server.secure(old)
        assert await ask(before) == 200
        await server.change(**files(new))
        assert await ask(before) == 200
        with pytest.raises(trio.BrokenResourceError) as refused:
            await server.secure(old)
        assert isinstance(refused.value.__cause__, ssl.SSLCertVerificationError)
        assert await ask(await server.secure(new)) == 200


async def test_a_renewed_file_is_read_again_under_its_old_name(
    certificates: tuple[Certificate, Certificate],
) -> None:
    served, renewed = certificates
    async with serving(**files(served)) as server:
        served.certificate.write_bytes(renewed.certificate.read_bytes())
        served.key.write_bytes(renewed.key.read_bytes())
        await server.change(**files(served))
        assert await ask(await server.secure(renewed)) == 200


async def test_a_key_that_does_not_match_is_refused_and_nothing_changes(
    certificates: tuple[Certificate, Certificate],
) -> None:
    old, new = certificates
    async with serving(max_body_bytes=1024, **files(old)) as server:
        with pytest.raises(StartError, match="does not belong to the certificate"):
            await server.change(tls_certificate=new.certificate, tls_key=old.key)
        client = await server.secure(old)
        assert await ask(client, "x" * 900) == 413
