"""What people type, as FTS5 may read it; identifiers in their parts; the lines to show. Pure.

No character of a query is ever syntax: only words are taken from it, and each is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from heapq import nlargest
from itertools import islice
from operator import itemgetter

MOST_TERMS = 16
"""Words of a query that count."""
MOST_WORD = 64
"""Letters of a word that count."""
NEAREST = 5
LIKE = 60
"""Of 100: how like a name must be to be offered instead of a missing one."""
MOST_LIKENED = 100
"""Letters of a name that are compared: ten times as fast as five times as many."""
PORTION = 2000
EXCERPT_LINES = 3
EXCERPT_LETTERS = 400
_WORD = re.compile(r"\w+")
SMALL_WORDS = frozenset(
    _WORD.findall(
        "a about am an and any are as at be been but by can could did do does for from had has"
        " have how i if in into is it its me much my of on or should so some that the their them"
        " then there these they this those to us was we were what when where which who whom why"
        " will with would you your"
    )
)
"""Words that questions are made of: they say nothing of what is looked for."""
_IDENTIFIER = re.compile(r"[A-Za-z_]\w+", re.ASCII)
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", re.ASCII)


def terms(text: str) -> list[str]:
    """The different words of a query in their order, the first `MOST_TERMS`.

    Small words count when there are no others.
    """
    return _different(text, SMALL_WORDS) or _different(text)


def _different(text: str, without: Collection[str] = ()) -> list[str]:
    found: dict[str, str] = {}
    for match in _WORD.finditer(text):
        word = match[0][:MOST_WORD]
        if word.casefold() not in without:
            found.setdefault(word.casefold(), word)
        if len(found) == MOST_TERMS:
            break
    return list(found.values())


def parts(identifier: str) -> list[str]:
    """GetHealthPct → Get, Health, Pct; SMSG_AUTH_RESPONSE → its words."""
    return _PART.findall(identifier)


def pieces(words: Sequence[str]) -> list[str]:
    """The words and the parts of compound ones, each once; twice `MOST_TERMS` at most."""
    found = {piece.casefold(): piece for word in words for piece in (word, *parts(word))}
    return list(found.values())[: 2 * MOST_TERMS]


def compound_parts(text: str) -> str:
    """The parts of every compound identifier in `text`, each once: what makes them findable."""
    found: set[str] = set()
    for name in set(_IDENTIFIER.findall(text)):
        plain = "_" not in name and (name.islower() or name.isupper())
        if not plain and len(name) <= MOST_WORD and len(inner := parts(name)) > 1:
            found.update(inner)
    return " ".join(sorted(found))


def expression(words: Sequence[str], joiner: str) -> str:
    """An FTS5 expression over `words`; a compound one is also found by its parts."""
    return f" {joiner} ".join(_either(word) for word in words)


def _either(word: str) -> str:
    inner = parts(word)
    if len(inner) < 2:
        return f'"{word}"'
    return f'("{word}" OR ({" AND ".join(f"{chr(34)}{part}{chr(34)}" for part in inner)}))'


def excerpt(body: str, words: Sequence[str]) -> tuple[int, str]:
    """The lines of `body` that say most of `words`: number of the first from 0, and the text."""
    stems = [word.casefold()[: max(4, len(word) - 3)] for word in words]
    lines = body.split("\n")
    scores = [_score(line.casefold(), stems) for line in lines]
    best = max(
        range(len(lines)), key=lambda at: (scores[at], sum(scores[at : at + EXCERPT_LINES]), -at)
    )
    shown = "\n".join(lines[best : best + EXCERPT_LINES]).rstrip()
    return best, shown if len(shown) <= EXCERPT_LETTERS else shown[:EXCERPT_LETTERS] + "…"


def _score(line: str, stems: Sequence[str]) -> int:
    return sum(stem in line for stem in stems)


def likest(name: str, names: Iterable[str]) -> list[str]:
    """The names that are most like `name`, in any case, by the first `MOST_LIKENED` letters of it.

    Compared a portion at a time: during one nothing else in the process moves.
    """
    # Here and not above: 4 MB that a node does without until a name is not found.
    from rapidfuzz import fuzz, process

    found: list[tuple[str, float, int]] = []
    rest, looked_for = iter(names), name[:MOST_LIKENED]
    while portion := list(islice(rest, PORTION)):
        found += process.extract(
            looked_for, portion, scorer=fuzz.WRatio, processor=str.casefold, limit=NEAREST,
            score_cutoff=LIKE,
        )  # fmt: skip
    return [each[0] for each in nlargest(NEAREST, found, key=itemgetter(1))]
