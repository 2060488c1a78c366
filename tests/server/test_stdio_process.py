"""MCP over the standard streams of a real process."""

from __future__ import annotations

import gc
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import trio
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from tests.support.mcp_requests import MODERN, message

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "tests.support.mcp_stdio"]
DEADLINE_S = 60


def call(name: str, arguments: dict[str, Any], *, request_id: int = 1) -> bytes:
    params = {"name": name, "arguments": arguments}
    return json.dumps(message(MODERN, "tools/call", params, request_id=request_id)).encode() + b"\n"


class Server:
    """The process, its three streams and what it wrote."""

    def __init__(self, process: trio.Process) -> None:
        self.process = process
        self.stdout = b""

    async def say(self, data: bytes) -> None:
        assert self.process.stdin is not None
        await self.process.stdin.send_all(data)

    async def hear(self) -> dict[str, Any]:
        """The next message; everything else on the way must be one too."""
        assert self.process.stdout is not None
        while b"\n" not in self.stdout:
            data = await self.process.stdout.receive_some()
            assert data, self.stdout
            self.stdout += data
        line, _, self.stdout = self.stdout.partition(b"\n")
        heard: dict[str, Any] = json.loads(line)
        assert heard["jsonrpc"] == "2.0"
        return heard

    async def finish(self) -> tuple[int, list[dict[str, Any]], str]:
        """Return the exit status, the messages not yet heard and what went to standard error."""
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        async for data in self.process.stdout:
            self.stdout += data
        log = b"".join([data async for data in self.process.stderr])
        status = await self.process.wait()
        return status, [json.loads(line) for line in self.stdout.splitlines()], log.decode()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    process = await trio.lowlevel.open_process(
        COMMAND,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        with trio.fail_after(DEADLINE_S):
            yield Server(process)
    finally:
        process.kill()
        await process.wait()


async def test_not_one_byte_on_stdout_that_is_not_mcp(server: Server) -> None:
    await server.say(call("print", {}) + b"nonsense\n" + call("fail", {"how": "bug"}))
    heard = [await server.hear() for _ in range(3)]
    assert {"result", "error"} >= {key for sent in heard for key in sent} - {"jsonrpc", "id"}
    assert server.process.stdin is not None
    await server.process.stdin.aclose()
    status, rest, log = await server.finish()
    assert (status, rest) == (0, [])
    for stray in ("stray print", "stray log", "printed at the end"):
        assert stray in log
    calls = [json.loads(line) for line in log.splitlines() if '"event":"call"' in line]
    assert [line["outcome"] for line in calls] == ["ok", "failed"]


@pytest.mark.parametrize("how", ["SIGTERM", "SIGINT", "end of input"])
async def test_a_call_in_flight_does_not_hold_up_the_end(server: Server, how: str) -> None:
    await server.say(call("echo", {"text": "x"}) + call("wait", {"seconds": 9}, request_id=2))
    await server.hear()
    began = trio.current_time()
    if how == "end of input":
        assert server.process.stdin is not None
        await server.process.stdin.aclose()
    else:
        server.process.send_signal(getattr(signal, how))
    status, rest, log = await server.finish()
    assert status == 0
    assert [answer["error"]["message"] for answer in rest] == ["Connection closed"]
    assert '"outcome":"cancelled"' in log
    assert trio.current_time() - began < 8


async def test_a_client_that_reads_no_more_ends_the_process(server: Server) -> None:
    await server.say(call("echo", {"text": "x"}))
    await server.hear()
    assert server.process.stdout is not None
    await server.process.stdout.aclose()
    await server.say(call("echo", {"text": "x"}))
    assert await server.process.wait() == 0


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.filterwarnings("ignore::ResourceWarning")
async def test_the_sdks_client(mode: Any) -> None:
    parameters = StdioServerParameters(command=COMMAND[0], args=COMMAND[1:], cwd=ROOT)
    with trio.fail_after(DEADLINE_S):
        async with Client(stdio_client(parameters), mode=mode) as client:
            assert "echo" in {tool.name for tool in (await client.list_tools()).tools}
            result = await client.call_tool("echo", {"text": "Wächter"})
    assert result.structured_content == {"source": "test", "text": "Wächter"}
    gc.collect()
