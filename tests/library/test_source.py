"""A source file in the index: declarations, and lines titled with what they declare."""

from __future__ import annotations

from appliance.fulltext.texts import CHUNK_LINES, Stamp
from appliance.library.source import MOST_NAMES, read_source

STAMP = Stamp(1, 1)


def test_chunks_are_titled_with_what_they_declare() -> None:
    text = "\n".join(["void A::f() { }", *["//"] * CHUNK_LINES, "class B { };"])
    found = read_source("a.cpp", STAMP, text)
    assert [(chunk.line, chunk.title) for chunk in found.file.chunks] == [
        (1, "A::f"), (CHUNK_LINES + 1, "B"),
    ]  # fmt: skip
    assert [each.name for each in found.classes] == ["B"]
    assert [each.owner for each in found.definitions] == ["A"]


def test_titles_are_short() -> None:
    text = "\n".join(f"void A::f{number}() {{ }}" for number in range(40))
    (chunk,) = read_source("a.cpp", STAMP, text).file.chunks
    assert chunk.title.count(",") == MOST_NAMES - 1


def test_configuration_is_text_only() -> None:
    found = read_source("worldserver.conf.dist", STAMP, "class A {};")
    assert (found.classes, len(found.file.chunks)) == ([], 1)


def test_what_is_too_hard_to_parse_is_text_all_the_same() -> None:
    found = read_source("a.h", STAMP, "a<" * 400_000)
    assert found.classes == []
    assert found.file.chunks
