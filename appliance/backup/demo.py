"""Backups of the embedded demo realm: the same story as with a server, by SQLite's own means.

Each database is one file of the archive: a copy made by SQLite's backup, in chunks. It is proved by
bringing it back to life in memory and comparing every table's rows with what was counted first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import trio

from appliance.backup.archive import ArchiveReader, ArchiveWriter
from appliance.backup.logical.compare import Difference
from appliance.backup.logical.dump import Dumped
from appliance.backup.logical.plan import Role
from appliance.backup.logical.progress import Progress, Tally, unheard
from appliance.backup.manifest import DatabaseEntry, FileEntry, Objects, ServerFacts, TableEntry
from appliance.backup.names import file_name
from appliance.clock import WallClock
from appliance.database.demo import DemoWorld
from appliance.database.demo_copy import CopyContent, copy, read_content, version
from appliance.errors import BackupDamaged, QueryFailed

CHUNK_BYTES = 1 << 20
ENGINE = "SQLite"


def demo_file(role: str) -> str:
    """The archive's file that holds the copy of one database."""
    return file_name(role, "_database")


async def dump_demo(
    worlds: Mapping[Role, DemoWorld],
    archive: ArchiveWriter,
    *,
    clock: WallClock,
    progress: Progress = unheard,
) -> Dumped:
    """Write a copy of each database into the archive.

    Raises:
        BackupError: the repository cannot take it.
    """
    started_at: datetime = clock.now()
    tally = Tally(progress, len(worlds), len(worlds))
    databases: list[DatabaseEntry] = []
    files: list[FileEntry] = []
    for role, world in worlds.items():
        data = copy(world)
        content = await trio.to_thread.run_sync(read_content, data)
        sink = await archive.file(demo_file(role))
        for start in range(0, len(data), CHUNK_BYTES):
            await sink.write(data[start : start + CHUNK_BYTES])
        files.append(await sink.close())
        databases.append(_entry(role, world.name, content))
        rows = sum(table.rows for table in content.tables.values())
        await tally.add(role, 1, rows, len(data))
        await tally.finish(role, 1)
    server = ServerFacts(
        flavour="sqlite",
        version=version(),
        sql_mode="",
        server_id="demo",
        lower_case_table_names=0,
    )
    return Dumped(tuple(databases), tuple(files), server, None, started_at, tally.rows, ())


def _entry(role: Role, name: str, content: CopyContent) -> DatabaseEntry:
    return DatabaseEntry(
        role=role,
        schema_name=name,
        character_set="utf8mb4",
        collation="binary",
        schema_version="demo",
        tables=tuple(
            TableEntry(
                name=table,
                rows=found.rows,
                checksum=found.checksum,
                data=True,
                file=None,
                engine=ENGINE,
            )
            for table, found in content.tables.items()
        ),
        objects=Objects(views=content.views, triggers=content.triggers),
        ddl_file=None,
    )


async def read_demo(reader: ArchiveReader, database: DatabaseEntry) -> bytes:
    """The copy of one database, as it was stored.

    Raises:
        BackupDamaged: the file is not what was written.
    """
    return b"".join([chunk async for chunk in reader.statements(demo_file(database.role))])


async def compare_demo(reader: ArchiveReader, database: DatabaseEntry) -> list[Difference]:
    """Bring a copy back to life in memory; what differs from what was backed up.

    Raises:
        BackupDamaged: the file is not what was written, or is no database.
    """
    data = await read_demo(reader, database)
    try:
        content = await trio.to_thread.run_sync(read_content, data)
    except QueryFailed as error:
        raise BackupDamaged(error.message, file=demo_file(database.role)) from error
    wanted = {table.name: table for table in database.tables}
    differences = [
        Difference(name, "the table is missing") for name in wanted.keys() - content.tables.keys()
    ]
    for name, found in content.tables.items():
        table = wanted.get(name)
        if table is None:
            differences.append(Difference(name, "is no table of the backup"))
        elif found.rows != table.rows:
            differences.append(Difference(name, f"has {found.rows} rows instead of {table.rows}"))
        elif found.checksum != table.checksum:
            differences.append(Difference(name, "its rows are others"))
    objects = Objects(views=content.views, triggers=content.triggers)
    if objects != database.objects:
        differences.append(Difference(database.schema_name, "its views or triggers are others"))
    return sorted(differences, key=lambda each: each.name)
