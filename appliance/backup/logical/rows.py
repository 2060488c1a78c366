"""The SELECT with which the server itself writes each row as the values of an INSERT. Pure.

Every value is rendered so that reading it back gives the same bits:

| type | rendered | why |
|---|---|---|
| integers, DECIMAL, YEAR | as they are | exact as text |
| FLOAT | 10 digits, or as DOUBLE, quoted | as it is it loses digits; unquoted, MySQL loses -0 |
| DOUBLE | quoted | CAST inside QUOTE is cut to 22 characters on MySQL |
| ENUM, SET, BIT | their number, by a bit operation | '' may be a member, or mark what was invalid |
| dates, times, UUID, INET | quoted text | TIMESTAMP in UTC, the session's zone |
| JSON, UUID, INET | _utf8mb4'text' | refused as binary strings |
| texts of any charset, BLOB, geometry, VECTOR | quoted bytes | never converted between charsets |

Both the session that renders and the one that reads back have the character set `binary`
(`BYTES`): no byte of a literal is converted on its way. With another one, MySQL converts what
QUOTE returns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.backup.manifest import ServerFacts
from appliance.database.session import identifier

BYTES = b"SET NAMES binary"
SFORMAT_SINCE = (10, 7)
"""The MariaDB that brought SFORMAT: several times as fast as rendering a FLOAT as DOUBLE."""
_NUMBERS = frozenset({"tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "year"})
_BY_NUMBER = frozenset({"enum", "set", "bit"})
_ASCII = frozenset({"double", "date", "datetime", "timestamp", "time"})
_UTF8 = frozenset({"json", "uuid", "inet4", "inet6"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column with values of its own: generated ones are none.

    `data_type` is information_schema's, in lower case.
    """

    name: str
    data_type: str
    nullable: bool


def has_sformat(server: ServerFacts) -> bool:
    """Whether the server knows SFORMAT."""
    numbers = tuple(int(number) for number in re.findall(r"\d+", server.version)[:2])
    return server.flavour == "mariadb" and numbers >= SFORMAT_SINCE


def rendered(column: Column, *, sformat: bool = False) -> str:
    """The SQL expression whose value is the literal of the column's value; never NULL.

    Nine digits tell every FLOAT from its neighbours; with ten the largest is not rounded up to
    what is out of range.
    """
    name = identifier(column.name)
    if column.data_type in _NUMBERS or column.data_type in _BY_NUMBER:
        value = f"{name}|0" if column.data_type in _BY_NUMBER else name
        return f"IFNULL({value},'NULL')" if column.nullable else value
    if column.data_type == "float" and sformat:
        value = f"SFORMAT('\\'{{:.10g}}\\'',{name})"
        # SFORMAT makes 0 of NULL.
        return f"IF({name} IS NULL,'NULL',{value})" if column.nullable else value
    if column.data_type == "float":
        return f"QUOTE(CAST({name} AS DOUBLE))"
    if column.data_type in _ASCII:
        return f"QUOTE({name})"
    if column.data_type in _UTF8:
        text = f"CONCAT('_utf8mb4',QUOTE(CAST({name} AS CHAR CHARACTER SET utf8mb4)))"
        return f"IF({name} IS NULL,'NULL',{text})" if column.nullable else text
    return f"QUOTE(CAST({name} AS BINARY))"


def select_rows(
    table: str, columns: Sequence[Column], source: str = "", *, sformat: bool = False
) -> str:
    """The SELECT of one column: each row's values with commas between them.

    Args:
        source: what follows the table's name, such as an index hint.
        sformat: whether the server knows SFORMAT.
    """
    values = ",".join(rendered(column, sformat=sformat) for column in columns)
    return f"SELECT CONCAT_WS(',',{values}) FROM {identifier(table)}{source}"


def insert_head(table: str) -> bytes:
    """How every statement that holds rows of a table begins."""
    return f"INSERT INTO {identifier(table)} (".encode()


class Inserts:
    """Joins rendered rows to INSERT statements of about `limit_bytes`.

    A longer row has a statement of its own, so that whatever fits into one packet on its way out
    fits on its way in.
    """

    def __init__(self, table: str, columns: Sequence[Column], limit_bytes: int) -> None:
        names = ",".join(identifier(column.name) for column in columns)
        self._head = insert_head(table) + f"{names}) VALUES (".encode()
        self._limit = limit_bytes
        self._parts = [self._head]
        self._bytes = 0
        self._rows = 0

    def add(self, rows: Sequence[bytes]) -> list[tuple[bytes, int]]:
        """Take rows; returns the statements that are full, each with its number of rows.

        Raises:
            TypeError: a row is None.
        """
        joined = _BETWEEN.join(rows)
        if self._bytes + len(joined) <= 2 * self._limit:
            self._append(joined, len(rows))
            return self.finish() if self._bytes >= self._limit else []
        full = []
        for row in rows:
            if self._bytes + len(row) > self._limit:
                full += self.finish()
            self._append(row, 1)
        return full

    def finish(self) -> list[tuple[bytes, int]]:
        """The statement of the rows that wait, if any do."""
        if not self._rows:
            return []
        self._parts[-1] = _TAIL
        statement = b"".join(self._parts), self._rows
        self._parts, self._bytes, self._rows = [self._head], 0, 0
        return [statement]

    def _append(self, joined: bytes, rows: int) -> None:
        self._parts += (joined, _BETWEEN)
        self._bytes += len(joined)
        self._rows += rows


_BETWEEN = b"),("
_TAIL = b")"
