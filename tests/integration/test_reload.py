"""The whole process takes another configuration into use while clients call it.

Two servers are shared by the tests below, each of which leaves its server with the configuration it
found: one over HTTPS and real databases, one on the demo realm.
"""

from __future__ import annotations

import json
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from tests.support.authority import Authority
from tests.support.demo_realm import sql_files
from tests.support.http import request_sync
from tests.support.mcp_requests import MODERN, message
from tests.support.mcp_stream import HEADERS, calling
from tests.support.pages import sections
from tests.support.process import Serving, command, environment, run, serving
from tests.support.servers import SqlServer, locked, wait_for_blocked_reader

SEARCH = ("search-creatures", {"name": "o", "limit": 3})
JSON = {"content-type": "application/json"}


@dataclass
class Reloadable:
    """A running server whose configuration file tests change."""

    server: Serving
    file: Path

    def write(self, settings: Mapping[str, Any]) -> None:
        self.file.write_text(tomli_w.dumps(dict(settings)))

    def reload(self) -> dict[str, Any]:
        reply = request_sync(
            self.server.console + "/reload", method="POST", body=b"{}", headers=JSON
        )
        found: dict[str, Any] = json.loads(reply.body)
        assert found["reloaded"] is (reply.status == 200), found
        return found

    def change(self, settings: Mapping[str, Any]) -> list[str]:
        """The keys that are in use with other values."""
        self.write(settings)
        found = self.reload()
        assert found["reloaded"], found
        return list(found["changed"])

    def refused(self, settings: Mapping[str, Any]) -> list[str]:
        self.write(settings)
        found = self.reload()
        assert not found["reloaded"], found
        return list(found["problems"])

    def metric(self, name: str, missing: float | None = None) -> float:
        for line in self.server.get("/metrics").text.splitlines():
            if line.startswith(f"trinitycore_mcp_{name} "):
                return float(line.rpartition(" ")[2])
        assert missing is not None, name
        return missing


@contextmanager
def configured(
    folder: Path, settings: Mapping[str, Any], *, environ: Mapping[str, str] = {}
) -> Iterator[Reloadable]:
    file = folder / "appliance.toml"
    file.write_text(tomli_w.dumps(dict(settings)))
    with serving(folder, "--config", str(file), environ=environ) as server:
        server.wait_until("/readyz", 200)
        yield Reloadable(server, file)


def call(server: Serving, tool: str, **arguments: Any) -> dict[str, Any]:
    params = {"name": tool, "arguments": arguments}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    reply = request_sync(server.mcp, method="POST", body=json.dumps(body).encode(), headers=HEADERS)
    answer = reply.text.partition("data: ")[2] or reply.text  # tools that take long stream it
    result: dict[str, Any] = json.loads(answer)["result"]
    return result


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what comes by itself, half a minute at most."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def sessions(server: SqlServer, user: str) -> int:
    """How many sessions an account has."""
    query = f"SELECT COUNT(*) FROM information_schema.processlist WHERE user = '{user}'"
    return int(server.run(query))


@pytest.fixture(scope="module")
def realms(mariadb: SqlServer) -> list[dict[str, Any]]:
    """Two worlds on one server, each with an account of its own that may read it alone."""
    made = []
    for name in ("reload_a", "reload_b"):
        mariadb.create_schema(name, *sql_files())
        mariadb.run(
            f"CREATE OR REPLACE USER {name}@'%' IDENTIFIED BY 'secret of {name}';"
            f"GRANT SELECT ON {name}.* TO {name}@'%'"
        )
        account = {"user": name, "password": f"secret of {name}", "world": name}
        nothing_else = {"auth": "", "characters": "", "hotfixes": ""}
        made.append({"host": "127.0.0.1", "port": mariadb.port, **account, **nothing_else})
    return made


@dataclass
class Secure:
    """A server over HTTPS and a real database, and what its configuration is made of."""

    served: Reloadable
    realms: list[dict[str, Any]]
    certificates: list[tuple[Path, Path]]
    tls: ssl.SSLContext

    def settings(self, number: int) -> dict[str, Any]:
        return secure_settings(self.realms, self.certificates, number)


