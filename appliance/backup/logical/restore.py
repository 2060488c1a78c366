"""Brings a schema back from an archive, into a schema of any name.

Statements are sent as they are; nothing here reads SQL. Tables are made first, then filled by
several sessions, the largest first, then routines, views, triggers and events are made. A restore
that was cut off goes on where it was: a table that was not finished is made anew.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import cast

from appliance.backup.archive import ArchiveReader
from appliance.backup.logical.creating import Creator
from appliance.backup.logical.objects import ObjectKind, SchemaObject, decode_object
from appliance.backup.logical.progress import Progress, Tally, unheard
from appliance.backup.logical.restoring import (
    NO_BINLOG,
    Destination,
    begin_data,
    mark_done,
    setup,
    without_schema,
)
from appliance.backup.logical.rows import insert_head
from appliance.backup.logical.tasks import run_together
from appliance.backup.manifest import DatabaseEntry, TableEntry
from appliance.database.interface import Engine
from appliance.database.login import Login
from appliance.database.session import Session, open_session
from appliance.errors import (
    BackupDamaged,
    BackupError,
    DatabaseDenied,
    QueryFailed,
)

CONNECTIONS = 2
"""Sessions that insert at the same time: one waits for the server while another one reads."""
_TABLES = (ObjectKind.TABLE, ObjectKind.SEQUENCE)
IN_BINLOG = "the restore was written to the binary log: the account may not set sql_log_bin"


@dataclass(frozen=True, slots=True)
class How:
    """Choices of a restore.

    Attributes:
        connections: sessions that insert at the same time.
        scratch: a proof: events are made disabled.
        replace: what is in the schema, or under the tables' names, may be lost.
        binlog: whether the server logs the restore for its replicas and archives.
    """

    connections: int = CONNECTIONS
    scratch: bool = False
    replace: bool = False
    binlog: bool = True


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    `went_on` says how many tables an earlier run had finished; `notes` what is not as it was.
    """

    schema: str
    tables: int
    went_on: int
    rows: int
    bytes: int
    notes: tuple[str, ...]


async def restore(
    login: Login,
    reader: ArchiveReader,
    *,
    database: DatabaseEntry,
    into: str,
    tables: Sequence[str] | None = None,
    how: How | None = None,
    progress: Progress = unheard,
) -> Restored:
    """Restore one database of a backup into the schema `into`.

    Args:
        login: an account with all rights on that schema.
        tables: only these, with their triggers; None: everything.

    Raises:
        BackupError: the schema is not empty, an object cannot be made, a table is not in the
            backup.
        BackupDamaged: a file is not what was written.
        DatabaseError: the server is away or refuses.
    """
    chosen = _chosen(database, tables)
    how = how or How()
    mark = mark_of(reader.manifest.id, database, tables)
    async with open_session(without_schema(login), setup) as session:
        quiet, notes = await _keep_quiet(session, how)
        destination = Destination(session, into, mark)
        done = await destination.open(database, tables, replace=how.replace)
        objects = await _objects(reader, database, chosen, whole=tables is None)
        notes += _naming(objects, database, into)
        creator = Creator(session, into, database.collation, scratch=how.scratch)
        left = [table for table in chosen if table.name not in done]
        names = {table.name for table in left}
        await creator.tables(o for o in objects if o.kind in _TABLES and o.name in names)
        load = _Load(replace(login, schema=into), reader, left, quiet, objects, progress)
        await load.run(how.connections)
        await creator.code(objects)
        await destination.close()
    tally = load.tally
    notes += creator.notes
    return Restored(into, len(chosen), len(done), tally.rows, tally.bytes, tuple(notes))


def mark_of(backup_id: str, database: DatabaseEntry, tables: Sequence[str] | None) -> str:
    """What an unfinished restore notes of itself in the schema (`restoring.PROGRESS`)."""
    part = "everything" if tables is None else ",".join(sorted(tables))
    return f"backup {backup_id} {database.schema_name} {part}"[:250]


