"""One consistent view of every schema of a server, and where the binary log was at that instant.

Nothing here stops a writer. MariaDB tells the coordinates of a snapshot itself; several sessions
share one where these coordinates prove that nothing was committed between their beginnings, and
begin anew until they do. MySQL does not tell: the set of executed GTIDs is read just before the
snapshot, so that a replay of all that is not in the set, row by row and idempotent, loses nothing.
`LOCK INSTANCE FOR BACKUP` holds DDL up on MySQL; MariaDB has nothing that would do so without
stalling writers, so DDL is noticed there instead: the server itself refuses to read a table that
was changed after the snapshot.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from appliance.backup.logical.server_facts import read_server_facts
from appliance.backup.logical.tasks import run_together
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
_ATTEMPTS = 20
"""So often sessions try to begin at the same position of the binary log."""
_AGREEING = 3
"""So many times in a row the server has to tell the same position."""
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
    """What sessions see until they end.

    `others` see the same as `session`; there may be none. `position` is None where the server has
    none; `notes` say what the snapshot does not cover.
    """

    session: Session
    others: tuple[Session, ...]
    server: ServerFacts
    position: Position | None
    started_at: datetime
    notes: tuple[str, ...]


@asynccontextmanager
async def open_snapshot(
    login: Login, clock: WallClock, *, sessions: int = 1
) -> AsyncIterator[Snapshot]:
    """A consistent view for as long as the block.

    Args:
        sessions: how many are wanted; there is one where they cannot be proved to see the same.

    Raises:
        BackupError: a change of tables does not end (MySQL).
        DatabaseError: the server cannot be reached or refuses.
    """
    async with AsyncExitStack() as stack:

        async def opened() -> Session:
            return await stack.enter_async_context(open_session(login, _setup))

        session = await opened()
        server = await read_server_facts(session)
        others: tuple[Session, ...] = ()
        if session.engine is Engine.MYSQL:
            position, notes = await _mysql(session)
        else:
            if sessions > 1 and await _all_is_logged(session):
                others = tuple([await opened() for _ in range(sessions - 1)])
            position, others = await _mariadb(session, others)
            notes = () if position is not None else (NO_BINLOG,)
        yield Snapshot(session, others, server, position, clock.now(), notes)


def _setup(engine: Engine) -> tuple[bytes, ...]:
    limits = MARIADB_LIMITS if engine is Engine.MARIADB else b"max_execution_time=0"
    return SESSION, b"SET SESSION " + limits, REPEATABLE_READ


async def _all_is_logged(session: Session) -> bool:
    """Whether the binary log shows every change: a replica may keep its own out of it."""
    ((logged,),) = await session.rows(
        "SELECT @@log_bin AND (@@log_slave_updates OR @@GLOBAL.gtid_slave_pos = '')"
    )
    return bool(logged)


async def _mariadb(
    session: Session, others: tuple[Session, ...]
) -> tuple[Position | None, tuple[Session, ...]]:
    """Begin the snapshot; returns its position and which of `others` see the same."""
    for _ in range(_ATTEMPTS if others else 1):
        await run_together(*(partial(each.execute, START) for each in (session, *others)))
        # One after the other: asked at once, they get each other's answers.
        first, *rest = [await _position(each) for each in (session, *others)]
        if all(position == first for position in rest):
            return first, others
    for each in others:
        await each.execute(b"ROLLBACK")
    return first, ()


async def _position(session: Session) -> Position | None:
    """Where the binary log was when the session's snapshot began.

    MariaDB writes what SHOW STATUS tells of it into variables of the whole server first, so that
    another session that asks at the same time, as monitoring does, can get in between.
    """
    told = await _told_position(session)
    agreeing = 1
    while agreeing < _AGREEING:
        again = await _told_position(session)
        agreeing = agreeing + 1 if again == told else 1
        told = again
    return told


async def _told_position(session: Session) -> Position | None:
    status: dict[str, str] = dict(await session.rows("SHOW STATUS LIKE 'binlog_snapshot_%'"))
    found = {name.lower(): value for name, value in status.items()}
    file, offset = found.get("binlog_snapshot_file", ""), found.get("binlog_snapshot_position", 0)
    if not file:
        return None
    gtid = found.get("binlog_snapshot_gtid_pos")
    if not gtid:
        ((gtid,),) = await session.rows("SELECT BINLOG_GTID_POS(%s, %s)", (file, int(offset)))
    return Position(gtid=gtid or "", file=file, offset=int(offset))


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
