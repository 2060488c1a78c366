"""The configuration of HAProxy: the same two ways as NGINX's. Skipped where HAProxy is missing."""

from __future__ import annotations

import json
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.packaging.replicas import Act, Replica, answer, replicas, vanish
from tests.support.authority import Authority
from tests.support.servers import free_port

FILES = Path(__file__).resolve().parents[2] / "packaging" / "haproxy"
HAPROXY = shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin")
READ, ONCE = "get-item-info", "trigger-backup"

pytestmark = pytest.mark.skipif(HAPROXY is None, reason="haproxy is not installed")


def configuration(folder: Path, port: int, addresses: list[str]) -> tuple[Path, Path]:
    """The deployed file with this site's addresses and paths; and the authority."""
    authority = Authority(folder)
    certificate, key = authority.issue("balancer", "127.0.0.1")
    (folder / "both.pem").write_bytes(certificate.read_bytes() + key.read_bytes())
    text = (FILES / "haproxy.cfg").read_text()
    text = text.replace("/etc/haproxy/tls/mcp.example.org.pem", str(folder / "both.pem"))
    text = text.replace("/etc/haproxy/trinitycore-mcp-reads.lst", str(FILES / "reads.lst"))
    text = text.replace("bind :443", f"bind 127.0.0.1:{port}").replace("check port 9090", "check")
    for number, address in enumerate(addresses, 1):
        text = text.replace(f"10.0.0.1{number}:3000", address)
    path = folder / "haproxy.cfg"
    path.write_text(text)
    return path, authority.certificate


@contextmanager
def before(folder: Path, *acts: Act | None) -> Iterator[tuple[httpx2.Client, list[Replica]]]:
    """HAProxy before three replicas that act like this; every one counts as there at first."""
    port = free_port()
    with replicas(*acts) as found:
        path, authority = configuration(folder, port, [each.address for each in found])
        log = folder / "log"
        with log.open("wb") as out:
            process = subprocess.Popen([str(HAPROXY), "-db", "-f", str(path)], stdout=out)
        trusted = ssl.create_default_context(cafile=str(authority))
        url = f"https://127.0.0.1:{port}/mcp"
        try:
            with httpx2.Client(verify=trusted, base_url=url, timeout=30, trust_env=False) as client:
                _wait_for(client, process)
                yield client, found
        finally:
            process.kill()
            process.wait()


def _wait_for(client: httpx2.Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            client.get("/elsewhere")
            return
        except httpx2.ConnectError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)


def call(client: httpx2.Client, tool: str, version: str = "2026-07-28") -> httpx2.Response:
    headers = {"mcp-protocol-version": version, "mcp-method": "tools/call", "mcp-name": tool}
    return client.post("", content=b"{}", headers=headers)


def calls(found: list[Replica]) -> int:
    """Calls that arrived, without the checks."""
    return sum(bool(seen.body) for replica in found for seen in replica.seen)


def read_lines(log: Path, number: int) -> list[dict[str, Any]]:
    """So many lines about reads; each is written after its answer, among others about replicas."""
    deadline = time.monotonic() + 10
    while True:
        whole = log.read_text().rpartition("\n")[0].splitlines()
        found = [json.loads(line) for line in whole if line.startswith("{") and READ in line]
        if len(found) == number:
            return found
        assert time.monotonic() < deadline, whole
        time.sleep(0.01)


def test_haproxy_accepts_the_file(tmp_path: Path) -> None:
    path, _ = configuration(tmp_path, 443, ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"])
    done = subprocess.run([str(HAPROXY), "-c", "-f", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not re.search(r"WARNING|ALERT", done.stderr)


def test_a_read_is_asked_of_another_replica(tmp_path: Path) -> None:
    with before(tmp_path, vanish, answer, answer) as (client, found):
        for _ in range(3):
            assert call(client, READ).status_code == 200
        lines = read_lines(tmp_path / "log", 3)
    told = {(line["way"], line["mcp_name"], line["status"]) for line in lines}
    assert told == {("read", READ, 200)}
    assert calls(found) >= 3


@pytest.mark.parametrize(("tool", "version"), [(ONCE, "2026-07-28"), (READ, "2025-11-25")])
def test_any_other_call_is_never_sent_twice(tmp_path: Path, tool: str, version: str) -> None:
    with before(tmp_path, vanish, vanish, vanish) as (client, found):
        # On a connection that the client has used before, HAProxy just closes it.
        with suppress(httpx2.RemoteProtocolError):
            assert call(client, tool, version).status_code == 502
        assert calls(found) == 1


def test_what_is_too_large_or_elsewhere_stops_here(tmp_path: Path) -> None:
    with before(tmp_path, answer, answer, answer) as (client, found):
        assert client.post("", content=bytes(4 * 2**20 + 1)).status_code == 413
        assert client.post("/metrics", content=b"{}").status_code == 404
        assert calls(found) == 0
