"""Copies of the demo realm's databases as bytes, and what is in such a copy."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass

from appliance.database import sqlite_dialect
from appliance.database.demo import DemoWorld
from appliance.errors import QueryFailed


@dataclass(frozen=True, slots=True)
class TableContent:
    """How many rows a table has, and 63 bits of a hash of all their values in their order."""

    rows: int
    checksum: int


@dataclass(frozen=True, slots=True)
class CopyContent:
    """What is in a copy: tables by name, and the names of the rest."""

    tables: Mapping[str, TableContent]
    views: tuple[str, ...]
    triggers: tuple[str, ...]


def version() -> str:
    """Of the embedded engine."""
    return sqlite3.sqlite_version


def copy(world: DemoWorld) -> bytes:
    """The database as one file's bytes, by SQLite's backup; in the thread that owns it."""
    with closing(sqlite3.connect(":memory:")) as target:
        world.copy_to(target)
        return target.serialize()


def read_content(data: bytes) -> CopyContent:
    """What is in a copy; blocks for some milliseconds a megabyte.

    Raises:
        QueryFailed: it is no database, or a damaged one.
    """
    try:
        with closing(_open(data)) as connection:
            names: dict[str, list[str]] = {"table": [], "view": [], "trigger": [], "index": []}
            for kind, name in connection.execute("SELECT type, name FROM sqlite_master ORDER BY 2"):
                names[kind].append(name)
            return CopyContent(
                {name: _read_table(connection, name) for name in names["table"]},
                tuple(names["view"]),
                tuple(names["trigger"]),
            )
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise QueryFailed(f"the copy of a demo database cannot be read: {error}") from error


@asynccontextmanager
async def open_copy(data: bytes, kind: str) -> AsyncIterator[DemoWorld]:
    """A copy, brought back to life in memory, read-only.

    Raises:
        QueryFailed: it is no database.
    """
    try:
        connection = _open(data)
    except sqlite3.Error as error:
        raise QueryFailed(f"the copy of a demo database cannot be read: {error}") from error
    with closing(connection):
        connection.execute("PRAGMA query_only = ON")
        yield DemoWorld(connection, kind)


def _open(data: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    sqlite_dialect.install(connection)  # indexes use its collation
    try:
        connection.deserialize(data)
        ((verdict,), *_more) = connection.execute("PRAGMA integrity_check").fetchall()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
    except (sqlite3.Error, OverflowError):
        connection.close()
        raise
    return connection


def _read_table(connection: sqlite3.Connection, name: str) -> TableContent:
    quoted = name.replace('"', '""')
    digest = hashlib.sha256()
    rows = 0
    for row in connection.execute(f'SELECT * FROM "{quoted}"'):
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
        rows += 1
    return TableContent(rows, int.from_bytes(digest.digest()[:8], "big") >> 1)
