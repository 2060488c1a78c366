"""The place a restore goes into, and what it remembers there."""

from __future__ import annotations

import pytest

from appliance.backup.logical.restoring import (
    PROGRESS,
    Destination,
    begin_data,
    mark_done,
    setup,
    without_schema,
)
from appliance.backup.manifest import DatabaseEntry, Objects
from appliance.database.session import open_session
from appliance.errors import BackupError
from tests.support.logical_backups import administrator
from tests.support.servers import SqlServer

ENTRY = DatabaseEntry(
    role="world",
    schema_name="world",
    character_set="latin1",
    collation="latin1_german1_ci",
    schema_version="",
    tables=(),
    objects=Objects(),
    ddl_file=None,
)


async def test_a_new_schema_gets_the_character_set_and_remembers(server: SqlServer) -> None:
    server.run("DROP DATABASE IF EXISTS made")
    async with open_session(without_schema(administrator(server)), setup) as session:
        place = Destination(session, "made", "backup one")
        assert await place.open(ENTRY, None, replace=False) == frozenset()
        await mark_done(session, "it's\\ a table")
        assert await place.open(ENTRY, None, replace=False) == {"it's\\ a table"}
        other = Destination(session, "made", "backup two")
        with pytest.raises(BackupError, match="already has"):
            await other.open(ENTRY, None, replace=False)
        await place.close()
    assert server.run("SHOW TABLES", "made") == ""
    assert server.run("SELECT @@collation_database", "made").strip() == "latin1_german1_ci"


async def test_an_empty_schema_becomes_as_the_original_was(server: SqlServer) -> None:
    server.run("DROP DATABASE IF EXISTS bare; CREATE DATABASE bare CHARACTER SET utf8mb4")
    async with open_session(without_schema(administrator(server)), setup) as session:
        place = Destination(session, "bare", "backup one")
        await place.open(ENTRY, None, replace=False)
    assert server.run("SELECT @@collation_database", "bare").strip() == "latin1_german1_ci"


async def test_other_tables_are_left_alone_when_one_is_restored(server: SqlServer) -> None:
    server.create_schema("shared", "CREATE TABLE a (id INT); CREATE TABLE b (id INT)")
    async with open_session(without_schema(administrator(server)), setup) as session:
        place = Destination(session, "shared", "backup one")
        with pytest.raises(BackupError, match="already has a table 'a'"):
            await place.open(ENTRY, ["a"], replace=False)
        assert await place.open(ENTRY, ["c"], replace=False) == frozenset()
        await place.close()
        await place.open(ENTRY, ["a"], replace=True)
    assert server.run("SHOW TABLES", "shared").split() == ["a", "b", PROGRESS]


async def test_bytes_and_odd_values_go_in_as_they_are(server: SqlServer) -> None:
    server.create_schema(
        "raw_bytes",
        "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, w VARCHAR(9) CHARACTER SET latin1,"
        " d DATE)",
    )
    async with open_session(administrator(server, "raw_bytes"), setup) as session:
        await begin_data(session, history=False, quiet=True)
        await session.execute(b"INSERT INTO t VALUES (0, '\xfc\\0', '2026-02-31'), (5, '', 0)")
        assert await session.raw_rows("SELECT id, HEX(w), d FROM t ORDER BY id") == [
            (b"0", b"FC00", b"2026-02-31"),
            (b"5", b"", b"0000-00-00"),
        ]
        assert await session.rows("SELECT @@sql_log_bin") == [(0,)]
