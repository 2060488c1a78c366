"""`trinitycore-mcp health`: one line and an exit code, from a real operations port."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trio
from click.testing import CliRunner, Result

from appliance.cli.health import command
from appliance.telemetry.health import Check, Status, judge
from tests.cli.test_main import HEAVY
from tests.console.test_service import Health, console

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok\n"
AWAY = (
    b"not ready\n[ok] tasks: every task makes progress\n"
    b"[failed] realm: nobody answers at db:3306\n[warning] disk: 3 % free\n"
)


def unwell(status: str, content: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\ncontent-length: {len(content)}\r\n\r\n"
    return head.encode() + content


@contextmanager
def port(answer: bytes, *, address: str = "127.0.0.1") -> Iterator[tuple[int, list[bytes]]]:
    """Something that answers every request so; its port, and what it was asked."""
    asked: list[bytes] = []
    family = socket.AF_INET6 if ":" in address else socket.AF_INET

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                asked.append(connection.recv(65_536).split(b"\r\n")[0])
                if answer:
                    connection.sendall(answer)
                else:
                    connection.recv(1)  # until whoever asked gives up

    with socket.create_server((address, 0), family=family) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1], asked
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def health(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_ready_and_alive() -> None:
    with port(OK) as (number, asked):
        url = f"http://127.0.0.1:{number}"
        done = health("--url", url)
        assert (done.exit_code, done.output) == (0, "ready\n")
        done = health("--live", "--url", url)
        assert (done.exit_code, done.output) == (0, "live\n")
    assert asked == [b"GET /readyz?verbose HTTP/1.1", b"GET /livez?verbose HTTP/1.1"]


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (unwell("503 -", AWAY), "not ready: realm: nobody answers at db:3306"),
        (unwell("503 -", b"not ready\n"), "not ready"),
        (unwell("404 -", b""), "not ready: {url} answers with status 404"),
        (b"SSH-2.0-OpenSSH_9\r\n", "not ready: no answer from the operations port at {url}: "),
        (b"", "not ready: no answer from the operations port at {url}: timed out"),
    ],
)
def test_anything_else_is_one_line_and_one(answer: bytes, line: str) -> None:
    with port(answer) as (number, _):
        url = f"http://127.0.0.1:{number}"
        done = health("--url", url, "--timeout", "20" if answer else "0.2")
    assert done.exit_code == 1
    assert done.output.startswith(line.format(url=url))
    assert done.output.count("\n") == 1


def test_where_nobody_listens() -> None:
    done = health("--live", "--url", "http://127.0.0.1:1")
    assert done.exit_code == 1
    assert done.output.startswith("not live: no answer from the operations port")


@pytest.mark.parametrize(("host", "address"), [("0.0.0.0", "127.0.0.1"), ("::", "::1")])
def test_the_port_of_the_settings_is_asked_on_loopback(
    host: str, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with port(OK, address=address) as (number, _):
        done = health(
            "--set", f"console.host={host}", "--set", f"console.port={number}",
            "--set", "console.allow_unauthenticated=true",
        )  # fmt: skip
    assert (done.exit_code, done.output) == (0, "ready\n")


async def test_the_operations_port_of_the_product_is_understood() -> None:
    seen = Health()
    async with console(seen) as url:
        ready = await trio.to_thread.run_sync(health, "--url", url)
        seen.report = judge([Check("realm", Status.FAILED, "db1:3306 refuses", essential=True)])
        away = await trio.to_thread.run_sync(health, "--url", url)
        live = await trio.to_thread.run_sync(health, "--url", url, "--live")
    assert (ready.exit_code, ready.output) == (0, "ready\n")
    assert (away.exit_code, away.output) == (1, "not ready: realm: db1:3306 refuses\n")
    assert (live.exit_code, live.output) == (0, "live\n")


def test_a_probe_with_an_address_imports_nothing_heavy() -> None:
    script = (
        "import sys; from appliance.cli.health import command\n"
        "try: command(['--url', 'http://127.0.0.1:1'])\n"
        f"finally: print('loaded:', *(n for n in {HEAVY} if n in sys.modules))"
    )
    done = subprocess.run(
        (sys.executable, "-c", script), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].split() == ["loaded:"]
