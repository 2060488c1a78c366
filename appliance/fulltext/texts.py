"""Files as chunks of text, found by their words (FTS5, BM25): with file, line, title, category.

The index holds no text itself: chunks are kept compressed beside it, so that what was indexed can
be shown, and taken out again, without the file. Plain functions of one connection: call them in a
thread. `remove` has to hand FTS5 the very words `put` gave it.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from appliance.fulltext.terms import compound_parts, excerpt, expression, pieces, terms

TABLES = """
CREATE TABLE files (id INTEGER PRIMARY KEY, path TEXT UNIQUE, mtime_ns INTEGER, size INTEGER,
    skipped TEXT, name TEXT, title TEXT, category TEXT, difficulty TEXT, tags TEXT, lines INTEGER);
CREATE INDEX files_by_name ON files (name COLLATE NOCASE);
CREATE TABLE chunks (id INTEGER PRIMARY KEY, file INTEGER, line INTEGER, title TEXT, body BLOB);
CREATE INDEX chunks_by_file ON chunks (file, line);
CREATE VIRTUAL TABLE texts USING fts5(
    title, body, parts, content='', tokenize="porter unicode61 remove_diacritics 2 tokenchars '_'");
"""
CHUNK_LINES = 60
CHUNK_LETTERS = 8000
BOOST = 2.0
"""How much better a passage of the wanted category ranks."""
_RANK = "bm25(texts, 4.0, 1.0, 0.5)"
_DELETE = "INSERT INTO texts (texts, rowid, title, body, parts) VALUES ('delete', ?, ?, ?, ?)"
_INSERT = "INSERT INTO texts (rowid, title, body, parts) VALUES (?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Tells whether a file changed."""

    mtime_ns: int
    size: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some lines of a file; `line` is the first one's number, from 1."""

    line: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is indexed; `name` is a document's id, `skipped` says why it has no chunks."""

    path: str
    stamp: Stamp
    chunks: Sequence[Chunk] = ()
    skipped: str | None = None
    name: str | None = None
    title: str | None = None
    category: str | None = None
    difficulty: str | None = None
    tags: str = ""
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with the lines that say most of the query."""

    path: str
    line: int
    heading: str
    excerpt: str
    name: str | None
    title: str | None
    category: str | None
    difficulty: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """The best passages; `total` is how many match; `any_word` when none has all of the words."""

    hits: Sequence[Hit]
    total: int
    any_word: bool = False


def cut(lines: Sequence[str], first: int, title: str) -> Iterator[Chunk]:
    """Chunks of at most `CHUNK_LINES` and `CHUNK_LETTERS`; a longer line is cut itself."""
    for start, end in _spans(lines):
        body = "\n".join(lines[start:end])
        for offset in range(0, max(len(body), 1), CHUNK_LETTERS):
            yield Chunk(first + start, title, body[offset : offset + CHUNK_LETTERS])


def _spans(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    start, letters = 0, 0
    for at, line in enumerate(lines):
        if at > start and (at - start == CHUNK_LINES or letters + len(line) > CHUNK_LETTERS):
            yield start, at
            start, letters = at, 0
        letters += len(line) + 1
    yield start, len(lines)


def known(connection: sqlite3.Connection) -> dict[str, tuple[Stamp, str | None]]:
    """Every indexed path with its stamp and why it was skipped."""
    rows = connection.execute("SELECT path, mtime_ns, size, skipped FROM files")
    return {path: (Stamp(mtime_ns, size), skipped) for path, mtime_ns, size, skipped in rows}


def put(connection: sqlite3.Connection, file: File) -> int:
    """Index a file that is not in the index; return its number."""
    given = (
        file.path, file.stamp.mtime_ns, file.stamp.size, file.skipped, file.name, file.title,
        file.category, file.difficulty, file.tags, file.lines,
    )  # fmt: skip
    marks = ", ".join("?" * len(given))
    number = connection.execute(f"INSERT INTO files VALUES (NULL, {marks})", given).lastrowid
    assert number is not None
    about = _about(file.title, file.tags)
    for chunk in file.chunks:
        body = zlib.compress(chunk.body.encode(), 1)
        row = connection.execute(
            "INSERT INTO chunks VALUES (NULL, ?, ?, ?, ?)", (number, chunk.line, chunk.title, body)
        ).lastrowid
        connection.execute(
            _INSERT, (row, chunk.title, chunk.body, about + compound_parts(chunk.body))
        )
    return number


def remove(connection: sqlite3.Connection, path: str) -> int | None:
    """Take a file out; return the number it had."""
    row = connection.execute("SELECT id, title, tags FROM files WHERE path = ?", (path,)).fetchone()
    if row is None:
        return None
    number: int = row[0]
    about = _about(row[1], row[2])
    chunks = connection.execute("SELECT id, title, body FROM chunks WHERE file = ?", (number,))
    for chunk, title, body in chunks.fetchall():
        text = zlib.decompress(body).decode()
        connection.execute(_DELETE, (chunk, title, text, about + compound_parts(text)))
    connection.execute("DELETE FROM chunks WHERE file = ?", (number,))
    connection.execute("DELETE FROM files WHERE id = ?", (number,))
    return number


def _about(title: str | None, tags: str) -> str:
    """What makes every passage of a document findable by what the whole is about."""
    return f"{title or ''} {tags} "


def search(
    connection: sqlite3.Connection,
    text: str,
    *,
    limit: int,
    boost: str | None = None,
    category: str | None = None,
    difficulty: str | None = None,
) -> Found:
    """The best passages for `text`: those with all of its words, else those with any.

    Args:
        boost: a category whose passages rank higher.
        category: the only category to look in.
        difficulty: the only difficulty to look in.
    """
    words = terms(text)
    if not words:
        return Found((), 0)
    wanted = (boost, category, difficulty)
    for joiner, looked_for in (("AND", words), ("OR", pieces(words))):
        rows, total = _best(connection, expression(looked_for, joiner), wanted, limit)
        if rows:
            hits = [_hit(connection, row, words) for row in rows]
            return Found(hits, total, any_word=joiner == "OR")
    return Found((), 0)


def _best(
    connection: sqlite3.Connection,
    match: str,
    wanted: tuple[str | None, str | None, str | None],
    limit: int,
) -> tuple[list[int], int]:
    """The numbers of the best chunks, and of how many."""
    boost, category, difficulty = wanted
    values: list[str | None]
    if wanted == (None, None, None):  # Rank without a look at each chunk's file: there are many.
        source, rank, values = "texts WHERE texts MATCH ?", _RANK, [match]
    else:
        source = (
            "texts JOIN chunks ON chunks.id = texts.rowid JOIN files ON files.id = chunks.file "
            "WHERE texts MATCH ? AND files.category = coalesce(?, files.category) "
            "AND files.difficulty = coalesce(?, files.difficulty)"
        )
        values = [match, category, difficulty]
        rank = f"{_RANK} * CASE files.category WHEN ? THEN {BOOST} ELSE 1.0 END"
    total: int = connection.execute(f"SELECT count(*) FROM {source}", values).fetchone()[0]
    order = [boost] if rank is not _RANK else []
    rows = connection.execute(
        f"SELECT texts.rowid FROM {source} ORDER BY {rank}, texts.rowid LIMIT ?",
        [*values, *order, limit],
    )
    return [row[0] for row in rows], total


def _hit(connection: sqlite3.Connection, chunk: int, words: Sequence[str]) -> Hit:
    path, line, heading, body, *document = connection.execute(
        "SELECT path, line, chunks.title, body, name, files.title, category, difficulty "
        "FROM chunks JOIN files ON files.id = chunks.file WHERE chunks.id = ?",
        (chunk,),
    ).fetchone()
    offset, shown = excerpt(zlib.decompress(body).decode(), words)
    return Hit(path, line + offset, heading, shown, *document)
