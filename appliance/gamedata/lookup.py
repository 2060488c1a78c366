"""Fetch rows for any number of ids, and rows of wide tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from appliance.database.interface import Database, Parameter

Row = TypeVar("Row")
CHUNK = 500
"""Ids in one IN list: few enough for every engine's parameter limit and statement cache."""


async def fetch_by_ids(
    database: Database,
    sql: str,
    ids: Iterable[int],
    *,
    row: Callable[..., Row],
    before: Sequence[Parameter] = (),
) -> list[Row]:
    """Run `sql` for each chunk of distinct positive `ids`; no ids, no query.

    `{ids}` in `sql` becomes the list of placeholders; `before` are the parameters that stand
    before it. Rows come in the order of the chunks, ids ascending.
    """
    wanted = sorted({number for number in ids if number > 0})
    found: list[Row] = []
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        text = sql.replace("{ids}", ",".join(["%s"] * len(chunk)))
        found += await database.fetch(text, [*before, *chunk], row=row)
    return found


def as_record(columns: Sequence[str]) -> Callable[..., dict[str, Any]]:
    """A row type for wide tables: a dict of these columns."""

    def record(*values: Any) -> dict[str, Any]:
        return dict(zip(columns, values, strict=True))

    return record


def numbered(prefix: str, count: int) -> tuple[str, ...]:
    """Column names prefix1 … prefix<count>."""
    return tuple(f"{prefix}{index}" for index in range(1, count + 1))


def column_list(columns: Sequence[str]) -> str:
    """The columns for a SELECT, quoted: some are reserved words."""
    return ", ".join(f"`{column}`" for column in columns)
