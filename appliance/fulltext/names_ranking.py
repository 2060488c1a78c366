"""How well a name answers a query: one number for both folded texts. Pure.

The whole name > its beginning > the beginning of a word in it > anywhere in it > its words in any
order > nearly so. Nearly: one edit in short words, two in longer ones, a letter exchanged with its
neighbour being one. Of names that answer alike the shorter is better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache

EXACT = 1.0
PREFIX = 0.9
WORD_PREFIX = 0.8
WITHIN = 0.7
WORDS = 0.6
NEAR = 0.5
SOME = 0.2
_SPAN = 0.09
"""What shortness may add within a step."""

_EDIT = 0.1
_UNFINISHED = 0.5
"""A misspelt word that is only the beginning of the name's counts half an edit more."""
_EXTRA = 0.02
"""Edits a letter of the name counts that the query has not; a third where it only goes on."""
_MOST_COST = 2.9
_LEAST_SHARE = 0.6
"""Of a query's letters that must be found when a word of it is not in the name."""


def score(query: str, words: Sequence[str], name: str) -> float:
    """From 1 (the same name) down to 0 (no answer).

    Args:
        query: folded, not empty.
        words: its words.
        name: folded, not empty.
    """
    if name == query:
        return EXACT
    shortness = _SPAN * min(1.0, len(query) / len(name))
    at = name.find(query)
    if at == 0:
        return PREFIX + shortness
    if at > 0:
        starts_word = f" {query}" in name
        return (WORD_PREFIX if starts_word else WITHIN) + shortness
    return _by_words(query, words, name, shortness)


def edits_allowed(length: int) -> int:
    """Edits after which a word, or a whole name, of this many letters is still meant."""
    if length <= 2:
        return 0
    return 1 if length <= 5 else 2


def _by_words(query: str, words: Sequence[str], name: str, shortness: float) -> float:
    edits, missing = _aligned(words, name.split())
    if not missing and not edits:
        return WORDS + shortness
    extra = _EXTRA * max(0, len(name) - len(query))
    costs = list(_whole_costs(query, name, extra))
    if not missing and edits <= max(2, len(words)):
        costs.append(edits + extra)
    if costs:
        return NEAR + _SPAN - _EDIT * min(_MOST_COST, min(costs))
    letters = sum(map(len, words))
    share = (letters - missing) / letters
    if share < _LEAST_SHARE:
        return 0.0
    return max(0.0, SOME * share - _EDIT * min(1.0, edits / 2) - _EDIT / 2 * min(1.0, extra))


@cache
def _edits() -> Callable[..., int]:
    """Counts edits between two texts, up to a cutoff."""
    # Here and not above: 4 MB that a node does without until a name is searched.
    from rapidfuzz.distance import OSA

    return OSA.distance


def _whole_costs(query: str, name: str, extra: float) -> Iterator[float]:
    """Edits from the query to the name, and to the words it begins with."""
    allowed = edits_allowed(len(query))
    whole = _edits()(query, name, score_cutoff=allowed)
    if whole <= allowed:
        yield float(whole)
    end = name.find(" ", len(query) - 1)
    if end > 0:
        begun = _edits()(query, name[:end], score_cutoff=allowed)
        if begun <= allowed:
            yield begun + extra / 3


def _aligned(words: Sequence[str], others: list[str]) -> tuple[float, int]:
    """Edits that turn each word into another one of the name, and letters of words without one."""
    edits, missing, free = 0.0, 0, others
    for word in words:
        best, place = _nearest(word, free)
        if place is None:
            missing += len(word)
        else:
            edits += best
            free = free[:place] + free[place + 1 :]
    return edits, missing


def _nearest(word: str, others: Sequence[str]) -> tuple[float, int | None]:
    """The fewest edits to one of the others, and its place."""
    allowed = edits_allowed(len(word))
    best, place = allowed + 1.0, None
    for index, other in enumerate(others):
        found = _distance(word, other, allowed)
        if found < best:
            best, place = found, index
            if not found:
                break
    return best, place


def _distance(word: str, other: str, allowed: int) -> float:
    """Edits between a query's word and a name's, or its beginning; more than allowed: none."""
    if other.startswith(word):
        return 0.0
    if not allowed:
        return allowed + 1.0
    found = float(_edits()(word, other, score_cutoff=allowed))
    if found <= allowed or len(word) < 4 or len(other) <= len(word):
        return found
    parts = (other[: len(word)], other[: len(word) + 1])
    unfinished = min(_edits()(word, part, score_cutoff=allowed) for part in parts)
    return unfinished + _UNFINISHED if unfinished <= allowed else allowed + 1.0