def secure_settings(
    realms: list[dict[str, Any]], certificates: list[tuple[Path, Path]], number: int
) -> dict[str, Any]:
    """The configuration of that number: realm, account, certificate and more take turns."""
    certificate, key = certificates[number % 2]
    return {
        "database": realms[number % 2] | {"pool_size": 2 + number % 3},
        "server": {
            "tls_certificate": str(certificate),
            "tls_key": str(key),
            "max_body_bytes": 10_000 + number,
        },
        "tools": {"profile": ("full", "core", "minimal")[number % 3]},
        "log": {"level": ("warning", "info")[number % 2]},
    }


@pytest.fixture(scope="module")
def secure(
    tmp_path_factory: pytest.TempPathFactory, realms: list[dict[str, Any]]
) -> Iterator[Secure]:
    folder = tmp_path_factory.mktemp("secure")
    authority = Authority(folder)
    certificates = [authority.issue(name, "localhost") for name in ("one", "two")]
    tls = ssl.create_default_context(cafile=str(authority.certificate))
    with configured(folder, secure_settings(realms, certificates, 0)) as served:
        yield Secure(served, realms, certificates, tls)
        assert served.server.end(signal.SIGTERM) == 0
        assert "secret of" not in served.server.errors()
        assert "Traceback" not in served.server.errors()


def test_no_call_fails_while_realms_accounts_and_certificates_change(secure: Secure) -> None:
    served = secure.served
    with calling(served.server.mcp, *SEARCH, tls=secure.tls) as stream:
        for number in range(1, 13):
            before = stream.calls
            changed = served.change(secure.settings(number))
            assert {"database.world", "database.password", "server.tls_key"} <= set(changed)
            while stream.calls < before + 10:
                time.sleep(0.005)
    assert stream.failures == []
    assert {source.partition("@")[0] for source in stream.sources} == {"reload_a", "reload_b"}
    assert served.metric("config_last_reload_successful") == 1
    # Pools of the past are gone, and so is what they counted.
    wait_until(lambda: served.metric('db_connection_pool_size{database="world"}') == 2)
    assert served.metric('db_connection_pool_idle{database="world"}') <= 2
    served.change(secure.settings(0))


def test_a_call_that_runs_ends_on_the_connections_it_began_with(
    secure: Secure, mariadb: SqlServer
) -> None:
    served = secure.served
    with calling(served.server.mcp, *SEARCH, tls=secure.tls) as stream:
        with locked(mariadb, "reload_a.creature_template"):
            wait_for_blocked_reader(mariadb, "reload_a")
            served.change(secure.settings(1))
            assert mariadb.run(
                "SELECT COUNT(*) > 0 FROM information_schema.processlist"
                " WHERE user = 'reload_a' AND state LIKE 'Waiting%lock%'"
            ).strip() == "1"  # fmt: skip
        before = stream.calls
        while stream.calls < before + 10:
            time.sleep(0.005)
    assert stream.failures == []
    assert len(stream.sources) == 2
    wait_until(lambda: sessions(mariadb, "reload_a") == 0)
    served.change(secure.settings(0))


