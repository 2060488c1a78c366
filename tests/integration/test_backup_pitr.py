"""Recovery to a point in time on real servers: just before a DROP TABLE, under writers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import trio

from appliance.backup.binlog.replay import replay
from appliance.backup.binlog.selecting import Until, plan_replay
from appliance.backup.physical.clone import CloneEngine
from appliance.backup.physical.mariabackup import MariabackupEngine
from tests.support import servers
from tests.support.point_in_time import (
    ACCOUNTS,
    MONEY,
    SCHEMA,
    TABLES,
    Realm,
    Writers,
    keeper,
    logging_server,
    programs_of,
)
from tests.support.servers import SqlServer

pytestmark = pytest.mark.sweep  # servers of their own, a minute in all


@pytest.fixture(params=["mariadb", "mysql"])
def home(request: pytest.FixtureRequest) -> Path | None:
    """Where MySQL is, or None for MariaDB."""
    if request.param == "mariadb":
        return None
    found = servers.mysql_home()
    if found is None:
        pytest.skip("no MySQL: run tests/support/install_mysql.py")
    return found


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive that looks often, so that tests wait little."""
    monkeypatch.setattr("appliance.backup.binlog.archive.POLL_S", 0.05)
    monkeypatch.setattr("appliance.backup.binlog.archive.FIRST_PAUSE_S", 0.1)
    monkeypatch.setattr("appliance.backup.binlog.archive.LONGEST_PAUSE_S", 0.5)


@pytest.fixture
def realm(home: Path | None, tmp_path: Path) -> Iterator[Realm]:
    with logging_server(home, 11) as server:
        server.run(TABLES)
        yield Realm(server, programs_of(home, tmp_path), tmp_path)


@pytest.fixture
def other(home: Path | None) -> Iterator[SqlServer]:
    """The server that is restored on."""
    with logging_server(home, 12) as server:
        yield server


async def test_goes_on_from_a_copy_of_the_files(
    home: Path | None, realm: Realm, other: SqlServer
) -> None:
    kind = MariabackupEngine if home is None else CloneEngine
    engine = kind(realm.login, realm.programs, realm.folder, realm.clock)
    if home is not None:
        realm.server.run("INSTALL PLUGIN clone SONAME 'mysql_clone.so'")
    writers = Writers(realm.login)
    async with realm.archiving() as archive:
        async with writers.at_work():
            await trio.sleep(0.5)
            full = await realm.physical_backup(engine)
            await trio.sleep(0.5)
        good = realm.checksums()
        realm.server.run(f"DROP TABLE {SCHEMA}.account")
        rogue = realm.last_gtid()
        await archive.close_segment()
    assert (await engine.prove(await realm.reader(full.id))).differences == ()
    other.stop()
    data = other.directory / "data"
    shutil.rmtree(data)
    await engine.restore_files(await realm.reader(full.id), data)
    await trio.to_thread.run_sync(other.start)
    path = plan_replay(full, await realm.archived(), Until(gtid=rogue))

    await replay(keeper(other), realm.reader, path, realm.programs, realm.folder)

    assert realm.checksums(other) == good
    total = other.run(f"SELECT SUM(money), COUNT(*) FROM {SCHEMA}.account").split()
    assert total == [str(ACCOUNTS * MONEY), str(ACCOUNTS)]


async def test_goes_back_to_just_before_a_disaster(realm: Realm, other: SqlServer) -> None:
    writers = Writers(realm.login)
    async with realm.archiving() as archive:
        async with writers.at_work():
            await trio.sleep(0.5)
            full = await realm.full_backup()
            before_restart = writers.done
            await trio.sleep(0.5)
            await trio.to_thread.run_sync(realm.server.stop)  # the stream ends with 0
            await realm.streaming(False)
            await trio.to_thread.run_sync(realm.server.start)
            await realm.streaming()
            realm.kill_the_stream()
            await realm.streaming(False)
            await realm.streaming()
            realm.server.run("FLUSH BINARY LOGS")
            await trio.sleep(0.5)
        assert writers.done > before_restart
        good = realm.checksums()
        realm.server.run(f"DELETE FROM {SCHEMA}.account WHERE id < 4")
        rogue = realm.last_gtid()
        realm.server.run(f"DROP TABLE {SCHEMA}.account")
        realm.server.run(f"INSERT INTO {SCHEMA}.log (note) VALUES ('after')")
        stored = await archive.close_segment()
        assert stored
        assert archive.status.gaps == 0
        assert archive.status.problem == ""

    pieces = await realm.archived()
    assert [each.parent for each in pieces[1:]] == [each.id for each in pieces[:-1]]
    target = keeper(other)
    await realm.restore(full, target)
    assert realm.checksums(other) != good
    path = plan_replay(full, pieces, Until(gtid=rogue))
    done = await replay(
        target, realm.reader, path, realm.programs, realm.folder, databases=[SCHEMA]
    )

    assert done.stopped_before is not None
    assert done.stopped_before.gtid == rogue
    assert realm.checksums(other) == good
    total = other.run(f"SELECT SUM(money), COUNT(*) FROM {SCHEMA}.account").split()
    assert total == [str(ACCOUNTS * MONEY), str(ACCOUNTS)]
    assert [each.name for each in realm.folder.glob("tcmcp-*")] == []
