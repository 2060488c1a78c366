"""The configuration of NGINX that users deploy: what it says and what it does with requests."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest

from appliance.server.kernel import STREAMED_FROM_S
from appliance.settings.model import ServerSettings
from appliance.tools import DOMAINS, balancer
from appliance.tools.registry import collect
from chaos.balancer import Site, write_prefix
from tests.packaging.replicas import (
    Act,
    Replica,
    answer,
    refuse,
    replicas,
    stream,
    vanish,
)
from tests.support.authority import Authority
from tests.support.process import serving
from tests.support.servers import find_program, free_port

NGINX = Path(__file__).resolve().parents[2] / "packaging" / "nginx"
TOOLS = collect(DOMAINS)
READ, ONCE = "get-item-info", "trigger-backup"


@dataclass
class Front:
    """A running NGINX."""

    url: str
    folder: Path
    authority: Path
    client: httpx2.Client

    def call(
        self, tool: str | None, *, version: str = "2026-07-28", **more: str
    ) -> httpx2.Response:
        """A tools/call as a client of this version sends it."""
        headers = {
            "content-type": "application/json",
            "accept": "application/json, text/event-stream",
            "mcp-protocol-version": version,
        }
        if tool is not None:
            headers |= {"mcp-method": "tools/call", "mcp-name": tool}
        return self.client.post(self.url, content=b"{}", headers=headers | more)

    def log(self, lines: int = 1) -> list[dict[str, Any]]:
        """The access log once it has so many lines; each is written after its answer."""
        deadline = time.monotonic() + 10
        path = self.folder / "logs" / "access.log"
        while not (text := path.read_text()).endswith("\n") or text.count("\n") < lines:
            assert time.monotonic() < deadline, text
            time.sleep(0.01)
        return [json.loads(line) for line in text.splitlines()]


@contextmanager
def balancing(folder: Path, addresses: list[str]) -> Iterator[Front]:
    """Run NGINX with the deployed files before these replicas."""
    find_program("nginx", "nginx-light")
    authority = Authority(folder)
    certificate, key = authority.issue("balancer", "127.0.0.1")
    port = free_port()
    site = Site(f"127.0.0.1:{port}", "127.0.0.1", certificate, key, addresses)
    command = write_prefix(folder / "nginx", site)
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    trusted = ssl.create_default_context(cafile=str(authority.certificate))
    try:
        _wait_for(port, process)
        with httpx2.Client(verify=trusted, timeout=30, trust_env=False) as client:
            yield Front(
                f"https://127.0.0.1:{port}/mcp", folder / "nginx", authority.certificate, client
            )
    finally:
        process.send_signal(signal.SIGQUIT if process.poll() is None else 0)
        process.wait(10)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)


@contextmanager
def before(folder: Path, *acts: Act | None) -> Iterator[tuple[Front, list[Replica]]]:
    """NGINX before replicas that act like this."""
    with ExitStack() as stack:
        found = stack.enter_context(replicas(*acts))
        addresses = [replica.address for replica in found]
        yield stack.enter_context(balancing(folder, addresses)), found


# What it says


def test_no_read_outlasts_the_balancers_patience() -> None:
    text = (NGINX / "trinitycore-mcp.conf").read_text()
    read_s, once_s = map(int, re.findall(r"proxy_read_timeout (\d+)s;", text))
    longest_s = max(TOOLS[name].timeout_s for name in balancer.retried(TOOLS) if name in TOOLS)
    assert longest_s <= STREAMED_FROM_S < read_s
    # What may take longer is streamed, with a sign of life every 15 s.
    assert once_s >= 3 * STREAMED_FROM_S


def test_limits_agree_with_those_of_the_replicas() -> None:
    text = (NGINX / "trinitycore-mcp.conf").read_text()
    settings = ServerSettings()
    assert f"client_max_body_size {settings.max_body_bytes // 2**20}m;" in text
    upstream_s = int(re.findall(r"\n    keepalive_timeout (\d+)s;\n}", text)[0])
    assert upstream_s < settings.keep_alive_timeout_s
    assert f"client_header_timeout {settings.header_timeout_s:g}s;" in text
    assert f"client_body_timeout {settings.body_timeout_s:g}s;" in text


def test_nginx_accepts_the_files(tmp_path: Path) -> None:
    find_program("nginx", "nginx-light")
    certificate, key = Authority(tmp_path).issue("balancer", "127.0.0.1")
    site = Site("127.0.0.1:443", "127.0.0.1", certificate, key, ["127.0.0.1:1", "127.0.0.1:2"])
    command = write_prefix(tmp_path / "nginx", site)
    done = subprocess.run([*command, "-t", "-q"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_linter_finds_nothing(tmp_path: Path) -> None:
    gixy = shutil.which("gixy", path=str(Path(sys.executable).parent))
    if gixy is None:
        pytest.skip("gixy-ng is not installed")
    find_program("nginx", "nginx-light")
    site = Site("127.0.0.1:443", "127.0.0.1", tmp_path / "c", tmp_path / "k", ["127.0.0.1:1"])
    write_prefix(tmp_path / "nginx", site)
    config = tmp_path / "nginx" / "nginx.conf"
    assert _findings(gixy, config) == []
    broken = tmp_path / "nginx" / "trinitycore-mcp" / "proxy.conf"
    broken.write_text(broken.read_text().replace("Host $host", "Host $http_host"))
    assert _findings(gixy, config), "it does not look at the included files"


def _findings(gixy: str, config: Path) -> list[Any]:
    done = subprocess.run([gixy, "-f", "json", str(config)], capture_output=True, text=True)
    found: list[Any] = json.loads(done.stdout)
    return found


# What it does


@pytest.mark.parametrize("act", [None, vanish, refuse], ids=["refused", "vanished", "503"])
def test_a_read_is_asked_of_another_replica(tmp_path: Path, act: Act | None) -> None:
    with before(tmp_path, act, act, answer) as (front, found):
        for _ in range(3):
            assert front.call(READ).status_code == 200
        assert len(found[2].seen) == 3
        assert {line["way"] for line in front.log(3)} == {"read"}


@pytest.mark.parametrize(
    ("tool", "version"),
    [(ONCE, "2026-07-28"), ("call-tool", "2026-07-28"), ("unheard-of", "2026-07-28"),
     (None, "2025-11-25"), (READ, "2025-11-25"), ("list-backups", "2026-07-28")],
)  # fmt: skip
def test_any_other_call_is_never_sent_twice(tmp_path: Path, tool: str | None, version: str) -> None:
    with before(tmp_path, vanish, vanish, vanish) as (front, found):
        reply = front.call(tool, version=version)
        assert reply.status_code == 502
        assert reply.json()["error"]["message"].startswith("no replica answered")
        assert reply.headers["retry-after"] == "1"
        assert sum(len(replica.seen) for replica in found) == 1
        assert front.log()[-1]["way"] == "once"


def test_any_call_moves_on_from_a_replica_that_takes_no_connection(tmp_path: Path) -> None:
    with before(tmp_path, None, None, answer) as (front, found):
        for _ in range(3):
            assert front.call(ONCE).status_code == 200
        assert len(found[2].seen) == 3


def test_replicas_that_were_away_are_asked_again_within_seconds(tmp_path: Path) -> None:
    """Where restarts follow each other, the last must find the first one trusted again."""
    with before(tmp_path, None, None, None) as (front, found):
        for _ in range(8):
            assert front.call(READ).status_code == 502
        found[1].start()
        began = time.monotonic()
        while front.call(ONCE).status_code != 200 or front.call(READ).status_code != 200:
            assert time.monotonic() < began + 10
            time.sleep(0.05)
        assert len(found[1].seen) >= 2


def test_no_call_fails_where_quick_restarts_follow_each_other(tmp_path: Path) -> None:
    """The last replica goes while the two others, back already, still count as failed."""
    with before(tmp_path, None, None, partial(answer, keep=False)) as (front, found):
        for tool in (READ, ONCE) * 8:
            assert front.call(tool).status_code == 200
        found[0].start()
        found[1].start()
        found[2].stop()
        for tool in (READ, ONCE):
            assert front.call(tool).status_code == 200


def test_a_call_that_is_not_a_read_gets_a_connection_of_its_own(tmp_path: Path) -> None:
    with before(tmp_path, answer) as (front, (replica,)):
        for tool in (ONCE, ONCE, READ, READ, READ):
            assert front.call(tool).status_code == 200
        # Two workers may each have opened one for the reads.
        assert len({seen.connection for seen in replica.seen[:2]}) == 2
        assert len({seen.connection for seen in replica.seen[2:]}) <= 2


def test_an_event_stream_arrives_as_it_is_sent(tmp_path: Path) -> None:
    """The replica goes on when the event before has arrived: one held back ends in a timeout."""
    further, arrived = threading.Semaphore(0), b""
    with before(tmp_path, partial(stream, further=further)) as (front, _), front.client.stream(
        "POST", front.url, content=b"{}"
    ) as reply:  # fmt: skip
        for part in reply.iter_bytes():
            arrived += part
            if arrived.endswith(b"\n\n"):
                further.release()
    assert arrived == b"data: 0\n\ndata: 1\n\ndata: 2\n\n"


def test_what_a_client_claims_about_itself_does_not_reach_the_replicas(tmp_path: Path) -> None:
    with before(tmp_path, answer) as (front, (replica,)):
        lies = {"x-forwarded-for": "10.9.9.9", "x-request-id": "mine", "forwarded": "for=10.9.9.9"}
        reply = front.call(READ, **lies)
        seen, line = replica.seen[0].headers, front.log()[0]
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["x-forwarded-proto"] == "https"
    assert seen["host"] == "127.0.0.1"
    assert "forwarded" not in seen
    assert seen["x-request-id"] == line["request_id"] != "mine"
    assert line["replica_request_id"] == reply.headers["x-request-id"] == "abc"
    assert (line["client"], line["status"], line["mcp_name"]) == ("127.0.0.1", 200, READ)


def test_a_request_that_is_too_large_is_refused_here(tmp_path: Path) -> None:
    with before(tmp_path, answer) as (front, (replica,)):
        reply = front.client.post(front.url, content=bytes(4 * 2**20 + 1))
        assert reply.status_code == 413
        assert reply.json()["error"]["code"] == -32600
        assert replica.seen == []


def test_other_paths_and_the_inner_ones_lead_nowhere(tmp_path: Path) -> None:
    with before(tmp_path, answer) as (front, (replica,)):
        for path in ("/", "/metrics", "/readyz", "/.mcp/read", "/.mcp/once", "/mcp/x"):
            assert front.client.post(front.url.removesuffix("/mcp") + path).status_code == 404
        assert front.client.post(f"{front.url}/").status_code == 200
        assert len(replica.seen) == 1


def test_old_tls_is_refused_and_http2_is_offered(tmp_path: Path) -> None:
    with before(tmp_path, answer) as (front, _):
        port = int(front.url.split(":")[2].split("/")[0])
        trusted = ssl.create_default_context(cafile=str(front.authority))
        trusted.set_alpn_protocols(["h2"])
        with socket.create_connection(("127.0.0.1", port)) as plain, trusted.wrap_socket(
            plain, server_hostname="127.0.0.1"
        ) as secure:  # fmt: skip
            assert secure.version() == "TLSv1.3"
            assert secure.selected_alpn_protocol() == "h2"
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.set_ciphers("DEFAULT:@SECLEVEL=0")
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        with socket.create_connection(("127.0.0.1", port)) as plain, pytest.raises(ssl.SSLError):
            old.wrap_socket(plain)


def test_a_real_replica_answers_through_it(tmp_path: Path) -> None:
    with serving(tmp_path, "--demo") as server:
        server.wait_until("/readyz", 200)
        address = server.mcp.removeprefix("http://").removesuffix("/mcp")
        with balancing(tmp_path, [address]) as front:
            params = {
                "name": "search-creatures",
                "arguments": {"limit": 1},
                "_meta": {
                    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                    "io.modelcontextprotocol/clientCapabilities": {},
                },
            }
            body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
            headers = {
                "accept": "application/json, text/event-stream",
                "mcp-protocol-version": "2026-07-28",
                "mcp-method": "tools/call",
                "mcp-name": "search-creatures",
            }
            reply = front.client.post(front.url, json=body, headers=headers)
            assert reply.json()["result"]["structuredContent"]["creatures"]
            # A header that says something else than the body is refused, so it can be trusted.
            wrong = front.client.post(front.url, json=body, headers=headers | {"mcp-name": READ})
            assert wrong.status_code == 400
            line = front.log()[0]
            assert line["replica_request_id"] == reply.headers["x-request-id"]
