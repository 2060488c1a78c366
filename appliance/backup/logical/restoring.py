"""The schema a restore goes into, and how far it came: kept in the schema itself.

A table `mcp_restore_progress` names the backup and the tables that are done. It outlives a restore
that was cut off, so the next one goes on; it is dropped at the end.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from appliance.backup.manifest import DatabaseEntry
from appliance.database.interface import Engine
from appliance.database.login import Login
from appliance.database.session import Session, identifier
from appliance.errors import BackupError, DatabaseDenied

PROGRESS = "mcp_restore_progress"
_MAKE_PROGRESS = (
    f"CREATE TABLE IF NOT EXISTS {PROGRESS} (name VARCHAR(250) PRIMARY KEY)"
    " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
).encode()
_BASE = (
    b"SET NAMES utf8mb4, sql_mode='', time_zone='+00:00', autocommit=1, "
    b"foreign_key_checks=0, unique_checks=0, net_read_timeout=86400, net_write_timeout=86400, "
    b"wait_timeout=86400"
)
_DATA = b"SET NAMES binary, sql_mode='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES'"
"""Bytes go in as they are; zero stays zero; dates that never were stay what they are."""
_MARIADB = b"SET max_statement_time=0, check_constraint_checks=0"
_HISTORY = b"SET system_versioning_insert_history=1"
NO_BINLOG = b"SET sql_log_bin=0"


def setup(engine: Engine) -> tuple[bytes, ...]:
    """Statements that make a session one that restores."""
    more = _MARIADB if engine is Engine.MARIADB else b"SET max_execution_time=0"
    return _BASE, more


async def begin_data(session: Session, *, history: bool, quiet: bool) -> None:
    """Have a session take rows.

    Args:
        history: there are system-versioned tables, whose old rows are restored too.
        quiet: keep the restore out of the binary log.

    Raises:
        DatabaseError: the server knows no such setting, or the account may not.
    """
    await session.execute(_DATA)
    if history:
        await session.execute(_HISTORY)
    if quiet:
        await session.execute(NO_BINLOG)


def without_schema(login: Login) -> Login:
    """The same login, to a schema that is always there."""
    return replace(login, schema="information_schema")


class Destination:
    """The schema to restore into.

    Args:
        mark: what is restored: the backup, and which part of it.
    """

    def __init__(self, session: Session, schema: str, mark: str) -> None:
        self._session = session
        self._schema = schema
        self._mark = mark

    async def open(
        self, entry: DatabaseEntry, only: Collection[str] | None, *, replace: bool
    ) -> frozenset[str]:
        """Make the schema ready; returns the tables that an earlier run finished.

        Args:
            only: the tables to restore beside what is there; None: all of the backup, alone.
            replace: what is there may be lost.

        Raises:
            BackupError: there is something in the schema and `replace` is False.
            DatabaseDenied: the account may not create it.
        """
        there = await self._tables()
        if there is not None and PROGRESS in there:
            done = await self._done()
            if done is not None:
                return done
        lost = there if only is None else (there or frozenset()) & set(only)
        if lost and not replace:
            raise BackupError(
                f"the schema {self._schema!r} already has a table {min(lost)!r}",
                hint="restore into another schema, or say that it may be replaced",
            )
        if lost and only is None:
            await self._session.execute(f"DROP DATABASE {identifier(self._schema)}".encode())
            there = None
        if there is None:
            await self._create(entry)
        elif only is None:
            await self._make_alike(entry)
        await self._session.execute(f"USE {identifier(self._schema)}".encode())
        await self._session.execute(f"DROP TABLE IF EXISTS {PROGRESS}".encode())
        await self._session.execute(_MAKE_PROGRESS)
        await self._session.rows(f"INSERT INTO {PROGRESS} VALUES (%s)", (self._mark,))
        return frozenset()

    async def close(self) -> None:
        """The restore is done."""
        await self._session.execute(b"SET NAMES utf8mb4")
        await self._session.execute(f"DROP TABLE IF EXISTS {PROGRESS}".encode())

    async def _create(self, entry: DatabaseEntry) -> None:
        statement = (
            f"CREATE DATABASE {identifier(self._schema)}"
            f" CHARACTER SET {entry.character_set} COLLATE {entry.collation}"
        )
        try:
            await self._session.execute(statement.encode())
        except DatabaseDenied as error:
            raise BackupError(
                error.message,
                hint=f"GRANT ALL PRIVILEGES ON {identifier(self._schema)}.* TO that account",
            ) from error

    async def _make_alike(self, entry: DatabaseEntry) -> None:
        """Have a schema without tables, that somebody made before, be as the original was."""
        statement = (
            f"ALTER DATABASE {identifier(self._schema)}"
            f" CHARACTER SET {entry.character_set} COLLATE {entry.collation}"
        )
        await self._session.execute(statement.encode())

    async def _tables(self) -> frozenset[str] | None:
        """What is in the schema; None when there is no schema."""
        known = await self._session.rows(
            "SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = %s", (self._schema,)
        )
        if not known:
            return None
        rows = await self._session.rows(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s",
            (self._schema,),
        )
        return frozenset(name for (name,) in rows)

    async def _done(self) -> frozenset[str] | None:
        """Tables an earlier run of this very restore finished; None when it was another one."""
        await self._session.execute(f"USE {identifier(self._schema)}".encode())
        names = {name for (name,) in await self._session.rows(f"SELECT name FROM {PROGRESS}")}
        if self._mark not in names:
            return None
        return frozenset(name.removeprefix("table ") for name in names if name[:6] == "table ")


async def mark_done(session: Session, table: str) -> None:
    """Remember that a table is whole."""
    name = f"table {table}".replace("\\", "\\\\").replace("'", "\\'")
    await session.execute(f"INSERT INTO {PROGRESS} VALUES ('{name}')".encode())
