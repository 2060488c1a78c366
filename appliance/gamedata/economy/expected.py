"""What loot templates give on average, of many templates at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import trio

from appliance.formulas.loot import LootRow, LootTables
from appliance.gamedata.economy.remembered import Remembered
from appliance.gamedata.loot.tables import (
    CONDITION_SOURCES,
    LootKind,
    fetch_references,
    fetch_templates,
    gives_item_twice,
)
from appliance.gamedata.realm import Realm

CONDITIONED = """
SELECT SourceGroup, SourceEntry FROM conditions WHERE SourceTypeOrReferenceId = %s
GROUP BY SourceGroup, SourceEntry ORDER BY SourceGroup, SourceEntry LIMIT %s
"""
MOST_CONDITIONS = 100_000
_CONDITIONED = "conditioned"
"""Label of rows that only some players get."""


class Expected(NamedTuple):
    """An item of a template: the chance to get any, and the mean number of pieces."""

    item: int
    chance_percent: float
    pieces: float


Yield = tuple[Expected, ...]
Place = tuple[LootKind, int]


class Mix(NamedTuple):
    """A template: what its own rows give, and the references it processes with their chance (0..1).

    Means add up, so references that a thousand templates share are computed once.
    """

    own: Yield
    references: tuple[tuple[float, LootRow], ...]


@dataclass(frozen=True, slots=True)
class Loots:
    """Templates, and what each reference they lead to gives when it is processed."""

    mixes: Mapping[Place, Mix]
    shared: Mapping[LootRow, Yield]

    def items(self) -> set[int]:
        """Every item any of them can give."""
        own = {one.item for mix in self.mixes.values() for one in mix.own}
        return own | {one.item for found in self.shared.values() for one in found}

    def whole(self, place: Place) -> Yield:
        """Everything a template gives, own rows and references together."""
        if place not in self.mixes:
            return ()
        mix = self.mixes[place]
        found: dict[int, tuple[float, float]] = {}
        for share, items in [
            (1.0, mix.own),
            *((share, self.shared.get(row, ())) for share, row in mix.references),
        ]:
            for one in items:
                miss, pieces = found.get(one.item, (1.0, 0.0))
                miss *= 1 - share * one.chance_percent / 100
                found[one.item] = miss, pieces + share * one.pieces
        return tuple(
            Expected(item, round(100 * (1 - miss), 6), round(pieces, 6))
            for item, (miss, pieces) in found.items()
        )


_MIXES: Remembered[Place, Mix] = Remembered(most=100_000)
_SHARED: Remembered[LootRow, Yield] = Remembered(most=50_000)
_CONDITIONS: Remembered[LootKind, frozenset[tuple[int, int]]] = Remembered()


async def expected(realm: Realm, templates: Mapping[LootKind, Collection[int]]) -> Loots:
    """What each template gives everybody, per processing, at the default drop rates.

    Left out: what needs a quest, what has conditions, and what is no item.
    """
    places = {(kind, number) for kind, numbers in templates.items() for number in numbers if number}

    async def load(wanted: Collection[Place]) -> dict[Place, Mix]:
        found: dict[Place, Mix] = {}
        for kind in sorted({kind for kind, _ in wanted}):
            numbers = [number for each, number in wanted if each is kind]
            rows = await fetch_templates(realm, kind, numbers)
            marked = _marked(rows, await _conditioned(realm, kind))
            mixes = await trio.to_thread.run_sync(_mixes, marked)
            found |= {(kind, number): mix for number, mix in mixes.items()}
        return found

    async def load_shared(wanted: Collection[LootRow]) -> dict[LootRow, Yield]:
        rows = await fetch_references(realm, wanted)
        marked = _marked(rows, await _conditioned(realm, LootKind.REFERENCE))
        tables = LootTables(marked, distinct=not gives_item_twice(realm))
        return await trio.to_thread.run_sync(_yields, tables, wanted)

    mixes = await _MIXES.get(realm.world, places, load)
    references = {row for mix in mixes.values() for _, row in mix.references}
    return Loots(mixes, await _SHARED.get(realm.world, references, load_shared))


def _mixes(templates: Mapping[int, Sequence[LootRow]]) -> dict[int, Mix]:
    return {number: _mix(rows) for number, rows in templates.items()}


def _mix(rows: Sequence[LootRow]) -> Mix:
    """References are never part of a group: they can be taken apart from the other rows."""
    own = _yield(LootTables(), [row for row in rows if not row.reference])
    references = tuple(
        (min(row.chance, 100.0) / 100, replace(row, item=row.reference, chance=100.0))
        for row in rows
        if row.reference and row.chance > 0
    )
    return Mix(own, references)


def _yields(tables: LootTables, rows: Collection[LootRow]) -> dict[LootRow, Yield]:
    return {row: _yield(tables, [row]) for row in rows}


def _yield(tables: LootTables, rows: Sequence[LootRow]) -> Yield:
    return tuple(
        Expected(one.item, one.chance_percent, one.expected_count)
        for one in tables.outcomes(rows)
        if one.label is None and not one.quest_required and one.expected_count > 0
    )


async def _conditioned(realm: Realm, kind: LootKind) -> frozenset[tuple[int, int]]:
    """(entry, item) of the rows of a loot table that have conditions."""

    async def load(kinds: Collection[LootKind]) -> dict[LootKind, frozenset[tuple[int, int]]]:
        if not realm.schema.has("conditions"):
            return {}
        return {
            each: frozenset(
                await realm.world.fetch(
                    CONDITIONED, [CONDITION_SOURCES[each], MOST_CONDITIONS], row=_pair
                )
            )
            for each in kinds
        }

    return (await _CONDITIONS.get(realm.world, [kind], load)).get(kind, frozenset())


def _marked(
    stored: Mapping[int, Sequence[LootRow]], some: frozenset[tuple[int, int]]
) -> dict[int, list[LootRow]]:
    """Rows with conditions carry a label."""
    return {
        number: [
            replace(row, label=_CONDITIONED)
            if (number, row.item) in some and not row.reference and row.label is None
            else row
            for row in rows
        ]
        for number, rows in stored.items()
    }


def _pair(group: int, entry: int) -> tuple[int, int]:
    return group, entry
