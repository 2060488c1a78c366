"""One consistent view of every schema of a server, and where the binary log was at that instant.

Nothing here stops a writer. MariaDB tells the coordinates of a snapshot itself. MySQL does not: the
set of executed GTIDs is read just before the snapshot, so that a replay of all that is not in the
set, row by row and idempotent, loses nothing. `LOCK INSTANCE FOR BACKUP` holds DDL up on MySQL;
MariaDB has nothing that would do so without stalling writers, so DDL is noticed there instead: the
server itself refuses to read a table that was changed after the snapshot.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from appliance.backup.manifest import Position, ServerFacts
from appliance.clock import WallClock
from appliance.database.interface import Engine
from appliance.database.login import Login
from appliance.database.session import Session, open_session
from appliance.errors import (
    BackupError,
    DatabaseDenied,
    DatabaseError,
    QueryFailed,
    QueryTimeout,
)

LOCK_WAIT_S = 60
"""How long a table may be held by an ALTER TABLE before the dump gives up."""
SESSION = (
    b"SET NAMES utf8mb4, sql_mode='', time_zone='+00:00', autocommit=1, sql_quote_show_create=1, "
    b"net_write_timeout=86400, net_read_timeout=86400, wait_timeout=86400, lock_wait_timeout=%d"
    % LOCK_WAIT_S
)
"""Strings are quoted with backslashes; a slow reader (rate limit) does not lose its connection."""
MARIADB_LIMITS = (
    b"max_statement_time=0, idle_transaction_timeout=0, idle_readonly_transaction_timeout=0"
)
REPEATABLE_READ = b"SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"
START = b"START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"
_CHANGED = frozenset({1054, 1146, 1305, 1356, 1360, 1412, 1539})
"""Column, table, routine, view, trigger or event that is gone; 1412: another table than the one of
the snapshot."""
NO_BACKUP_ADMIN = (
    "tables must not be created, altered or dropped while the backup runs: the account may not "
    "prevent it (GRANT BACKUP_ADMIN ON *.* TO that account)"
)
NO_GTID = "no position for point-in-time recovery: the server keeps no GTIDs (gtid_mode is not ON)"
NO_BINLOG = "no position for point-in-time recovery: the server's binary log is off"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a session sees until it ends.

    `position` is None where the server has none; `notes` say what the snapshot does not cover.
    """

    session: Session
    server: ServerFacts
    position: Position | None
    started_at: datetime
    notes: tuple[str, ...]


@asynccontextmanager
async def open_snapshot(login: Login, clock: WallClock) -> AsyncIterator[Snapshot]:
    """A consistent view for as long as the block.

    Raises:
        BackupError: a change of tables does not end (MySQL).
        DatabaseError: the server cannot be reached or refuses.
    """
    async with open_session(login, _setup) as session:
        take = _mariadb if session.engine is Engine.MARIADB else _mysql
        server = await _server(session)
        position, notes = await take(session)
        yield Snapshot(session, server, position, clock.now(), notes)


def _setup(engine: Engine) -> tuple[bytes, ...]:
    limits = MARIADB_LIMITS if engine is Engine.MARIADB else b"max_execution_time=0"
    return SESSION, b"SET SESSION " + limits, REPEATABLE_READ


async def _server(session: Session) -> ServerFacts:
    mariadb = session.engine is Engine.MARIADB
    number = "@@server_id" if mariadb else "@@server_uuid"
    ((mode, identity, case),) = await session.rows(
        f"SELECT @@GLOBAL.sql_mode, {number}, @@lower_case_table_names"
    )
    return ServerFacts(
        flavour="mariadb" if mariadb else "mysql",
        version=session.version,
        sql_mode=mode,
        server_id=str(identity),
        lower_case_table_names=case,
    )


async def _mariadb(session: Session) -> tuple[Position | None, tuple[str, ...]]:
    await session.execute(START)
    status: dict[str, str] = dict(await session.rows("SHOW STATUS LIKE 'binlog_snapshot_%'"))
    found = {name.lower(): value for name, value in status.items()}
    file, offset = found.get("binlog_snapshot_file", ""), found.get("binlog_snapshot_position", 0)
    if not file:
        return None, (NO_BINLOG,)
    gtid = found.get("binlog_snapshot_gtid_pos")
    if not gtid:
        ((gtid,),) = await session.rows("SELECT BINLOG_GTID_POS(%s, %s)", (file, int(offset)))
    return Position(gtid=gtid or "", file=file, offset=int(offset)), ()


async def _mysql(session: Session) -> tuple[Position | None, tuple[str, ...]]:
    notes: tuple[str, ...] = ()
    try:
        await session.execute(b"LOCK INSTANCE FOR BACKUP")
    except (DatabaseDenied, QueryFailed):  # QueryFailed: MySQL 5.7 does not know it
        notes = (NO_BACKUP_ADMIN,)
    except QueryTimeout as error:
        raise BackupError(
            f"tables have been altered for more than {LOCK_WAIT_S} s",
            hint="run the backup when updates were applied",
        ) from error
    ((log, mode, gtid),) = await session.rows(
        "SELECT @@log_bin, @@gtid_mode, @@GLOBAL.gtid_executed"
    )
    await session.execute(START)
    if not log:
        return None, (*notes, NO_BINLOG)
    if mode != "ON":
        return None, (*notes, NO_GTID)
    return Position(gtid=gtid.replace("\n", "")), notes


def ddl_meanwhile(error: DatabaseError) -> bool:
    """Whether a statement failed because a table was changed or dropped after the snapshot."""
    return isinstance(error, QueryFailed) and error.code in _CHANGED
