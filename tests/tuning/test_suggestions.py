"""Suggestions: never without evidence, in order, filtered by rank."""

from __future__ import annotations

from itertools import product

import pytest

from appliance.tuning.suggestions import (
    Category,
    Difficulty,
    Evidence,
    Impact,
    Suggestion,
    at_least,
    at_most,
    urgency,
)


def suggestion(impact: Impact, difficulty: Difficulty) -> Suggestion:
    evidence = (Evidence("a", 1, "b"),)
    return Suggestion("rule", Category.CPU, impact, difficulty, "do", "when", evidence)


def test_a_suggestion_needs_evidence() -> None:
    with pytest.raises(ValueError, match="no evidence"):
        Suggestion("rule", Category.CPU, Impact.LOW, Difficulty.EASY, "do", "when", ())


def test_the_weightiest_comes_first_and_of_equals_the_easiest() -> None:
    every = [suggestion(*ranks) for ranks in product(Impact, Difficulty)]
    ordered = sorted(every, key=urgency)
    assert [(each.impact, each.difficulty) for each in ordered[:4]] == [
        ("high", "easy"), ("high", "medium"), ("high", "hard"), ("medium", "easy"),
    ]  # fmt: skip
    assert [each.impact for each in ordered if each.quick_win] == ["high", "medium"]


def test_ranks_are_compared() -> None:
    assert at_least(Impact.HIGH, Impact.MEDIUM)
    assert not at_least(Impact.LOW, Impact.MEDIUM)
    assert at_most(Difficulty.EASY, Difficulty.EASY)
    assert not at_most(Difficulty.HARD, Difficulty.MEDIUM)
