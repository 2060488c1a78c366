"""What was dumped comes back, bit for bit, and a restore that was cut off goes on."""

from __future__ import annotations

import pytest
import trio

from appliance.backup.logical.plan import Scope, Target
from appliance.backup.logical.restore import IN_BINLOG, How, read_objects
from appliance.backup.logical.restoring import PROGRESS
from appliance.errors import BackupDamaged, BackupError
from tests.support.logical_backups import RoundTrip, account
from tests.support.servers import SqlServer
from tests.support.torture_schema import create_torture_schema


async def test_a_torture_schema_comes_back_bit_for_bit(round_trip: RoundTrip) -> None:
    create_torture_schema(round_trip.server, "torture")
    dumped = await round_trip.dump("torture")
    (database,) = dumped.databases
    summed = [table for table in database.tables if table.checksum is not None]
    assert len(summed) == len(database.tables) > 20
    noted = {note.split()[0] for note in dumped.notes}
    assert {"torture.broken_view", "torture.heap_like"} <= noted

    restored = await round_trip.restore("torture_back")
    assert await round_trip.compare("torture_back") == []
    assert [note for note in restored.notes if "broken_view was broken" in note]
    assert restored.rows == sum(table.rows or 0 for table in database.tables)

    # Once more, from the copy: nothing was lost that the first dump did not see.
    original = await read_objects(round_trip.reader, database)
    await round_trip.dump("torture_back")
    (copied,) = round_trip.manifest.databases
    sums = {table.name: (table.rows, table.checksum) for table in database.tables}
    assert {table.name: (table.rows, table.checksum) for table in copied.tables} == sums
    again = await read_objects(round_trip.reader, copied)
    assert {o.name for o in original if not o.broken} == {o.name for o in again}


async def test_history_and_sequences_go_on_where_they_were(
    mariadb: SqlServer, tmp_path: object
) -> None:
    round_trip = RoundTrip(mariadb, tmp_path)  # type: ignore[arg-type]
    create_torture_schema(mariadb, "torture")
    await round_trip.dump("torture")
    await round_trip.restore("torture_back")
    for sql in (
        "SELECT *, row_start, row_end FROM remembered FOR SYSTEM_TIME ALL ORDER BY 1, 3",
        "SELECT * FROM named_history FOR SYSTEM_TIME ALL ORDER BY 3",
    ):
        assert mariadb.run(sql, "torture_back") == mariadb.run(sql, "torture"), sql
    # Numbers in the server's cache are skipped, as after a restart; none comes twice.
    after, before = (
        int(mariadb.run("SELECT NEXTVAL(numbered)", name)) for name in ("torture_back", "torture")
    )
    assert after >= before


async def test_events_of_a_proof_never_run(round_trip: RoundTrip) -> None:
    server = round_trip.server
    server.create_schema(
        "eventful",
        "CREATE TABLE t (id INT);"
        "CREATE EVENT busy ON SCHEDULE EVERY 1 SECOND DO INSERT INTO t VALUES (1);"
        "CREATE EVENT idle ON SCHEDULE EVERY 1 SECOND DISABLE DO INSERT INTO t VALUES (1);",
    )
    await round_trip.dump("eventful")
    status = (
        "SELECT EVENT_NAME, STATUS FROM information_schema.EVENTS"
        " WHERE EVENT_SCHEMA = 'eventful_back' ORDER BY 1"
    )
    await round_trip.restore("eventful_back", How(scratch=True, replace=True))
    assert server.run(status).split() == ["busy", "DISABLED", "idle", "DISABLED"]
    assert await round_trip.compare("eventful_back") == []
    await round_trip.restore("eventful_back", How(replace=True))
    assert server.run(status).split() == ["busy", "ENABLED", "idle", "DISABLED"]


async def test_one_table_comes_back_beside_the_others(round_trip: RoundTrip) -> None:
    server = round_trip.server
    server.create_schema(
        "beside",
        "CREATE TABLE a (id INT PRIMARY KEY); INSERT INTO a VALUES (1),(2);"
        "CREATE TABLE b (id INT PRIMARY KEY); INSERT INTO b VALUES (1);"
        "CREATE TRIGGER of_a BEFORE INSERT ON a FOR EACH ROW SET NEW.id = NEW.id;"
        "CREATE VIEW v AS SELECT id FROM a;",
    )
    await round_trip.dump("beside")
    server.run("DELETE FROM a; DELETE FROM b", "beside")
    with pytest.raises(BackupError, match="already has a table 'a'"):
        await round_trip.restore("beside", How(), tables=["a"])
    await round_trip.restore("beside", How(replace=True), tables=["a"])
    assert server.run("SELECT COUNT(*) FROM a; SELECT COUNT(*) FROM b", "beside").split() == [
        "2",
        "0",
    ]
    assert await round_trip.compare("beside", tables=["a"]) == []
    assert "of_a" in server.run("SHOW TRIGGERS", "beside")
    with pytest.raises(BackupError, match="no table 'c'"):
        await round_trip.restore("beside", tables=["c"])


async def test_what_is_there_is_not_overwritten_unasked(round_trip: RoundTrip) -> None:
    server = round_trip.server
    server.create_schema("precious", "CREATE TABLE t (id INT); INSERT INTO t VALUES (1)")
    await round_trip.dump("precious")
    with pytest.raises(BackupError, match="already has a table 't'"):
        await round_trip.restore("precious", How())
    server.create_schema("free_place", "")
    await round_trip.restore("free_place", How())
    assert await round_trip.compare("free_place") == []


