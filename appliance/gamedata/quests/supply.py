"""Which creatures and gameobjects give the items that many quests ask for.

A few queries for any number of items, each a walk through one loot table: chances are those of the
rows themselves, good enough to choose where to look. `loot.sources` has the true ones for one item.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.loot.owners import owners_of
from appliance.gamedata.loot.tables import LootKind, has_item_types
from appliance.gamedata.realm import Realm

ROWS = """
SELECT Entry, Item, 0, Chance, QuestRequired FROM {table} WHERE {kind} = 0 AND Item IN ({ids})
ORDER BY Entry, Item
"""
REFERRING = """
SELECT Entry, 0, Reference, Chance, QuestRequired FROM {table} WHERE Reference IN ({ids})
ORDER BY Entry, Reference
"""
REFERRING_TYPED = """
SELECT Entry, 0, Item, Chance, QuestRequired FROM {table} WHERE ItemType = 1 AND Item IN ({ids})
ORDER BY Entry, Item
"""
VENDORS = "SELECT entry, item FROM npc_vendor WHERE item IN ({ids}) ORDER BY item, entry"
MAX_DEPTH = 3
MAX_SOURCES = 25
"""Most creatures or gameobjects kept for one item, best chance first."""
UNKNOWN_CHANCE = 10.0
"""Rows of groups that share a chance, and what references hold, are ranked as if they had this."""


class Source(NamedTuple):
    """A creature or gameobject that gives an item; `way` is "loot" or "sold"."""

    kind: str
    entry: int
    way: str
    chance: float


class _Row(NamedTuple):
    entry: int
    item: int
    reference: int
    chance: float
    quest_required: int


class _Offer(NamedTuple):
    entry: int
    item: int


_KINDS = {LootKind.CREATURE: "creature", LootKind.GAMEOBJECT: "gameobject"}


async def sources(realm: Realm, items: Collection[int]) -> dict[int, list[Source]]:
    """Who gives each item: loot of creatures and gameobjects, else who sells it."""
    references = await _references(realm, items)
    async with concurrently() as questions:
        asked = {
            kind: questions.ask(_loot, realm, kind, items, references)
            for kind in _KINDS
            if realm.schema.has(kind.table)
        }
        offers = questions.ask(fetch_by_ids, realm.world, VENDORS, items, row=_Offer)
    chances = {kind: answer.value for kind, answer in asked.items()}
    owners = await owners_of(realm, {kind: found.keys() for kind, found in chances.items()})
    found: dict[int, dict[Source, None]] = defaultdict(dict)
    for (kind, loot_id), users in owners.items():
        for item, chance in chances[kind][loot_id].items():
            for user in users:
                found[item][Source(_KINDS[kind], user.id, "loot", chance)] = None
    for offer in offers.value:
        if offer.item not in found:
            found[offer.item] = {}
        if not any(one.way == "loot" for one in found[offer.item]):
            found[offer.item][Source("creature", offer.entry, "sold", 100.0)] = None
    return {item: _best(each) for item, each in found.items()}


def _best(found: Iterable[Source]) -> list[Source]:
    ranked = sorted(found, key=lambda one: (-one.chance, one.kind, one.entry))
    once = {(one.kind, one.entry): one for one in reversed(ranked)}
    return sorted(once.values(), key=lambda one: (-one.chance, one.kind, one.entry))[:MAX_SOURCES]


async def _references(realm: Realm, items: Collection[int]) -> dict[int, set[int]]:
    """Reference tables that hold the items, directly or through others: table → items."""
    kind = LootKind.REFERENCE
    if not realm.schema.has(kind.table):
        return {}
    found: dict[int, set[int]] = defaultdict(set)
    for row in await fetch_by_ids(realm.world, _sql(realm, kind, ROWS), items, row=_Row):
        found[row.entry].add(row.item)
    pending = set(found)
    for _ in range(MAX_DEPTH):
        rows = await fetch_by_ids(realm.world, _referring(realm, kind), pending, row=_Row)
        pending = set()
        for row in rows:
            if not found[row.reference] <= found[row.entry]:
                found[row.entry] |= found[row.reference]
                pending.add(row.entry)
    return dict(found)


async def _loot(
    realm: Realm, kind: LootKind, items: Collection[int], references: dict[int, set[int]]
) -> dict[int, dict[int, float]]:
    """Loot templates of a kind that hold the items: template → item → chance in percent."""
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for row in await fetch_by_ids(realm.world, _sql(realm, kind, ROWS), items, row=_Row):
        found[row.entry][row.item] = abs(row.chance) or UNKNOWN_CHANCE
    for row in await fetch_by_ids(realm.world, _referring(realm, kind), references, row=_Row):
        share = (abs(row.chance) or UNKNOWN_CHANCE) * UNKNOWN_CHANCE / 100
        for item in references[row.reference]:
            found[row.entry].setdefault(item, share)
    return dict(found)


def _sql(realm: Realm, kind: LootKind, sql: str) -> str:
    column = "ItemType" if has_item_types(realm, kind) else "Reference"
    return sql.replace("{table}", kind.table).replace("{kind}", column)


def _referring(realm: Realm, kind: LootKind) -> str:
    return _sql(realm, kind, REFERRING_TYPED if has_item_types(realm, kind) else REFERRING)
