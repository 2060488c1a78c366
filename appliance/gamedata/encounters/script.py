"""A creature's SmartAI rows as a fight sees them: when each happens, how often, and what it does.

A row that another leads to happens when that other does; a row of a timed list a while after the
row that starts the list; a timed event when the row that created it said. What a row needs is thus
told of the row itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from appliance.gamedata.realm import Realm
from appliance.gamedata.scripts import conditions, smart_rows
from appliance.gamedata.scripts.conditions import SMART_EVENT, ConditionSource
from appliance.gamedata.scripts.smart_rows import CREATURE, LINK, SELF, SmartRow
from appliance.gamedata.scripts.smart_words import SmartWords
from appliance.gamedata.scripts.wording_terms import Terms

UPDATES = frozenset({0, 1, 60})
"""Events of a timer: parameters 1-2 the first time, 3-4 every time after, in milliseconds."""
HEALTH = 2
REPEATING = frozenset({2, 3, 9, 12, 14, 16, 18, 23, 24, 74})
"""Events whose parameters 3-4 are the pause before they may happen again."""
REPEATING_FIRST = frozenset({13, 67})
"""Events whose parameters 1-2 are that pause."""
REPEATING_SECOND = frozenset({15})
TIMED_EVENT = 59
CREATE_TIMED_EVENT = 67
ONLY_ONCE = 1
"""smart_scripts.event_flags (SMART_EVENT_FLAG_NOT_REPEATABLE)."""
_PHASES = 12
_MAX_STEPS = 20


class Span(NamedTuple):
    """A time or a share between two ends."""

    min: int
    max: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `caster`: the creature template whose script it is.

    when: what must happen. initial_ms, repeat_ms: the timer behind it, where there is one.
    list_offset_ms: how long after its timed list started. health_percent: while its health is in
    this range. phases: empty for all. difficulties: of master, empty for all.
    """

    caster: int
    row: SmartRow
    when: str
    words: str
    target: str
    initial_ms: Span | None
    repeat_ms: Span | None
    list_offset_ms: Span | None
    health_percent: Span | None
    once: bool
    phases: tuple[int, ...]
    flags: tuple[str, ...]
    difficulties: tuple[int, ...]
    conditions: tuple[str, ...]

    @property
    def action(self) -> int:
        """SMART_ACTION."""
        return self.row.action

    @property
    def spawn(self) -> int | None:
        """The guid this is for alone; None for every spawn."""
        row = self.row
        return -row.owner if row.source_type == CREATURE and row.owner < 0 else None

    @property
    def timed_list(self) -> int | None:
        """The timed list it belongs to."""
        return None if self.row.source_type == CREATURE else self.row.owner


@dataclass(frozen=True, slots=True)
class Rows:
    """What creatures run: their own rows, those of their spawns, and timed lists by number."""

    own: Mapping[int, Sequence[SmartRow]]
    lists: Mapping[int, Sequence[SmartRow]]
    more_spawns: bool = False

    @property
    def every(self) -> list[SmartRow]:
        """All rows."""
        found = [row for rows in self.own.values() for row in rows]
        return found + [row for rows in self.lists.values() for row in rows]


async def rows_of(realm: Realm, entries: Sequence[int], *, spawns: bool) -> Rows:
    """The rows of creatures and of the timed lists they start.

    spawns: also those of single spawns.
    """
    own: dict[int, list[SmartRow]] = {}
    more = False
    for entry in entries:
        own[entry] = await smart_rows.of_creature(realm, entry)
        if spawns:
            of_spawns, cut = await smart_rows.of_spawns(realm, entry)
            own[entry] += of_spawns
            more = more or cut
    rows = [row for members in own.values() for row in members]
    return Rows(own, await smart_rows.lists_of(realm, rows) if rows else {}, more)


async def lines(realm: Realm, rows: Rows, locale: str) -> list[Line]:
    """Every row told by itself, in order: each creature's, then those of the lists they start."""
    if not rows.every:
        return []
    sources = {_source(row) for row in rows.every}
    required = await conditions.explain(realm, sources, locale)
    terms = Terms(realm, locale)
    words = SmartWords(terms)
    _Telling(words, rows, required).all()
    await terms.learn()
    return _Telling(words, rows, required).all()


def _source(row: SmartRow) -> ConditionSource:
    return ConditionSource(SMART_EVENT, row.id + 1, row.owner, row.source_type)


