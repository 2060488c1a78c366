"""Where the binary log was at the moment of a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
import trio

from appliance.backup.logical.snapshot import (
    NO_BINLOG,
    NO_GTID,
    _position,
    ddl_meanwhile,
    open_snapshot,
)
from appliance.clock import SystemClock
from appliance.database.session import Session, open_session
from appliance.errors import DatabaseUnavailable, QueryFailed
from tests.support import servers
from tests.support.logical_backups import administrator
from tests.support.servers import SqlServer, running_mariadb, running_mysql

TABLE = "CREATE TABLE t (id INT PRIMARY KEY) ENGINE=InnoDB"


@pytest.fixture(scope="module")
def logging_mariadb() -> Iterator[SqlServer]:
    """A MariaDB with a binary log."""
    with running_mariadb("--log-bin=log", "--server-id=7") as server:
        server.create_schema("logged", TABLE)
        yield server


@pytest.fixture(scope="module")
def logging_mysql() -> Iterator[SqlServer]:
    """A MySQL with a binary log and GTIDs."""
    home = servers.mysql_home()
    if home is None:
        pytest.skip("no MySQL: run tests/support/install_mysql.py")
    options = ("--log-bin=log", "--gtid-mode=ON", "--enforce-gtid-consistency=ON")
    with running_mysql(home, *options, "--server-id=7") as server:
        server.create_schema("logged", TABLE)
        yield server


async def test_mariadb_tells_the_position_of_the_snapshot_itself(
    logging_mariadb: SqlServer,
) -> None:
    server = logging_mariadb
    async with open_snapshot(administrator(server, "logged"), SystemClock()) as snapshot:
        position = snapshot.position
        assert position is not None
        assert (position.gtid, position.file) == (
            server.run("SELECT @@gtid_binlog_pos").strip(),
            "log.000001",
        )
        server.run("INSERT INTO t VALUES (1)", "logged")
        assert await snapshot.session.rows("SELECT COUNT(*) FROM t") == [(0,)]
        assert position.gtid != server.run("SELECT @@gtid_binlog_pos").strip()
        assert (snapshot.server.flavour, snapshot.server.server_id) == ("mariadb", "7")
        assert snapshot.server.version.startswith("1")
        assert snapshot.notes == ()


async def test_sessions_share_a_snapshot_while_rows_come(logging_mariadb: SqlServer) -> None:
    login, stop = administrator(logging_mariadb, "logged"), trio.Event()

    async def write() -> None:
        async with open_session(login, lambda _: ()) as session:
            while not stop.is_set():
                await session.execute(b"INSERT INTO t SELECT MAX(id) + 1 FROM t")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(write)
        for _ in range(5):
            async with open_snapshot(login, SystemClock(), sessions=3) as snapshot:
                counted = [
                    await session.rows("SELECT COUNT(*) FROM t")
                    for session in (snapshot.session, *snapshot.others)
                ]
            # Under a stream of commits they may not meet; those that are left agree in any case.
            assert len(counted) in (1, 3)
            assert all(each == counted[0] for each in counted)
        stop.set()
    async with open_snapshot(login, SystemClock(), sessions=3) as snapshot:
        assert len(snapshot.others) == 2


async def test_a_position_that_another_session_wrote_over_is_not_believed() -> None:
    class Asked:
        """Answers as a session does while monitoring asks the same."""

        told = iter((100, 900, 100, 100, 900, 900, 100, 100, 100))

        async def rows(self, _sql: str) -> list[tuple[str, str]]:
            return [
                ("Binlog_snapshot_file", "log.1"),
                ("Binlog_snapshot_position", str(next(self.told))),
                ("Binlog_snapshot_gtid_pos", "0-7-1"),
            ]

    position = await _position(cast(Session, Asked()))
    assert position is not None
    assert position.offset == 100


async def test_a_server_that_does_not_log_gives_one_session(server: SqlServer) -> None:
    async with open_snapshot(administrator(server), SystemClock(), sessions=2) as snapshot:
        assert snapshot.others == ()


async def test_mysql_tells_the_transactions_before_the_snapshot(logging_mysql: SqlServer) -> None:
    server = logging_mysql
    executed = server.run("SELECT @@GLOBAL.gtid_executed").strip()
    async with open_snapshot(administrator(server, "logged"), SystemClock()) as snapshot:
        assert snapshot.position is not None
        assert (snapshot.position.gtid, snapshot.position.file) == (executed, "")
        server.run("INSERT INTO t VALUES (1)", "logged")
        assert await snapshot.session.rows("SELECT COUNT(*) FROM t") == [(0,)]
        assert snapshot.server.server_id == server.run("SELECT @@server_uuid").strip()


async def test_without_gtids_mysql_has_no_position(logging_mysql: SqlServer) -> None:
    server = logging_mysql
    modes = ("ON_PERMISSIVE", "OFF_PERMISSIVE", "OFF")
    for mode in modes:
        server.run(f"SET GLOBAL gtid_mode={mode}")
    try:
        async with open_snapshot(administrator(server, "logged"), SystemClock()) as snapshot:
            assert snapshot.position is None
            assert snapshot.notes == (NO_GTID,)
    finally:
        for mode in (*modes[1::-1], "ON"):
            server.run(f"SET GLOBAL gtid_mode={mode}")


async def test_without_a_binary_log_there_is_no_position(server: SqlServer) -> None:
    async with open_snapshot(administrator(server), SystemClock()) as snapshot:
        assert snapshot.position is None
        assert snapshot.notes == (NO_BINLOG,)


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (QueryFailed("", code=1412), True),
        (QueryFailed("", code=1064), False),
        (DatabaseUnavailable(""), False),
    ],
)
def test_changes_of_tables_are_told_from_other_errors(error: Exception, found: bool) -> None:
    assert ddl_meanwhile(error) == found  # type: ignore[arg-type]
