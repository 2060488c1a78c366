"""The archive on real servers: what is stored is what the server wrote, without a gap."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import trio

from appliance.backup.binlog.chain import Archived
from appliance.backup.binlog.replay import replay
from appliance.backup.binlog.selecting import Until, plan_replay
from appliance.backup.binlog.store import FILE, CatalogueStore
from appliance.backup.chunks import write_out
from appliance.backup.programs import Programs
from appliance.errors import BackupError
from tests.support.point_in_time import MONEY, PASSWORD, SCHEMA, Realm, keeper
from tests.support.servers import CHECKOUT, SqlServer

pytestmark = pytest.mark.sweep  # servers of their own, half a minute in all

INSERT = f"INSERT INTO {SCHEMA}.log (note) VALUES ('x')"


async def test_stores_the_server_s_files_byte_for_byte(realm: Realm, tmp_path: Path) -> None:
    await realm.full_backup()
    async with realm.archiving() as archive:
        for _ in range(3):
            realm.server.run(INSERT)
            assert len(await archive.close_segment()) == 1
        assert await archive.close_segment() == ()  # nothing was written since
        status = archive.status
    pieces = await realm.archived()
    assert len(pieces) == 3
    assert status.last == pieces[-1]
    assert (status.gaps, status.problem) == (0, "")
    for piece in pieces:
        copy = tmp_path / "copy"
        await write_out(await realm.reader(piece.id), FILE, copy)
        assert copy.read_bytes() == (realm.server.directory / "data" / piece.name).read_bytes()


async def test_closing_waits_for_a_file_that_the_server_closed_just_before(
    realm: Realm, monkeypatch: pytest.MonkeyPatch
) -> None:
    await realm.full_backup()
    add = CatalogueStore.add

    async def slow(self: CatalogueStore, *arguments: Any, **rest: Any) -> Archived:
        await trio.sleep(1)
        return await add(self, *arguments, **rest)

    monkeypatch.setattr(CatalogueStore, "add", slow)
    async with realm.archiving() as archive:
        realm.server.run(INSERT)
        realm.server.run("FLUSH BINARY LOGS")
        stored = await archive.close_segment()
    assert stored == tuple(each.id for each in await realm.archived())
    assert stored


async def test_a_full_disk_does_not_keep_what_is_closed_from_being_stored(
    realm: Realm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is stored leaves the spool, and makes the room that is missing."""

    def full(folder: Path, _wanted_bytes: int) -> None:
        if len(list(folder.glob("binlog.*"))) > 1:
            raise BackupError("no room")

    await realm.full_backup()
    monkeypatch.setattr("appliance.backup.binlog.archive.check_room", full)
    async with realm.archiving():
        realm.server.run(INSERT)
        realm.server.run("FLUSH BINARY LOGS")
        with trio.fail_after(20):
            while not await realm.archived():  # noqa: ASYNC110
                await trio.sleep(0.05)


async def test_goes_on_after_a_kill_of_everything_but_the_stream(realm: Realm) -> None:
    full = await realm.full_backup()
    command = [sys.executable, "-m", "tests.support.archiver", realm.server.engine]
    command += [str(realm.server.port), str(realm.folder), *map(str, realm.programs.folders)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE) as process:  # noqa: ASYNC220
        assert process.stdout is not None
        while await trio.to_thread.run_sync(process.stdout.readline) != b"streaming\n":
            pass
        realm.server.run(INSERT)
        process.kill()
        process.wait()
    assert realm.streams() == 1, "the program lives on"
    realm.server.run(INSERT)
    realm.server.run("FLUSH BINARY LOGS")
    realm.server.run(INSERT)
    async with realm.archiving() as archive:
        assert realm.streams() == 1
        await archive.close_segment()
        assert archive.status.gaps == 0
    assert realm.streams() == 0
    pieces = await realm.archived()
    assert [each.parent for each in pieces[1:]] == [each.id for each in pieces[:-1]]
    assert plan_replay(full, pieces, Until()).pieces == tuple(pieces)


