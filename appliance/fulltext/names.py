"""Names in memory, found by any part of them and despite small misspellings.

Each different text is kept once and indexed by its trigrams (FTS5, only which text holds which);
texts are numbered by length, so the first rows of an index are the shortest names. A search takes
the trigrams of the query that the fewest names hold, up to a bound, and ranks what they find.
Plain functions of one connection: call them in a thread, one at a time.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from appliance.errors import Unavailable
from appliance.fulltext import names_sql as sql
from appliance.fulltext.names_folding import fold
from appliance.fulltext.names_ranking import EXACT, score

MOST_QUERY = 100
"""Letters of a query, and trigrams of what they fold to, that count."""
POSTINGS = 6000
"""Index entries one search looks at, apart from the rarest trigrams'."""
RAREST = 4
"""Trigrams that are looked at whatever they cost."""
CANDIDATES = 200
"""Names that are ranked."""
SHORT = 8
"""Letters up to which one misspelling may leave no telling trigram: of names of about this length
those with any of the trigrams are ranked too."""
STEP = 20_000
"""Texts indexed in one step."""
_IDEOGRAPHS = "\u2e80"
"""From here on a letter may be a word."""
_LAST = "\U0010ffff"
_Gram = tuple[int, str]
"""How many texts hold a trigram, and the trigram."""


class Name(NamedTuple):
    """What something is called in one language."""

    kind: str
    id: int
    locale: str
    text: str


class Found(NamedTuple):
    """Something found. `name` is in the language asked for where it has a name in it, `matched`
    what the query was found in, in `locale`; `score` is 1 for the same name, less the less alike.
    """

    kind: str
    id: int
    name: str
    matched: str
    locale: str
    score: float

    @property
    def exact(self) -> bool:
        """Whether the query is the whole name, but for case, marks and punctuation."""
        return self.score >= EXACT


class Size(NamedTuple):
    """How much is indexed, and the bytes it takes."""

    names: int
    texts: int
    bytes: int


