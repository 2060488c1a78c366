"""The file that leaders write to, and the judge of what they wrote."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest

from chaos import ledger
from chaos.ledger import Entry, Reader, append, next_term, silence, violations


def entries(*words: str) -> list[Entry]:
    """Entries from "node term what", a second apart; "!" marks a refused one."""
    found = []
    for at, word in enumerate(words):
        node, term, what = word.removesuffix("!").split()
        found.append(Entry(float(at), node, int(term), what, word.endswith("!")))
    return found


def test_a_term_lower_than_the_highest_seen_is_refused_and_that_is_written_down(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ledger"
    reader, before = Reader(path), monotonic()
    assert reader.entries() == []
    assert append(path, "a", 3, "began")
    assert append(path, "b", 4, "began")
    assert len(reader.entries()) == 2
    assert not append(path, "a", 3, "acted")
    assert append(path, "a", 3, "ended")
    assert append(path, "b", 4, "acted")
    found = reader.entries()
    assert [(each.node, each.refused) for each in found] == [
        ("a", False), ("b", False), ("a", True), ("a", False), ("b", False)
    ]  # fmt: skip
    assert before <= found[0].at
    assert all(one.at <= other.at for one, other in pairwise(found))


def test_the_fence_remembers_behind_many_lines(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    append(path, "b", 9, "began")
    for _ in range(200):
        append(path, "b", 9, "acted")
    for _ in range(50):
        assert not append(path, "a", 8, "acted")
    assert append(path, "b", 9, "acted")


def test_nothing_is_wrong_with_leaders_that_follow_each_other() -> None:
    found = entries("a 1 began", "a 1 acted", "a 1 ended", "b 2 began", "b 2 acted", "a 3 began")
    assert violations(found[:5]) == []
    assert violations([]) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("a 1 began", "a 1 ended", "b 1 began"), "term 1 was a's and b's"),
        (("b 2 began", "b 2 ended", "a 1 began"), "a acted in term 1 after term 2"),
        (("a 1 began", "b 2 began"), "b began while the task of a still ran"),
        (("a 1 began", "a 1 ended", "b 2 began", "a 1 acted!"), "1 effects of an old term"),
    ],
)
def test_each_broken_promise_is_named(words: tuple[str, ...], said: str) -> None:
    assert any(said in each for each in violations(entries(*words)))


def test_a_node_that_was_killed_need_not_say_that_it_ended() -> None:
    found = entries("a 1 began", "b 2 began")
    assert violations(found, silenced=["a"]) == []
    assert violations(found, silenced=["c"]) != []


def test_a_stopped_process_may_come_as_far_as_the_fence_once() -> None:
    found = entries("a 1 began", "b 2 began", "a 1 acted!")
    assert violations(found, silenced=["a"], excused=1) == []


def test_silence_counts_from_and_to_the_bounds() -> None:
    found = entries("a 1 began", "a 1 acted", "a 1 ended", "b 2 acted!", "b 2 began")
    assert silence(found, 0.0, 4.0) == 3.0
    assert silence(found, 0.5, 9.0) == 5.0
    assert silence([], 1.0, 2.0) == 1.0


def test_the_next_term_begins_with_an_effect() -> None:
    found = entries("a 1 acted", "b 2 acted!", "a 2 ended", "b 2 began")
    assert next_term(found, 0.0, 1) == found[3]
    assert next_term(found, 0.0, 2) is None
    assert next_term(found, math.inf, 1) is None
    assert ledger.last_effect(found) == found[3]
