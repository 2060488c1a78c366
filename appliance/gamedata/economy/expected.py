"""What loot templates give on average, of many templates at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
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

_YIELDS: Remembered[Place, Yield] = Remembered(most=100_000)
_CONDITIONS: Remembered[LootKind, frozenset[tuple[int, int]]] = Remembered()


async def expected(
    realm: Realm, templates: Mapping[LootKind, Collection[int]]
) -> dict[Place, Yield]:
    """What each template gives everybody, per processing, at the default drop rates.

    Left out: what needs a quest, what has conditions, and what is no item.
    """
    places = {(kind, number) for kind, numbers in templates.items() for number in numbers if number}

    async def load(wanted: Collection[Place]) -> dict[Place, Yield]:
        found: dict[Place, Yield] = {}
        for kind in sorted({kind for kind, _ in wanted}):
            numbers = [number for each, number in wanted if each is kind]
            yields = await _load(realm, kind, numbers)
            found |= {(kind, number): one for number, one in yields.items()}
        return found

    return await _YIELDS.get(realm.world, places, load)


async def _load(realm: Realm, kind: LootKind, numbers: Collection[int]) -> dict[int, Yield]:
    stored = await fetch_templates(realm, kind, numbers)
    rows = [row for members in stored.values() for row in members]
    references = await fetch_references(realm, rows)
    some, shared = await _conditioned(realm, kind), await _conditioned(realm, LootKind.REFERENCE)
    templates = _marked(stored, some)
    tables = LootTables(_marked(references, shared), distinct=not gives_item_twice(realm))
    return await trio.to_thread.run_sync(_yields, tables, templates)


def _yields(tables: LootTables, templates: Mapping[int, Sequence[LootRow]]) -> dict[int, Yield]:
    return {
        number: tuple(
            Expected(one.item, one.chance_percent, one.expected_count)
            for one in tables.outcomes(rows)
            if one.label is None and not one.quest_required and one.expected_count > 0
        )
        for number, rows in templates.items()
    }


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
