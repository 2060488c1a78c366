"""The whole server over real connections, with both HTTP drivers and the SDK's own client."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
import trio
from mcp.client.client import Client
from mcp.shared.exceptions import MCPError

from appliance.server.kernel import build_kernel
from appliance.server.service import HttpPort
from appliance.settings.model import HttpDriver, ServerSettings
from appliance.telemetry.metrics import Metrics
from tests.support.mcp_requests import BASE_HEADERS, LEGACY, MODERN, call, on_the_wire
from tests.support.mcp_server import sample_dispatcher
from tests.support.sample_tools import EVENTS

DRIVERS = list(HttpDriver)
MODES = ["auto", "legacy"]
DEADLINE_S = 20


@pytest.fixture(params=DRIVERS)
async def url(request: pytest.FixtureRequest, nursery: trio.Nursery) -> AsyncIterator[str]:
    """Where a server listens that is stopped after the test."""
    EVENTS.clear()
    settings = ServerSettings(port=0, http_driver=request.param, drain_timeout_s=1)
    stop, metrics = trio.Event(), Metrics()
    port = HttpPort(build_kernel(sample_dispatcher(metrics)), settings, metrics)
    urls = await nursery.start(partial(port.run, stop=stop))
    yield urls[0]
    stop.set()


async def connect(url: str) -> trio.SocketStream:
    address = urlsplit(url)
    assert address.hostname is not None
    assert address.port is not None
    return await trio.open_tcp_stream(address.hostname, address.port)


async def read_answer(stream: trio.SocketStream) -> bytes:
    """Read one response with a content-length."""
    read = b""
    missing = 1
    while missing > 0:
        with trio.fail_after(DEADLINE_S):
            data = await stream.receive_some()
        assert data, read
        read += data
        head, end, body = read.partition(b"\r\n\r\n")
        if end:
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
            missing = int(length) - len(body)
    return read


@asynccontextmanager
async def connected(url: str, mode: Any = "auto") -> AsyncIterator[Client]:
    """The SDK's client; what it leaves to the collector is collected while nobody minds."""
    with trio.fail_after(DEADLINE_S):
        async with Client(f"{url}/mcp", mode=mode) as client:
            yield client
    gc.collect()


sdk_client = pytest.mark.filterwarnings(
    # The SDK's client leaves the generators of an event stream it has read to the collector.
    "ignore:Async generator 'httpx2:ResourceWarning",
    "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning",
)


@sdk_client
@pytest.mark.parametrize("mode", MODES)
async def test_a_client_lists_and_calls(url: str, mode: Any) -> None:
    async with connected(url, mode) as client:
        assert client.server_info.name == "trinitycore-mcp"
        names = [tool.name for tool in (await client.list_tools()).tools]
        assert names == sorted(names)
        result = await client.call_tool("echo", {"text": "Wächter", "times": 2})
        assert result.structured_content == {"source": "test", "text": "WächterWächter"}
        assert (await client.call_tool("raw", {})).structured_content == {
            "source": "test",
            "text": "ab[31m\n\tc\ufffdd",
            "blob": "AP_-",
            "ratio": None,
            "byName": {"up": None, "none": None},
        }
        assert (await client.call_tool("echo", {"text": 5})).is_error
        assert (await client.call_tool("fail", {"how": "bug"})).is_error
        with pytest.raises(MCPError, match="Unknown tool"):
            await client.call_tool("nothing", {})


@sdk_client
@pytest.mark.parametrize("mode", MODES)
async def test_a_client_hears_of_progress(url: str, mode: Any) -> None:
    heard: list[float] = []
    last = trio.Event()

    async def listen(done: float, _total: float | None, _said: str | None) -> None:
        heard.append(done)
        if done == 3:
            last.set()

    async with connected(url, mode) as client:
        arguments = {"seconds": 0.03, "steps": 3}
        result = await client.call_tool("wait", arguments, progress_callback=listen)
        with trio.fail_after(15):
            await last.wait()
    assert heard == [1, 2, 3]
    assert not result.is_error


