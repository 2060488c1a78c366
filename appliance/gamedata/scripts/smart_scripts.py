"""What a creature's SmartAI script does, in words.

A spawn that has a script of its own runs that instead of the creature's (SmartScript::GetScript).
A creature with a ScriptName runs C++ code, which is not in the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from appliance.gamedata.realm import Realm
from appliance.gamedata.scripts import conditions, smart_rows
from appliance.gamedata.scripts.conditions import ConditionSource
from appliance.gamedata.scripts.smart_rows import (
    CHOOSES_TARGET,
    CREATURE,
    LINK,
    SmartRow,
)
from appliance.gamedata.scripts.smart_words import SmartWords
from appliance.gamedata.scripts.wording_terms import Terms

AI_NAME = "SELECT AIName, ScriptName FROM creature_template WHERE entry = %s"

_PHASES = 12
_ITSELF = "itself"
"""The words of a target that goes without saying."""


@dataclass(frozen=True, slots=True)
class TimedList:
    """A timed action list, run line by line. Empty when it is shown with an earlier line."""

    id: int
    lines: tuple[ScriptLine, ...]


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One row in words.

    id, link: its number and that of the line that runs right after it, None for none.
    event, action, target: what must happen, what then is done and to whom ("" when the action
        says it all); their types are the numbers behind the words.
    chance_percent: 0..100. phases: the script's phases it runs in, empty for all of them.
    flags: what else limits it. difficulties: ids, empty for all; only master has them per line.
    conditions: alternatives of which one must hold. spawn: the guid it is for, None for every one.
    """

    id: int
    link: int | None
    event: str
    event_type: int
    action: str
    action_type: int
    target: str
    target_type: int
    chance_percent: int
    phases: tuple[int, ...]
    flags: tuple[str, ...]
    difficulties: tuple[int, ...]
    conditions: tuple[str, ...]
    comment: str
    timed_lists: tuple[TimedList, ...]
    spawn: int | None

    @property
    def words(self) -> str:
        """The line as one sentence."""
        chance = "" if self.chance_percent >= 100 else f" ({self.chance_percent} % chance)"
        itself = self.target == _ITSELF and self.action_type not in CHOOSES_TARGET
        target = f" → {self.target}" if self.target and not itself else ""
        return f"{self.event}{chance}: {self.action}{target}"


@dataclass(frozen=True, slots=True)
class Scripts:
    """A creature's script. A linked line follows the one that leads to it.

    total counts the lines of timed lists too; notes say what the database cannot tell.
    """

    lines: list[ScriptLine]
    total: int
    truncated: bool
    notes: list[str]


class _Ai(NamedTuple):
    ai: str | None
    script: str | None


async def explain(realm: Realm, entry: int, locale: str, *, limit: int = 200) -> Scripts:
    """The SmartAI script of creature template `entry`, at most `limit` lines."""
    if not realm.schema.has("smart_scripts"):
        return Scripts([], 0, False, ["this realm has no smart_scripts table"])
    rows = await smart_rows.of_creature(realm, entry)
    of_spawns, more = await smart_rows.of_spawns(realm, entry)
    rows += of_spawns
    notes = await _notes(realm, entry, rows)
    found = await _tell(realm, rows, locale, speaker=entry, limit=limit)
    return replace(found, truncated=found.truncated or more, notes=notes)


async def _tell(
    realm: Realm, rows: Sequence[SmartRow], locale: str, *, speaker: int, limit: int
) -> Scripts:
    """Any rows in words, with the timed lists they start, at most `limit` lines.

    `speaker`: the creature template whose they are, 0 for scripts of something else.
    """
    if not rows:
        return Scripts([], 0, False, [])
    lists = await smart_rows.lists_of(realm, rows)
    every = [*rows, *(row for members in lists.values() for row in members)]
    required = await conditions.explain(realm, {_source(row) for row in every}, locale)
    terms = Terms(realm, locale)
    words = SmartWords(terms)
    _Telling(words, lists, required, limit).lines(rows, speaker)
    await terms.learn()
    telling = _Telling(words, lists, required, limit)
    lines = telling.lines(rows, speaker)
    return Scripts(lines, len(every), telling.cut, [])


