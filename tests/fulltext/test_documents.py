"""Documents are read by their ids, a page at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from appliance.fulltext import documents, texts
from appliance.fulltext.texts import File, Stamp, cut
from appliance.library.documents import read_document


@pytest.fixture
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(texts.TABLES)
    for path, lines in {
        "patterns/loop.md": [f"line {number}" for number in range(1, 151)],
        "guides/loop.txt": ["one"],
        "guides/start.md": ["x" * 30_000, "y" * 30_000, "z"],
    }.items():
        texts.put(
            connection,
            File(
                path, Stamp(1, 1), list(cut(lines, 1, "Head")), name=path.rpartition(".")[0],
                title="T", category=path.partition("/")[0], difficulty="basic", lines=len(lines),
            ),
        )  # fmt: skip
    yield connection
    connection.close()


def read(index: sqlite3.Connection, name: str, after: int = 0, limit: int = 100) -> tuple[int, int]:
    found = documents.read(index, name, after=after, limit=limit)
    assert found is not None
    assert found.text.count("\n") == found.last - found.first
    return found.first, found.last


def test_pages_follow_each_other(index: sqlite3.Connection) -> None:
    assert read(index, "patterns/loop") == (1, 100)
    assert read(index, "patterns/loop", after=100) == (101, 150)


def test_a_page_is_bounded_by_letters_too(index: sqlite3.Connection) -> None:
    assert read(index, "guides/start") == (1, 1)
    assert read(index, "guides/start", after=1) == (2, 3)


def test_a_line_that_is_too_long_is_cut_and_said() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(texts.TABLES)
        texts.put(connection, read_document("one.md", Stamp(1, 1), "x" * 50_000 + "\ny"))
        first = documents.read(connection, "one", after=0, limit=10)
        assert first is not None
        assert (first.last, len(first.text), first.cut) == (1, documents.MOST_LETTERS, 10_000)
        second = documents.read(connection, "one", after=1, limit=10)
        assert second is not None
        assert (second.text, second.cut) == ("y", 0)


def test_case_does_not_matter_and_folders_may_be_left_out(index: sqlite3.Connection) -> None:
    assert read(index, "PATTERNS/Loop")
    assert read(index, "start", limit=1) == (1, 1)
    assert documents.read(index, "loop", after=0, limit=1) is None  # Two end so.


@pytest.mark.parametrize("name", ["..", "../x", "/etc/passwd", "patterns/%", "a\0b", "patterns/"])
def test_an_id_is_no_path(index: sqlite3.Connection, name: str) -> None:
    assert documents.read(index, name, after=0, limit=1) is None


def test_near_ids_are_offered(index: sqlite3.Connection) -> None:
    assert documents.nearest(index, "patterns/lop")[0] == "patterns/loop"


def test_documents_are_counted(index: sqlite3.Connection) -> None:
    assert documents.counts(index) == {("guides", "basic"): 2, ("patterns", "basic"): 1}