@pytest.mark.parametrize("era", [MODERN, LEGACY])
@pytest.mark.parametrize("meta", [None, {"progressToken": 1}], ids=["json", "events"])
async def test_a_client_that_hangs_up_ends_its_call(
    url: str, era: str, meta: dict[str, Any] | None
) -> None:
    headers, body = call(era, "wait", {"seconds": 9}, meta=meta)
    stream = await connect(url)
    await stream.send_all(on_the_wire(headers, body))
    with trio.fail_after(8):
        await wait_for("wait began")
        await trio.sleep(0.15)
        await stream.aclose()
        await wait_for("wait cancelled")


async def wait_for(event: str) -> None:
    while event not in EVENTS:  # noqa: ASYNC110 - what happens in tools is no event of trio's
        await trio.sleep(0.01)


async def test_connections_are_kept_and_calls_leak_nothing_into_the_next(url: str) -> None:
    stream = await connect(url)
    seen = set()
    async with stream:
        for _ in range(5):
            await stream.send_all(on_the_wire(*call(MODERN, "identity")))
            answer = await read_answer(stream)
            assert answer.startswith(b"HTTP/1.1 200")
            request_id = answer.partition(b"x-request-id: ")[2][:12].decode()
            assert f'"bound":{{"request_id":"{request_id}"}}'.encode() in answer
            seen.add(request_id)
    assert len(seen) == 5


@sdk_client
async def test_ten_megabytes_are_refused(url: str) -> None:
    headers, body = call(MODERN, "echo", {"text": "x" * 10_000_000})
    stream = await connect(url)
    async with trio.open_nursery() as nursery:

        async def send() -> None:
            try:
                await stream.send_all(on_the_wire(headers, body))
            except trio.BrokenResourceError:
                return

        nursery.start_soon(send)
        with trio.fail_after(15):
            assert b" 413 " in await read_answer(stream)
        nursery.cancel_scope.cancel()
    await trio.aclose_forcefully(stream)
    async with connected(url) as client:
        assert not (await client.call_tool("echo", {"text": "x"})).is_error


@pytest.mark.parametrize(
    ("changed", "status"), [({"host": "evil.example"}, b"421"), ({"origin": "https://x"}, b"403")]
)
async def test_foreign_pages_are_refused(url: str, changed: dict[str, str], status: bytes) -> None:
    headers, body = call(MODERN, "echo", {"text": "x"})
    async with await connect(url) as stream:
        await stream.send_all(on_the_wire((dict(headers) | changed).items(), body))
        assert (await read_answer(stream)).split()[1] == status


async def test_a_person_with_a_browser_is_told_where_to_go(url: str) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in BASE_HEADERS.items())
    async with await connect(url) as stream:
        await stream.send_all(f"GET / HTTP/1.1\r\n{head}\r\n".encode())
        assert b"/mcp" in await read_answer(stream)


@pytest.mark.parametrize("driver", DRIVERS)
async def test_calls_in_flight_finish_before_the_server_does(
    driver: HttpDriver, nursery: trio.Nursery
) -> None:
    settings = ServerSettings(port=0, http_driver=driver, drain_timeout_s=5)
    stop, done, metrics = trio.Event(), trio.Event(), Metrics()
    EVENTS.clear()

    async def serve(task_status: trio.TaskStatus[Any]) -> None:
        kernel = build_kernel(sample_dispatcher(metrics))
        await HttpPort(kernel, settings, metrics).run(stop=stop, task_status=task_status)
        done.set()

    urls = await nursery.start(serve)
    async with await connect(urls[0]) as stream:
        await stream.send_all(on_the_wire(*call(MODERN, "wait", {"seconds": 0.3})))
        with trio.fail_after(20):
            await wait_for("wait began")
            stop.set()
            assert (await read_answer(stream)).startswith(b"HTTP/1.1 200")
            await done.wait()
    assert EVENTS == ["wait began", "wait ended"]
