"""How bash's words become those that were typed; tests/cli/test_completion.py has the shells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.cli.shells import SHELLS, join_words, without


@pytest.mark.parametrize(
    ("words", "joined", "before"),
    [
        (["serve", "--set", "a.b", "=", "c"], ["serve", "--set", "a.b=c"], "a.b="),
        (["serve", "--set", "=", "a.b", "=", "c"], ["serve", "--set=a.b=c"], "--set=a.b="),
        (["serve", "--set", "a.b", "="], ["serve", "--set", "a.b="], "a.b="),
        (["serve", "--set", "a.b", "=", ""], ["serve", "--set", "a.b=", ""], ""),
        (["--url", "http", ":", "//host", ":", "1", "-"], ["--url", "http://host:1", "-"], ""),
        (["--host", "::", "1", "x"], ["--host", "::1", "x"], ""),
        ([""], [""], ""),
    ],
)
def test_words_are_those_that_were_typed(words: list[str], joined: list[str], before: str) -> None:
    assert join_words(words) == (joined, before)


@given(st.lists(st.text("ab-=:.", max_size=6), min_size=1))
def test_no_letter_is_lost(words: list[str]) -> None:
    joined, before = join_words(words)
    assert "".join(joined) == "".join(words)
    assert joined[-1].startswith(before)


@given(st.text("ab=", max_size=6), st.text("ab=", max_size=6))
def test_what_is_typed_already_is_not_completed_again(before: str, value: str) -> None:
    left = without(before, value)
    assert value.endswith(left)
    assert before.endswith(value.removesuffix(left))


@pytest.mark.parametrize("shell", SHELLS)
def test_what_is_put_right_is_still_where_it_was(shell: str) -> None:
    """A new version of click may have written its scripts anew."""
    script = SHELLS[shell].source_template
    marks = {
        "bash": ["compopt -o nospace"],
        "zsh": ["compset -P 1", "ending=", "(loadautofunc|shfunc)"],
        "fish": ["string replace"],
    }
    for mark in marks[shell]:
        assert mark in script
