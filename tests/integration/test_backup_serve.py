"""The whole process with backups: taken, proved, shown by tools, health and metrics."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.http import request_sync
from tests.support.process import Serving, run, serving
from tests.support.servers import SqlServer
from tests.support.small_realm import ONCE, create_realm, values

pytestmark = pytest.mark.sweep  # many processes, half a minute in all

HEADERS = {
    "content-type": "application/json",
    "accept": "application/json, text/event-stream",
    "mcp-protocol-version": "2025-11-25",
}
LIMIT_S = 60.0


def ask(server: Serving, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """One tools/call; its result, be it one JSON text or the last of a stream of events."""
    params = {"name": tool, "arguments": arguments}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    reply = request_sync(server.mcp, method="POST", body=json.dumps(body).encode(), headers=HEADERS)
    text = reply.body.decode()
    if not text.startswith("{"):
        text = [line[6:] for line in text.splitlines() if line.startswith("data: {")][-1]
    result: dict[str, Any] = json.loads(text)["result"]
    return result


def call(server: Serving, tool: str, **arguments: Any) -> dict[str, Any]:
    """One tools/call without a session; its answer."""
    result = ask(server, tool, arguments)
    assert not result.get("isError"), result
    found: dict[str, Any] = result["structuredContent"]
    return found


def until(look: Callable[[], Any]) -> Any:
    """Ask until something is found."""
    deadline = time.monotonic() + LIMIT_S
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def verified(server: Serving, count: int) -> Callable[[], list[Mapping[str, Any]] | None]:
    def look() -> list[Mapping[str, Any]] | None:
        try:
            result = ask(server, "list-backups", {"status": "verified"})
        except ConnectionRefusedError:  # the port is being opened
            return None
        if result.get("isError"):  # the repository is being opened
            return None
        found: list[Mapping[str, Any]] = result["structuredContent"]["backups"]
        return found if len(found) >= count else None

    return look


def proved_anew(server: Serving, backup_id: str) -> dict[str, Any] | None:
    """The proof that was asked for; None while another one of the backup comes to its end."""
    result = ask(server, "verify-backup", {"backupId": backup_id})
    if result.get("isError"):
        assert "under way" in str(result), result
        return None
    found: dict[str, Any] = result["structuredContent"]
    return found


def options(settings: Mapping[str, Any]) -> list[str]:
    return [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]


def check(server: Serving) -> dict[str, Any]:
    checks = call(server, "get-health-status")["checks"]
    (found,) = [each for each in checks if each["name"] == "backup"]
    return dict(found)


def test_a_served_realm_is_backed_up_and_proved(mariadb: SqlServer, tmp_path: Path) -> None:
    names = create_realm(mariadb, "served_")
    mariadb.run("GRANT SELECT ON mysql.proc TO keeper@'%'")
    settings = values(mariadb, tmp_path / "backups", names, **ONCE)
    with serving(tmp_path, *options(settings)) as server:
        server.wait_until("/livez", 200)
        found = until(verified(server, 2))
        assert {name for each in found for name in each["databases"]} == set(names.values())
        asked = call(server, "trigger-backup", description="by a tool", wait=True)
        assert asked["state"] == "done", asked
        three = until(verified(server, 3))
        newest = next(each for each in three if each["id"] == asked["id"])
        assert newest["description"] == "by a tool"
        proof = until(lambda: proved_anew(server, asked["id"]))
        assert proof["state"] == "done", proof
        assert until(lambda: check(server)["status"] == "ok")
        metrics = server.get("/metrics").body.decode()
        assert (
            'trinitycore_mcp_backup_last_proved_timestamp_seconds{database="characters"}' in metrics
        )
        assert 'trinitycore_mcp_backup_attempts_total{database="world"} 2.0' in metrics
        assert server.end(signal.SIGTERM) == 0


def test_killed_in_the_middle_it_takes_the_backup_again_at_once(tmp_path: Path) -> None:
    settings = {"backup.repository": tmp_path / "backups", "backup.jitter_s": 0}
    line = ["--demo", *options(settings)]
    with serving(tmp_path, *line) as server:
        until(lambda: list((tmp_path / "backups").glob("[.2]*")))
        server.end(signal.SIGKILL)
    began = time.monotonic()
    with serving(tmp_path, *line) as server:
        until(verified(server, 2))
        assert time.monotonic() - began < LIMIT_S
        assert server.end(signal.SIGTERM) == 0
    assert not list((tmp_path / "backups").glob(".partial-*"))


def test_without_a_repository_the_tools_say_what_to_set(tmp_path: Path) -> None:
    with serving(tmp_path, "--demo") as server:
        server.wait_until("/readyz", 200)
        result = ask(server, "list-backups", {})
        assert result["isError"]
        assert "backup.repository" in result["content"][0]["text"]


def test_a_schedule_that_means_nothing_forbids_the_start(tmp_path: Path) -> None:
    ended = run("serve", "--demo", "--set", f"backup.repository={tmp_path}",
                "--set", "backup.schedule=sometimes", cwd=tmp_path)  # fmt: skip
    assert ended.returncode == 1
    assert "backup.schedule" in ended.stderr
    assert len(ended.stderr.splitlines()) <= 2