async def test_says_what_was_purged_before_it_was_archived(realm: Realm) -> None:
    await realm.full_backup()
    async with realm.archiving() as archive:
        realm.server.run(INSERT)
        await archive.close_segment()
    for _ in range(3):
        realm.server.run(INSERT)
        realm.server.run("FLUSH BINARY LOGS")
    while len(logs := realm.server.run("SHOW BINARY LOGS").splitlines()) > 1:
        realm.server.run(f"PURGE BINARY LOGS TO '{logs[-1].split()[0]}'")
        await trio.sleep(0.1)  # what a reader that is just being ended reads is left
    full = await realm.full_backup()
    async with realm.archiving() as archive:
        realm.server.run(INSERT)
        await archive.close_segment()
        assert archive.status.gaps == 1
        assert "were purged unarchived" in archive.status.gap
    pieces = await realm.archived()
    assert pieces[-1].parent == full.id
    assert plan_replay(full, pieces, Until()).pieces == (pieces[-1],)


async def test_notices_that_the_log_was_reset(realm: Realm) -> None:
    first = await realm.full_backup()
    async with realm.archiving() as archive:
        for _ in range(2):
            realm.server.run(INSERT)
            await archive.close_segment()
    await trio.sleep(1.1)  # the log knows whole seconds
    realm.server.run("RESET BINARY LOGS AND GTIDS" if realm.is_mysql else "RESET MASTER")
    for _ in range(6):  # it grows past what we have: only what it holds tells
        realm.server.run(INSERT)
        realm.server.run("FLUSH BINARY LOGS")
    second = await realm.full_backup()
    async with realm.archiving() as archive:
        realm.server.run(INSERT)
        await archive.close_segment()
        assert archive.status.gaps >= 1
        assert "log was reset" in archive.status.gap
    pieces = await realm.archived()
    assert plan_replay(second, pieces, Until()).pieces[-1] == pieces[-1]
    with pytest.raises(BackupError, match="gap"):
        plan_replay(first, pieces, Until())


async def test_waits_in_the_spool_for_the_first_full_backup(realm: Realm) -> None:
    async with realm.archiving() as archive:
        realm.server.run(INSERT)
        realm.server.run("FLUSH BINARY LOGS")
        with trio.fail_after(20):
            while "until there is a full" not in archive.status.problem:  # noqa: ASYNC110
                await trio.sleep(0.05)
        assert await realm.archived() == []
        await realm.full_backup()
        realm.server.run(INSERT)
        await archive.close_segment()
        assert archive.status.problem == ""
    assert len(await realm.archived()) == 2


async def test_fetches_again_what_was_damaged_in_the_spool(realm: Realm) -> None:
    async with realm.archiving() as archive:
        realm.server.run(INSERT)
        first = realm.server.run("SHOW BINARY LOGS").splitlines()[-1].split()[0]
        realm.server.run("FLUSH BINARY LOGS")
        with trio.fail_after(20):
            while "until there is a full" not in archive.status.problem:  # noqa: ASYNC110
                await trio.sleep(0.05)
        (path,) = (realm.folder / "spool").glob(f"*/{first}")
        content = bytearray(path.read_bytes())
        content[-40] ^= 1
        path.write_bytes(content)
        await realm.full_backup()
        await realm.streaming(False)
        await realm.streaming()
        realm.server.run(INSERT)
        await archive.close_segment()
        assert archive.status.gaps == 0
    pieces = await realm.archived()
    assert pieces[0].name == first
    copy = realm.folder / "copy"
    await write_out(await realm.reader(pieces[0].id), FILE, copy)
    assert copy.read_bytes() == (realm.server.directory / "data" / first).read_bytes()