async def _notes(realm: Realm, entry: int, rows: Sequence[SmartRow]) -> list[str]:
    notes: list[str] = []
    for ai in await realm.world.fetch(AI_NAME, [entry], row=_Ai):
        if ai.script:
            notes.append(f"core script {ai.script} runs this creature; its code is not in the data")
        if rows and ai.ai != "SmartAI":
            notes.append(f"AIName is {ai.ai or 'empty'}, not SmartAI: the server does not run this")
    spawns = {-row.owner for row in rows if row.owner < 0}
    if spawns:
        notes.append(f"spawns that run a script of their own instead: {len(spawns)}")
    return notes


def _source(row: SmartRow) -> ConditionSource:
    return ConditionSource(conditions.SMART_EVENT, row.id + 1, row.owner, row.source_type)


@dataclass
class _Telling:
    """One pass over the rows in the order they are told."""

    words: SmartWords
    lists: Mapping[int, Sequence[SmartRow]]
    required: Mapping[ConditionSource, Sequence[str]]
    limit: int
    cut: bool = False
    _told: int = 0
    _lists_told: set[int] = field(default_factory=set)

    def lines(self, rows: Sequence[SmartRow], speaker: int) -> list[ScriptLine]:
        """The lines of rows that belong to the creature template `speaker` (0: not known)."""
        told: list[ScriptLine] = []
        for owned in _by_owner(rows):
            links = _links(owned)
            for row in _in_order(owned):
                if self._told >= self.limit:
                    self.cut = True
                    return told
                self._told += 1
                told.append(self._line(row, links.get(row.id, []), speaker))
        return told

    def _line(self, row: SmartRow, linked_from: Sequence[int], speaker: int) -> ScriptLine:
        return ScriptLine(
            id=row.id,
            link=row.link or None,
            event=self.words.event(row, linked_from),
            event_type=row.event,
            action=self.words.action(row, speaker),
            action_type=row.action,
            target=self.words.target(row),
            target_type=row.target,
            chance_percent=row.chance,
            phases=tuple(n + 1 for n in range(_PHASES) if row.phase_mask >> n & 1),
            flags=tuple(self.words.flags(row.flags)),
            difficulties=tuple(
                int(number) for number in row.difficulties.split(",") if number.strip().isdigit()
            ),
            conditions=tuple(self.required.get(_source(row), ())),
            comment=row.comment,
            timed_lists=self._timed_lists(row, speaker),
            spawn=-row.owner if row.source_type == CREATURE and row.owner < 0 else None,
        )

    def _timed_lists(self, row: SmartRow, speaker: int) -> tuple[TimedList, ...]:
        found: list[TimedList] = []
        for number in row.starts:
            if number not in self.lists:
                continue
            lines: list[ScriptLine] = []
            if number not in self._lists_told:
                self._lists_told.add(number)
                lines = self.lines(self.lists[number], self.words.runner(row, speaker))
            found.append(TimedList(number, tuple(lines)))
        return tuple(found)


def _by_owner(rows: Sequence[SmartRow]) -> Iterable[list[SmartRow]]:
    owned: dict[int, list[SmartRow]] = defaultdict(list)
    for row in rows:
        owned[row.owner].append(row)
    return owned.values()


def _links(rows: Sequence[SmartRow]) -> dict[int, list[int]]:
    """For each line that others lead to, the numbers of those."""
    links: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.link:
            links[row.link].append(row.id)
    return links


def _in_order(rows: Sequence[SmartRow]) -> list[SmartRow]:
    """By number, but each linked line right after the first that leads to it."""
    linked = {row.link for row in rows if row.link}
    waiting = {row.id: row for row in rows if row.event == LINK and row.id in linked}
    later = set(map(id, waiting.values()))
    ordered: list[SmartRow] = []
    for row in rows:
        following = None if id(row) in later else row
        while following is not None:
            ordered.append(following)
            following = waiting.pop(following.link, None)
    return [*ordered, *waiting.values()]
