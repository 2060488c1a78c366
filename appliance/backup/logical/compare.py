"""Compares a restored schema with what the manifest says of the original, and says what differs.

Row counts and CHECKSUM TABLE of each table, names (and where they are passed in, definitions) of
all objects, the schema's character set.
The checksum covers every bit of every value, but MySQL and MariaDB compute different ones: across
the two, `comparable` is False and only the rows are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from appliance.backup.logical.definitions import read_definitions, same_table
from appliance.backup.logical.objects import SchemaObject, disabled_event
from appliance.backup.logical.plan import VERSIONED, Target, read_charset, read_tables
from appliance.backup.logical.restoring import PROGRESS, setup
from appliance.backup.logical.tasks import run_together
from appliance.backup.manifest import DatabaseEntry, ServerFacts, TableEntry
from appliance.database.interface import Engine
from appliance.database.login import Login
from appliance.database.session import Session, identifier, open_session

CONNECTIONS = 2
OBJECT_NAMES = {
    "views": "SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = %s",
    "routines": "SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = %s",
    "triggers": "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = %s",
    "events": "SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = %s",
}
"""Names of what a schema has besides tables, by field of the manifest's `Objects`."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was backed up: `name` of what, and how it differs."""

    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"


def comparable(server: ServerFacts, engine: Engine) -> bool:
    """Whether checksums of the backup's server mean anything on this one."""
    return server.flavour == engine.value


async def compare(
    login: Login,
    database: DatabaseEntry,
    schema: str,
    *,
    server: ServerFacts,
    tables: Iterable[str] | None = None,
    definitions: Sequence[SchemaObject] = (),
    connections: int = CONNECTIONS,
) -> list[Difference]:
    """What of `schema` differs from the database that was backed up; empty when nothing does.

    Args:
        server: where the backup was taken.
        tables: only these, and nothing else of the schema; None: everything.
        definitions: objects as they were backed up (`restore.read_objects`); empty: their names
            are compared only.
        connections: sessions that read at the same time.

    Raises:
        DatabaseError: the server is away or refuses.
    """
    only = None if tables is None else frozenset(tables)
    wanted = [each for each in database.tables if only is None or each.name in only]
    async with open_session(_to(login, schema), setup) as session:
        target = Target(database.role, schema)
        read = await read_tables(session, target)
        found = {table.name: table for table in read if table.name != PROGRESS}
        differences = [
            Difference(each.name, "the table is missing")
            for each in wanted
            if each.name not in found
        ]
        if only is None:
            extra = found.keys() - {each.name for each in wanted}
            differences += [Difference(name, "is no table of the backup") for name in sorted(extra)]
            differences += await _objects(session, database, schema)
            if definitions:
                present = await read_definitions(session, schema, list(found.values()))
                differences += _definitions(definitions, present)
        with_checksum = comparable(server, session.engine)
    there = [each for each in wanted if each.name in found and each.data]
    history = {table.name for table in found.values() if table.kind == VERSIONED}
    check = _Check(_to(login, schema), there, history, with_checksum)
    await check.run(connections)
    return differences + sorted(check.differences, key=lambda each: each.name)


def _to(login: Login, schema: str) -> Login:
    return replace(login, schema=schema)


async def _objects(session: Session, database: DatabaseEntry, schema: str) -> list[Difference]:
    differences = []
    charset, collation = await read_charset(session, schema)
    if (charset, collation) != (database.character_set, database.collation):
        differences.append(
            Difference(
                database.schema_name,
                f"the default is {charset}, {collation} instead of "
                f"{database.character_set}, {database.collation}",
            )
        )
    for kind, sql in OBJECT_NAMES.items():
        there = {name for (name,) in await session.rows(sql, (schema,))}
        wanted = set(getattr(database.objects, kind))
        word = kind.removesuffix("s")
        differences += [
            Difference(name, f"the {word} is missing") for name in sorted(wanted - there)
        ]
        differences += [
            Difference(name, f"is no {word} of the backup") for name in sorted(there - wanted)
        ]
    return differences


def _definitions(
    wanted: Sequence[SchemaObject], present: Sequence[SchemaObject]
) -> list[Difference]:
    """Which objects that are there are defined otherwise."""
    there = {(each.kind, each.name): each for each in present}
    return [
        Difference(each.name, f"the {each.kind} is defined otherwise")
        for each in wanted
        if (other := there.get((each.kind, each.name))) and not _same(each, other)
    ]


def _same(one: SchemaObject, other: SchemaObject) -> bool:
    """Apart from the owner, and whether an event is on."""
    first, second = _plain(one), _plain(other)
    return first.creation == second.creation and same_table(first.create, second.create)


def _plain(each: SchemaObject) -> SchemaObject:
    return disabled_event(each.without_definer())


class _Check:
    """Counts and sums up tables, several at a time."""

    def __init__(
        self, login: Login, tables: list[TableEntry], history: set[str], with_checksum: bool
    ) -> None:
        self.differences: list[Difference] = []
        self._history = history
        self._login = login
        self._waiting = tables
        self._with_checksum = with_checksum

    async def run(self, connections: int) -> None:
        """Check all tables."""
        await run_together(*[self._work] * min(connections, len(self._waiting)))

    async def _work(self) -> None:
        async with open_session(self._login, setup) as session:
            while self._waiting:
                await self._table(session, self._waiting.pop())

    async def _table(self, session: Session, table: TableEntry) -> None:
        name = identifier(table.name)
        if table.rows is not None:
            source = " FOR SYSTEM_TIME ALL" if table.name in self._history else ""
            ((rows,),) = await session.rows(f"SELECT COUNT(*) FROM {name}{source}")
            if rows != table.rows:
                self._differs(table, f"has {rows} rows instead of {table.rows}")
                return
        if self._with_checksum and table.checksum is not None:
            ((_, checksum),) = await session.rows(f"CHECKSUM TABLE {name} EXTENDED")
            if checksum != table.checksum:
                self._differs(table, f"its checksum is {checksum} instead of {table.checksum}")

    def _differs(self, table: TableEntry, text: str) -> None:
        self.differences.append(Difference(table.name, text))
