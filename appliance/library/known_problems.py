"""What log messages and symptoms of a TrinityCore realm mean: knowledge that is shipped. Pure.

Messages are recognised by pieces of fixed text in their order, never by a pattern language, so no
input makes a match slow.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from appliance.fulltext.terms import terms

GAP = " … "
MOST_LINES = 500
"""Lines of a pasted log that are looked at."""
MOST_FOUND = 5
ENOUGH = 0.4
"""Part of a symptom's weight that a problem must speak of."""
_NOISE = frozenset(
    ("the", "and", "for", "not", "with", "when", "why", "how", "does", "did", "can", "cannot",
     "what", "get", "has", "have", "are", "was", "error", "server", "from", "this", "that", "all",
     "player", "players", "worldserver", "trinitycore")
)  # fmt: skip
SHORTEST = 3
"""Letters of a word that counts."""


@dataclass(frozen=True, slots=True)
class KnownProblem:
    """What is wrong, why, and what to do."""

    name: str
    log: Sequence[Sequence[str]]
    """Messages: each as the pieces it has in this order, folded."""
    signs: frozenset[str]
    meaning: str
    causes: Sequence[str]
    fixes: Sequence[str]
    branch: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """A known problem, and the line that shows it; None when the words only speak of it."""

    problem: KnownProblem
    line: str | None


def recognise(text: str, problems: Sequence[KnownProblem]) -> list[Recognised]:
    """Problems whose messages are in `text`, the longest first; else those its words speak of."""
    shown: list[tuple[int, str, KnownProblem]] = []
    lines = [(line, line.casefold()) for line in text.splitlines()[:MOST_LINES] if line.strip()]
    for problem in problems:
        found = [
            (sum(map(len, pieces)), line)
            for line, folded in lines
            for pieces in problem.log
            if _holds(folded, pieces)
        ]
        if found:
            length, line = max(found, key=lambda each: each[0])
            shown.append((length, line, problem))
    if shown:
        shown.sort(key=lambda each: -each[0])
        return [Recognised(problem, line.strip()) for _length, line, problem in shown[:MOST_FOUND]]
    return [Recognised(problem, None) for problem in _by_signs(text, problems)[:MOST_FOUND]]


def _holds(line: str, pieces: Sequence[str]) -> bool:
    at = 0
    for piece in pieces:
        found = line.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _by_signs(text: str, problems: Sequence[KnownProblem]) -> list[KnownProblem]:
    """Problems by how much of the words' weight they speak of: a rare word weighs more."""
    words = signs_of(text)
    known = Counter(sign for problem in problems for sign in problem.signs)
    weights = {word: 1 / known[word] for word in words if known[word]}
    whole = sum(weights.values()) + (len(words) - len(weights)) / len(problems)
    scored = [
        (sum(weight for word, weight in weights.items() if word in problem.signs), problem)
        for problem in problems
    ]
    enough = [each for each in scored if each[0] and each[0] >= ENOUGH * whole]
    return [problem for _weight, problem in sorted(enough, key=lambda each: -each[0])]


def signs_of(*texts: str) -> frozenset[str]:
    """The words of texts as symptoms are compared by."""
    words = {word.casefold() for text in texts for word in terms(text)} - _NOISE
    return frozenset(_stem(word) for word in words if len(word) >= SHORTEST)


def _stem(folded: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if folded.endswith(ending) and len(folded) - len(ending) >= 3:
            return folded.removesuffix(ending)
    return folded


@cache
def known_problems() -> Sequence[KnownProblem]:
    """Everything that is shipped, in the file's order."""
    data = (files("appliance.library") / "log_patterns.toml").read_bytes()
    return [_problem(entry) for entry in tomllib.loads(data.decode())["problem"]]


def _problem(entry: Mapping[str, Any]) -> KnownProblem:
    return KnownProblem(
        entry["name"],
        [tuple(message.casefold().split(GAP)) for message in entry["log"]],
        signs_of(entry["signs"], entry["name"], *entry["log"]),
        entry["meaning"],
        entry["causes"],
        entry["fixes"],
        entry["branch"],
    )
