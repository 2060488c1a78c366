"""Fetch rows for any number of ids without an IN list that grows with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

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
