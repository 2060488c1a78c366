"""What a MySQL or MariaDB server says of itself to an account that may SELECT and nothing else.

The demo realm's engine has none of it: `supported` says so beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from appliance.database.interface import Database, Engine
from appliance.tuning.tables import Table

STATUS = "SHOW GLOBAL STATUS WHERE Variable_name IN ({})"
VARIABLES = "SHOW GLOBAL VARIABLES WHERE Variable_name IN ({})"
TABLES = """
SELECT table_name, engine, row_format, table_rows, data_length, index_length, data_free,
    table_collation
FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'
ORDER BY table_name LIMIT 2000
"""
LEADING = """
SELECT table_name, column_name, non_unique FROM information_schema.statistics
WHERE table_schema = DATABASE() AND seq_in_index = 1
ORDER BY table_name, index_name LIMIT 20000
"""
WORDS = {"ON": 1.0, "OFF": 0.0, "YES": 1.0, "NO": 0.0}


class _TableRow(NamedTuple):
    name: str
    engine: str | None
    row_format: str | None
    rows: int | None
    data_bytes: int | None
    index_bytes: int | None
    free_bytes: int | None
    collation: str | None


class _Leading(NamedTuple):
    table: str
    column: str | None
    non_unique: int


class _Variable(NamedTuple):
    name: str
    value: str


def supported(database: Database) -> bool:
    """Whether the engine has statistics; known once it has answered anything."""
    return database.engine is not Engine.DEMO


async def counters(
    database: Database, status: Iterable[str], variables: Iterable[str]
) -> Mapping[str, float]:
    """The server's counters and settings of these names, as numbers: ON is 1, OFF is 0.

    What the server does not know, or does not put in a number, is left out.
    """
    found: dict[str, float] = {}
    for sql, names in ((STATUS, list(status)), (VARIABLES, list(variables))):
        asked = sql.format(", ".join(["%s"] * len(names)))
        spelt = {name.lower(): name for name in names}
        for row in await database.fetch(asked, names, row=_Variable):
            number = _number(row.value)
            if number is not None and row.name.lower() in spelt:
                found[spelt[row.name.lower()]] = number
    return found


async def tables(database: Database) -> list[Table]:
    """Every table of the schema with its size and the columns its indexes begin with.

    Rows and sizes are the server's own estimates; MySQL refreshes them once a day
    (information_schema_stats_expiry).
    """
    leading: dict[str, set[str]] = {}
    unique: set[str] = set()
    for index in await database.fetch(LEADING, row=_Leading):
        # An index of an expression has no column.
        leading.setdefault(index.table, set()).add((index.column or "").lower())
        if not index.non_unique:
            unique.add(index.table)
    return [
        Table(
            name=row.name,
            engine=row.engine or "",
            row_format=row.row_format or "",
            rows=row.rows or 0,
            data_bytes=row.data_bytes or 0,
            index_bytes=row.index_bytes or 0,
            free_bytes=row.free_bytes or 0,
            collation=row.collation or "",
            leading=frozenset(leading.get(row.name, ())),
            unique=row.name in unique,
        )
        for row in await database.fetch(TABLES, row=_TableRow)
    ]


def _number(text: str) -> float | None:
    try:
        return WORDS[text.upper()] if text.upper() in WORDS else float(text)
    except ValueError:
        return None
