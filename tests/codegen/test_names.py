"""Names and descriptions that callers choose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.codegen.names import (
    check_identifier,
    check_namespace,
    check_stem,
    comment,
    guard,
)
from appliance.errors import InvalidArgument


@pytest.mark.parametrize("name", ["A", "Bot", "myBot", "Bot_2", "NPC", "ID", "X1", "a" * 64])
def test_names_that_are_taken_as_they_are(name: str) -> None:
    assert check_identifier(name, "className") == name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "must be a C++ name"),
        ("ä", "must be a C++ name"),
        ("١", "must be a C++ name"),
        ("a" * 65, "must be a C++ name"),
        ("final", "keeps 'final' for itself"),
        ("not_eq", "keeps 'not_eq' for itself"),
        ("a__b", "keeps 'a__b' for itself"),
        ("_a", "keeps '_a' for itself"),
        ("EOF", "may be a macro"),
        ("errno", "may be a macro"),
        ("INT_MAX", "may be a macro"),
        ("EINTR", "may be a macro"),
        ("SIGINT", "may be a macro"),
        ("uint32", "uses the name"),
        ("mine", "uses the name"),
    ],
)
def test_names_that_are_refused_say_why(name: str, said: str) -> None:
    with pytest.raises(InvalidArgument, match=r"^className") as refused:
        check_identifier(name, "className", taken={"mine"})
    assert said in str(refused.value)


def test_namespaces_are_checked_part_by_part() -> None:
    assert check_namespace("A::B::C", "namespace") == "A::B::C"
    for name in ("A::class", "A::::B", "A::mine", "::".join("ABCDEFGHI")):
        with pytest.raises(InvalidArgument, match=r"^namespace"):
            check_namespace(name, "namespace", taken={"mine"})


def test_guards_are_macros() -> None:
    assert guard("Play::Bots", "my.file-2") == "PLAY_BOTS_MY_FILE_2_H"
    assert guard("A", check_stem("1")) == "A_1_H"


@given(st.text(max_size=300))
def test_a_comment_stays_one(text: str) -> None:
    for line in comment(text, "    ").split("\n"):
        assert line.startswith("    //")
        assert line.isprintable()
        assert not line.endswith("\\")
        assert "??" not in line


def test_comments_are_wrapped() -> None:
    lines = comment("word " * 60).split("\n")
    assert len(lines) == 4
    assert max(map(len, lines)) <= 96
    assert comment("") == "//"
