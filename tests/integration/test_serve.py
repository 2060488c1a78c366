"""The whole process: serving, stopping, failing, and a realm that goes and comes."""

from __future__ import annotations

import json
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from mcp.client import Client

from appliance.lifecycle.signals import SAME_SIGNAL_S
from tests.support.http import request_sync
from tests.support.process import run, serving
from tests.support.servers import (
    READER,
    SqlServer,
    free_port,
    locked,
    running_mariadb,
    wait_for_blocked_reader,
)

HEADERS = {
    "content-type": "application/json",
    "accept": "application/json, text/event-stream",
    "mcp-protocol-version": "2025-11-25",
}


def call(url: str, tool: str, **arguments: Any) -> dict[str, Any]:
    """One tools/call without a session."""
    params = {"name": tool, "arguments": arguments}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    reply = request_sync(url, method="POST", body=json.dumps(body).encode(), headers=HEADERS)
    result: dict[str, Any] = json.loads(reply.body)["result"]
    return result


@pytest.mark.filterwarnings(
    # The SDK's client leaves the generators of its event streams to the collector.
    "ignore:Async generator 'httpx2:ResourceWarning",
    "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning",
)
@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_client_lists_and_calls_the_tools_of_the_demo_realm(
    tmp_path: Path, mode: str
) -> None:
    with serving(tmp_path, "--demo") as server:
        server.wait_until("/readyz", 200)
        async with Client(server.mcp, mode=mode) as client:  # type: ignore[arg-type]
            listed = {tool.name for tool in (await client.list_tools()).tools}
            assert {"get-creature-full-info", "get-item-info", "get-health-status"} <= listed
            found = await client.call_tool("search-creatures", {"isVendor": True, "limit": 3})
            assert found.structured_content is not None
            assert found.structured_content["source"] == "demo"
            assert found.structured_content["creatures"]
        assert f"claude mcp add --transport http trinitycore {server.mcp}" in server.output()
        assert server.end(signal.SIGTERM) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_is_orderly_and_quiet(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path, "--demo") as server:
        server.wait_until("/readyz", 200)
        assert server.end(number) == 0
        assert "Traceback" not in server.errors()
        last = json.loads(server.errors().splitlines()[-1])
        assert last["event"] == "stopped"


def test_the_process_is_not_ready_while_it_drains_and_a_second_signal_forces(
    tmp_path: Path,
) -> None:
    with serving(tmp_path, "--demo", "--set", "server.drain_timeout_s=20") as server:
        server.wait_until("/readyz", 200)
        # A request whose body never comes is in flight for as long as the drain lasts.
        host, port = server.mcp.removeprefix("http://").removesuffix("/mcp").split(":")
        with socket.create_connection((host, int(port))) as slow:
            slow.sendall(b"POST /mcp HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{")
            deadline = time.monotonic() + 30
            while "trinitycore_mcp_active_connections 1.0" not in server.get("/metrics").text:
                assert time.monotonic() < deadline
                time.sleep(0.02)
            server.process.send_signal(signal.SIGTERM)
            assert "not ready" in server.wait_until("/readyz", 503).text
            assert server.get("/livez").status == 200
            time.sleep(SAME_SIGNAL_S)
            assert server.end(signal.SIGTERM, timeout_s=15) == 128 + signal.SIGTERM


def test_the_service_manager_hears_ready_and_stopping(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(20)
        environ = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "1000000"}
        with serving(tmp_path, "--demo", environ=environ) as server:
            heard = [manager.recv(1000).decode()]
            while not any(message.startswith("READY=1") for message in heard):
                heard.append(manager.recv(1000).decode())
            while "WATCHDOG=1" not in "\n".join(heard).splitlines():
                heard.append(manager.recv(1000).decode())
            assert server.end(signal.SIGTERM) == 0
            while not heard[-1].startswith("STOPPING=1"):
                heard.append(manager.recv(1000).decode())


@pytest.mark.parametrize("part", ["server", "console"])
def test_a_taken_port_is_one_line_and_exit_1(tmp_path: Path, part: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ports = {"server": free_port(), "console": free_port(), part: taken.getsockname()[1]}
        options = [f"--set={name}.port={port}" for name, port in ports.items()]
        done = run("serve", "--demo", "--set", "log.level=error", *options, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    message, hint = done.stderr.splitlines()
    assert f"port {ports[part]}" in message or f":{ports[part]}" in message
    assert f"{part}.port" in hint


def test_a_realm_that_is_away_at_start_is_taken_up_by_itself(tmp_path: Path) -> None:
    with running_mariadb() as database:
        load_demo(database)
        database.stop()
        options = realm_options(database, tmp_path)
        with serving(tmp_path, *options) as server:
            reason = server.wait_until("/readyz", 503)
            assert server.get("/livez").status == 200
            verbose = server.get("/readyz?verbose").text
            assert "[failed] realm:" in verbose, reason
            result = call(server.mcp, "search-creatures", name="o")
            assert result["isError"]
            assert "not available" in result["content"][0]["text"]

            database.start()
            server.wait_until("/readyz", 200)
            assert not call(server.mcp, "search-creatures", name="o")["isError"]

            # Pooled connections die with the server; the next call must not notice.
            database.restart()
            server.wait_until("/readyz", 200)  # it may have looked just while nobody was there
            assert not call(server.mcp, "search-creatures", name="o")["isError"]

            database.stop()
            server.wait_until("/readyz", 503)
            assert server.end(signal.SIGTERM) == 0


def test_calls_in_flight_are_answered_during_a_stop(tmp_path: Path, mariadb: SqlServer) -> None:
    load_demo(mariadb)
    with serving(tmp_path, *realm_options(mariadb, tmp_path)) as server:
        server.wait_until("/readyz", 200)
        results: list[dict[str, Any]] = []

        def ask() -> None:
            results.append(call(server.mcp, "search-creatures", name="o"))

        with locked(mariadb, "world.creature_template"):
            thread = threading.Thread(target=ask)
            thread.start()
            wait_for_blocked_reader(mariadb, READER)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            assert server.process.poll() is None
        thread.join(20)
        assert server.process.wait(20) == 0
        assert not results[0]["isError"]


def load_demo(server: SqlServer) -> None:
    from tests.support.demo_realm import sql_files

    server.create_schema("world", *sql_files())


def realm_options(database: SqlServer, directory: Path) -> list[str]:
    settings = database.settings()
    password = directory / "password"
    password.write_text(settings.password.get_secret_value())
    password.chmod(0o600)
    given = {
        "database.host": settings.host,
        "database.port": settings.port,
        "database.user": settings.user,
        "database.password_file": password,
        "database.auth": "none",
        "database.characters": "none",
        "database.retry_interval_s": 0.5,
    }
    return [f"--set={key}={value}" for key, value in given.items()]
