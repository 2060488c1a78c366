"""The whole process takes another configuration into use while clients call it."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from tests.support.authority import Authority
from tests.support.certificates import make_certificate
from tests.support.demo_realm import sql_files
from tests.support.http import request_sync
from tests.support.mcp_stream import HEADERS, calling
from tests.support.process import Serving, run, serving
from tests.support.servers import SqlServer

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

    def metric(self, name: str) -> float:
        for line in self.server.get("/metrics").text.splitlines():
            if line.startswith(f"trinitycore_mcp_{name} "):
                return float(line.rpartition(" ")[2])
        raise AssertionError(name)


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


@pytest.fixture(scope="module")
def realms(mariadb: SqlServer) -> dict[str, dict[str, Any]]:
    """Two worlds on one server, each with an account of its own that may read it alone."""
    made = {}
    for name in ("reload_a", "reload_b"):
        mariadb.create_schema(name, *sql_files())
        mariadb.run(
            f"CREATE OR REPLACE USER {name}@'%' IDENTIFIED BY 'secret of {name}';"
            f"GRANT SELECT ON {name}.* TO {name}@'%'"
        )
        made[name] = {
            "host": "127.0.0.1",
            "port": mariadb.port,
            "user": name,
            "password": f"secret of {name}",
            "world": name,
            "auth": "",
            "characters": "",
            "hotfixes": "",
        }
    return made


def test_no_call_fails_while_realms_accounts_and_certificates_change(
    tmp_path: Path, realms: dict[str, dict[str, Any]]
) -> None:
    authority = Authority(tmp_path)
    certificates = [authority.issue(name, "localhost") for name in ("one", "two")]
    tls = ssl.create_default_context(cafile=str(authority.certificate))
    worlds = list(realms)

    def settings(number: int) -> dict[str, Any]:
        certificate, key = certificates[number % 2]
        return {
            "database": realms[worlds[number % 2]] | {"pool_size": 2 + number % 3},
            "server": {
                "tls_certificate": str(certificate),
                "tls_key": str(key),
                "max_body_bytes": 10_000 + number,
            },
            "tools": {"profile": ("full", "core", "minimal")[number % 3]},
            "log": {"level": ("warning", "info")[number % 2]},
        }

    with configured(tmp_path, settings(0)) as served:
        with calling(served.server.mcp, *SEARCH, tls=tls) as stream:
            for number in range(1, 13):
                before = stream.calls
                assert {"database.world", "server.tls_key"} <= set(served.change(settings(number)))
                while stream.calls < before + 10:
                    time.sleep(0.005)
        assert stream.failures == []
        assert {source.partition("@")[0] for source in stream.sources} == set(worlds)
        assert served.metric("config_last_reload_successful") == 1
        # Pools of the past are gone, and so is what they counted.
        assert served.metric('db_connection_pool_size{database="world"}') == 2
        assert served.metric('db_connection_pool_idle{database="world"}') <= 2
        assert served.server.end(signal.SIGTERM) == 0


def test_from_the_demo_realm_to_a_real_one_and_back(
    tmp_path: Path, realms: dict[str, dict[str, Any]]
) -> None:
    with configured(tmp_path, {}) as served:
        with calling(served.server.mcp, *SEARCH) as stream:
            assert "database.host" in served.change({"database": realms["reload_a"]})
            assert call(served.server, *SEARCH[:1], **SEARCH[1])["structuredContent"][
                "source"
            ].startswith("reload_a@")
            served.change({})
        assert stream.failures == []
        assert "demo" in stream.sources
        assert served.server.end(signal.SIGTERM) == 0


def test_what_is_wrong_is_refused_as_a_whole_and_everything_goes_on(
    tmp_path: Path, realms: dict[str, dict[str, Any]], mariadb: SqlServer
) -> None:
    one, other = make_certificate(tmp_path, "one"), make_certificate(tmp_path, "other")
    good = {
        "database": realms["reload_a"],
        "server": {"tls_certificate": str(one.certificate), "tls_key": str(one.key)},
        "log": {"level": "info"},
    }
    with configured(tmp_path, good) as served:
        with calling(served.server.mcp, *SEARCH, tls=one.client_context()) as stream:
            mixed = good["server"] | {"tls_key": str(other.key)}  # type: ignore[operator]
            problems = served.refused(
                good
                | {
                    "database": realms["reload_a"] | {"password": "wrong"},
                    "server": mixed,
                    "log": {"level": "error"},
                    "backup": {"repository": str(tmp_path / "b"), "schedule": "now and then"},
                    "workspace": {"path": str(tmp_path / "missing")},
                }
            )
            assert len(problems) == 4, problems
            told = "\n".join(problems)
            assert "does not belong to the certificate" in told
            assert "database.world: " in told
            assert "backup.schedule" in told
            assert "workspace.path: cannot read" in told
            assert served.refused(good | {"log": {"level": "loud", "colour": 1}}) != []
            checks = served.server.get("/readyz?verbose")
            assert checks.status == 200
            assert "[warning] configuration: reload refused at" in checks.text
            assert served.metric("config_last_reload_successful") == 0
            assert served.metric('config_reloads_total{result="refused"}') == 2
            before = stream.calls
            while stream.calls < before + 10:
                time.sleep(0.005)
        assert stream.failures == []
        assert {source.partition("@")[0] for source in stream.sources} == {"reload_a"}
        assert "secret" not in served.server.errors()
        assert mariadb.run(
            "SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'reload_b'"
        ).strip() == "0"  # fmt: skip
        assert served.change(good) == []
        assert "[ok] configuration: reloaded at" in served.server.get("/readyz?verbose").text


def test_a_realm_that_is_away_may_be_replaced_by_another_that_is(
    tmp_path: Path, realms: dict[str, dict[str, Any]]
) -> None:
    nowhere = realms["reload_a"] | {"port": 1, "retry_interval_s": 0.2}
    file = tmp_path / "appliance.toml"
    file.write_text(tomli_w.dumps({"database": nowhere}))
    with serving(tmp_path, "--config", str(file)) as server:
        server.wait_until("/readyz", 503)
        served = Reloadable(server, file)
        served.write({"database": nowhere | {"port": 2}})
        found = served.reload()
        assert found["reloaded"]
        assert "database.world: " in found["notes"][0]
        served.change({"database": realms["reload_a"]})
        server.wait_until("/readyz", 200, timeout_s=5)
        assert served.refused({"database": nowhere})
        assert not call(server, SEARCH[0], **SEARCH[1])["isError"]


def test_a_certificate_is_renewed_under_its_name_and_a_wrong_key_is_refused(
    tmp_path: Path,
) -> None:
    used, renewed = make_certificate(tmp_path, "used"), make_certificate(tmp_path, "renewed")
    server = {"tls_certificate": str(used.certificate), "tls_key": str(used.key)}
    old = used.client_context()
    with configured(tmp_path, {"server": server}) as served:
        used.certificate.write_bytes(renewed.certificate.read_bytes())
        assert "does not belong" in served.reload()["problems"][0]
        _shake_hands(served.server, old)
        used.key.write_bytes(renewed.key.read_bytes())
        assert served.reload()["changed"] == ["server.tls_certificate", "server.tls_key"]
        _shake_hands(served.server, used.client_context())
        with pytest.raises(ssl.SSLCertVerificationError):
            _shake_hands(served.server, old)
        assert served.reload()["changed"] == []


def _shake_hands(server: Serving, context: ssl.SSLContext) -> None:
    port = int(server.mcp.removesuffix("/mcp").rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as below:
        context.wrap_socket(below, server_hostname="localhost").close()


def test_the_command_and_the_signal_do_the_same_and_the_manager_hears_it(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(20)
        environ = {"NOTIFY_SOCKET": str(tmp_path / "notify")}
        with configured(tmp_path, {"tools": {"profile": "full"}}, environ=environ) as served:
            assert _next(manager).startswith("READY=1")
            served.write({"tools": {"profile": "core"}, "server": {"max_connections": 7}})
            done = run("reload", "--url", served.server.console, cwd=tmp_path)
            assert (done.returncode, done.stderr) == (0, "")
            assert done.stdout.splitlines() == [
                "reloaded, 2 changed", "  server.max_connections", "  tools.profile"
            ]  # fmt: skip
            assert _next(manager).startswith("RELOADING=1\nMONOTONIC_USEC=")
            assert _next(manager) == f"READY=1\nSTATUS=serving {served.server.mcp[:-4]}"

            served.file.write_text("[tools]\nprofile = 1\n")
            done = run("reload", "--url", served.server.console, cwd=tmp_path)
            assert done.returncode == 1
            assert done.stdout.splitlines()[0] == "refused, all stays as it was:"
            assert _next(manager).startswith("RELOADING=1")
            assert "reload refused: " in _next(manager)

            served.write({"tools": {"profile": "minimal"}})
            served.server.process.send_signal(signal.SIGHUP)
            assert _next(manager).startswith("RELOADING=1")
            assert "refused" not in _next(manager)
            assert served.metric('config_reloads_total{result="applied"}') == 2
            assert served.server.end(signal.SIGTERM) == 0


def _next(manager: socket.socket) -> str:
    return manager.recv(2000).decode()


def test_what_needs_a_restart_says_so_and_the_rest_is_applied(tmp_path: Path) -> None:
    with configured(tmp_path, {"log": {"level": "info"}}) as served:
        served.write({"console": {"metrics": False}, "ha": {"cluster": "other"}})
        found = served.reload()
        assert found["changed"] == ["console.metrics"]
        assert found["needsRestart"] == [{"key": "ha.cluster", "stays": "trinitycore"}]
        assert served.server.get("/metrics").status == 404
        checks = served.server.get("/readyz?verbose").text
        assert "[warning] configuration: ha.cluster needs a restart: trinitycore stays" in checks
        assert served.change({}) == ["console.metrics"]
        assert served.server.get("/metrics").status == 200


def test_backups_are_switched_on_and_off(tmp_path: Path) -> None:
    repository = tmp_path / "backups"
    with configured(tmp_path, {}) as served:
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
        assert served.server.end(signal.SIGTERM) == 0
