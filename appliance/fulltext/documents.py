"""Documents of an index by their ids: their text, their near namesakes, what there is of them.

Plain functions of one connection that is reading; ids are looked up, never opened as paths.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.fulltext.terms import likest

MOST_LETTERS = 40_000
"""Letters one reading returns, whatever its lines."""
MOST_HEADINGS = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """Some lines of a document, from `first` to `last`, of `lines`. `cut`: letters left out of a
    line that alone is longer than `MOST_LETTERS`."""

    name: str
    path: str
    title: str
    category: str
    difficulty: str
    tags: str
    lines: int
    first: int
    last: int
    text: str
    cut: int
    headings: Sequence[tuple[int, str]]


def read(connection: sqlite3.Connection, name: str, *, after: int, limit: int) -> Reading | None:
    """The `limit` lines of a document behind line `after`; None when no document has the id.

    An id may lack its folders where only one document ends with it.
    """
    row = _row(connection, name)
    if row is None:
        return None
    file, *facts = row
    chunks = connection.execute(
        "SELECT line, title, body FROM chunks WHERE file = ? ORDER BY line, id", (file,)
    ).fetchall()
    taken: list[tuple[int, str]] = []
    letters = 0
    for at, line in _lines(chunks):
        if at <= after:
            continue
        letters += len(line) + 1
        if len(taken) == limit or (taken and letters > MOST_LETTERS):
            break
        taken.append((at, line))
    headings: dict[str, int] = {}
    for at, title, _body in chunks:
        headings.setdefault(title, at)
    outline = [(at, title) for title, at in headings.items()][:MOST_HEADINGS]
    text = "\n".join(line for _at, line in taken)
    first, last = (taken[0][0], taken[-1][0]) if taken else (after, after)
    cut = max(0, len(text) - MOST_LETTERS)
    return Reading(*(*facts, first, last, text[:MOST_LETTERS], cut, outline))


def _row(connection: sqlite3.Connection, name: str) -> tuple[Any, ...] | None:
    columns = "SELECT id, name, path, title, category, difficulty, tags, lines FROM files WHERE "
    row: tuple[Any, ...] | None = connection.execute(
        f"{columns} name = ? COLLATE NOCASE AND skipped IS NULL ORDER BY name <> ?, path LIMIT 1",
        (name, name),
    ).fetchone()
    if row is not None:
        return row
    ending = f"/{name}"
    rows = connection.execute(
        f"{columns} substr(name, ?) = ? COLLATE NOCASE AND skipped IS NULL LIMIT 2",
        (-len(ending), ending),
    ).fetchall()
    return rows[0] if len(rows) == 1 else None


def _lines(chunks: Sequence[tuple[int, str, bytes]]) -> list[tuple[int, str]]:
    """Number and text of every line; the pieces of a line that was cut are one line again."""
    found: dict[int, str] = {}
    for first, _title, body in chunks:
        for at, line in enumerate(zlib.decompress(body).decode().split("\n"), start=first):
            found[at] = found.get(at, "") + line
    return sorted(found.items())


def nearest(connection: sqlite3.Connection, name: str) -> list[str]:
    """Ids that look or sound most like `name`."""
    rows = connection.execute("SELECT name FROM files WHERE name <> '' AND skipped IS NULL")
    return likest(name, (row[0] for row in rows))


def counts(connection: sqlite3.Connection) -> Mapping[tuple[str, str], int]:
    """How many documents there are of each category and difficulty."""
    rows = connection.execute(
        "SELECT category, difficulty, count(*) FROM files "
        "WHERE skipped IS NULL AND category IS NOT NULL GROUP BY 1, 2"
    )
    return {(category, difficulty): count for category, difficulty, count in rows}
