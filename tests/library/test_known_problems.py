"""Known log messages are recognised, symptoms too, and nothing makes that slow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.library.known_problems import MOST_FOUND, known_problems, recognise

PROBLEMS = known_problems()


def names(text: str) -> list[str]:
    return [found.problem.name for found in recognise(text, PROBLEMS)]


def test_the_list_is_complete_in_itself() -> None:
    assert len(PROBLEMS) >= 40
    assert len({problem.name for problem in PROBLEMS}) == len(PROBLEMS)
    for problem in PROBLEMS:
        assert problem.meaning
        assert problem.causes
        assert problem.fixes
        assert problem.signs
        assert problem.branch in ("both", "3.3.5", "master")


def test_every_message_finds_its_problem() -> None:
    for problem in PROBLEMS:
        for pieces in problem.log:
            line = "2026-01-01 ERROR [x]: " + " 'thing' ".join(pieces).upper() + " 42"
            assert problem.name in names(line), line


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Script 'npc_x' is referenced by the database, but does not exist in the core!",
         "A script the core does not have"),
        ("[1054] Unknown column 'a.b' in 'field list'", "The database is older than the core"),
        ("Could not connect to MySQL database at 127.0.0.1: Access denied for user 'a'@'b'",
         "The database refuses the login"),
        ("ok\nok\nMMAP:loadMap: 0001.mmtile was built with generator v7, expected v15\nok",
         "MMaps are of another version"),
        ("players are stuck at connecting to realm", "The realm's address is wrong"),
        ("my creatures walk through walls", "MMaps are missing"),
        ("the port is already in use", "The port is in use"),
        ("bot.cpp:7:11: error: ‘class Player’ has no member named ‘GetFoo’",
         "Code that does not fit the core"),
        ("error: ‘void X::OnLogin(Player*)’ marked ‘override’, but does not override",
         "Code that does not fit the core"),
        ("bot.h:9: error: no member named 'GetFoo' in 'Player'", "Code that does not fit the core"),
        ("undefined reference to `AddSC_boss_x()'", "The build cannot link a script"),
        ("undefined reference to `Foo::bar()'", "The build cannot link"),
    ],
)  # fmt: skip
def test_what_people_paste_or_say(text: str, first: str) -> None:
    assert names(text)[0] == first


def test_a_recognised_line_is_shown() -> None:
    (found,) = recognise("a\n  Too many open files \nb", PROBLEMS)
    assert found.line == "Too many open files"


def test_words_nobody_knows_find_nothing() -> None:
    assert names("purple bananas") == []
    assert names('"*') == []


@given(st.text(max_size=300))
def test_any_text_is_answered_briefly(text: str) -> None:
    assert len(recognise(text, PROBLEMS)) <= MOST_FOUND


def test_long_text_of_half_messages_is_no_trouble() -> None:
    recognise("Map file " * 2_000, PROBLEMS)
