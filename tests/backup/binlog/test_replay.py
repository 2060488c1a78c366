"""Replays that are refused; those that work are in tests/integration/test_backup_pitr.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.backup.binlog.replay import rehearse, replay
from appliance.backup.binlog.selecting import Until, plan_replay
from appliance.backup.programs import Programs
from appliance.errors import BackupError
from tests.support.point_in_time import SCHEMA, TABLES, Realm, keeper
from tests.support.servers import SqlServer

INSERT = f"INSERT INTO {SCHEMA}.log (note) VALUES ('x')"


async def test_a_strict_server_is_named(mariadb_log: SqlServer, tmp_path: Path) -> None:
    mariadb_log.run(f"DROP DATABASE IF EXISTS {SCHEMA};{TABLES}")
    realm = Realm(mariadb_log, Programs(), tmp_path)
    full = await realm.full_backup()
    async with realm.archiving() as archive:
        realm.server.run(INSERT)
        await archive.close_segment()
    path = plan_replay(full, await realm.archived(), Until())
    realm.server.run("SET GLOBAL gtid_strict_mode = ON")
    try:
        with pytest.raises(BackupError, match="gtid_strict_mode = OFF"):
            await replay(realm.login, realm.reader, path, realm.programs, realm.folder)
    finally:
        realm.server.run("SET GLOBAL gtid_strict_mode = OFF")


@pytest.mark.sweep
async def test_what_was_left_out_is_told(realm: Realm) -> None:
    full = await realm.full_backup()
    async with realm.archiving() as archive:
        realm.server.run(f"ALTER TABLE {SCHEMA}.log ADD note2 INT")
        realm.server.run(INSERT, SCHEMA)
        await archive.close_segment()
    path = plan_replay(full, await realm.archived(), Until())
    known = await rehearse(
        realm.login, realm.reader, path, realm.programs, realm.folder, databases=[SCHEMA]
    )
    await realm.restore(full, realm.login)
    realm.server.run(f"ALTER TABLE {SCHEMA}.log ADD note2 INT")  # as an operator would, told so
    done = await replay(
        realm.login, realm.reader, path, realm.programs, realm.folder, databases=[SCHEMA]
    )
    assert done.left_out == known == (f"ALTER TABLE {SCHEMA}.log ADD note2 INT",)


async def test_a_missing_table_ends_the_replay(realm: Realm) -> None:
    full = await realm.full_backup()
    async with realm.archiving() as archive:
        realm.server.run(INSERT)
        await archive.close_segment()
    path = plan_replay(full, await realm.archived(), Until())
    realm.server.run(f"DROP TABLE {SCHEMA}.log")
    with pytest.raises(BackupError, match=r"(mariadb|mysql) failed \(1\)"):
        await replay(realm.login, realm.reader, path, realm.programs, realm.folder)


async def test_the_other_server_cannot_replay(
    mariadb_log: SqlServer, mysql_log: SqlServer, realm: Realm
) -> None:
    full = await realm.full_backup()
    async with realm.archiving() as archive:
        realm.server.run(INSERT)
        await archive.close_segment()
    path = plan_replay(full, await realm.archived(), Until())
    other = mariadb_log if realm.is_mysql else mysql_log
    with pytest.raises(BackupError, match="cannot be replayed on"):
        await replay(keeper(other), realm.reader, path, Programs(), realm.folder)
