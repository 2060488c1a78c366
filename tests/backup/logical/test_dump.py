"""Dumps of living servers: consistent, bounded, cancelled cleanly, honest about what went wrong."""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import trio

from appliance.backup.logical.plan import Scope, Target
from appliance.backup.logical.restoring import setup
from appliance.backup.logical.snapshot import NO_BACKUP_ADMIN
from appliance.database.session import open_session
from appliance.errors import BackupError, DatabaseDenied, DatabaseUnavailable
from tests.support.logical_backups import RoundTrip, administrator
from tests.support.servers import CHECKOUT, SqlServer, running_mariadb

WRITERS = 4
ACCOUNTS = 50
FILL = (
    "CREATE TABLE {name} (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, v VARBINARY(1000));"
    "INSERT INTO {name} (v) VALUES " + ",".join(["(REPEAT('x', 1000))"] * 64) + ";"
)
DOUBLE = "INSERT INTO {name} (v) SELECT v FROM {name};"


def filled(name: str, *, kilobytes: int) -> str:
    """SQL of a table of so many rows of a kilobyte: 64 times a power of two."""
    doublings = (kilobytes // 64).bit_length() - 1
    return FILL.format(name=name) + DOUBLE.format(name=name) * doublings


def sessions_of(server: SqlServer) -> int:
    """How many sessions work on a SELECT of rows."""
    listed = server.run("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE "
                        "'SELECT CONCAT_WS%'")  # fmt: skip
    return int(listed)


async def test_a_dump_is_one_moment_of_a_living_server(round_trip: RoundTrip) -> None:
    server = round_trip.server
    rows = ",".join(f"({n},1000,REPEAT('x',4000))" for n in range(ACCOUNTS))
    tables = ("cash", "bank", "gold")
    server.create_schema(
        "bank_of_azeroth",
        *(
            f"CREATE TABLE {name} (id INT NOT NULL PRIMARY KEY, money INT NOT NULL, x TEXT);"
            f"INSERT INTO {name} VALUES {rows};"
            for name in tables
        ),
    )
    moved = 0

    async def move_money(seed: int) -> None:
        nonlocal moved
        draw = random.Random(seed)
        async with open_session(administrator(server, "bank_of_azeroth"), setup) as session:
            while True:
                source, target = draw.sample(tables, 2)
                amount = draw.randrange(1, 50)
                for statement in (
                    "BEGIN",
                    f"UPDATE {source} SET money = money - {amount} WHERE id = {seed}",
                    f"UPDATE {target} SET money = money + {amount} WHERE id = {seed + 10}",
                    "COMMIT",
                ):
                    await session.execute(statement.encode())
                moved += 1

    async def wait_for_moves(done: int, *_: object) -> None:
        """Between two tables the realm goes on."""
        before = moved
        while moved < before + 20:  # noqa: ASYNC110 - there is no event to wait for
            await trio.sleep(0.001)

    async with trio.open_nursery() as nursery:
        for seed in range(WRITERS):
            nursery.start_soon(move_money, seed)
        await wait_for_moves(0)
        await round_trip.dump("bank_of_azeroth", progress=wait_for_moves)
        nursery.cancel_scope.cancel()

    assert moved >= 20 * len(tables)
    await round_trip.restore("bank_back")
    assert await round_trip.compare("bank_back") == []
    total = " + ".join(f"(SELECT SUM(money) FROM {name})" for name in tables)
    assert int(server.run(f"SELECT {total}", "bank_back")) == 1000 * ACCOUNTS * len(tables)


async def test_a_cancelled_dump_leaves_nothing_behind(round_trip: RoundTrip) -> None:
    server = round_trip.server
    server.create_schema("cancelled", filled("big", kilobytes=8192))
    begun = trio.Event()

    async def tell(*_: object) -> None:
        begun.set()

    async with trio.open_nursery() as nursery:
        # Slow enough that it never ends.
        nursery.start_soon(
            lambda: round_trip.dump("cancelled", progress=tell, rate_bytes_s=100_000)
        )
        await begun.wait()
        assert sessions_of(server) == 1
        nursery.cancel_scope.cancel()

    with trio.fail_after(10):
        while sessions_of(server):  # noqa: ASYNC110 - the server tells no events
            await trio.sleep(0.01)
    assert round_trip.repository.backups() == {}


@pytest.fixture
def mortal() -> Iterator[SqlServer]:
    """A MariaDB of its own, because it is killed."""
    with running_mariadb() as server:
        yield server


async def test_a_server_that_dies_is_one_clear_error(mortal: SqlServer, tmp_path: Path) -> None:
    mortal.create_schema("dying", filled("big", kilobytes=32768))
    round_trip = RoundTrip(mortal, tmp_path)

    async def kill(*_: object) -> None:
        await trio.to_thread.run_sync(lambda: mortal.stop(kill=True))

    with pytest.raises(DatabaseUnavailable) as caught:
        await round_trip.dump("dying", progress=kill)
    assert "\n" not in str(caught.value)
    assert round_trip.repository.backups() == {}


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE small",
        "ALTER TABLE small DROP COLUMN v",
        "ALTER TABLE small ADD COLUMN new INT NOT NULL DEFAULT 7 AFTER id, ALGORITHM=INSTANT",
        "ALTER TABLE small ENGINE=InnoDB",
        "TRUNCATE TABLE small",
        "RENAME TABLE small TO other",
    ],
)
async def test_a_change_of_tables_meanwhile_is_noticed(
    mariadb: SqlServer, tmp_path: Path, change: str
) -> None:
    mariadb.create_schema("changing", filled("big", kilobytes=2048), filled("small", kilobytes=64))
    mariadb.run("ANALYZE TABLE big, small", "changing")
    round_trip = RoundTrip(mariadb, tmp_path)
    changes = itertools.chain([change], itertools.repeat(""))

    async def alter(*_: object) -> None:
        await trio.to_thread.run_sync(lambda: mariadb.run(next(changes), "changing"))

    with pytest.raises(BackupError, match=r"changing\.small was altered or dropped while"):
        await round_trip.dump("changing", progress=alter)


