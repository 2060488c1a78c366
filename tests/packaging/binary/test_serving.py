"""MCP from the built programs: over HTTP, over TLS and over standard input and output."""

from __future__ import annotations

import http.client
import json
import signal
from pathlib import Path

import psutil
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from tests.integration.test_backup_serve import HEADERS
from tests.integration.test_every_tool import DEMO, DEMO_MISSING, call_all
from tests.packaging.binary.conftest import unpacked
from tests.support.certificates import make_certificate
from tests.support.process import Program, serving

pytestmark = [
    pytest.mark.packaged,
    # The SDK's client leaves the generators of its event streams to the collector.
    pytest.mark.filterwarnings("ignore:Async generator 'httpx2:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]


async def test_every_tool_answers_over_http(program: Program, tmp_path: Path) -> None:
    with serving(tmp_path, "--demo", program=program) as server:
        server.wait_until("/readyz", 200)
        await call_all(server.mcp, DEMO, DEMO_MISSING)
        metrics = server.get("/metrics").text
        assert 'mcp_tool_invocations_total{status="ok",tool_name="get-item-info"}' in metrics
        assert server.end(signal.SIGTERM) == 0
    assert "Traceback" not in server.errors()
    assert not unpacked(program)


async def test_models_read_the_same_as_from_the_source(folder: Program, tmp_path: Path) -> None:
    """Names, descriptions and schemas: some come from docstrings, which the program lacks."""
    told = []
    for program in (folder, None):
        where = tmp_path / ("built" if program else "source")
        where.mkdir()
        with serving(where, "--demo", program=program) as server:
            server.wait_until("/readyz", 200)
            async with Client(server.mcp) as client:
                told.append((await client.list_tools(), await client.list_prompts()))
    assert told[0] == told[1]


async def test_a_client_that_starts_it_talks_over_standard_input_and_output(
    program: Program, tmp_path: Path
) -> None:
    started = StdioServerParameters(
        command=str(program.path), args=["stdio", "--demo"], env=program.environment(),
        cwd=tmp_path,
    )  # fmt: skip
    with (tmp_path / "stderr").open("w") as errors:
        async with Client(stdio_client(started, errlog=errors)) as client:
            assert len((await client.list_tools()).tools) > 60
            found = await client.call_tool("get-item-info", {"itemId": 110054})
            assert found.structured_content["name"]  # type: ignore[index]
            prompts = (await client.list_prompts()).prompts
            assert prompts
    assert "Traceback" not in (tmp_path / "stderr").read_text()
    assert not unpacked(program)


def test_it_serves_over_tls(folder: Program, tmp_path: Path) -> None:
    made = make_certificate(tmp_path)
    files = (f"server.tls_certificate={made.certificate}", f"server.tls_key={made.key}")
    options = [part for file in files for part in ("--set", file)]
    call = {"name": "get-quest-info", "arguments": {"questId": 120005}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    with serving(tmp_path, "--demo", *options, program=folder) as server:
        server.wait_until("/readyz", 200)
        port = int(server.mcp.rpartition(":")[2].partition("/")[0])
        connection = http.client.HTTPSConnection(
            "localhost", port, context=made.client_context(), timeout=30
        )
        connection.request("POST", "/mcp", json.dumps(body), HEADERS)
        answer = connection.getresponse()
        assert (answer.status, b'"result"' in answer.read()) == (200, True)
        connection.close()
        assert server.end(signal.SIGTERM) == 0


def test_memory_at_idle_is_bounded(folder: Program, tmp_path: Path) -> None:
    with serving(tmp_path, "--demo", program=folder) as server:
        server.wait_until("/readyz", 200)
        assert psutil.Process(server.process.pid).memory_info().rss < 128 * 2**20
