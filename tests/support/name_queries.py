"""Queries as people type them, each with the name it means: real names, changed by a seed.

A query is kept only when no other name answers it as well: the judge is a plain comparison with
every name of the realm, apart from how the product finds and ranks.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from appliance.fulltext.names import Name, NameIndex
from appliance.fulltext.names_folding import fold
from appliance.gamedata.finder.sources import KINDS, LOCALES, parts
from appliance.gamedata.realm import Realm

ACCENTS = {"a": "á", "e": "ê", "i": "ï", "o": "ö", "u": "ù", "n": "ñ", "c": "ç"}
TRIES = 2000


class Query(NamedTuple):
    """What is typed, how it came about, and the folded name that is meant."""

    text: str
    how: str
    meant: str


async def every_name(realm: Realm) -> list[Name]:
    """All names of a realm."""
    found: list[Name] = []
    for part in parts(realm):
        async with aclosing(part()) as pages:
            async for names in pages:
                found += names
    return found


def index_of(names: Sequence[Name]) -> NameIndex:
    """An index of these names."""
    index = NameIndex(KINDS, LOCALES)
    index.add(names)
    for step in index.steps():
        step()
    return index


def first_is_right(index: NameIndex, query: Query) -> bool:
    """Whether the first answer bears the name that is meant."""
    found = index.search(query.text, kinds=None, locale="enUS", limit=1)
    return bool(found) and fold(found[0].matched) == query.meant


def queries(names: Sequence[Name], count: int, seed: int) -> list[Query]:
    """`count` queries, every way to change a name as often as the next, where it can be."""
    pick = random.Random(seed)
    folded = sorted({fold(name.text) for name in names})
    pools = {
        "": [name for name in names if name.locale == "enUS" and _telling(name.text)],
        "translated": [name for name in names if name.locale != "enUS" and _telling(name.text)],
        "marked": [name for name in names if _marked(name.text) and _telling(name.text)],
        "joined": [name for name in names if "'" in name.text or "-" in name.text],
    }
    ways = [way for way in WAYS if pools[way.pool]]
    made = [_make(pick, pools[ways[n % len(ways)].pool], ways[n % len(ways)], folded)
            for n in range(count)]  # fmt: skip
    return [query for query in made if query is not None]


class Way(NamedTuple):
    """A way to change a name; None where this name does not lend itself to it."""

    how: str
    change: Callable[[random.Random, str], str | None]
    clear: Callable[[str, str, Sequence[str]], bool]
    pool: str = ""


def _make(
    pick: random.Random, pool: Sequence[Name], way: Way, folded: Sequence[str]
) -> Query | None:
    for _ in range(TRIES):
        name = pick.choice(pool).text
        text, meant = way.change(pick, name), fold(name)
        if text and len(text) <= 100 and way.clear(fold(text), meant, folded):
            return Query(text, way.how, meant)
    return None


def _telling(name: str) -> bool:
    return 5 <= len(name) <= 90 and sum(map(str.isalpha, name)) >= 5


def _marked(name: str) -> bool:
    apart = unicodedata.normalize("NFD", name)
    return "LATIN" in unicodedata.name(name[0], "") and len(apart) != len(name)


def _same(query: str, meant: str, _names: Sequence[str]) -> bool:
    return query == meant


def _only_in(query: str, meant: str, names: Sequence[str]) -> bool:
    """No other name holds it."""
    return query != meant and not any(query in name and name != meant for name in names)


def _only_words(query: str, meant: str, names: Sequence[str]) -> bool:
    """No other name has all its words."""
    words = set(query.split())
    return query != meant and not any(
        words <= set(name.split()) and name != meant for name in names
    )


def _nearest(query: str, meant: str, names: Sequence[str]) -> bool:
    """No other name is as near, or holds it."""
    distance = OSA.distance(query, meant)
    near = process.extract(query, names, scorer=OSA.distance, score_cutoff=distance, limit=2)
    return bool(distance) and len(near) == 1 and not any(query in name for name in names)


def _nearest_beginning(query: str, meant: str, names: Sequence[str]) -> bool:
    """No other name is as near, or begins as near."""
    begun = [name[: len(query)] for name in names if name != meant]
    distance = OSA.distance(query, meant[: len(query)])
    near = process.extractOne(query, begun, scorer=OSA.distance, score_cutoff=distance)
    return len(query) >= 8 and bool(distance) and near is None


def _letters(name: str, least: int = 4) -> list[int]:
    """Places inside words of at least this many letters, but for their ends."""
    found = []
    for start, word in _words(name):
        if len(word) >= least and word.isalpha():
            found += range(start + 1, start + len(word) - 1)
    return found


def _words(name: str) -> Iterator[tuple[int, str]]:
    start = 0
    for word in name.split(" "):
        yield start, word
        start += len(word) + 1


def _wrong(pick: random.Random, name: str) -> str | None:
    places = _letters(name)
    if not places:
        return None
    at = pick.choice(places)
    others = "etaoinshrdlu" if name[at].isascii() else name.replace(" ", "")
    return name[:at] + pick.choice(others) + name[at + 1 :]


def _missing(pick: random.Random, name: str) -> str | None:
    places = _letters(name)
    if not places:
        return None
    at = pick.choice(places)
    return name[:at] + name[at + 1 :]


def _doubled(pick: random.Random, name: str) -> str | None:
    places = _letters(name)
    if not places:
        return None
    at = pick.choice(places)
    return name[:at] + name[at] + name[at:]


def _swapped(pick: random.Random, name: str) -> str | None:
    places = _letters(name)
    if not places:
        return None
    at = pick.choice(places)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _twice(pick: random.Random, name: str) -> str | None:
    """Two different mistakes in one longer word."""
    if not _letters(name, 7):
        return None
    start, word = pick.choice([found for found in _words(name) if len(found[1]) >= 7])
    first, second = pick.sample((_wrong, _missing, _doubled, _swapped), 2)
    once = first(pick, word)
    both = second(pick, once) if once else None
    return name[:start] + both + name[start + len(word) :] if both else None


def _first_words(pick: random.Random, name: str) -> str | None:
    words = name.split()
    return " ".join(words[: pick.randrange(1, len(words))]) if len(words) > 1 else None


def _last_words(pick: random.Random, name: str) -> str | None:
    words = name.split()
    return " ".join(words[pick.randrange(1, len(words)) :]) if len(words) > 1 else None


def _begun(pick: random.Random, name: str) -> str | None:
    return name[: pick.randrange(4, len(name))]


def _begun_wrong(pick: random.Random, name: str) -> str | None:
    words = _first_words(pick, name)
    return pick.choice((_wrong, _missing, _swapped))(pick, words) if words else None


def _inside(pick: random.Random, name: str) -> str | None:
    start = pick.randrange(1, len(name) - 3)
    return name[start : pick.randrange(start + 3, len(name))].strip()


def _reordered(pick: random.Random, name: str) -> str | None:
    words = name.split()
    return " ".join(pick.sample(words, len(words))) if len(words) > 1 else None


def _accented(pick: random.Random, name: str) -> str | None:
    places = [at for at, letter in enumerate(name) if letter in ACCENTS]
    if not places:
        return None
    at = pick.choice(places)
    return name[:at] + ACCENTS[name[at]] + name[at + 1 :]


def _bare(_pick: random.Random, name: str) -> str:
    apart = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _unjoined(_pick: random.Random, name: str) -> str:
    return name.replace("'", "").replace("-", " ")


WAYS = (
    Way("as it is", lambda _pick, name: name, _same),
    Way("lower case", lambda _pick, name: name.lower(), _same),
    Way("upper case", lambda _pick, name: name.upper(), _same),
    Way("wrong letter", _wrong, _nearest),
    Way("missing letter", _missing, _nearest),
    Way("doubled letter", _doubled, _nearest),
    Way("swapped letters", _swapped, _nearest),
    Way("two mistakes", _twice, _nearest),
    Way("first words", _first_words, _only_in),
    Way("last words", _last_words, _only_in),
    Way("begun", _begun, _only_in),
    Way("first words, one wrong", _begun_wrong, _nearest_beginning),
    Way("from inside", _inside, _only_in),
    Way("other order", _reordered, _only_words),
    Way("marks added", _accented, _same),
    Way("marks left out", _bare, _same, "marked"),
    Way("no apostrophe or hyphen", _unjoined, _same, "joined"),
    Way("translated", lambda _pick, name: name, _same, "translated"),
    Way("translated, wrong letter", _wrong, _nearest, "translated"),
    Way("translated, missing letter", _missing, _nearest, "translated"),
    Way("translated, begun", _begun, _only_in, "translated"),
)
