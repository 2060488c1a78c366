"""The embedded demo realm: a small world in memory, answering like the real thing.

For first contact and for tests of wiring; every answer says that it is the demo. SQLite runs
inside the event loop: its queries take microseconds, and a progress handler ends the others.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from decimal import Decimal
from importlib.resources import files
from itertools import starmap
from typing import Any

import trio

from appliance.database import sqlite_dialect
from appliance.database.interface import Engine, Parameter, Row
from appliance.database.literals import check
from appliance.errors import DatabaseUnavailable, QueryFailed, QueryTimeout

QUERY_TIMEOUT_S = 2.0
"""The whole process waits for a query of this engine, so it may not take longer."""
PAGE_BYTES = 1024
"""Most tables have a few rows, and each takes a page at least."""
STEPS_BETWEEN_LOOKS = 2000
"""Instructions of SQLite's machine between two looks at the clock: well under a millisecond."""
INTEGER_LIMIT = 2**63
TABLES = """
    SELECT tables.name, columns.name
    FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns
    WHERE tables.type IN ('table', 'view')
"""
Rows = list[tuple[Any, ...]]


def demo_scripts(kind: str = "world") -> list[str]:
    """The SQL of one database of the demo realm (world, characters, auth), in loading order."""
    folder = files("appliance.database") / "demo_realm" / kind
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".sql")), key=str)
    return [entry.read_text(encoding="utf-8") for entry in found]


@asynccontextmanager
async def open_demo_world(
    scripts: Iterable[str] | None = None, *, kind: str = "world"
) -> AsyncIterator[DemoWorld]:
    """One database of the demo realm, read-only, in memory.

    Args:
        kind: which one, unless `scripts` are given.
        scripts: other tables and rows than the shipped ones: SQL that MySQL understands too,
            with names in backticks and without backslashes in its texts.
    """
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        sqlite_dialect.install(connection)
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        for script in demo_scripts(kind) if scripts is None else scripts:
            for statement in sqlite_dialect.adapt(script):
                connection.execute(statement)
                await trio.lowlevel.checkpoint()  # the whole takes longer than others may wait
        await _round_floats(connection)
        connection.execute("PRAGMA query_only = ON")
        world = DemoWorld(connection, kind)
        try:
            yield world
        finally:
            world.closed = True
    finally:
        connection.close()


async def _round_floats(connection: sqlite3.Connection) -> None:
    """Keep of each FLOAT what MySQL shows of it."""
    tables = connection.execute(
        "SELECT tables.name,"
        " group_concat('`' || columns.name || '` = shown_float(`' || columns.name || '`)')"
        " FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns"
        " WHERE tables.type = 'table' AND columns.type LIKE 'float%' GROUP BY tables.name"
    ).fetchall()
    for table, assignments in tables:
        connection.execute(f"UPDATE `{table}` SET {assignments}")
        await trio.lowlevel.checkpoint()


class DemoWorld:
    """The demo realm. What its methods promise: `interface.Database`."""

    engine = Engine.DEMO

    def __init__(self, connection: sqlite3.Connection, name: str = "world") -> None:
        self._connection = connection
        self.name = name
        self.closed = False
        """Who still holds it finds it unavailable."""

    async def fetch(
        self,
        sql: str,
        parameters: Sequence[Parameter] = (),
        *,
        row: Callable[..., Row],
        timeout_s: float | None = None,
    ) -> list[Row]:
        """Run one SELECT and return its rows, each as `row(*values)`."""
        await trio.lowlevel.checkpoint()
        with self._limited(timeout_s):
            found = self._execute(sql, parameters).fetchall()
        return list(starmap(row, found))

    @asynccontextmanager
    async def stream(
        self,
        sql: str,
        parameters: Sequence[Parameter] = (),
        *,
        batch_rows: int = 2000,
        timeout_s: float | None = None,
    ) -> AsyncIterator[AsyncIterator[Rows]]:
        """Run one SELECT and yield its rows in batches."""
        await trio.lowlevel.checkpoint()
        with self._limited(timeout_s):
            cursor = self._execute(sql, parameters)
        try:
            yield _Batches(self, cursor, batch_rows, timeout_s)
        finally:
            if not self.closed:
                cursor.close()

    async def ping(self) -> float:
        """Seconds one trip took: next to none."""
        started = trio.current_time()
        await self.fetch("SELECT 1", row=int)
        return trio.current_time() - started

    async def tables(self) -> Mapping[str, frozenset[str]]:
        """Every table with its columns."""
        found: dict[str, set[str]] = {}
        for table, column in await self.fetch(TABLES, row=lambda *names: names):
            found.setdefault(table, set()).add(column)
        return {table: frozenset(columns) for table, columns in found.items()}

    def copy_to(self, target: sqlite3.Connection) -> None:
        """Copy the whole database into another connection; blocks for milliseconds."""
        self._connection.backup(target)

    async def next_batch(
        self, cursor: sqlite3.Cursor, batch_rows: int, timeout_s: float | None
    ) -> Rows:
        """The next rows of a stream, none at its end."""
        await trio.lowlevel.checkpoint()
        with self._limited(timeout_s):
            return cursor.fetchmany(batch_rows)

    def _execute(self, sql: str, parameters: Sequence[Parameter]) -> sqlite3.Cursor:
        text = sql % (("?",) * len(parameters))
        return self._connection.execute(text, [_bindable(value) for value in parameters])

    @contextmanager
    def _limited(self, timeout_s: float | None) -> Iterator[None]:
        """End what runs too long, and translate SQLite's errors."""
        if self.closed:
            raise DatabaseUnavailable("the demo realm is closed")
        seconds = QUERY_TIMEOUT_S if timeout_s is None else min(timeout_s, QUERY_TIMEOUT_S)
        deadline = trio.current_time() + seconds
        self._connection.set_progress_handler(
            lambda: trio.current_time() > deadline, STEPS_BETWEEN_LOOKS
        )
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise QueryTimeout(f"the demo realm: no answer within {seconds:g} s") from error
            raise QueryFailed(f"the demo realm: {error}") from error
        except sqlite3.Error as error:
            raise QueryFailed(f"the demo realm: {error}") from error
        except UnicodeEncodeError:
            raise QueryFailed("a text parameter is not valid Unicode") from None


class _Batches:
    """The rows of a cursor, batch by batch."""

    def __init__(
        self, world: DemoWorld, cursor: sqlite3.Cursor, batch_rows: int, timeout_s: float | None
    ) -> None:
        self._world = world
        self._cursor = cursor
        self._batch_rows = batch_rows
        self._timeout_s = timeout_s

    def __aiter__(self) -> _Batches:
        return self

    async def __anext__(self) -> Rows:
        batch = await self._world.next_batch(self._cursor, self._batch_rows, self._timeout_s)
        if not batch:
            raise StopAsyncIteration
        return batch


def _bindable(value: Parameter) -> str | bytes | int | float | None:
    """A parameter as SQLite takes it; integers it cannot hold become infinite."""
    check(value)
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, int) and not -INTEGER_LIMIT <= value < INTEGER_LIMIT:
        # Further away than any number of the realm, on the same side.
        return math.inf if value > 0 else -math.inf
    return value
