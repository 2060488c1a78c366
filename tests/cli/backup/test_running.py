"""Exit codes and JSON that every command about backups shares."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from appliance.backup.repository.local import LocalRepository
from appliance.clock import SystemClock
from tests.cli.backup.conftest import Backups
from tests.support.process import command, environment
from tests.support.servers import SqlServer
from tests.support.small_realm import create_realm, values

COMMANDS = (
    ("list",),
    ("show", "latest"),
    ("verify", "latest"),
    ("drill",),
    ("prune",),
    ("hold", "latest"),
    ("release", "latest"),
)


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda each: each[0])
def test_without_a_repository_every_command_exits_with_ten(
    demo: Backups, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    ran = demo(*arguments)
    assert ran.code == 10
    assert "backup now" in ran.err
    assert not (tmp_path / "backups").exists(), "looking makes no repository"
    demo.values.pop("backup.repository")
    ran = demo(*arguments, "--json")
    assert ran.code == 10
    assert ran.data["error"]["kind"] == "RepositoryError"
    assert "backup.repository" in ran.data["error"]["message"]


@pytest.mark.parametrize("arguments", COMMANDS[1:4] + COMMANDS[5:], ids=lambda each: each[0])
def test_what_is_not_there_fails_with_one(demo: Backups, arguments: tuple[str, ...]) -> None:
    demo.data("now")
    backup_id = demo.data("list")["backups"][0]["id"]
    folder = Path(demo.values["backup.repository"]) / backup_id
    folder.rename(folder.with_name("elsewhere"))
    ran = demo(*arguments, "--json")
    assert ran.code == 1
    assert "backup" in ran.data["error"]["message"]


def test_a_command_works_in_whatever_term_others_lead(demo: Backups) -> None:
    demo.data("now")
    folder = Path(demo.values["backup.repository"])
    repository = LocalRepository(folder, node="n", min_free_bytes=0, clock=SystemClock())
    repository.lock("backup of the night", term=7).release()
    demo.data("now")
    assert json.loads((folder / "fence.json").read_text())["term"] == 7


def test_another_run_at_work_is_named_and_exits_with_eleven(demo: Backups) -> None:
    demo.data("now")
    folder = Path(demo.values["backup.repository"])
    repository = LocalRepository(folder, node="n", min_free_bytes=0, clock=SystemClock())
    lock = repository.lock("backup of the night", term=1)
    try:
        ran = demo("now")
        assert ran.code == 11
        assert "backup of the night" in ran.err
        ran = demo("now", "--json")
        assert ran.code == 11
        assert ran.data["error"]["kind"] == "BackupLocked"
        assert demo("list").code == 0, "looking needs no lock"
    finally:
        lock.release()


def test_settings_that_are_wrong_are_an_error_object_too(demo: Backups) -> None:
    demo.values["backup.keep_last"] = "many"
    ran = demo("list", "--json")
    assert ran.code == 1
    assert "backup.keep_last" in ran.data["error"]["problems"][0]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_exits_with_130_and_leaves_nothing(
    mariadb: SqlServer, tmp_path: Path, sent: signal.Signals
) -> None:
    names = create_realm(mariadb, "cli_")
    # So slow that the signal finds it at work.
    settings = values(mariadb, tmp_path / "backups", names, rate_bytes_s=1)
    line = command("backup", "now", "--json")
    for key, value in settings.items():
        line += ["--set", f"{key}={value}"]
    process = subprocess.Popen(
        line, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 30
    while not list((tmp_path / "backups").glob(".partial-*/*/*.frames")):
        assert time.monotonic() < deadline
        assert process.poll() is None, process.stderr and process.stderr.read()
        time.sleep(0.01)
    process.send_signal(sent)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert b'"kind": "Interrupted"' in out
    assert [path for path in (tmp_path / "backups").iterdir() if path.is_dir()] == []


def test_help_tells_the_exit_codes(demo: Backups) -> None:
    told = demo.run_main(["backup", "--help"]).out
    for text in ("0 done", "1 failed", "3 incomplete", "10 no repository", "11 another", "130"):
        assert text in " ".join(told.split())
    for name in ("now", "list", "show", "verify", "restore", "drill", "prune", "hold", "release"):
        assert demo.run_main(["backup", name, "--help"]).code == 0
