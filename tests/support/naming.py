"""How many ids in scripts, conditions and loot have a name, by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakSet

import pytest

from appliance.database.interface import Database
from appliance.gamedata.realm import Realm
from appliance.gamedata.scripts import conditions, smart_rows
from appliance.gamedata.scripts.conditions import ConditionSource
from appliance.gamedata.scripts.smart_rows import CREATURE, TIMED_ACTION_LIST, SmartRow
from appliance.gamedata.scripts.smart_words import SmartWords
from appliance.gamedata.scripts.wording_terms import Terms

EVERY_ROW = """
SELECT {columns} FROM smart_scripts s ORDER BY s.source_type, s.entryorguid, s.id, s.link
"""
SPAWNS = "SELECT guid, id FROM creature"
SOURCES = """
SELECT DISTINCT SourceTypeOrReferenceId, SourceGroup, SourceEntry, SourceId FROM conditions
WHERE SourceTypeOrReferenceId > 0
"""


@dataclass
class Tally:
    """Ids that were to be named, and those that were, by kind; each as often as it occurs."""

    asked: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)

    def count(self, kind: str, *, named: bool, times: int = 1) -> None:
        self.asked[kind] += times
        self.named[kind] += times * named

    def share(self, *without: str) -> float:
        """Percent of ids with a name, kinds `without` left out."""
        asked = sum(count for kind, count in self.asked.items() if kind not in without)
        named = sum(count for kind, count in self.named.items() if kind not in without)
        return 100 * named / asked if asked else 100.0

    def table(self, title: str) -> str:
        """Lines to print, most frequent kind first."""
        lines = [f"{title}: {self.share():.1f} % named, without spells {self.share('spell'):.1f} %"]
        for kind, asked in self.asked.most_common():
            named = self.named[kind]
            lines.append(f"  {kind:20} {named:7} of {asked:7}  {100 * named / asked:5.1f} %")
        return "\n".join(lines)


@contextmanager
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tally]:
    """Count what the second filling of templates, the one that is shown, asks `Terms` for."""
    tally = Tally()
    ask, learn = Terms.name, Terms.learn
    learned: WeakSet[Terms] = WeakSet()

    async def learning(terms: Terms) -> None:
        await learn(terms)
        learned.add(terms)

    def asking(terms: Terms, kind: str, key: Any) -> str | None:
        name = ask(terms, kind, key)
        if terms in learned:
            tally.count(kind, named=bool(name))
        return name

    with monkeypatch.context() as patch:
        patch.setattr(Terms, "learn", learning)
        patch.setattr(Terms, "name", asking)
        yield tally


async def every_script_row(realm: Realm) -> list[tuple[SmartRow, str]]:
    """Each row of smart_scripts once, of whatever source type, with its words."""
    rows = await realm.world.fetch(smart_rows._sql(realm, EVERY_ROW), row=SmartRow.of_columns)
    terms = Terms(realm, "enUS")
    words = SmartWords(terms)
    speakers = _speakers(words, rows, await _spawned(realm.world))
    _told(words, rows, speakers)
    await terms.learn()
    return list(zip(rows, _told(words, rows, speakers), strict=True))


async def every_condition_source(realm: Realm) -> set[ConditionSource]:
    """What there are conditions for."""
    return {
        source if source.type == conditions.SMART_EVENT else source._replace(id=0)
        for source in await realm.world.fetch(SOURCES, row=ConditionSource)
    }


def _told(
    words: SmartWords, rows: Sequence[SmartRow], speakers: Mapping[tuple[int, int], int]
) -> list[str]:
    return [
        f"{words.event(row, [row.id])}: {words.action(row, speaker)} → {words.target(row)}"
        for row in rows
        for speaker in [speakers.get((row.source_type, row.owner), 0)]
    ]


async def _spawned(world: Database) -> dict[int, int]:
    return dict(await world.fetch(SPAWNS, row=lambda guid, entry: (guid, entry)))


def _speakers(
    words: SmartWords, rows: Sequence[SmartRow], spawned: Mapping[int, int]
) -> dict[tuple[int, int], int]:
    """Whose creature template a script is, by source type and owner: of a list, a starter's."""
    found = {
        (row.source_type, row.owner): row.owner if row.owner > 0 else spawned.get(-row.owner, 0)
        for row in rows
        if row.source_type == CREATURE
    }
    for _ in range(3):
        # Lists start lists.
        for row in rows:
            owner = found.get((row.source_type, row.owner))
            for number in row.starts if owner else ():
                found.setdefault((TIMED_ACTION_LIST, number), words.runner(row, owner or 0))
    return found
