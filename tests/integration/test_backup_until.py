"""Back to any moment, and out of copies of files, by tools and command line on real servers."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.integration.test_backup_serve import ask, call, options, until
from tests.support import servers
from tests.support.point_in_time import last_gtid, programs_of
from tests.support.process import Serving, run, serving
from tests.support.servers import SqlServer
from tests.support.small_realm import KEEPER, OWNER, PASSWORD, create_realm, values

pytestmark = pytest.mark.sweep  # servers of its own, two minutes in all

TABLES = "CHECKSUM TABLE characters.characters, characters.changes, auth.account"
LOGGING = (
    "--log-bin=binlog",
    "--binlog-format=ROW",
    "--server-id=21",
    "--log-bin-trust-function-creators=1",
)
GTIDS = ("--gtid-mode=ON", "--enforce-gtid-consistency=ON", "--performance-schema=1")


@dataclass
class Realm:
    """A realm on a server, and the command line in a folder."""

    server: SqlServer
    folder: Path
    settings: dict[str, Any]
    environ: Mapping[str, str] = field(default_factory=dict)

    def backup(self, *arguments: str, code: int = 0) -> Any:
        """One command about backups; its JSON."""
        line = ("backup", *arguments, "--json", *options(self.settings))
        ended = run(*line, cwd=self.folder, **self.environ)
        assert ended.returncode == code, (ended.stdout, ended.stderr)
        return json.loads(ended.stdout)

    def restore(self, backup_id: str, *more: str, code: int = 0, force: bool = True) -> Any:
        """The owner restores."""
        password = self.folder / "owner.password"
        password.write_text(PASSWORD)
        owner = ("--user", OWNER, "--password-file", str(password), "--yes")
        forced = ("--force",) if force else ()
        return self.backup("restore", backup_id, *owner, *forced, *more, code=code)

    def checked(self) -> str:
        """What `check` says of the binary log."""
        (self.folder / "backups").mkdir(exist_ok=True)
        line = ("check", "--json", *options(self.settings))
        told = json.loads(run(*line, cwd=self.folder, **self.environ).stdout)
        found = [each["message"] for each in told["checks"] if each["name"] == "backup:binlog"]
        return "".join(found)

    @property
    def is_mysql(self) -> bool:
        return self.server.engine == "mysql"


def settings_of(server: SqlServer, folder: Path) -> dict[str, Any]:
    names = {role: role for role in ("auth", "characters", "world")}
    more = {"binlog": True, "schedule": "off", "world_schedule": "off", "verify": False}
    return values(server, folder / "backups", names, **more) | {
        "backup.work_folder": folder / "work"
    }


@pytest.fixture(params=["mariadb", "mysql"])
def realm(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Realm]:
    environ = {}
    if request.param == "mariadb":
        running = servers.running_mariadb(*LOGGING)
    else:
        home = servers.mysql_home()
        if home is None:
            pytest.skip("no MySQL: run tests/support/install_mysql.py")
        running = servers.running_mysql(home, *LOGGING, *GTIDS)
        folders = [*map(str, programs_of(home, tmp_path).folders), *os.get_exec_path()]
        environ["PATH"] = os.pathsep.join(folders)
    with running as server:
        create_realm(server)
        rights = "REPLICATION SLAVE, REPLICATION CLIENT, RELOAD"
        server.run(f"GRANT {rights} ON *.* TO {KEEPER}@'%'")
        yield Realm(server, tmp_path, settings_of(server, tmp_path), environ)


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


def proved_by_itself(server: Serving, backup_id: str) -> bool:
    """Whether the service has proved a backup, or a piece of the binary log."""
    listed = call(server, "list-backups", status="verified")["backups"]
    return backup_id in {each["id"] for each in listed}


def test_back_to_just_before_a_disaster(realm: Realm) -> None:
    server, folder = realm.server, realm.folder
    assert "is archived" in realm.checked()
    server.run(f"REVOKE RELOAD ON *.* FROM {KEEPER}@'%'")
    assert "GRANT RELOAD ON *.*" in realm.checked()
    server.run(f"GRANT RELOAD ON *.* TO {KEEPER}@'%'")
    looking = realm.settings | {"backup.verify": True}
    with serving(folder, *options(looking), environ=realm.environ) as serve:
        full = until(lambda: triggered(serve))
        assert until(lambda: proved_by_itself(serve, full["id"]))  # its scratch is in the log
        server.run("UPDATE characters.characters SET position_x = 1.58984375 WHERE guid = 1")
        server.run("INSERT INTO characters.characters VALUES (3, 'Uther', 0.1, 0)")
        good = server.run(TABLES)
        time.sleep(1.1)  # the log has whole seconds
        moment = datetime.now(UTC).replace(microsecond=0)
        server.run("DELETE FROM characters.characters WHERE guid < 3")
        rogue = last_gtid(server)
        server.run("DROP TABLE characters.changes")
        piece = until(lambda: triggered(serve, type="incremental"))
        assert piece["id"] in piece["notes"][0]
        listed = call(serve, "list-backups")["backups"]
        assert piece["id"] in {each["id"] for each in listed}
        assert until(lambda: proved_by_itself(serve, piece["id"]))
        metrics = serve.get("/metrics").body.decode()
        assert "trinitycore_mcp_backup_binlog_streaming 1.0" in metrics
        assert "trinitycore_mcp_backup_binlog_gaps 0.0" in metrics
        assert 'backup_recoverable_until_timestamp_seconds{database="auth"}' in metrics
        assert serve.end(signal.SIGTERM) == 0
    before = server.run(TABLES)
    nowhere = f"{rogue.rpartition(':')[0]}:99999999" if realm.is_mysql else "0-1-99999999"
    told = realm.restore(full["id"], "--until", nowhere, code=1)
    assert "holds no transaction" in told["error"]["message"]
    told = realm.restore(full["id"], "--until", "end", "--table", "changes", code=1)
    assert "--table" in told["error"]["message"]
    assert server.run(TABLES) == before, "refused before anything changed"
    assert realm.backup("show", full["id"])["recoverableUntil"] >= moment.isoformat()

    chosen = ("--database", "auth", "--database", "characters")
    told = realm.restore("latest", *chosen, "--until", moment.isoformat())
    assert told["id"] == full["id"]
    assert rogue in told["replayed"]["stoppedBefore"]
    assert server.run(TABLES) == good
    # The restore and its replay are in the log, too: the same moments can be reached again.
    server.run("DROP DATABASE characters")
    assert realm.backup("now", "--incremental")["pieces"]
    again = realm.restore(full["id"], *chosen, "--until", rogue)
    assert again["replayed"]["stoppedBefore"]
    assert server.run(TABLES) == good
    assert list((folder / "work").iterdir()) == []


def test_what_was_replayed_is_in_the_log_for_replicas(realm: Realm) -> None:
    """A backup taken after a restore to a moment leads on to what comes after it."""
    server = realm.server
    full = realm.backup("now", "--no-verify")["id"]
    server.run("UPDATE characters.characters SET name = 'Arthas' WHERE guid = 1")
    good = server.run(TABLES)
    server.run("DELETE FROM characters.characters")
    rogue = last_gtid(server)
    realm.backup("now", "--incremental")
    chosen = ("--database", "auth", "--database", "characters")
    realm.restore(full, *chosen, "--until", rogue)
    last = last_gtid(server)
    assert last != rogue
    second = realm.backup("now", "--no-verify", "--database", "characters")["id"]
    server.run("UPDATE characters.characters SET name = 'Uther' WHERE guid = 2")
    better = server.run(TABLES)
    assert better != good
    server.run("DROP TABLE characters.characters")
    gone = last_gtid(server)
    realm.backup("now", "--incremental")
    realm.restore(second, "--until", gone)
    assert server.run(TABLES) == better


def test_what_a_replay_would_leave_out_is_told_before_anything_is_lost(realm: Realm) -> None:
    server = realm.server
    full = realm.backup("now", "--no-verify")["id"]
    server.run("CREATE TABLE characters.led (id INT PRIMARY KEY)")
    server.run("UPDATE characters SET name = 'Arthas' WHERE guid = 1", "characters")
    realm.backup("now", "--incremental")
    before = server.run(TABLES)
    wish = (full, "--database", "characters", "--until", "end")
    told = realm.restore(*wish, code=1, force=False)
    assert "would leave out 1 statements" in told["error"]["message"]
    assert "CREATE TABLE characters.led" in told["error"]["message"]
    assert server.run(TABLES) == before
    told = realm.restore(*wish, code=3)
    assert told["replayed"]["leftOut"] == told["plan"]["leftOut"]
    assert server.run("SELECT name FROM characters.characters WHERE guid = 1") == "Arthas\n"


def test_without_a_binary_log_it_says_so(mariadb: SqlServer, tmp_path: Path) -> None:
    names = create_realm(mariadb, "unlogged_")
    off = {"schedule": "off", "world_schedule": "off"}
    realm = Realm(mariadb, tmp_path, values(mariadb, tmp_path / "backups", names, **off))
    told = realm.backup("now", "--incremental", code=1)
    assert "backup.binlog" in told["error"]["message"]
    realm.settings["backup.binlog"] = True
    assert "binary log is off" in realm.checked()


def test_a_copy_of_the_files_is_taken_proved_and_restored_from(realm: Realm) -> None:
    server = realm.server
    full = realm.backup("now", "--no-verify")
    assert full["engine"] == "logical"
    if realm.is_mysql:
        assert "the clone plugin is off" in full["why"]
        server.run("INSTALL PLUGIN clone SONAME 'mysql_clone.so'")
    else:
        assert "GRANT PROCESS, LOCK TABLES" in full["why"]
        server.run(f"GRANT PROCESS, LOCK TABLES ON *.* TO {KEEPER}@'%'")
    one = realm.backup("now", "--no-verify", "--database", "auth")
    assert "other schemas" in one["why"], "a copy is one of the whole instance"
    copy = realm.backup("now")
    assert copy["engine"] == ("clone" if realm.is_mysql else "mariabackup")
    assert copy["verdict"]["level"] == "full"
    assert copy["verdict"]["sound"]
    copied = server.run(TABLES)
    changes = server.run("CHECKSUM TABLE characters.changes")
    server.run("UPDATE characters.characters SET position_x = 2.58984375 WHERE guid = 1")
    good = server.run(TABLES)
    server.run("DELETE FROM characters.characters")
    rogue = last_gtid(server)
    server.run("DROP TABLE characters.changes")
    assert realm.backup("now", "--incremental")["pieces"]
    told = realm.restore(copy["id"], "--database", "characters", "--table", "changes")
    assert told["sound"]
    assert told["safety"] is None, "the table was not there"
    assert server.run("CHECKSUM TABLE characters.changes") == changes
    whole = ("--database", "auth", "--database", "characters", "--until", rogue)
    told = realm.restore(copy["id"], *whole)
    assert told["sound"]
    assert told["safety"]
    assert rogue in told["replayed"]["stoppedBefore"]
    assert server.run(TABLES) == good
    assert list((realm.folder / "work").iterdir()) == []
    _the_whole_instance_comes_back(realm, copy["id"])
    assert server.run(TABLES) == copied


def _the_whole_instance_comes_back(realm: Realm, backup_id: str) -> None:
    """The server is down, and its files are gone."""
    server, data = realm.server, realm.server.directory / "data"
    line = ("restore", backup_id, "--files-to", str(data))
    told = realm.backup(*line, "--yes", code=1)
    assert "is not an empty folder" in told["error"]["message"]
    server.stop(kill=True)
    shutil.rmtree(data)
    litter = server.directory / "tcmcp-0a1b2c3d"
    litter.mkdir()
    litter.with_name("tcmcp-0a1b2c3d.lock").touch()
    assert "nobody can be asked" in realm.backup(*line, code=1)["error"]["message"]
    plan = realm.backup(*line, "--dry-run")["plan"]
    assert plan["into"] == str(data)
    assert not data.exists()
    found = realm.backup(*line, "--yes")
    assert found["plan"]["id"] == backup_id
    assert "lower_case_table_names" in found["options"]
    assert found["position"]["file"]
    assert not [each for each in os.listdir(server.directory) if each.startswith("tcmcp-")]
    server.start()