async def test_mysql_holds_changes_up_until_the_dump_is_done(
    mysql: SqlServer, tmp_path: Path
) -> None:
    mysql.create_schema("holding", filled("big", kilobytes=2048), filled("small", kilobytes=64))
    round_trip = RoundTrip(mysql, tmp_path)
    refused = 0

    async def alter(*_: object) -> None:
        nonlocal refused
        if refused:
            return
        with pytest.raises(RuntimeError, match="Lock wait timeout"):
            await trio.to_thread.run_sync(
                lambda: mysql.run("SET lock_wait_timeout=1; DROP TABLE small", "holding")
            )
        refused += 1

    dumped = await round_trip.dump("holding", progress=alter)
    assert refused
    assert NO_BACKUP_ADMIN not in dumped.notes
    mysql.run("DROP TABLE small", "holding")


async def test_a_table_is_free_for_changes_as_soon_as_it_is_done(
    mariadb: SqlServer, tmp_path: Path
) -> None:
    mariadb.create_schema("freed", filled("big", kilobytes=1024), filled("small", kilobytes=64))
    mariadb.run("ANALYZE TABLE big, small", "freed")
    round_trip = RoundTrip(mariadb, tmp_path)
    altered: list[int] = []

    async def alter(done: int, *_: object) -> None:
        if done == 1 and not altered:
            altered.append(done)
            await trio.to_thread.run_sync(
                lambda: mariadb.run("SET lock_wait_timeout=20; ALTER TABLE big FORCE", "freed")
            )

    await round_trip.dump("freed", progress=alter)
    assert altered == [1]


async def test_rows_longer_than_16_mb_come_back(round_trip: RoundTrip) -> None:
    server = round_trip.server
    server.create_schema("long_rows", "CREATE TABLE t (id INT PRIMARY KEY, b LONGBLOB, n INT)")
    piece = "FROM_BASE64('AP8nXBoKDQ==')"
    for number, repeats in enumerate((1, 1_000_000, 2_600_000, 3, 700_000)):
        server.run(f"INSERT INTO t VALUES ({number}, REPEAT({piece}, {repeats}), 5)", "long_rows")
    await round_trip.dump("long_rows")
    await round_trip.restore("long_rows_back")
    assert await round_trip.compare("long_rows_back") == []