async def test_what_came_after_a_damaged_file_is_not_lost_with_it(realm: Realm) -> None:
    """The server has purged all of it, and the spool has the only copy."""
    async with realm.archiving() as archive:
        for _ in range(3):
            realm.server.run(INSERT)
            realm.server.run("FLUSH BINARY LOGS")
        with trio.fail_after(20):
            while "until there is a full" not in archive.status.problem:  # noqa: ASYNC110
                await trio.sleep(0.05)
        logs = [line.split()[0] for line in realm.server.run("SHOW BINARY LOGS").splitlines()]
        first, second, third, current = logs[-4:]
        (folder,) = (path.parent for path in (realm.folder / "spool").glob(f"*/{first}"))
        with trio.fail_after(20):
            while not (folder / current).exists():  # noqa: ASYNC110
                await trio.sleep(0.05)
        while first in realm.server.run("SHOW BINARY LOGS"):
            realm.server.run(f"PURGE BINARY LOGS TO '{current}'")
            await trio.sleep(0.1)
        content = bytearray((folder / first).read_bytes())
        content[-40] ^= 1
        (folder / first).write_bytes(content)
        await realm.full_backup()
        # It stops over the damage and begins anew, perhaps while the backup was still being taken.
        with trio.fail_after(30):
            while second not in [each.name for each in await realm.archived()]:  # noqa: ASYNC110
                await trio.sleep(0.05)
        await realm.streaming()
        realm.server.run(INSERT)
        await archive.close_segment()
        assert archive.status.gaps <= 1
    names = [each.name for each in await realm.archived()]
    assert names[:3] == [second, third, current]


async def test_closes_segments_by_itself(realm: Realm) -> None:
    await realm.full_backup()
    async with realm.archiving(segment_s=0.5):
        realm.server.run(INSERT)
        with trio.fail_after(20):
            while not await realm.archived():  # noqa: ASYNC110
                await trio.sleep(0.1)
    (piece, *_) = await realm.archived()
    assert "binary log" in (await realm.catalogue.get(piece.id)).manifest.description


