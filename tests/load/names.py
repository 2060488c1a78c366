"""Figures of the index of names: right answers, time, memory, how long the event loop waits.

python tests/load/names.py core    the published 3.3.5 world over a private MariaDB
                                   (needs TRINITYCORE_MCP_TEST_DATA)
python tests/load/names.py full    invented names: as many as a whole realm in eight languages has
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
import trio

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from appliance.fulltext.names import Name, NameIndex  # noqa: E402
from appliance.fulltext.names_folding import fold  # noqa: E402
from appliance.gamedata.finder.service import Finder  # noqa: E402
from appliance.gamedata.finder.sources import KINDS, LOCALES  # noqa: E402
from appliance.gamedata.realm import Realm  # noqa: E402
from appliance.lifecycle import memory  # noqa: E402
from appliance.settings.knowledge import NamesSettings  # noqa: E402
from tests.support.name_queries import Query, every_name, queries  # noqa: E402
from tests.support.realms import FixedRealm, open_realm  # noqa: E402
from tests.support.servers import running_mariadb  # noqa: E402

COUNT, SEED = 200, 335
PROBE_S = 0.002
THINGS = {"creature": 30_000, "item": 40_000, "quest": 10_000, "gameobject": 20_000}
SPELLS = 50_000
LANGUAGES = ("enUS", "deDE", "frFR", "esES", "ruRU", "koKR", "zhCN", "zhTW")
LETTERS = {
    "ruRU": "абвгдежзиклмнопрстуфхцчшыэюя",
    "koKR": "".join(map(chr, range(0xAC00, 0xAC00 + 1200))),
    "zhCN": "".join(map(chr, range(0x4E00, 0x4E00 + 2500))),
    "zhTW": "".join(map(chr, range(0x5200, 0x5200 + 2500))),
}


class Lag:
    """How long the event loop takes to come round, beyond what was asked."""

    def __init__(self) -> None:
        self.worst_ms = 0.0

    async def watch(self) -> None:
        while True:
            before = time.perf_counter()
            await trio.sleep(PROBE_S)
            late_ms = (time.perf_counter() - before - PROBE_S) * 1e3
            self.worst_ms = max(self.worst_ms, late_ms)

    def take(self) -> float:
        """The worst since the last call, in milliseconds."""
        worst, self.worst_ms = self.worst_ms, 0.0
        return worst


def resident() -> float:
    """Resident memory in MB."""
    return float(psutil.Process().memory_info().rss) / 1e6


def core() -> None:
    """Measure with the published rows."""
    data = Path(os.environ["TRINITYCORE_MCP_TEST_DATA"]) / "trinitycore-335"
    with running_mariadb() as server:
        schema = data / "schema" / "world_database.sql"
        server.create_schema("world", schema, data / "world_core.sql.gz")

        async def run() -> None:
            async with open_realm(server.settings(), "world") as realm:
                await realm.world.ping()
                await _measure(realm)

        trio.run(run)


async def _measure(realm: Realm) -> None:
    finder, lag = Finder(NamesSettings(), FixedRealm(realm)), Lag()
    memory.settle()  # as the server does: else the collector stops every few calls
    before = resident()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(lag.watch)
        await nursery.start(finder.run)
        await finder.wait_built()
        state = finder.state()
        assert state.size is not None
        assert state.seconds is not None
        print(f"{state.size}, built in {state.seconds:.1f} s, memory +{resident() - before:.0f} MB")
        print(f"event loop at most {lag.take():.0f} ms late while building")
        asked = queries(await every_name(realm), COUNT, SEED)
        await trio.sleep(0.1)
        lag.take()
        await _ask(finder, asked)
        print(f"event loop at most {lag.take():.0f} ms late while searching")
        nursery.cancel_scope.cancel()


async def _ask(finder: Finder, asked: Sequence[Query]) -> None:
    times, wrong = [], []
    for query in asked:
        began = time.perf_counter()
        found = await finder.find(query.text, limit=10)
        times.append((time.perf_counter() - began) * 1e3)
        if not found or fold(found[0].matched) != query.meant:
            wrong.append((query, found[:1]))
    _print(times)
    print(
        f"{len(asked) - len(wrong)} of {len(asked)} right", dict(Counter(q.how for q, _ in wrong))
    )
    for query, first in wrong:
        print("  wrong:", query, first)


def _print(times: list[float]) -> None:
    p95 = statistics.quantiles(times, n=20)[18]
    print(
        f"{len(times)} queries: p50 {statistics.median(times):.1f} ms, p95 {p95:.1f} ms, "
        f"max {max(times):.1f} ms"
    )


def full() -> None:
    """Measure with invented names of a whole realm."""
    before, began = resident(), time.perf_counter()
    index = NameIndex(KINDS, LOCALES)
    for names in _invented():
        index.add(names)
    read_s = time.perf_counter() - began
    longest_s = 0.0
    for step in index.steps():
        start = time.perf_counter()
        step()
        longest_s = max(longest_s, time.perf_counter() - start)
    print(
        f"{index.size()}, taken in after {read_s:.1f} s, built after "
        f"{time.perf_counter() - began:.1f} s (longest step {longest_s:.1f} s), "
        f"memory +{resident() - before:.0f} MB"
    )
    names = [name for part in _invented() for name in part[:3] if len(name.text) >= 8]
    pick, times, right = random.Random(SEED), [], 0
    for name in pick.sample(names, 500):
        at = pick.randrange(1, len(name.text) - 1)
        typed = name.text[:at] + name.text[at + 1 :]
        start = time.perf_counter()
        found = index.search(typed, kinds=None, locale="enUS", limit=10)
        times.append((time.perf_counter() - start) * 1e3)
        right += bool(found) and fold(found[0].matched) == fold(name.text)
    _print(times)
    print(f"{right} of {len(times)} with a letter missing right")


def _invented() -> Iterator[list[Name]]:
    """The same names every time, in lists of a thousand."""
    pick = random.Random(1)
    words = {locale: _words(pick, locale) for locale in LANGUAGES}
    things = [(kind, locale, count) for kind, count in THINGS.items() for locale in LANGUAGES]
    for kind, locale, count in [*things, ("spell", "enUS", SPELLS)]:
        for start in range(1, count + 1, 1000):
            yield [
                Name(kind, number, locale, _phrase(pick, words[locale], locale))
                for number in range(start, start + 1000)
            ]


def _words(pick: random.Random, locale: str) -> list[str]:
    """A vocabulary; its first words are used most."""
    letters = LETTERS.get(locale, "etaoinshrdlucmfwypvbgk")
    least, most = (2, 4) if len(letters) > 100 else (3, 10)
    return [
        "".join(pick.choices(letters, k=pick.randint(least, most))).capitalize()
        for _ in range(8000)
    ]


def _phrase(pick: random.Random, words: Sequence[str], locale: str) -> str:
    chosen = [words[int(len(words) * pick.random() ** 3)] for _ in range(pick.randint(1, 4))]
    return ("" if locale.startswith("zh") else " ").join(chosen)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description="Figures of the index of names.")
    parser.add_argument("what", choices=["core", "full"])
    {"core": core, "full": full}[parser.parse_args().what]()


if __name__ == "__main__":
    main()