async def test_a_row_that_no_insert_could_bring_back_is_refused(round_trip: RoundTrip) -> None:
    server = round_trip.server
    server.create_schema("too_long", "CREATE TABLE t (id INT PRIMARY KEY, a LONGBLOB, b LONGBLOB)")
    server.run("INSERT INTO t VALUES (1, REPEAT('a', 900000), REPEAT('b', 900000))", "too_long")
    before = server.run("SELECT @@GLOBAL.max_allowed_packet")
    server.run("SET GLOBAL max_allowed_packet = 1048576")
    try:
        with pytest.raises(BackupError, match="max_allowed_packet"):
            await round_trip.dump("too_long")
        server.run("UPDATE t SET a = REPEAT('a', 1048570), b = NULL", "too_long")
        with pytest.raises(BackupError, match="max_allowed_packet"):
            await round_trip.dump("too_long")
    finally:
        server.run(f"SET GLOBAL max_allowed_packet = {before}")


async def test_tables_are_skipped_or_lose_their_rows_as_told(round_trip: RoundTrip) -> None:
    server = round_trip.server
    server.create_schema(
        "partial",
        "CREATE TABLE logs (id INT); INSERT INTO logs VALUES (1);"
        "CREATE TABLE logs_old (id INT); INSERT INTO logs_old VALUES (1);"
        "CREATE TABLE kept (id INT); INSERT INTO kept VALUES (1);"
        "CREATE TRIGGER of_skipped BEFORE INSERT ON logs_old FOR EACH ROW SET NEW.id = 1;",
    )
    targets = (Target("auth", "partial"),)
    scope = Scope(targets, skip=("auth.*_old",), without_data=("auth.logs", "world.kept"))
    await round_trip.dump("partial", scope=scope)
    (database,) = round_trip.manifest.databases
    assert {table.name: table.rows for table in database.tables} == {"kept": 1, "logs": None}
    assert database.objects.triggers == ()
    await round_trip.restore("partial_back")
    assert await round_trip.compare("partial_back") == []
    assert server.run("SELECT COUNT(*) FROM logs", "partial_back").strip() == "0"


async def test_several_schemas_are_one_moment_in_one_archive(round_trip: RoundTrip) -> None:
    server = round_trip.server
    server.create_schema("first_one", "CREATE TABLE t (id INT); INSERT INTO t VALUES (1)")
    server.create_schema(
        "second_one",
        "CREATE TABLE updates (name VARCHAR(20), timestamp TIMESTAMP);"
        "INSERT INTO updates VALUES ('2026_01.sql', '2026-01-01'), ('2026_02.sql', '2026-02-01')",
    )
    server.create_schema("nothing", "")
    names = ("first_one", "second_one", "nothing")
    await round_trip.dump("", scope=Scope(tuple(Target("other", name) for name in names)))
    assert [d.schema_name for d in round_trip.manifest.databases] == list(names)
    assert [d.schema_version for d in round_trip.manifest.databases] == ["", "2026_02.sql", ""]
    assert [len(d.tables) for d in round_trip.manifest.databases] == [1, 1, 0]


async def test_a_schema_that_is_not_there_is_named(round_trip: RoundTrip) -> None:
    with pytest.raises(DatabaseDenied, match="'no_such_schema'"):
        await round_trip.dump("no_such_schema")


MEASURED = """
import json, re, sys
from pathlib import Path
from types import SimpleNamespace
import trio
from tests.support.logical_backups import RoundTrip

def peak_mb():  # of this program alone: ru_maxrss begins with the parent's
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024

async def main():
    server = SimpleNamespace(socket=Path(sys.argv[1]))
    round_trip = RoundTrip(server, Path(sys.argv[2]))
    await round_trip.dump("memory_small")
    before = peak_mb()
    dumped = await round_trip.dump("memory_big")
    dump = peak_mb()
    await round_trip.restore("memory_back")
    raw = sum(entry.raw_bytes for entry in dumped.files)
    print(json.dumps({"raw_mb": raw / 2**20, "dump": dump - before, "both": peak_mb() - before}))

trio.run(main)
"""


@pytest.mark.sweep
def test_memory_does_not_grow_with_the_data(server: SqlServer, tmp_path: Path) -> None:
    server.create_schema("memory_small", filled("t", kilobytes=64))
    many = "".join(f"CREATE TABLE t{n} (id INT PRIMARY KEY); INSERT INTO t{n} VALUES (1);"
                   for n in range(100))  # fmt: skip
    server.create_schema("memory_big", filled("t", kilobytes=65536), many)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(server.socket), str(tmp_path)],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=True,
    )
    measured = json.loads(done.stdout)
    assert measured["raw_mb"] > 60
    assert measured["both"] < 64 - 10, measured
    server.run("DROP DATABASE memory_big; DROP DATABASE memory_back")
