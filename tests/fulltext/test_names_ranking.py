"""The order of answers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.fulltext.names_ranking import EXACT, edits_allowed, score

WORDS = st.lists(st.text("abcd", min_size=1, max_size=6), min_size=1, max_size=4).map(" ".join)


def rank(query: str, name: str) -> float:
    return score(query, query.split(), name)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (
            "wolf",
            (
                *("wolf", "wolf pup", "wolf pup mother", "grey wolf", "old grey wolf"),
                *("werewolf", "old werewolf", "wlof", "owl"),
            ),
        ),
        ("grey wolf", ("grey wolf", "grey wolf pup", "old grey wolf", "wolf grey", "grya wolf")),
        ("defias pilager", ("defias pillager", "defias pillager chief", "defias")),
        ("silver hand", ("silver hand", "hand of silver", "silverhand")),
        ("redemplion of the", ("redemption of the ashtongue", "the path of redemption")),
    ],
)
def test_better_answers_score_higher(query: str, names: tuple[str, ...]) -> None:
    scores = [rank(query, name) for name in names]
    assert scores[0] > 0
    for (name, one), (other, two) in pairwise(zip(names, scores, strict=True)):
        assert one > two, (name, one, other, two)


@pytest.mark.parametrize(
    ("query", "name"),
    [("ab", "ac"), ("gnoll", "gnats"), ("hogger", "hackers"), ("wolf", "bear"), ("x", "y")],
)
def test_what_is_not_alike_is_no_answer(query: str, name: str) -> None:
    assert rank(query, name) == 0


@pytest.mark.parametrize(("letters", "edits"), [(1, 0), (2, 0), (3, 1), (5, 1), (6, 2), (40, 2)])
def test_edits_by_length(letters: int, edits: int) -> None:
    assert edits_allowed(letters) == edits


def test_a_query_with_a_word_too_many_still_finds_most_of_it() -> None:
    assert 0 < rank("hogger the gnoll", "hogger the great") < rank("hogger the", "hogger the great")
    assert rank("hogger the gnoll", "gnoll") == 0


@given(WORDS, WORDS)
def test_only_the_name_itself_is_exact(query: str, name: str) -> None:
    assert 0 <= rank(query, name) <= EXACT
    assert (rank(query, name) == EXACT) == (query == name)


@given(WORDS, WORDS)
def test_shorter_names_are_better(query: str, more: str) -> None:
    assert rank(query, f"{query} {more}") > rank(query, f"{query} {more} {more}")


@given(st.text("abcdefgh", min_size=6, max_size=20), st.data())
def test_a_letter_left_out_is_forgiven(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    assert rank(name[:at] + name[at + 1 :], name) > 0.3
