"""What of a schema a dump reads: its tables, in size order, and their columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

from appliance.backup.logical.rows import Column
from appliance.database.session import Session
from appliance.errors import DatabaseDenied

Role = Literal["world", "auth", "characters", "hotfixes", "other"]
WITHOUT_ROWS = frozenset({"BLACKHOLE", "CONNECT", "FEDERATED", "MRG_MYISAM", "SEQUENCE", "SPIDER"})
"""Engines whose rows are nowhere, or in other tables, files or servers."""
ORDERED_BY_KEY = frozenset({"InnoDB"})
"""Engines that keep rows in the order of the primary key: read and restored in that order."""
VERSIONED = "SYSTEM VERSIONED"
"""TABLE_TYPE of MariaDB's tables that keep their history."""
VERSION_COLUMNS = (
    Column("row_start", "timestamp", nullable=False),
    Column("row_end", "timestamp", nullable=False),
)
"""The hidden columns of versioned tables that name none themselves."""


@dataclass(frozen=True, slots=True)
class Target:
    """A schema and what it is in a realm."""

    role: Role
    schema: str

    @property
    def folder(self) -> str:
        """Where its files are in a backup; several schemas may be `other`."""
        return self.role if self.role != "other" else f"other-{self.schema}"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is backed up.

    `skip` and `without_data` are patterns of `role.table` with * and ?; tables of the first are
    left out, those of the second lose their rows.
    """

    targets: tuple[Target, ...]
    skip: tuple[str, ...] = ()
    without_data: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        kind: information_schema's TABLE_TYPE.
        columns: those with values of their own, hidden ones of versioned tables included.
        transactional: whether the snapshot covers it.
        with_rows: whether its rows are backed up.
        weight: estimated bytes, for order and progress.
    """

    name: str
    kind: str
    engine: str
    columns: tuple[Column, ...]
    has_primary_key: bool
    transactional: bool
    with_rows: bool
    weight: int

    @property
    def source(self) -> str:
        """What follows the table's name in a SELECT of all its rows."""
        if self.kind == VERSIONED:
            return " FOR SYSTEM_TIME ALL"
        if self.has_primary_key and self.engine in ORDERED_BY_KEY:
            return " FORCE INDEX (PRIMARY)"
        return ""


_TABLES = """
    SELECT t.TABLE_NAME, t.TABLE_TYPE, COALESCE(t.ENGINE, ''), COALESCE(t.DATA_LENGTH, 0),
        COALESCE(e.TRANSACTIONS, 'NO')
    FROM information_schema.TABLES t
    LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
    WHERE t.TABLE_SCHEMA = %s AND t.TABLE_TYPE NOT IN ('VIEW', 'SYSTEM VIEW')
"""
_COLUMNS = """
    SELECT TABLE_NAME, COLUMN_NAME, LOWER(DATA_TYPE), IS_NULLABLE,
        COALESCE(GENERATION_EXPRESSION, '')
    FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = %s ORDER BY TABLE_NAME, ORDINAL_POSITION
"""
_PRIMARY_KEYS = """
    SELECT DISTINCT TABLE_NAME FROM information_schema.STATISTICS
    WHERE TABLE_SCHEMA = %s AND INDEX_NAME = 'PRIMARY'
"""
_OF_VERSIONING = ("ROW START", "ROW END")


async def read_tables(session: Session, target: Target, scope: Scope = Scope(())) -> list[Table]:
    """The tables of a schema that are backed up (all, without a scope), largest first."""
    columns: dict[str, list[Column]] = {}
    named_history = set()
    for table, name, data_type, nullable, expression in await session.rows(
        _COLUMNS, (target.schema,)
    ):
        own = columns.setdefault(table, [])
        if not expression or expression in _OF_VERSIONING:
            own.append(Column(name, data_type, nullable == "YES"))
        if expression in _OF_VERSIONING:
            named_history.add(table)
    keyed = {name for (name,) in await session.rows(_PRIMARY_KEYS, (target.schema,))}
    found = []
    for name, kind, engine, weight, transactions in await session.rows(_TABLES, (target.schema,)):
        label = f"{target.role}.{name}"
        if matches(label, scope.skip):
            continue
        table = Table(
            name=name,
            kind=kind,
            engine=engine,
            columns=(
                *columns.get(name, ()),
                *(VERSION_COLUMNS if kind == VERSIONED and name not in named_history else ()),
            ),
            has_primary_key=name in keyed,
            transactional=transactions == "YES" and kind != "SEQUENCE",
            with_rows=engine not in WITHOUT_ROWS and not matches(label, scope.without_data),
            weight=int(weight),
        )
        found.append(table)
    return sorted(found, key=lambda table: (-table.weight, table.name))


def matches(label: str, patterns: Iterable[str]) -> bool:
    """Whether `role.table` is one of the patterns."""
    return any(fnmatchcase(label, pattern) for pattern in patterns)


_VERSIONS = {
    "version": "SELECT db_version FROM version LIMIT 1",
    "updates": "SELECT name FROM updates ORDER BY timestamp DESC, name DESC LIMIT 1",
}
"""TrinityCore's own marks: the release a world was made from, the last update of the others."""


async def read_schema_version(session: Session, tables: Sequence[Table]) -> str:
    """What TrinityCore says of the schema in use; empty where it is none of its own."""
    names = {table.name: {column.name for column in table.columns} for table in tables}
    if "db_version" in names.get("version", ()):
        chosen = "version"
    elif {"name", "timestamp"} <= names.get("updates", set()):
        chosen = "updates"
    else:
        return ""
    rows = await session.rows(_VERSIONS[chosen])
    return str(rows[0][0] or "") if rows else ""


async def read_charset(session: Session, schema: str) -> tuple[str, str]:
    """Default character set and collation of a schema.

    Raises:
        DatabaseDenied: there is none of that name, or the account may not see it.
    """
    rows = await session.rows(
        "SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME"
        " FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = %s",
        (schema,),
    )
    if not rows:
        raise DatabaseDenied(
            f"{session.account!r} sees no schema {schema!r}",
            hint="check the schema names under [database]",
        )
    return str(rows[0][0]), str(rows[0][1])