def test_what_is_wrong_is_refused_as_a_whole_and_everything_goes_on(
    secure: Secure, mariadb: SqlServer, tmp_path: Path
) -> None:
    served, good = secure.served, secure.settings(0)
    wrong = {
        "database": secure.realms[1] | {"password": "wrong"},
        "server": good["server"] | {"tls_key": str(secure.certificates[1][1])},
        "log": {"level": "error"},
        "backup": {"repository": str(tmp_path / "b"), "schedule": "now and then"},
        "workspace": {"path": str(tmp_path / "missing")},
    }
    refusals = served.metric('config_reloads_total{result="refused"}', 0)
    with calling(served.server.mcp, *SEARCH, tls=secure.tls) as stream:
        problems = served.refused(wrong)
        assert len(problems) == 4, problems
        told = "\n".join(problems)
        assert "does not belong to the certificate" in told
        assert "database.world: " in told
        assert "backup.schedule" in told
        assert "workspace.path: cannot read" in told
        assert len(served.refused(good | {"log": {"level": "loud", "colour": 1}})) == 2
        checks = served.server.get("/readyz?verbose")
        assert checks.status == 200
        assert "[warning] configuration: reload refused at" in checks.text
        assert served.metric("config_last_reload_successful") == 0
        assert served.metric('config_reloads_total{result="refused"}') == refusals + 2
        before = stream.calls
        while stream.calls < before + 10:
            time.sleep(0.005)
    assert stream.failures == []
    assert {source.partition("@")[0] for source in stream.sources} == {"reload_a"}
    wait_until(lambda: sessions(mariadb, "reload_b") == 0)
    assert served.change(good) == []
    assert "[ok] configuration: reloaded at" in served.server.get("/readyz?verbose").text


def test_a_certificate_is_renewed_under_its_name(secure: Secure) -> None:
    served, (certificate, key) = secure.served, secure.certificates[0]
    authority = Authority(certificate.parent, "renewing")
    renewed, its_key = authority.issue("renewed", "localhost")
    trusting = ssl.create_default_context(cafile=str(authority.certificate))
    kept = [path.read_bytes() for path in (certificate, key)]
    certificate.write_bytes(renewed.read_bytes())
    assert "does not belong" in served.reload()["problems"][0]
    _shake_hands(served.server, secure.tls)
    key.write_bytes(its_key.read_bytes())
    assert served.reload()["changed"] == ["server.tls_certificate", "server.tls_key"]
    _shake_hands(served.server, trusting)
    with pytest.raises(ssl.SSLCertVerificationError):
        _shake_hands(served.server, secure.tls)
    assert served.reload()["changed"] == []
    for path, content in zip((certificate, key), kept, strict=True):
        path.write_bytes(content)
    assert served.reload()["reloaded"]


def _shake_hands(server: Serving, context: ssl.SSLContext) -> None:
    port = int(server.mcp.removesuffix("/mcp").rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as below:
        context.wrap_socket(below, server_hostname="localhost").close()


@dataclass
class Demo:
    """A server on the demo realm, and the service manager that listens to it."""

    served: Reloadable
    manager: socket.socket

    def heard(self) -> str:
        return self.manager.recv(2000).decode()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(folder / "notify"))
        environ = {"NOTIFY_SOCKET": str(folder / "notify")}
        with configured(folder, {}, environ=environ) as served:
            yield Demo(served, manager)
            assert served.server.end(signal.SIGTERM) == 0
            assert "Traceback" not in served.server.errors()


@pytest.fixture
def served(demo: Demo) -> Iterator[Reloadable]:
    """The demo server, as the next test wants to find it."""
    yield demo.served
    demo.served.change({})


def test_from_the_demo_realm_to_a_real_one_and_back(
    served: Reloadable, realms: list[dict[str, Any]]
) -> None:
    with calling(served.server.mcp, *SEARCH) as stream:
        wait_until(lambda: stream.calls > 0)
        assert "database.host" in served.change({"database": realms[0]})
        answer = call(served.server, SEARCH[0], **SEARCH[1])["structuredContent"]
        assert answer["source"].startswith("reload_a@")
        served.change({})
    assert stream.failures == []
    assert "demo" in stream.sources


