"""Chances of loot, exact, as TrinityCore rolls it (LootMgr.cpp: LootTemplate, LootGroup).

One processing of a template rolls its rows of group 0 and its references one by one, each with its
own chance, and takes at most one row out of every group. A row of chance 0 in a group shares with
its like what the group's explicit chances leave of 100 %. A reference that succeeds processes its
table MaxCount times, and a reference with a GroupId processes only that group of the table: a
reference itself is never part of a group.

Not part of the numbers: money, the drop rates of worldserver.conf (they are 1 here), the most
items one corpse can hold, and whether the player meets the conditions or has the quest.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from math import comb
from typing import NamedTuple

from appliance.formulas.loot_groups import MAX_EXACT_ROLLS, Share, share_of_group

DEFAULT_LOOT_MODE = 1
MAX_DEPTH = 20
"""References that lead through more tables than this are not followed."""
_LEAST_CHANCE = 1e-6
"""Percent; the server skips items below it."""
_OVERFULL = 100.1
"""Percent; explicit chances of a group above it are worth a note, rounding in the data is not."""


@dataclass(frozen=True, slots=True)
class LootRow:
    """A row of a loot table. `reference` is 0 for an item; `chance` in percent.

    `label` keeps apart what must not be added up, e.g. rows of one item with other conditions.
    """

    item: int
    reference: int = 0
    chance: float = 100.0
    group: int = 0
    min_count: int = 1
    max_count: int = 1
    quest_required: bool = False
    loot_mode: int = DEFAULT_LOOT_MODE
    label: Hashable = None


class Key(NamedTuple):
    """What is counted as one thing."""

    item: int
    quest_required: bool
    label: Hashable


@dataclass(frozen=True, slots=True)
class Outcome:
    """An item that a template can give.

    chance_percent: probability that it drops at least once per processing (per kill), 0..100.
    expected_count: mean number of pieces per processing.
    min_count, max_count: pieces that one successful row gives.
    group, references: of its likeliest row, the GroupId and the reference tables on the way to it.
    ways: how many rows lead to it; the chance is that of all of them together.
    """

    item: int
    quest_required: bool
    label: Hashable
    chance_percent: float
    expected_count: float
    min_count: int
    max_count: int
    group: int
    references: tuple[int, ...]
    ways: int


class _Part(NamedTuple):
    """What some rows contribute to one key: the chance of nothing, and the rest of an Outcome."""

    miss: float
    expected: float
    min_count: int
    max_count: int
    group: int
    references: tuple[int, ...]
    best: float
    """Chance of the likeliest single way."""
    ways: int


Parts = dict[Key, _Part]


@dataclass
class LootTables:
    """Reference tables with what was computed from them, shared by any number of templates.

    distinct: a group that is rolled again does not give the same item again. True for 3.3.5 and
        older master (Loot::maxDuplicates is 1 outside raids for 25), False for master of today.
    only: compute this item alone.
    loot_mode: bit mask of the active loot modes.
    """

    references: Mapping[int, Sequence[LootRow]] = field(default_factory=dict)
    distinct: bool = True
    only: int | None = None
    loot_mode: int = DEFAULT_LOOT_MODE
    notes: dict[str, None] = field(default_factory=dict, init=False)
    """What is unusual in the tables seen so far, in order, each once."""
    _done: dict[tuple[int, int, int], Parts] = field(default_factory=dict, init=False)
    _path: list[int] = field(default_factory=list, init=False)

    def outcomes(self, rows: Sequence[LootRow]) -> list[Outcome]:
        """Everything a template of these rows can give, likeliest first."""
        parts = self._process(self._template(rows), group=0, rolls=1)
        found = [_outcome(key, part) for key, part in parts.items()]
        return sorted(found, key=lambda one: (-one.chance_percent, one.item, one.quest_required))

    def _template(self, rows: Sequence[LootRow]) -> _Template:
        """The rows the server loads and the loot mode lets through, groups apart."""
        template = _Template([], {})
        for row in rows:
            if why := fault(row, self.loot_mode):
                self._note(why)
            elif row.group and not row.reference:
                template.groups.setdefault(row.group, []).append(row)
            else:
                template.plain.append(row)
        for group, members in template.groups.items():
            total = sum(row.chance for row in members)
            if total > _OVERFULL:
                self._note(f"the chances of group {group} add up to {total:g} %: later rows lose")
        return template

    def _note(self, note: str) -> None:
        place = f"reference {self._path[-1]}: " if self._path else ""
        self.notes[place + note] = None

    def _process(self, template: _Template, group: int, rolls: int) -> Parts:
        """Process `template`, or only one group of it, `rolls` times in a row."""
        parts: Parts = {}
        for number, members in template.groups.items():
            if group in (0, number):
                shares = share_of_group(
                    [row.chance for row in members], rolls, distinct=self.distinct
                )
                for row, share in zip(members, shares, strict=True):
                    self._add(parts, row, share)
        if group:
            return parts
        for row in template.plain:
            if row.reference:
                self._merge(parts, self._reference(row, rolls))
            else:
                p = min(row.chance, 100.0) / 100
                self._add(parts, row, Share((1 - p) ** rolls, rolls * p))
        return parts

    def _reference(self, row: LootRow, rolls: int) -> Parts:
        """What a reference row gives when its template is processed `rolls` times."""
        p = max(0.0, min(row.chance, 100.0)) / 100
        if p == 1:
            return self._table(row, rolls * row.max_count)
        if rolls == 1 or not self.distinct or rolls > MAX_EXACT_ROLLS:
            once = self._table(row, row.max_count)
            return {
                key: part._replace(
                    miss=(1 - p + p * part.miss) ** rolls,
                    expected=rolls * p * part.expected,
                    best=p * part.best,
                )
                for key, part in once.items()
            }
        return self._binomial(row, rolls, p)

    def _binomial(self, row: LootRow, rolls: int, p: float) -> Parts:
        """The reference succeeds 0..rolls times; its table is processed in one go for each."""
        parts: Parts = {}
        for successes in range(rolls, 0, -1):
            weight = comb(rolls, successes) * p**successes * (1 - p) ** (rolls - successes)
            for key, part in self._table(row, successes * row.max_count).items():
                before = parts.get(key) or part._replace(miss=1.0, expected=0.0, best=p * part.best)
                parts[key] = before._replace(
                    miss=before.miss - weight * (1 - part.miss),
                    expected=before.expected + weight * part.expected,
                )
        return parts

    def _table(self, row: LootRow, rolls: int) -> Parts:
        """A reference table processed `rolls` times, from the cache where it was already."""
        wanted = (row.reference, row.group, rolls)
        if wanted in self._done:
            return self._done[wanted]
        rows = self.references.get(row.reference)
        if rows is None:
            self._note(f"reference {row.reference} has no rows")
            return {}
        if row.reference in self._path:
            self._note(f"reference {row.reference} leads back to itself: cut there")
            return {}
        if len(self._path) >= MAX_DEPTH:
            self._note(f"references are nested more than {MAX_DEPTH} deep: cut there")
            return {}
        if self.distinct and rolls > MAX_EXACT_ROLLS:
            self._note(f"reference {row.reference} is rolled {rolls} times: chances approximate")
        self._path.append(row.reference)
        template = self._template(rows)
        if row.group and row.group not in template.groups:
            self._note(f"there is no group {row.group}")
        parts = {
            key: part._replace(references=(row.reference, *part.references))
            for key, part in self._process(template, row.group, rolls).items()
        }
        self._path.pop()
        self._done[wanted] = parts
        return parts

    def _add(self, parts: Parts, row: LootRow, share: Share) -> None:
        if self.only not in (None, row.item):
            return
        mean = (row.min_count + row.max_count) / 2
        part = _Part(
            miss=share.miss,
            expected=share.expected * mean,
            min_count=row.min_count,
            max_count=row.max_count,
            group=row.group,
            references=(),
            best=1 - share.miss,
            ways=1,
        )
        self._merge(parts, {Key(row.item, row.quest_required, row.label): part})

    @staticmethod
    def _merge(parts: Parts, more: Parts) -> None:
        """Add independent contributions."""
        for key, part in more.items():
            before = parts.get(key)
            parts[key] = part if before is None else _both(before, part)


@dataclass(frozen=True, slots=True)
class _Template:
    """The rows of one table that can be rolled at all."""

    plain: list[LootRow]
    """Rows that roll alone: items of group 0, and all references."""
    groups: dict[int, list[LootRow]]
    """Items by their group; inside a group in the order of the rows."""


def fault(row: LootRow, loot_mode: int = DEFAULT_LOOT_MODE) -> str:
    """Why a row never drops, "" when it can (LootStoreItem::IsValid)."""
    what = f"reference {row.reference}" if row.reference else f"item {row.item}"
    if row.min_count < 1:
        return f"{what} has MinCount 0: the server skips it"
    if row.reference and row.chance <= 0:
        return f"{what} has chance 0: the server skips it"
    if not row.reference and row.max_count < row.min_count:
        return f"{what} has MaxCount below MinCount: the server skips it"
    if not row.reference and row.chance < _LEAST_CHANCE and (row.chance or not row.group):
        return f"{what} has chance {row.chance:g}: the server skips it"
    if not row.loot_mode & loot_mode:
        return f"{what} needs loot mode {row.loot_mode}: left out"
    return ""


def _both(one: _Part, other: _Part) -> _Part:
    """Two independent contributions to one key."""
    likely = one if one.best >= other.best else other
    return likely._replace(
        miss=one.miss * other.miss,
        expected=one.expected + other.expected,
        min_count=min(one.min_count, other.min_count),
        max_count=max(one.max_count, other.max_count),
        ways=one.ways + other.ways,
    )


def _outcome(key: Key, part: _Part) -> Outcome:
    return Outcome(
        item=key.item,
        quest_required=key.quest_required,
        label=key.label,
        chance_percent=round(min(100.0, max(0.0, 100 * (1 - part.miss))), 6),
        expected_count=round(part.expected, 6),
        min_count=part.min_count,
        max_count=part.max_count,
        group=part.group,
        references=part.references,
        ways=part.ways,
    )