async def test_a_restore_that_was_cut_off_goes_on(round_trip: RoundTrip) -> None:
    server = round_trip.server
    server.create_schema(
        "cut_off",
        *(
            f"CREATE TABLE t{n} (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(1000));"
            f"INSERT INTO t{n} (v) VALUES {','.join(['(REPEAT(1, 1000))'] * 3000)};"
            for n in range(4)
        ),
        "CREATE PROCEDURE p () SELECT 1;",
    )
    await round_trip.dump("cut_off")
    server.run("DROP DATABASE IF EXISTS cut_off_back")

    async def restore_until(table: int, statements: int) -> None:
        seen = 0

        async def stop(done: int, *_: object) -> None:
            nonlocal seen
            seen += 1
            if done >= table and seen >= statements:
                scope.cancel()
                await trio.lowlevel.checkpoint()

        with trio.CancelScope() as scope:
            await round_trip.restore("cut_off_back", How(connections=1), progress=stop)

    await restore_until(1, 6)
    done = server.run(f"SELECT COUNT(*) FROM {PROGRESS} WHERE name LIKE 'table %'", "cut_off_back")
    assert done.strip() == "1"
    restored = await round_trip.restore("cut_off_back", How())
    assert restored.went_on == 1
    assert restored.tables == 4
    assert await round_trip.compare("cut_off_back") == []
    assert PROGRESS not in server.run("SHOW TABLES", "cut_off_back")


async def test_another_backups_progress_is_not_gone_on_with(round_trip: RoundTrip) -> None:
    server = round_trip.server
    server.create_schema("foreign_mark", "CREATE TABLE t (id INT); INSERT INTO t VALUES (1)")
    await round_trip.dump("foreign_mark")
    server.create_schema(
        "half_there",
        f"CREATE TABLE {PROGRESS} (name VARCHAR(250) PRIMARY KEY);"
        f"INSERT INTO {PROGRESS} VALUES ('backup of another'), ('table t');"
        "CREATE TABLE t (id INT)",
    )
    with pytest.raises(BackupError, match="already has a table"):
        await round_trip.restore("half_there", How())
    restored = await round_trip.restore("half_there", How(replace=True))
    assert restored.went_on == 0
    assert await round_trip.compare("half_there") == []


async def test_objects_of_others_become_ours_where_the_account_may_not_more(
    round_trip: RoundTrip,
) -> None:
    server = round_trip.server
    server.create_schema(
        "owned",
        "CREATE TABLE t (id INT);"
        "CREATE DEFINER=`some``one`@`%` PROCEDURE p () SELECT 1;"
        "CREATE DEFINER=`some``one`@`%` VIEW v AS SELECT id FROM t;"
        "CREATE DEFINER=`some``one`@`%` TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET @x = 1;"
        "CREATE DEFINER=`some``one`@`%` EVENT e ON SCHEDULE EVERY 1 DAY DO SET @x = 1;",
    )
    await round_trip.dump("owned")
    restorer = account(server, "restorer", "ALL ON `owned\\_back`.*")
    how = How(replace=True, binlog=False)
    restored = await round_trip.restore("owned_back", how, login=restorer)
    assert await round_trip.compare("owned_back") == []
    assert len([note for note in restored.notes if "now belongs to 'restorer'" in note]) == 4
    assert IN_BINLOG in restored.notes


async def test_what_names_its_own_schema_is_told(round_trip: RoundTrip) -> None:
    server = round_trip.server
    server.create_schema(
        "named_self",
        "CREATE TABLE t (id INT);"
        "CREATE PROCEDURE far () SELECT * FROM named_self.t;"
        "CREATE PROCEDURE near () SELECT * FROM t;",
    )
    dumped = await round_trip.dump("named_self")
    assert len([note for note in dumped.notes if "named_self.far names its schema" in note]) == 1
    restored = await round_trip.restore("named_other")
    assert [note for note in restored.notes if "procedure far names the schema" in note]
    assert not [note for note in restored.notes if "near" in note]


async def test_damage_stops_a_restore(round_trip: RoundTrip) -> None:
    server = round_trip.server
    server.create_schema("damaged", "CREATE TABLE t (id INT); INSERT INTO t VALUES (1),(2)")
    await round_trip.dump("damaged")
    folder = round_trip.folder / round_trip.manifest.id / "world"
    path = folder / "t.frames"
    data = bytearray(path.read_bytes())
    data[-3] ^= 0x10
    path.chmod(0o600)
    path.write_bytes(data)
    with pytest.raises(BackupDamaged, match=r"world/t\.frames"):
        await round_trip.restore("damaged_back")


async def test_a_realm_without_a_right_to_the_schema_hears_the_grant(
    round_trip: RoundTrip,
) -> None:
    server = round_trip.server
    server.create_schema("granted", "CREATE TABLE t (id INT)")
    server.run("DROP DATABASE IF EXISTS elsewhere")
    await round_trip.dump("granted")
    with pytest.raises(BackupError, match=r"GRANT ALL PRIVILEGES ON `elsewhere`\.\*"):
        await round_trip.restore("elsewhere", How(), login=account(server, "powerless", ""))


@pytest.mark.sweep
@pytest.mark.realdata
@pytest.mark.parametrize("role", ["world", "auth", "characters", "hotfixes"])
async def test_every_trinitycore_schema_comes_back(
    round_trip: RoundTrip, role: str, trinitycore_schemas: dict[str, tuple[object, ...]]
) -> None:
    server = round_trip.server
    schema = f"real_{role}"
    server.create_schema(schema, *trinitycore_schemas[role])  # type: ignore[arg-type]
    dumped = await round_trip.dump("", scope=Scope((Target(role, schema),)))  # type: ignore[arg-type]
    restored = await round_trip.restore("real_back")
    assert restored.notes == ()
    assert await round_trip.compare("real_back") == []
    (database,) = dumped.databases
    assert len(database.tables) > 10
    server.run(f"DROP DATABASE {schema}; DROP DATABASE real_back")