def test_the_command_and_the_signal_do_the_same_and_the_manager_hears_it(
    demo: Demo, served: Reloadable
) -> None:
    demo.manager.setblocking(False)
    with suppress(BlockingIOError):
        while demo.heard():
            pass
    demo.manager.settimeout(20)
    served.write({"tools": {"profile": "core"}, "server": {"max_connections": 7}})
    done = run("reload", "--url", served.server.console, cwd=served.file.parent)
    assert (done.returncode, done.stderr) == (0, "")
    told = ["reloaded, 2 changed", "  server.max_connections", "  tools.profile"]
    assert done.stdout.splitlines() == told
    assert demo.heard().startswith("RELOADING=1\nMONOTONIC_USEC=")
    assert demo.heard() == f"READY=1\nSTATUS=serving {served.server.mcp[:-4]}"

    served.file.write_text("[tools]\nprofile = 1\n")
    served.server.process.send_signal(signal.SIGHUP)
    assert demo.heard().startswith("RELOADING=1")
    assert "reload refused: " in demo.heard()
    served.write({"tools": {"profile": "minimal"}})
    served.server.process.send_signal(signal.SIGHUP)
    assert demo.heard().startswith("RELOADING=1")
    assert "refused" not in demo.heard()
    assert served.change({"tools": {"profile": "minimal"}}) == []


def test_what_needs_a_restart_says_so_and_the_rest_is_applied(served: Reloadable) -> None:
    served.write({"console": {"metrics": False}, "ha": {"cluster": "other"}})
    found = served.reload()
    assert found["changed"] == ["console.metrics"]
    assert found["needsRestart"] == [{"key": "ha.cluster", "stays": "trinitycore"}]
    assert served.server.get("/metrics").status == 404
    checks = served.server.get("/readyz?verbose").text
    assert "[warning] configuration: ha.cluster needs a restart: trinitycore stays" in checks
    assert served.change({}) == ["console.metrics"]
    assert served.server.get("/metrics").status == 200


def test_backups_are_switched_on_and_off(served: Reloadable, tmp_path: Path) -> None:
    repository = tmp_path / "backups"
    assert call(served.server, "list-backups")["isError"]
    served.change({"backup": {"repository": str(repository), "jitter_s": 0}})
    deadline = time.monotonic() + 30
    while not list(repository.glob("*-full-*")):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert not call(served.server, "list-backups")["isError"]
    served.change({})
    assert call(served.server, "list-backups")["isError"]
    assert "backup" not in served.server.get("/readyz?verbose").text


def test_the_guide_works_as_it_is_written(served: Reloadable) -> None:
    chapter = sections("DEPLOYMENT_GUIDE.md", "Reload and upgrade")["Reload"]
    folder = served.file.parent
    program = folder / "trinitycore-mcp"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m appliance "$@"\n')
    program.chmod(0o755)
    environ = environment(
        PATH=f"{folder}:/usr/bin:/bin",
        TRINITYCORE_MCP_CONSOLE__PORT=served.server.console.rpartition(":")[2],
    )
    served.write({"log": {"level": "warning"}})
    (script,) = chapter["sh"]
    done = subprocess.run(
        ["sh", "-ec", script], cwd=folder, env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout == "the configuration is fine\nreloaded, 1 changed\n  log.level\n"
    (alert,) = chapter["promql"]
    assert served.metric(alert.partition(" ")[0].removeprefix("trinitycore_mcp_")) == 1


def test_a_server_on_standard_streams_reloads_at_the_signal(tmp_path: Path) -> None:
    file = tmp_path / "appliance.toml"
    file.write_text("[log]\nlevel = 'warning'\n")
    with (tmp_path / "stderr").open("w") as errors:
        process = subprocess.Popen(
            command("stdio", "--config", str(file)), cwd=tmp_path, env=environment(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        try:
            assert _ask(process)["result"]["tools"]
            file.write_text("[log]\nlevel = 'info'\n[tools]\nprofile = 'minimal'\n")
            process.send_signal(signal.SIGHUP)
            deadline = time.monotonic() + 20
            while len(_ask(process)["result"]["tools"]) != 3:
                assert time.monotonic() < deadline
            process.stdin.close()
            assert process.wait(20) == 0
        finally:
            process.kill()
            process.wait()
    assert "configuration reloaded" in (tmp_path / "stderr").read_text()


def _ask(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(message(MODERN, "tools/list", {})).encode() + b"\n")
    process.stdin.flush()
    found: dict[str, Any] = json.loads(process.stdout.readline())
    return found
