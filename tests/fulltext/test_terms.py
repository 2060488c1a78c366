"""Queries become words, never syntax."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.fulltext.terms import (
    EXCERPT_LETTERS,
    MOST_LIKENED,
    MOST_TERMS,
    MOST_WORD,
    PORTION,
    compound_parts,
    excerpt,
    expression,
    likest,
    parts,
    terms,
)


@pytest.mark.parametrize(
    ("identifier", "pieces"),
    [
        ("GetHealthPct", ["Get", "Health", "Pct"]),
        ("SMSG_AUTH_RESPONSE", ["SMSG", "AUTH", "RESPONSE"]),
        ("m_spellInfo2", ["m", "spell", "Info", "2"]),
        ("HTTPServer", ["HTTP", "Server"]),
        ("health", ["health"]),
        ("", []),
    ],
)
def test_identifiers_come_apart(identifier: str, pieces: list[str]) -> None:
    assert parts(identifier) == pieces


def test_compound_identifiers_are_findable_by_their_parts() -> None:
    assert compound_parts("if (me->GetHealthPct() < SPELL_POWER) plain;") == (
        "Get Health POWER Pct SPELL"
    )


def test_small_words_count_only_alone() -> None:
    assert terms("How do I make it cast a spell?") == ["make", "cast", "spell"]
    assert terms("to be or") == ["to", "be", "or"]


def test_words_are_taken_once_and_only_so_many() -> None:
    assert terms('aura "AURA" *Aura* NEAR(col:x)') == ["aura", "NEAR", "col", "x"]
    assert len(terms(" ".join(f"word{number}" for number in range(100)))) == MOST_TERMS
    assert terms("x" * 10_000) == ["x" * MOST_WORD]


@pytest.fixture(scope="module")
def table() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE texts USING fts5(body, tokenize='porter unicode61')")
    connection.execute("INSERT INTO texts VALUES ('player health')")
    return connection


@given(text=st.text(max_size=300), joiner=st.sampled_from(["AND", "OR"]))
def test_no_query_is_syntax(table: sqlite3.Connection, text: str, joiner: str) -> None:
    if words := terms(text):
        table.execute(
            "SELECT count(*) FROM texts WHERE texts MATCH ?", (expression(words, joiner),)
        ).fetchone()


@pytest.mark.parametrize(
    "text", ['"', "a*", "NEAR(a b, 2)", "body:player", "a\0b", "^player", "a AND", "{a b}: c", "-x"]
)
def test_syntax_of_fts5_is_text(table: sqlite3.Connection, text: str) -> None:
    for joiner in ("AND", "OR"):
        if words := terms(text):
            table.execute(
                "SELECT * FROM texts WHERE texts MATCH ?", (expression(words, joiner),)
            ).fetchall()


def test_the_excerpt_is_where_most_words_are() -> None:
    body = "nothing\nhealth here\nplayers have health\nmore\nend"
    assert excerpt(body, ["player", "health"]) == (2, "players have health\nmore\nend")


def test_an_excerpt_is_short() -> None:
    _at, text = excerpt("x" * 10_000, ["x"])
    assert len(text) == EXCERPT_LETTERS + 1


@given(body=st.text(max_size=500), words=st.lists(st.text(min_size=1, max_size=10), max_size=4))
def test_an_excerpt_begins_at_its_line(body: str, words: list[str]) -> None:
    at, text = excerpt(body, words)
    if text:
        assert body.split("\n")[at].startswith(text.split("\n")[0].rstrip("…"))


def test_names_that_are_like_another() -> None:
    assert likest("plyer", ["Player", "Creature"]) == ["Player"]
    assert likest("zzz", ["Player"]) == []


def test_the_likest_of_many_names_is_first_wherever_it_stands() -> None:
    many = [f"Plyer{number}Spell" for number in range(2 * PORTION)]
    assert likest("plyer", [*many, "Player", *many])[0] == "Player"
    assert likest("a" * MOST_LIKENED + "b" * 10_000, ["A" * MOST_LIKENED]) == ["A" * MOST_LIKENED]