async def test_notices_a_stream_that_is_stuck(
    realm: Realm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.backup.binlog.archive.LOOK_S", 0.6)
    await realm.full_backup()
    async with realm.archiving() as archive:
        with trio.fail_after(20):
            while archive.status.lag is None or archive.status.lag.bytes:  # noqa: ASYNC110
                await trio.sleep(0.05)
        assert (archive.status.lag.bytes, archive.status.lag.seconds) == (0, 0)
        realm.kill_the_stream(signal.SIGSTOP)
        realm.server.run(INSERT)
        await realm.streaming(False)
        assert "stalled" in archive.status.problem or archive.status.lag.bytes > 0
        await realm.streaming()
        await archive.close_segment()
        assert archive.status.gaps == 0


async def test_an_account_without_reload_gets_what_there_is(
    realm: Realm, log_server: SqlServer
) -> None:
    right = "REPLICATION CLIENT" if realm.is_mysql else "BINLOG MONITOR"
    log_server.run(
        "DROP USER IF EXISTS poor@'%'; CREATE USER poor@'%' IDENTIFIED BY 'poor';"
        f"GRANT REPLICATION SLAVE, {right} ON *.* TO poor@'%'"
    )
    poor = replace(
        realm.login,
        settings=realm.login.settings.model_copy(update={"user": "poor"}),
        password=b"poor",
        schema="information_schema",
    )
    full = await realm.full_backup()
    async with realm.archiving(login=poor) as archive:
        log_server.run(INSERT)
        (part,) = await archive.close_segment()
        log_server.run(INSERT)
        log_server.run("FLUSH BINARY LOGS")
        log_server.run(INSERT)
        await archive.close_segment()
    pieces = await realm.archived()
    assert pieces[0].id == part
    assert pieces[0].name == pieces[1].name
    assert pieces[0].end < pieces[1].end
    assert pieces[1].parent == pieces[0].parent == full.id, "nothing hangs on the part"
    assert plan_replay(full, pieces, Until()).pieces == tuple(pieces[1:])


async def test_an_account_that_may_not_read_the_log_is_told_at_once(
    realm: Realm, log_server: SqlServer
) -> None:
    right = "REPLICATION CLIENT" if realm.is_mysql else "BINLOG MONITOR"
    log_server.run(
        "DROP USER IF EXISTS blind@'%'; CREATE USER blind@'%' IDENTIFIED BY 'blind';"
        f"GRANT {right} ON *.* TO blind@'%'"
    )
    blind = replace(
        realm.login,
        settings=realm.login.settings.model_copy(update={"user": "blind"}),
        password=b"blind",
        schema="information_schema",
    )
    async with realm.archiving(login=blind) as archive:
        with pytest.raises(BackupError, match="GRANT REPLICATION SLAVE ON"):
            with trio.fail_after(30):
                await archive.close_segment()


async def test_stops_before_a_time(realm: Realm) -> None:
    full = await realm.full_backup()
    async with realm.archiving() as archive:
        realm.server.run(f"UPDATE {SCHEMA}.account SET money = money + 1")
        await trio.sleep(1.1)
        good = realm.checksums()
        when = realm.clock.now().replace(microsecond=0)
        realm.server.run(f"TRUNCATE {SCHEMA}.account")
        await archive.close_segment()
    path = plan_replay(full, await realm.archived(), Until(time=when))
    await realm.restore(full, realm.login)
    assert f"{MONEY}" in realm.server.run(f"SELECT MAX(money) FROM {SCHEMA}.account")

    done = await replay(realm.login, realm.reader, path, realm.programs, realm.folder)

    assert done.stopped_before is not None
    assert "truncate" in done.stopped_before.statement.lower()
    assert realm.checksums() == good


async def test_a_time_before_the_backup_is_refused(realm: Realm) -> None:
    async with realm.archiving() as archive:
        when = realm.clock.now().replace(microsecond=0)
        realm.server.run(INSERT)
        full = await realm.full_backup()
        realm.server.run(INSERT)
        await archive.close_segment()
    plan = plan_replay(full, await realm.archived(), Until(time=when))
    with pytest.raises(BackupError, match=rf"is part of backup {full.id}.*older"):
        await replay(realm.login, realm.reader, plan, realm.programs, realm.folder)


async def test_a_gtid_that_is_not_there_changes_nothing(realm: Realm) -> None:
    full = await realm.full_backup()
    async with realm.archiving() as archive:
        realm.server.run(INSERT)
        await archive.close_segment()
    before = realm.checksums()
    wanted = "11111111-2222-3333-4444-555555555555:7" if realm.is_mysql else "9-9-9"
    path = plan_replay(full, await realm.archived(), Until(gtid=wanted))
    with pytest.raises(BackupError, match=f"no transaction {wanted}"):
        await replay(realm.login, realm.reader, path, realm.programs, realm.folder)
    assert realm.checksums() == before


async def test_says_that_the_log_is_off(
    mariadb: SqlServer, mariadb_log: SqlServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    realm = Realm(mariadb_log, Programs(), tmp_path)
    mariadb.run(
        "CREATE OR REPLACE USER unlogged@'%' IDENTIFIED BY 'plain';GRANT ALL ON *.* TO unlogged@'%'"
    )
    login = replace(keeper(mariadb, user="unlogged"), password=b"plain")
    monkeypatch.setattr("appliance.backup.binlog.archive.RESTART_S", 0.1)
    archive = realm.new_archive(login=login)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(archive.run)
        with trio.fail_after(20):
            while not archive.status.problem:  # noqa: ASYNC110
                await trio.sleep(0.05)
        with pytest.raises(BackupError, match=r"log is off.*set log_bin"):
            await archive.close_segment()
        nursery.cancel_scope.cancel()


async def test_the_password_is_in_no_command_line(realm: Realm) -> None:
    async with realm.archiving():
        listed = await trio.run_process(["ps", "axww", "-o", "args"], capture_stdout=True)
        assert realm.streams() == 1
        assert f"--result-file={realm.folder}".encode() in listed.stdout
        assert PASSWORD.encode() not in listed.stdout
        (options,) = (realm.folder / "spool").rglob("login.cnf")
        assert options.stat().st_mode & 0o777 == 0o600
