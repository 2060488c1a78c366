"""Schemas that exist for a proof only, and the removal of those a killed run left behind.

What may be dropped is certain in two ways: its name begins with `mcp_scratch_`, and the schema
`mcp_scratch_marks` remembers that we made it. A run holds a lock of the server (GET_LOCK) named as
its schemas; it goes with the session, so whoever gets the lock knows that the run is over.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

import structlog
import trio

from appliance.backup.logical.restoring import NO_BINLOG, setup, without_schema
from appliance.backup.manifest import DatabaseEntry
from appliance.database.login import Login
from appliance.database.session import Session, identifier, open_session
from appliance.errors import BackupError, BackupLocked, DatabaseDenied, DatabaseError

PREFIX = "mcp_scratch_"
MARKS = f"{PREFIX}marks"
CLEANUP_S = 120.0
"""Longest wait for DROP DATABASE; what is left then goes at the next start."""

_MAKE_MARKS = (
    f"CREATE DATABASE IF NOT EXISTS {MARKS}",
    f"CREATE TABLE IF NOT EXISTS {MARKS}.schemas (name VARCHAR(64) PRIMARY KEY,"
    " run VARCHAR(64) NOT NULL) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4"
    " COLLATE utf8mb4_bin",
)

logger = structlog.get_logger("appliance.backup")


@asynccontextmanager
async def scratch_schemas(
    login: Login, backup_id: str, databases: Sequence[DatabaseEntry]
) -> AsyncIterator[dict[str, str]]:
    """Names to restore into, by the name of the schema in the backup; dropped after the block.

    Raises:
        BackupError: the account may not make them.
        BackupLocked: this backup is being proved on that server already.
    """
    run = PREFIX + backup_id.lower().replace("-", "_")
    names = {
        database.schema_name: f"{run}_{_suffix(database, number)}"
        for number, database in enumerate(databases)
    }
    async with open_session(without_schema(login), setup) as session:
        await _begin(session, run, list(names.values()))
        try:
            yield names
        finally:
            with trio.move_on_after(CLEANUP_S, shield=True):
                await _end(session, names.values())


def _suffix(database: DatabaseEntry, number: int) -> str:
    return database.role if database.role != "other" else f"other{number}"


async def sweep(login: Login) -> list[str]:
    """Drop what runs that are over left behind; the names of what was dropped.

    Raises:
        DatabaseError: the server is away or refuses.
    """
    async with open_session(without_schema(login), setup) as session:
        if not await _marks_exist(session):
            return []
        await _keep_quiet(session)
        dropped = []
        for name, run in await session.rows(f"SELECT name, run FROM {MARKS}.schemas"):
            if not await _locked(session, run):
                continue
            try:
                dropped += await _drop(session, name)
            finally:
                await session.rows("SELECT RELEASE_LOCK(%s)", (run,))
        return dropped


async def _begin(session: Session, run: str, names: Sequence[str]) -> None:
    await _keep_quiet(session)
    try:
        for statement in _MAKE_MARKS:
            await session.execute(statement.encode())
    except DatabaseDenied as error:
        raise BackupError(
            error.message,
            hint=r"GRANT ALL PRIVILEGES ON `mcp\_scratch\_%`.* TO the one of backup.scratch_user",
        ) from error
    if not await _locked(session, run):
        raise BackupLocked(f"{run.removeprefix(PREFIX)} is being proved already")
    for name in names:
        await _drop(session, name)
        await session.rows(f"INSERT INTO {MARKS}.schemas VALUES (%s, %s)", (name, run))


async def _end(session: Session, names: Iterable[str]) -> None:
    try:
        for name in names:
            await _drop(session, name)
    except DatabaseError as error:
        logger.warning("scratch schemas left for the next start", reason=str(error))


async def _drop(session: Session, name: str) -> list[str]:
    """Drop one of ours, when it is there."""
    if not name.startswith(PREFIX) or name == MARKS:
        return []
    await session.execute(f"DROP DATABASE IF EXISTS {identifier(name)}".encode())
    await session.rows(f"DELETE FROM {MARKS}.schemas WHERE name = %s", (name,))
    return [name]


async def _locked(session: Session, run: str) -> bool:
    ((got,),) = await session.rows("SELECT GET_LOCK(%s, 0)", (run,))
    return bool(got)


async def _keep_quiet(session: Session) -> None:
    """Keep it out of the binary log; where that is not allowed, all of it is logged."""
    try:
        await session.execute(NO_BINLOG)
    except DatabaseDenied:
        logger.debug("scratch schemas are written to the binary log")


async def _marks_exist(session: Session) -> bool:
    return bool(
        await session.rows(
            "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s", (MARKS,)
        )
    )
