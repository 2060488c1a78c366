"""Writes schemas into an archive: one session, one snapshot, bounded memory.

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
from typing import NamedTuple

import trio

from appliance.backup.archive import ArchiveWriter, StatementSink
from appliance.backup.logical.definitions import (
    read_definitions,
    read_table_definition,
    same_table,
)
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
from appliance.backup.logical.rows import BETWEEN, BYTES, TAIL, insert_head, select_rows
from appliance.backup.logical.snapshot import Snapshot, ddl_meanwhile, open_snapshot
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

STATEMENT_BYTES = 1_000_000
"""About how long an INSERT is; one that holds a longer row is as long as that row."""
TOO_LONG = b"1301"
"""The warning for a value of more than max_allowed_packet bytes."""
_TABLES = (ObjectKind.SEQUENCE, ObjectKind.TABLE)
SCHEMA_FILE = "_schema"
"""Sorts before the tables; a table of that name is written as `=5fschema`."""


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
    progress: Progress = unheard,
) -> Dumped:
    """Write every schema of `scope` into the archive.

    Args:
        login: the account that takes backups; its schema is only where the session begins.
        rate_bytes_s: most bytes a second read from the database; 0: no limit.

    Raises:
        BackupError: a right is missing, or tables were altered meanwhile.
        DatabaseError: the server is away or refuses.
    """
    async with open_snapshot(login, clock) as snapshot:
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
        self._rate = rate
        self._tally = tally

    async def database(self, plan: _Plan) -> DatabaseEntry:
        """Write one schema."""
        target = plan.target
        charset, collation = await read_charset(self._session, target.schema)
        await self._session.execute(f"USE {identifier(target.schema)}".encode())
        ddl_file = await self._definitions(target, plan.definitions)
        known = {each.name: each for each in plan.definitions if each.kind in _TABLES}
        entries = [await self._table(target, table, known[table.name]) for table in plan.tables]
        return DatabaseEntry(
            role=target.role,
            schema_name=target.schema,
            character_set=charset,
            collation=collation,
            schema_version=await read_schema_version(self._session, plan.tables),
            tables=tuple(entries),
            objects=_named(plan.definitions),
            ddl_file=ddl_file,
        )

    async def _definitions(self, target: Target, definitions: Sequence[SchemaObject]) -> str:
        sink = await self._archive.file(file_name(target.folder, SCHEMA_FILE))
        for each in definitions:
            await sink.write(each.encode())
            if each.broken:
                self._note(target, each.name, "refers to something that is not there: kept as text")
            if each.names_schema:
                self._note(target, each.name, "names its schema and will go on naming it")
        entry = await sink.close()
        self.files.append(entry)
        return entry.name

    async def _table(self, target: Target, table: Table, definition: SchemaObject) -> TableEntry:
        if not table.with_rows or not table.columns:
            await self._tally.finish(table.name, table.weight)
            return _entry(table, None, None, None)
        with _told(f"{target.schema}.{table.name}"):
            await self._session.execute(b"SAVEPOINT table_begins")
            before = None if table.transactional else await self._checksum(table)
            sink = await self._archive.file(_table_file(target, table))
            rows = await self._rows(table, sink)
            file = await sink.close()
            checksum = await self._checksum(table)
            after = await read_table_definition(self._session, table)
            await self._session.execute(b"ROLLBACK TO SAVEPOINT table_begins")
        if not same_table(definition.create, after.create):
            raise _altered(f"{target.schema}.{table.name}")
        self.files.append(file)
        await self._tally.finish(table.name, table.weight)
        if table.transactional:
            return _entry(table, rows, checksum, file.name)
        self._note(target, table.name, f"({table.engine or table.kind}) is not in the snapshot")
        if before != checksum:  # written to meanwhile: there is nothing to compare with
            return _entry(table, None, None, file.name)
        return _entry(table, rows, checksum, file.name)

    async def _rows(self, table: Table, sink: StatementSink) -> int:
        """Write the rows; returns how many."""
        session = self._session
        head = insert_head(table.name, table.columns)
        statement = [head]
        size = count = fresh = 0
        await session.execute(BYTES)
        await session.begin(select_rows(table.name, table.columns, table.source))
        while batch := await session.first_column():
            fresh += len(batch)
            try:
                statement += (BETWEEN.join(batch), BETWEEN)
            except TypeError:  # a row that the server could not render
                raise _too_long(table) from None
            size += len(statement[-2])
            if size >= STATEMENT_BYTES:
                await self._pass_on(table, sink, statement, fresh)
                count += fresh
                statement, size, fresh = [head], 0, 0
        if session.warnings:
            raise await self._warned(table)
        if fresh:
            await self._pass_on(table, sink, statement, fresh)
        await session.execute(b"SET NAMES utf8mb4")
        return count + fresh

    async def _pass_on(
        self, table: Table, sink: StatementSink, parts: list[bytes], rows: int
    ) -> None:
        parts[-1] = TAIL
        statement = b"".join(parts)
        await sink.write(statement)
        await self._tally.add(table.name, table.weight, rows, len(statement))
        await trio.sleep(self._rate.delay_s(len(statement), trio.current_time()))

    async def _warned(self, table: Table) -> BackupError:
        found = await self._session.raw_rows("SHOW WARNINGS LIMIT 1")
        if not found or found[0][1] == TOO_LONG:
            return _too_long(table)
        text = (found[0][2] or b"").decode("utf-8", "replace")
        return BackupError(f"{table.name} cannot be read exactly: {text}")

    async def _checksum(self, table: Table) -> int | None:
        rows = await self._session.rows(f"CHECKSUM TABLE {identifier(table.name)} EXTENDED")
        value = rows[0][1]
        return None if value is None else int(value)

    def _note(self, target: Target, name: str, text: str) -> None:
        self.notes.append(f"{target.schema}.{name} {text}")


def _table_file(target: Target, table: Table) -> str:
    name = file_name(target.folder, table.name)
    return name if table.name != SCHEMA_FILE else f"{target.folder}/=5fschema.frames"


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


def _too_long(table: Table) -> BackupError:
    return BackupError(
        f"a row of {table.name} is longer than the server's max_allowed_packet",
        hint="raise max_allowed_packet there: no INSERT could bring that row back",
    )
