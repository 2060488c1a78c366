"""Back to any moment, and out of copies of files, through tools and command line on MariaDB."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.integration.test_backup_serve import ask, call, options, until
from tests.support.process import Serving, run, serving
from tests.support.servers import SqlServer, running_mariadb
from tests.support.small_realm import KEEPER, OWNER, PASSWORD, create_realm, values

pytestmark = pytest.mark.sweep  # servers of its own, a minute in all

TABLES = "CHECKSUM TABLE characters.characters, characters.changes, auth.account"


@pytest.fixture
def server() -> Iterator[SqlServer]:
    with running_mariadb("--log-bin=binlog", "--binlog-format=ROW", "--server-id=21") as server:
        create_realm(server)
        rights = "REPLICATION SLAVE, REPLICATION CLIENT, RELOAD"
        server.run(f"GRANT {rights} ON *.* TO {KEEPER}@'%'")
        yield server


@pytest.fixture
def settings(server: SqlServer, tmp_path: Path) -> dict[str, Any]:
    names = {role: role for role in ("auth", "characters", "world")}
    more = {"binlog": True, "schedule": "off", "world_schedule": "off", "verify": False}
    return values(server, tmp_path / "backups", names, **more) | {
        "backup.work_folder": tmp_path / "work"
    }


def backup(folder: Path, settings: dict[str, Any], *arguments: str, code: int = 0) -> Any:
    """One command about backups; its JSON."""
    ended = run("backup", *arguments, "--json", *options(settings), cwd=folder)
    assert ended.returncode == code, (ended.stdout, ended.stderr)
    return json.loads(ended.stdout)


def restore(
    folder: Path, settings: dict[str, Any], backup_id: str, *more: str, code: int = 0
) -> Any:
    password = folder / "owner.password"
    password.write_text(PASSWORD)
    owner = ("--user", OWNER, "--password-file", str(password), "--yes", "--force")
    return backup(folder, settings, "restore", backup_id, *owner, *more, code=code)


def checked(folder: Path, settings: dict[str, Any]) -> str:
    """What `check` says of the binary log."""
    (folder / "backups").mkdir(exist_ok=True)
    told = json.loads(run("check", "--json", *options(settings), cwd=folder).stdout)
    return "".join(each["message"] for each in told["checks"] if each["name"] == "backup:binlog")


def triggered(server: Serving, **arguments: Any) -> dict[str, Any] | None:
    """A backup by the tool, as soon as the service takes requests."""
    try:
        result = ask(server, "trigger-backup", arguments | {"wait": True})
    except ConnectionRefusedError:
        return None
    if result.get("isError"):
        assert "repository is being opened" in str(result) or "under way" in str(result), result
        return None
    found: dict[str, Any] = result["structuredContent"]
    assert found["state"] == "done", found
    return found


def test_back_to_just_before_a_disaster(
    server: SqlServer, settings: dict[str, Any], tmp_path: Path
) -> None:
    assert "is archived" in checked(tmp_path, settings)
    server.run(f"REVOKE RELOAD ON *.* FROM {KEEPER}@'%'")
    assert "GRANT RELOAD ON *.*" in checked(tmp_path, settings)
    server.run(f"GRANT RELOAD ON *.* TO {KEEPER}@'%'")
    with serving(tmp_path, *options(settings)) as serve:
        full = until(lambda: triggered(serve))
        server.run("UPDATE characters.characters SET position_x = 1.58984375 WHERE guid = 1")
        server.run("INSERT INTO characters.characters VALUES (3, 'Uther', 0.1, 0)")
        good = server.run(TABLES)
        time.sleep(1.1)  # the log has whole seconds
        moment = datetime.now(UTC).replace(microsecond=0)
        server.run("DELETE FROM characters.characters WHERE guid < 3")
        rogue = server.run("SELECT @@gtid_binlog_pos").strip()
        server.run("DROP TABLE characters.changes")
        piece = until(lambda: triggered(serve, type="incremental"))
        assert piece["id"] in piece["notes"][0]
        listed = call(serve, "list-backups")["backups"]
        assert piece["id"] in {each["id"] for each in listed}
        proof = call(serve, "verify-backup", backupId=piece["id"])
        assert proof["state"] == "done", proof
        metrics = serve.get("/metrics").body.decode()
        assert "trinitycore_mcp_backup_binlog_streaming 1.0" in metrics
        assert "trinitycore_mcp_backup_binlog_gaps 0.0" in metrics
        assert serve.end(signal.SIGTERM) == 0
    before = server.run(TABLES)
    told = restore(tmp_path, settings, full["id"], "--until", "0-1-99999999", code=1)
    assert "holds no transaction" in told["error"]["message"]
    told = restore(tmp_path, settings, full["id"], "--until", "end", "--table", "changes", code=1)
    assert "--table" in told["error"]["message"]
    assert server.run(TABLES) == before, "refused before anything changed"

    chosen = ("--database", "auth", "--database", "characters")
    told = restore(tmp_path, settings, "latest", *chosen, "--until", moment.isoformat())
    assert told["id"] == full["id"]
    assert rogue in told["replayed"]["stoppedBefore"]
    assert server.run(TABLES) == good
    # The restore and its replay are in the log, too: the same moments can be reached again.
    server.run("DROP DATABASE characters")
    assert backup(tmp_path, settings, "now", "--incremental")["pieces"]
    again = restore(tmp_path, settings, full["id"], *chosen, "--until", rogue)
    assert again["replayed"]["stoppedBefore"]
    assert server.run(TABLES) == good
    assert list((tmp_path / "work").iterdir()) == []


def test_without_a_binary_log_it_says_so(mariadb: SqlServer, tmp_path: Path) -> None:
    names = create_realm(mariadb, "unlogged_")
    found = values(mariadb, tmp_path / "backups", names, schedule="off", world_schedule="off")
    told = backup(tmp_path, found, "now", "--incremental", code=1)
    assert "backup.binlog" in told["error"]["message"]
    assert "binary log is off" in checked(tmp_path, found | {"backup.binlog": True})


def test_a_copy_of_the_files_is_taken_proved_and_restored_from(
    server: SqlServer, settings: dict[str, Any], tmp_path: Path
) -> None:
    full = backup(tmp_path, settings, "now", "--no-verify")
    assert full["engine"] == "logical"
    assert "GRANT PROCESS, LOCK TABLES" in full["why"]
    server.run(f"GRANT PROCESS, LOCK TABLES ON *.* TO {KEEPER}@'%'")
    one = backup(tmp_path, settings, "now", "--no-verify", "--database", "auth")
    assert "other schemas" in one["why"], "a copy is one of the whole instance"
    copy = backup(tmp_path, settings, "now")
    assert copy["engine"] == "mariabackup"
    assert copy["verdict"]["level"] == "full"
    assert copy["verdict"]["sound"]
    changes = server.run("CHECKSUM TABLE characters.changes")
    server.run("UPDATE characters.characters SET position_x = 2.58984375 WHERE guid = 1")
    good = server.run(TABLES)
    server.run("DELETE FROM characters.characters")
    rogue = server.run("SELECT @@gtid_binlog_pos").strip()
    server.run("DROP TABLE characters.changes")
    assert backup(tmp_path, settings, "now", "--incremental")["pieces"]
    told = restore(tmp_path, settings, copy["id"], "--database", "characters", "--table", "changes")
    assert told["sound"]
    assert told["safety"] is None, "the table was not there"
    assert server.run("CHECKSUM TABLE characters.changes") == changes
    whole = ("--database", "auth", "--database", "characters", "--until", rogue)
    told = restore(tmp_path, settings, copy["id"], *whole)
    assert told["sound"]
    assert told["safety"]
    assert rogue in told["replayed"]["stoppedBefore"]
    assert server.run(TABLES) == good
    assert list((tmp_path / "work").iterdir()) == []
