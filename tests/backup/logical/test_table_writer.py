"""One table's rows, read exactly or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
import trio

from appliance.errors import BackupError
from tests.support.logical_backups import RoundTrip
from tests.support.servers import SqlServer, wait_for_blocked_reader


async def test_statements_are_one_to_two_megabytes(mariadb: SqlServer, tmp_path: Path) -> None:
    mariadb.create_schema(
        "statements",
        "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(1000));"
        f"INSERT INTO t (v) VALUES {','.join(['(REPEAT(1, 1000))'] * 2500)};"
        "CREATE TABLE empty (id INT);",
    )
    round_trip = RoundTrip(mariadb, tmp_path)
    (database,) = (await round_trip.dump("statements")).databases
    files = {file.name: file for file in round_trip.manifest.files}
    # 2.5 MB; how many rows come at once, and so join one statement, is the network's affair.
    assert files["world/t.frames"].statements in {2, 3}
    assert files["world/empty.frames"].statements == 0
    assert {table.name: table.rows for table in database.tables} == {"t": 2500, "empty": 0}


async def test_a_table_without_a_snapshot_that_is_written_to_has_no_sum(
    mariadb: SqlServer, tmp_path: Path
) -> None:
    mariadb.create_schema(
        "moving",
        "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(1000)) ENGINE=MyISAM;"
        f"INSERT INTO t (v) VALUES {','.join(['(REPEAT(1, 1000))'] * 2500)};"
        "CREATE TABLE still (id INT) ENGINE=Aria; INSERT INTO still VALUES (1);",
    )
    round_trip = RoundTrip(mariadb, tmp_path)

    # It waits for the table's lock, and gets it before the table is summed up.
    update = "UPDATE t SET v = CONCAT('x', LEFT(v, 900)) WHERE id = 1"
    begun = trio.Event()

    async def begin(*_: object) -> None:
        if not begun.is_set():
            begun.set()
            await trio.to_thread.run_sync(wait_for_blocked_reader, mariadb)

    async def write() -> None:
        await begun.wait()
        await trio.to_thread.run_sync(lambda: mariadb.run(update, "moving"))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(write)
        dumped = await round_trip.dump("moving", progress=begin, rate_bytes_s=10**6)
    (database,) = dumped.databases
    sums = {table.name: (table.rows, table.checksum is None) for table in database.tables}
    assert sums == {"t": (None, True), "still": (1, False)}
    assert [note for note in round_trip.dumped.notes if "moving.t (MyISAM) is not in" in note]


async def test_what_cannot_be_read_exactly_is_an_error(
    mariadb: SqlServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mariadb.create_schema("inexact", "CREATE TABLE t (v TEXT); INSERT INTO t VALUES ('1x')")
    monkeypatch.setattr(
        "appliance.backup.logical.table_writer.select_rows",
        lambda *_, **__: "SELECT CAST(v AS SIGNED) FROM t",
    )
    with pytest.raises(BackupError, match="t cannot be read exactly"):
        await RoundTrip(mariadb, tmp_path).dump("inexact")