@dataclass
class _Telling:
    words: SmartWords
    rows: Rows
    required: Mapping[ConditionSource, Sequence[str]]
    _told_lists: set[int] = field(default_factory=set)

    def all(self) -> list[Line]:
        """Everything, once."""
        told: list[Line] = []
        for caster, rows in self.rows.own.items():
            for owned in _by_owner(rows):
                told += self._own(caster, owned)
        return told

    def _own(self, caster: int, rows: Sequence[SmartRow]) -> list[Line]:
        timers = {row.action_values[0]: row for row in rows if row.action == CREATE_TIMED_EVENT}
        told: list[Line] = []
        for row in rows:
            origin = _origin(row, rows)
            line = self._line(caster, row, origin, self.words.event(origin, []))
            timer = timers.get(origin.event_values[0]) if origin.event == TIMED_EVENT else None
            if timer is not None:
                line = self._timed(line, timer, rows)
            told.append(line)
            told += self._lists(caster, line)
        return told

    def _timed(self, line: Line, timer: SmartRow, rows: Sequence[SmartRow]) -> Line:
        """A timed event: its times are those of the row that created it."""
        _, low, high, again, again_high = timer.action_values[:5]
        start = _origin(timer, rows)
        return replace(
            line,
            when=f"{self.words.event(start, [])}, then by a timer",
            initial_ms=Span(low, max(low, high)),
            repeat_ms=Span(again, max(again, again_high)) if again or again_high else None,
        )

    def _lists(self, caster: int, starter: Line) -> list[Line]:
        told: list[Line] = []
        for number in starter.row.starts:
            if number in self._told_lists or number not in self.rows.lists:
                continue
            self._told_lists.add(number)
            runner = self.words.runner(starter.row, caster) or caster
            low = high = 0
            for row in self.rows.lists[number]:
                low, high = low + row.event_values[0], high + max(row.event_values[:2])
                line = self._line(runner, row, starter.row, starter.when)
                offset = Span(low, high)
                told.append(
                    replace(
                        line,
                        initial_ms=starter.initial_ms,
                        repeat_ms=starter.repeat_ms,
                        health_percent=starter.health_percent,
                        once=starter.once,
                        phases=starter.phases,
                        list_offset_ms=offset,
                    )
                )
                told += self._lists(runner, told[-1])
        return told

    def _line(self, caster: int, row: SmartRow, origin: SmartRow, when: str) -> Line:
        target = self.words.target(row)
        return Line(
            caster=caster,
            row=row,
            when=when,
            words=self.words.action(row, caster),
            target="itself" if row.target == SELF else target,
            initial_ms=_span(origin.event_values, 0) if origin.event in UPDATES else None,
            repeat_ms=_repeat(origin),
            list_offset_ms=None,
            health_percent=_span(origin.event_values, 0) if origin.event == HEALTH else None,
            once=bool(origin.flags & ONLY_ONCE),
            phases=tuple(n + 1 for n in range(_PHASES) if origin.phase_mask >> n & 1),
            flags=tuple(self.words.flags((origin.flags | row.flags) & ~ONLY_ONCE)),
            difficulties=tuple(
                int(number)
                for number in (row.difficulties or origin.difficulties).split(",")
                if number.strip().isdigit()
            ),
            conditions=tuple(self.required.get(_source(row), ())),
        )


def _by_owner(rows: Sequence[SmartRow]) -> Iterable[list[SmartRow]]:
    owned: dict[int, list[SmartRow]] = defaultdict(list)
    for row in rows:
        owned[row.owner].append(row)
    return owned.values()


def _origin(row: SmartRow, rows: Sequence[SmartRow]) -> SmartRow:
    """The row whose event makes this one happen: itself, or the start of the chain to it."""
    for _ in range(_MAX_STEPS):
        before = next((each for each in rows if each.link == row.id and each.link), None)
        if row.event != LINK or before is None:
            return row
        row = before
    return row


def _span(values: Sequence[int], first: int) -> Span:
    low, high = values[first], values[first + 1]
    return Span(min(low, high), max(low, high))


def _repeat(row: SmartRow) -> Span | None:
    """How long until it may happen again; None where it does not, or has no timer."""
    values = row.event_values
    span = Span(0, 0)
    if row.event in UPDATES | REPEATING:
        span = _span(values, 2)
    elif row.event in REPEATING_FIRST:
        span = _span(values, 0)
    elif row.event in REPEATING_SECOND:
        span = _span(values, 1)
    return span if span.max and not row.flags & ONLY_ONCE else None