def _chosen(database: DatabaseEntry, names: Sequence[str] | None) -> list[TableEntry]:
    if names is None:
        return list(database.tables)
    known = {table.name: table for table in database.tables}
    for name in names:
        if name not in known:
            raise BackupError(f"the backup of {database.schema_name!r} holds no table {name!r}")
    return [known[name] for name in names]


async def _keep_quiet(session: Session, how: How) -> tuple[bool, list[str]]:
    if how.binlog:
        return False, []
    try:
        await session.execute(NO_BINLOG)
    except DatabaseDenied:
        return False, [IN_BINLOG]
    return True, []


async def _objects(
    reader: ArchiveReader, database: DatabaseEntry, chosen: Sequence[TableEntry], *, whole: bool
) -> list[SchemaObject]:
    """The objects to make."""
    found = await read_objects(reader, database)
    known = {each.name for each in found if each.kind in _TABLES}
    for table in chosen:
        if table.name not in known:
            raise BackupDamaged(f"its definition is not in {database.ddl_file}", file=table.name)
    if whole:
        return found
    names = {table.name for table in chosen}
    return [
        each
        for each in found
        if (each.kind in _TABLES and each.name in names)
        or (each.kind is ObjectKind.TRIGGER and each.table in names)
    ]


async def read_objects(reader: ArchiveReader, database: DatabaseEntry) -> list[SchemaObject]:
    """Every object of a database, in the order of creation.

    Raises:
        BackupDamaged: the file is not what was written.
        BackupError: it is a physical backup.
    """
    if database.ddl_file is None:
        raise BackupError("a physical backup holds no definitions")
    async with _statements(reader, database.ddl_file) as frames:
        return [decode_object(frame) async for frame in frames]


def _statements(reader: ArchiveReader, name: str) -> aclosing[AsyncGenerator[bytes, None]]:
    return aclosing(cast("AsyncGenerator[bytes, None]", reader.statements(name)))


def _naming(objects: Sequence[SchemaObject], database: DatabaseEntry, into: str) -> list[str]:
    if into == database.schema_name:
        return []
    return [
        f"{each.kind} {each.name} names the schema {database.schema_name!r} itself, and still does"
        for each in objects
        if each.names_schema
    ]


class _Load:
    """Fills tables, largest first."""

    def __init__(
        self,
        login: Login,
        reader: ArchiveReader,
        tables: Sequence[TableEntry],
        quiet: bool,
        objects: Sequence[SchemaObject],
        progress: Progress,
    ) -> None:
        sizes = {entry.name: entry.raw_bytes for entry in reader.manifest.files}
        self._size = {table.name: sizes.get(table.file or "", 0) for table in tables}
        self._waiting = sorted(tables, key=lambda table: self._size[table.name])
        self.tally = Tally(progress, len(tables), sum(self._size.values()))
        self._login = login
        self._reader = reader
        self._quiet = quiet
        self._history = any(b"WITH SYSTEM VERSIONING" in each.create for each in objects)

    async def run(self, connections: int) -> None:
        """Fill all tables; the first failure ends the others."""
        await run_together(*[self._work] * min(connections, len(self._waiting)))

    async def _work(self) -> None:
        async with open_session(self._login, setup) as session:
            history = self._history and session.engine is Engine.MARIADB
            await begin_data(session, history=history, quiet=self._quiet)
            while self._waiting:
                await self._fill(session, self._waiting.pop())

    async def _fill(self, session: Session, table: TableEntry) -> None:
        weight = self._size[table.name]
        if table.file is not None:
            head = insert_head(table.name)
            async with _statements(self._reader, table.file) as statements:
                async for statement in statements:
                    if not statement.startswith(head):
                        raise BackupDamaged("holds no rows of its table", file=table.file)
                    await self._insert(session, table, statement)
                    await self.tally.add(table.name, weight, 0, len(statement))
        await mark_done(session, table.name)
        self.tally.rows += table.rows or 0
        await self.tally.finish(table.name, weight)

    async def _insert(self, session: Session, table: TableEntry, statement: bytes) -> None:
        try:
            await session.execute(statement)
        except QueryFailed as error:
            raise BackupError(
                f"rows of {table.name} cannot be restored: {error.message}", hint=error.hint
            ) from error