class NameIndex:
    """An index: `add` names, run every one of `steps`, then search.

    Args:
        kinds: every kind of thing there may be; of equally good answers the earlier kind is first.
        locales: every language, the base first: a translation that equals it is not kept.

    Raises:
        Unavailable: this SQLite cannot do it.
    """

    def __init__(self, kinds: Sequence[str], locales: Sequence[str]) -> None:
        self._kinds, self._locales = tuple(kinds), tuple(locales)
        self._kind_numbers = {kind: number for number, kind in enumerate(kinds)}
        self._locale_numbers = {locale: number for number, locale in enumerate(locales)}
        self._texts = 0
        self._places: dict[int, list[int]] = {}
        self._connection = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False
        )
        try:
            self._connection.executescript(sql.TABLES)
        except sqlite3.OperationalError as error:
            self._connection.close()
            raise Unavailable(
                f"SQLite {sqlite3.sqlite_version} cannot index names: {error}",
                hint="it needs SQLite 3.34 with FTS5: use another Python, or set names.enabled "
                "to false",
            ) from error

    def add(self, names: Iterable[Name]) -> int:
        """Take names in and return how many; those without a visible character are left out.

        Raises:
            KeyError: a kind or language that the index was not made for.
        """
        rows = [
            (self._kind_numbers[kind], number, self._locale_numbers[locale], text.strip(), folded)
            for kind, number, locale, text in names
            if (folded := fold(text))
        ]
        self._run("BEGIN")
        self._connection.executemany("INSERT INTO staging.given VALUES (?, ?, ?, ?, ?)", rows)
        self._run("COMMIT")
        return len(rows)

    def steps(self) -> Iterator[Callable[[], object]]:
        """What is left to do after the last `add`, in parts of a second or so."""
        yield partial(self._run, sql.TEXTS)
        yield self._measure
        yield partial(self._run, sql.TEXTS_INDEX)
        for start in range(0, self._texts, STEP):
            yield partial(self._run, sql.GRAMS, _IDEOGRAPHS, start, start + STEP)
        yield partial(self._run, sql.OPTIMIZE)
        yield partial(self._run, sql.COUNT_GRAMS)
        for kind in range(len(self._kinds)):
            yield partial(self._run, sql.NAMES, kind)
            yield partial(self._run, sql.DROP_SAME_AS_BASE, kind)
        yield partial(self._run, sql.NAMES_INDEX)
        yield partial(self._run, "DETACH staging")

    def _run(self, statement: str, *values: int | str) -> None:
        self._connection.execute(statement, values)

    def _measure(self) -> None:
        (self._texts,) = self._connection.execute("SELECT count(*) FROM texts").fetchone()
        self._places = {length: places for length, *places in self._connection.execute(sql.LENGTHS)}

    def size(self) -> Size:
        """How much is indexed."""
        names, used = self._connection.execute(sql.SIZE).fetchone()
        return Size(names, self._texts, used)

    def close(self) -> None:
        """Give the memory back."""
        self._connection.close()

    def search(
        self, text: str, *, kinds: Collection[str] | None, locale: str, limit: int
    ) -> list[Found]:
        """The best answers, best first, each thing once, with the text that answers best.

        Args:
            kinds: the only kinds wanted; all when None.
            locale: the language to show names in.
        """
        query = fold(text[:MOST_QUERY])
        if not query or limit < 1:
            return []
        mask = self._mask(kinds)
        words = query.split()
        found: dict[int, tuple[float, str]] = {}
        for number, folded in self._candidates(query, mask):
            if number not in found and (value := score(query, words, folded)):
                found[number] = value, folded
        return self._named(found, mask, self._locale_numbers.get(locale, 0), limit)

    def by_id(self, number: int, *, kinds: Collection[str] | None, locale: str) -> list[Found]:
        """Everything that has this id."""
        mask, wanted = self._mask(kinds), self._locale_numbers.get(locale, 0)
        found = []
        for index, kind in enumerate(self._kinds):
            row = None
            if mask & 1 << index:
                row = self._connection.execute(sql.ANY, (index, number, wanted)).fetchone()
            if row is not None:
                found.append(Found(kind, number, row[1], row[1], self._locales[row[0]], EXACT))
        return found

    def _mask(self, kinds: Collection[str] | None) -> int:
        wanted = self._kinds if kinds is None else kinds
        return sum(1 << self._kind_numbers[kind] for kind in set(wanted))

    def _candidates(self, query: str, mask: int) -> Iterator[tuple[int, str]]:
        """Texts that may answer: number and folded text."""
        yield from self._connection.execute(sql.EXACTLY, (query, mask, CANDIDATES))
        if len(query) < 3:
            bounds = (query, query + _LAST)
            yield from self._connection.execute(sql.BEGINNING, (*bounds, mask, CANDIDATES))
        grams = self._grams(query)
        yield from self._best(_affordable(grams), (1, self._texts), mask)
        if len(query) <= SHORT:
            lengths = range(len(query) - 2, len(query) + 3)
            places = [place for length in lengths for place in self._places.get(length, ())]
            if places:
                yield from self._best(grams, (min(places), max(places)), mask)

    def _best(
        self, grams: Sequence[_Gram], places: tuple[int, int], mask: int
    ) -> Iterator[tuple[int, str]]:
        """The texts, of those numbered so, that hold most of the grams; the rarer count more."""
        if not grams:
            return
        hits = " UNION ALL ".join([sql.HITS] * len(grams))
        values: list[float | int | str] = []
        for texts, gram in grams:
            phrase = '"' + gram.replace('"', '""') + '"'
            values += [math.log1p(self._texts / texts), phrase, *places]
        yield from self._connection.execute(sql.BEST.format(hits=hits), (*values, mask, CANDIDATES))

    def _grams(self, query: str) -> list[_Gram]:
        """The query's trigrams that some name holds, rarest first."""
        padded = f" {query} "
        counts: set[_Gram] = set()
        for gram in {padded[start : start + 3] for start in range(len(padded) - 2)}:
            counts.update(self._connection.execute(sql.COUNTS, (gram, gram, 1)))
        if len(query) < 3 and query >= _IDEOGRAPHS:
            counts.update(self._connection.execute(sql.COUNTS, (query, query + _LAST, CANDIDATES)))
        return sorted(counts)[:MOST_QUERY]

    def _named(
        self, found: dict[int, tuple[float, str]], mask: int, locale: int, limit: int
    ) -> list[Found]:
        """Who bears the texts, best first; of equally good ones by kind, text, id."""
        by_score: dict[float, list[int]] = {}
        for number, (value, _folded) in found.items():
            by_score.setdefault(value, []).append(number)
        matches: dict[tuple[int, int], Found] = {}
        for value in sorted(by_score, reverse=True):
            bearers = []
            for text in by_score[value]:
                many = limit * len(self._locales)
                rows = self._connection.execute(sql.NAMED, (text, mask, many)).fetchall()
                bearers += [
                    (kind, found[text][1], number, given != locale, given, text)
                    for kind, number, given in rows
                ]
            for kind, _folded, number, _other, given, text in sorted(bearers):
                if (kind, number) not in matches:
                    matches[kind, number] = self._match(kind, number, given, text, value, locale)
                    if len(matches) == limit:
                        return list(matches.values())
        return list(matches.values())

    def _match(
        self, kind: int, number: int, given: int, text: int, value: float, locale: int
    ) -> Found:
        (matched,) = self._connection.execute(sql.TEXT, (text,)).fetchone()
        row = self._connection.execute(sql.SHOWN, (kind, number, locale)).fetchone()
        name = matched if row is None else row[0]
        return Found(
            self._kinds[kind], number, name, matched, self._locales[given], round(value, 3)
        )


def _affordable(grams: Sequence[_Gram]) -> list[_Gram]:
    """The rarest, as far as the bound allows."""
    chosen: list[_Gram] = []
    taken = 0
    for texts, gram in grams:
        taken += texts
        if taken > POSTINGS and len(chosen) >= RAREST:
            break
        chosen.append((texts, gram))
    return chosen
