"""Reads what a booted copy holds: the manifest's entries of it, and the health of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from appliance.backup.logical.compare import OBJECT_NAMES
from appliance.backup.logical.plan import (
    VERSIONED,
    Scope,
    Table,
    Target,
    read_charset,
    read_schema_version,
    read_tables,
)
from appliance.backup.logical.progress import Progress
from appliance.backup.logical.restoring import setup
from appliance.backup.manifest import DatabaseEntry, Objects, TableEntry
from appliance.database.login import Login
from appliance.database.session import Session, identifier, open_session


async def measure(
    login: Login, targets: Sequence[Target], progress: Progress
) -> tuple[DatabaseEntry, ...]:
    """What the schemas hold, rows counted and summed up.

    Raises:
        DatabaseError: the copy cannot be read.
    """
    found = []
    async with open_session(login, setup) as session:
        for target in targets:
            charset, collation = await read_charset(session, target.schema)
            await session.execute(f"USE {identifier(target.schema)}".encode())
            tables = await read_tables(session, target, Scope((target,)))
            entries = []
            for table in sorted(tables, key=lambda each: each.name):
                entries.append(await _table(session, table))
                await progress(len(entries), len(tables), 0, 0, None)
            found.append(
                DatabaseEntry(
                    role=target.role,
                    schema_name=target.schema,
                    character_set=charset,
                    collation=collation,
                    schema_version=await read_schema_version(session, tables),
                    tables=tuple(entries),
                    objects=await _objects(session, target.schema),
                    ddl_file=None,
                )
            )
    return tuple(found)


async def _table(session: Session, table: Table) -> TableEntry:
    rows = checksum = None
    if table.with_rows:
        source = " FOR SYSTEM_TIME ALL" if table.kind == VERSIONED else ""
        ((rows,),) = await session.rows(f"SELECT COUNT(*) FROM {identifier(table.name)}{source}")
        ((_, checksum),) = await session.rows(f"CHECKSUM TABLE {identifier(table.name)} EXTENDED")
    return TableEntry(
        name=table.name, rows=rows, checksum=checksum, data=table.with_rows, file=None,
        engine=table.engine,
    )  # fmt: skip


async def _objects(session: Session, schema: str) -> Objects:
    names = {
        kind: tuple(sorted(name for (name,) in await session.rows(sql, (schema,))))
        for kind, sql in OBJECT_NAMES.items()
    }
    return Objects(**names)


async def table_names(session: Session, targets: Sequence[Target]) -> frozenset[tuple[str, str]]:
    """Schema and name of every table."""
    found: set[tuple[str, str]] = set()
    for target in targets:
        rows = await session.rows(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s"
            " AND TABLE_TYPE NOT IN ('VIEW', 'SYSTEM VIEW')",
            (target.schema,),
        )
        found |= {(target.schema, str(name)) for (name,) in rows}
    return frozenset(found)


def names_of(databases: Iterable[DatabaseEntry]) -> frozenset[tuple[str, str]]:
    """The same of what was measured."""
    return frozenset((each.schema_name, table.name) for each in databases for table in each.tables)


async def check_tables(login: Login, database: DatabaseEntry) -> list[str]:
    """What CHECK TABLE … EXTENDED finds: pages, and whether all indexes hold the same rows.

    Raises:
        DatabaseError: the copy cannot be read.
    """
    problems = []
    async with open_session(login, setup) as session:
        await session.execute(f"USE {identifier(database.schema_name)}".encode())
        for table in database.tables:
            rows = await session.rows(f"CHECK TABLE {identifier(table.name)} EXTENDED")
            *_, kind, text = rows[-1]
            fine = str(kind).lower() in ("status", "note") and (
                text == "OK" or "doesn't support check" in str(text)
            )
            if not fine:
                problems.append(f"{database.schema_name}.{table.name}: {text}")
    return problems
