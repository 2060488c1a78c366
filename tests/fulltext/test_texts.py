"""Passages are found by words, and vanish with their file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.fulltext import texts
from appliance.fulltext.texts import CHUNK_LETTERS, CHUNK_LINES, Chunk, File, Stamp, cut


def empty() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(texts.TABLES)
    return connection


@pytest.fixture
def index() -> Iterator[sqlite3.Connection]:
    connection = empty()
    yield connection
    connection.close()


def file(path: str, body: str, **facts: str) -> File:
    chunks = [Chunk(1, facts.pop("heading", ""), body)]
    return File(path, Stamp(1, len(body)), chunks, **facts)  # type: ignore[arg-type]


def paths(index: sqlite3.Connection, text: str, **options: str) -> list[str]:
    return [hit.path for hit in texts.search(index, text, limit=10, **options).hits]  # type: ignore[arg-type]


def test_a_hit_names_the_line(index: sqlite3.Connection) -> None:
    texts.put(index, file("a.md", "one\ntwo\nthe wolf howls\nfour", heading="Wolves"))
    (hit,) = texts.search(index, "wolf howling", limit=10).hits
    assert (hit.path, hit.line, hit.heading) == ("a.md", 3, "Wolves")
    assert hit.excerpt == "the wolf howls\nfour"


def test_all_words_win_over_some(index: sqlite3.Connection) -> None:
    texts.put(index, file("both.md", "wolf and bear"))
    texts.put(index, file("one.md", "wolf wolf wolf"))
    assert paths(index, "wolf bear") == ["both.md"]
    found = texts.search(index, "bear tiger", limit=10)
    assert ([hit.path for hit in found.hits], found.any_word) == (["both.md"], True)


def test_identifiers_are_found_whole_and_by_parts(index: sqlite3.Connection) -> None:
    texts.put(index, file("a.cpp", "me->GetHealthPct();"))
    for text in ("GetHealthPct", "gethealthpct", "health pct", "HealthPct"):
        assert paths(index, text) == ["a.cpp"], text
    assert paths(index, "HealthBar") == ["a.cpp"]
    assert texts.search(index, "HealthBar", limit=1).any_word
    assert texts.search(index, "healthbar", limit=1).total == 0


def test_a_category_ranks_higher_or_is_the_only_one(index: sqlite3.Connection) -> None:
    for name in ("patterns", "examples"):
        texts.put(index, file(f"{name}.md", "wolf", category=name, difficulty="basic"))
    assert paths(index, "wolf", boost="examples")[0] == "examples.md"
    assert paths(index, "wolf", boost="patterns")[0] == "patterns.md"
    assert paths(index, "wolf", category="examples") == ["examples.md"]
    assert paths(index, "wolf", difficulty="advanced") == []


def test_title_and_tags_count_for_every_passage(index: sqlite3.Connection) -> None:
    texts.put(index, file("a.md", "some text", title="Wolves", tags="boss"))
    assert paths(index, "wolves boss text") == ["a.md"]


def test_total_counts_more_than_the_limit(index: sqlite3.Connection) -> None:
    for number in range(5):
        texts.put(index, file(f"{number}.md", "wolf"))
    found = texts.search(index, "wolf", limit=2)
    assert (len(found.hits), found.total) == (2, 5)


def test_nothing_to_look_for_finds_nothing(index: sqlite3.Connection) -> None:
    assert texts.search(index, '"*"', limit=10).total == 0


@given(
    bodies=st.lists(st.text(max_size=200).filter(lambda text: "\ud800" not in text), max_size=6),
    gone=st.sets(st.integers(0, 5)),
)
def test_what_is_removed_leaves_nothing_behind(bodies: list[str], gone: set[int]) -> None:
    index, fresh = empty(), empty()
    for number, body in enumerate(bodies):
        texts.put(index, file(str(number), f"{body} wolf", title="T", tags="t"))
    for number in gone:
        texts.remove(index, str(number))
    for number, body in enumerate(bodies):
        if number not in gone:
            texts.put(fresh, file(str(number), f"{body} wolf", title="T", tags="t"))
    index.execute("INSERT INTO texts (texts) VALUES ('integrity-check')")
    assert sorted(paths(index, "wolf")) == sorted(paths(fresh, "wolf"))
    assert set(texts.known(index)) == {str(n) for n in range(len(bodies))} - {str(n) for n in gone}
    index.close()
    fresh.close()


def test_removing_what_is_not_there_is_nothing(index: sqlite3.Connection) -> None:
    assert texts.remove(index, "nothing") is None


@given(lines=st.lists(st.text(alphabet="ab ", max_size=40), min_size=1, max_size=200))
def test_chunks_are_the_lines_again(lines: list[str]) -> None:
    chunks = list(cut(lines, 1, "t"))
    assert "\n".join(chunk.body for chunk in chunks).split("\n") == lines
    at = 1
    for chunk in chunks:
        assert chunk.line == at
        assert chunk.body.count("\n") < CHUNK_LINES
        at += chunk.body.count("\n") + 1


def test_a_long_line_is_cut() -> None:
    chunks = list(cut(["a", "x" * (3 * CHUNK_LETTERS), "b"], 1, ""))
    assert [chunk.line for chunk in chunks] == [1, 2, 2, 2, 3]
    assert max(len(chunk.body) for chunk in chunks) == CHUNK_LETTERS
