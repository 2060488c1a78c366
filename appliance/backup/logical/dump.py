"""Writes schemas into an archive: one snapshot, bounded memory, one session or some that share it.

A table is read as rows that the server renders (`rows.py`), joined to INSERTs of about a megabyte
and handed to the archive, which compresses them in threads meanwhile. Its CHECKSUM is taken inside
the same snapshot. The metadata lock of a table is given back as soon as the table is done, so that
an ALTER TABLE of the realm waits for one table at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple

from appliance.backup.archive import ArchiveWriter
from appliance.backup.logical.definitions import read_definitions
from appliance.backup.logical.objects import ROUTINES, ObjectKind, SchemaObject
from appliance.backup.logical.plan import (
    Scope,
    Table,
    Target,
    read_charset,
    read_schema_version,
    read_tables,
)
from appliance.backup.logical.progress import Progress, Tally, unheard
from appliance.backup.logical.rate import Rate
from appliance.backup.logical.rights import check_rights
from appliance.backup.logical.rows import BYTES, has_sformat
from appliance.backup.logical.snapshot import Snapshot, ddl_meanwhile, open_snapshot
from appliance.backup.logical.table_writer import TableWriter
from appliance.backup.logical.tasks import run_together
from appliance.backup.manifest import (
    DatabaseEntry,
    FileEntry,
    Objects,
    Position,
    ServerFacts,
    TableEntry,
)
from appliance.backup.names import file_name
from appliance.clock import WallClock
from appliance.database.login import Login
from appliance.database.session import Session, identifier
from appliance.errors import BackupError, DatabaseError, QueryTimeout


@dataclass(frozen=True, slots=True)
class Dumped:
    """What the manifest needs to know of a dump; `notes` say what it does not hold."""

    databases: tuple[DatabaseEntry, ...]
    files: tuple[FileEntry, ...]
    server: ServerFacts
    position: Position | None
    started_at: datetime
    rows: int
    notes: tuple[str, ...]


class _Plan(NamedTuple):
    target: Target
    tables: list[Table]
    definitions: list[SchemaObject]


async def dump(
    login: Login,
    scope: Scope,
    archive: ArchiveWriter,
    *,
    clock: WallClock,
    rate_bytes_s: int = 0,
    sessions: int = 1,
    progress: Progress = unheard,
) -> Dumped:
    """Write every schema of `scope` into the archive.

    Args:
        login: the account that takes backups; its schema is only where the session begins.
        rate_bytes_s: most bytes a second read from the database; 0: no limit.
        sessions: how many tables are read at once, where the snapshot can be shared.

    Raises:
        BackupError: a right is missing, or tables were altered meanwhile.
        DatabaseError: the server is away or refuses.
    """
    async with open_snapshot(login, clock, sessions=sessions) as snapshot:
        plans = [await _plan(snapshot.session, target, scope) for target in scope.targets]
        tables = [table for plan in plans for table in plan.tables]
        tally = Tally(progress, len(tables), sum(table.weight for table in tables))
        run = _Run(snapshot, archive, Rate(rate_bytes_s), tally)
        databases = [await run.database(plan) for plan in plans]
    return Dumped(
        databases=tuple(databases),
        files=tuple(run.files),
        server=snapshot.server,
        position=snapshot.position,
        started_at=snapshot.started_at,
        rows=tally.rows,
        notes=(*snapshot.notes, *run.notes),
    )


async def _plan(session: Session, target: Target, scope: Scope) -> _Plan:
    await read_charset(session, target.schema)
    await check_rights(session, target.schema)
    await session.execute(f"USE {identifier(target.schema)}".encode())
    tables = await read_tables(session, target, scope)
    with _told(target.schema):
        return _Plan(target, tables, await read_definitions(session, target.schema, tables))


class _Run:
    """A dump under way."""

    def __init__(
        self, snapshot: Snapshot, archive: ArchiveWriter, rate: Rate, tally: Tally
    ) -> None:
        self.files: list[FileEntry] = []
        self.notes: list[str] = []
        self._session = snapshot.session
        self._archive = archive
        self._tally = tally
        sformat = has_sformat(snapshot.server)
        self._writers = [
            TableWriter(session, rate, tally, sformat=sformat)
            for session in (snapshot.session, *snapshot.others)
        ]

    async def database(self, plan: _Plan) -> DatabaseEntry:
        """Write one schema."""
        target = plan.target
        charset, collation = await read_charset(self._session, target.schema)
        use = f"USE {identifier(target.schema)}".encode()
        await self._session.execute(use)
        version = await read_schema_version(self._session, plan.tables)
        for writer in self._writers:
            await writer.session.execute(use)
            await writer.session.execute(BYTES)
        ddl_file = await self._definitions(target, plan.definitions)
        entries = await self._rows(plan)
        await self._check_unchanged(plan)
        return DatabaseEntry(
            role=target.role,
            schema_name=target.schema,
            character_set=charset,
            collation=collation,
            schema_version=version,
            tables=entries,
            objects=_named(plan.definitions),
            ddl_file=ddl_file,
        )

    async def _rows(self, plan: _Plan) -> tuple[TableEntry, ...]:
        """Write the tables, each writer one after the other."""
        waiting = iter(plan.tables)
        entries: dict[str, TableEntry] = {}

        async def work(writer: TableWriter) -> None:
            for table in waiting:
                entries[table.name] = await self._table(writer, plan.target, table)

        await run_together(*(partial(work, writer) for writer in self._writers))
        return tuple(entries[table.name] for table in plan.tables)

    async def _check_unchanged(self, plan: _Plan) -> None:
        """Notice columns that came while their table was read; InnoDB adds some without a copy."""
        await self._session.execute(b"SET NAMES utf8mb4")
        now = {table.name: table.columns for table in await read_tables(self._session, plan.target)}
        for table in plan.tables:
            if now.get(table.name) != table.columns:
                raise _altered(f"{plan.target.schema}.{table.name}")

    async def _definitions(self, target: Target, definitions: Sequence[SchemaObject]) -> str:
        sink = await self._archive.file(_ddl_file(target))
        for each in definitions:
            await sink.write(each.encode())
            if each.broken:
                self._note(target, each.name, "refers to something that is not there: kept as text")
            if each.names_schema:
                self._note(target, each.name, "names its schema and will go on naming it")
        entry = await sink.close()
        self.files.append(entry)
        return entry.name

    async def _table(self, writer: TableWriter, target: Target, table: Table) -> TableEntry:
        if not table.with_rows or not table.columns:
            await self._tally.finish(table.name, table.weight)
            return _entry(table, None, None, None)
        with _told(f"{target.schema}.{table.name}"):
            await writer.session.execute(b"SAVEPOINT table_begins")
            before = None if table.transactional else await writer.checksum(table)
            sink = await self._archive.file(file_name(target.folder, table.name))
            rows, checksum, file = await writer.write(table, sink)
            await writer.session.execute(b"ROLLBACK TO SAVEPOINT table_begins")
        self.files.append(file)
        await self._tally.finish(table.name, table.weight)
        if table.transactional:
            return _entry(table, rows, checksum, file.name)
        self._note(target, table.name, f"({table.engine or table.kind}) is not in the snapshot")
        if before != checksum:  # written to meanwhile: there is nothing to compare with
            return _entry(table, None, None, file.name)
        return _entry(table, rows, checksum, file.name)

    def _note(self, target: Target, name: str, text: str) -> None:
        self.notes.append(f"{target.schema}.{name} {text}")


def _ddl_file(target: Target) -> str:
    """Where the definitions are: the point in its name is one that no table's file has."""
    return file_name(target.folder, "schema").replace(".frames", ".ddl.frames")


def _entry(table: Table, rows: int | None, checksum: int | None, file: str | None) -> TableEntry:
    return TableEntry(
        name=table.name,
        rows=rows,
        checksum=checksum,
        data=file is not None,
        file=file,
        engine=table.engine,
    )


def _named(definitions: Sequence[SchemaObject]) -> Objects:
    def names(*kinds: ObjectKind) -> tuple[str, ...]:
        return tuple(each.name for each in definitions if each.kind in kinds and not each.broken)

    return Objects(
        views=names(ObjectKind.VIEW),
        routines=names(*ROUTINES),
        triggers=names(ObjectKind.TRIGGER),
        events=names(ObjectKind.EVENT),
    )


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Say it plainly when the schema changed under the snapshot."""
    try:
        yield
    except DatabaseError as error:
        if ddl_meanwhile(error):
            raise _altered(what) from error
        if isinstance(error, QueryTimeout):
            raise BackupError(
                f"{what} was locked for too long",
                hint="an ALTER TABLE or LOCK TABLES holds it: run the backup after it",
            ) from error
        raise


def _altered(what: str) -> BackupError:
    return BackupError(
        f"{what} was altered or dropped while the backup ran",
        hint="run it again when no updates are being applied",
    )
