"""Who or what uses a loot template: creatures, gameobjects, items, spells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from appliance.gamedata import names
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.loot.tables import LootKind
from appliance.gamedata.realm import Realm

CREATURES = """
SELECT {column}, entry, 0 FROM creature_template WHERE {column} IN ({ids}) ORDER BY {column}, entry
"""
CREATURES_BY_DIFFICULTY = """
SELECT {column}, Entry, DifficultyID FROM creature_template_difficulty
WHERE {column} IN ({ids}) ORDER BY {column}, Entry, DifficultyID
"""
GAMEOBJECTS = """
SELECT Data1, entry, 0 FROM gameobject_template
WHERE type IN (3, 25, 50) AND Data1 IN ({ids}) ORDER BY Data1, entry
"""
"""Chests, fishing holes and gathering nodes (GameObjectTemplate::GetLootId)."""
ITEMS = """
SELECT DisenchantID, entry, 0 FROM item_template
WHERE DisenchantID IN ({ids}) ORDER BY DisenchantID, entry
"""
SAME_ITEMS = "SELECT entry, entry, 0 FROM item_template WHERE entry IN ({ids}) ORDER BY entry"

_CREATURE_COLUMNS = {
    LootKind.CREATURE: ("lootid", "LootID"),
    LootKind.PICKPOCKETING: ("pickpocketloot", "PickPocketLootID"),
    LootKind.SKINNING: ("skinloot", "SkinLootID"),
}
"""Columns of creature_template, and of creature_template_difficulty where that has them."""
_ITEM_KINDS = frozenset({LootKind.ITEM, LootKind.PROSPECTING, LootKind.MILLING})
"""The template's id is that of an item."""

Place = tuple[LootKind, int]


class Owner(NamedTuple):
    """A user of a template. difficulties: DifficultyIDs, where a realm has loot by difficulty."""

    id: int
    difficulties: tuple[int, ...] = ()


class _Use(NamedTuple):
    loot_id: int
    id: int
    difficulty: int


async def owners_of(
    realm: Realm, templates: Mapping[LootKind, Collection[int]]
) -> dict[Place, list[Owner]]:
    """The owners of each template by id; a template that nothing uses is missing."""
    owners: dict[Place, list[Owner]] = {}
    for kind, ids in templates.items():
        uses = await _uses(realm, kind, ids)
        if uses is None:
            owners |= {(kind, number): [Owner(number)] for number in ids}
            continue
        by_difficulty = _difficulty_table(realm, kind)
        for number, members in uses.items():
            found: dict[int, list[int]] = defaultdict(list)
            for use in members:
                found[use.id].append(use.difficulty)
            owners[kind, number] = [
                Owner(owner, tuple(difficulties) if by_difficulty else ())
                for owner, difficulties in found.items()
            ]
    return owners


async def owner_names(
    realm: Realm, kind: LootKind, ids: Collection[int], locale: str
) -> dict[int, str]:
    """Names of owners of templates of this kind; letters have none."""
    if kind in _CREATURE_COLUMNS:
        return await names.creature_names(realm, ids, locale)
    if kind is LootKind.GAMEOBJECT:
        return await names.gameobject_names(realm, ids, locale)
    if kind in _ITEM_KINDS or (kind is LootKind.DISENCHANT and _has_disenchant_ids(realm)):
        return await names.item_names(realm, ids, locale)
    if kind is LootKind.SPELL:
        return await names.spell_names(realm, ids, locale)
    if kind is LootKind.FISHING:
        return await names.area_names(realm, ids, locale)
    return {}


async def _uses(realm: Realm, kind: LootKind, ids: Collection[int]) -> dict[int, list[_Use]] | None:
    """Who uses the templates; None when the template's id itself says it all."""
    if kind in _CREATURE_COLUMNS:
        of_template, of_difficulty = _CREATURE_COLUMNS[kind]
        by_difficulty = _difficulty_table(realm, kind)
        sql = (CREATURES_BY_DIFFICULTY if by_difficulty else CREATURES).replace(
            "{column}", of_difficulty if by_difficulty else of_template
        )
    elif kind is LootKind.GAMEOBJECT:
        sql = GAMEOBJECTS
    elif kind is LootKind.DISENCHANT and _has_disenchant_ids(realm):
        sql = ITEMS
    elif kind in _ITEM_KINDS and realm.schema.has("item_template"):
        sql = SAME_ITEMS
    else:
        return None
    uses: dict[int, list[_Use]] = defaultdict(list)
    for use in await fetch_by_ids(realm.world, sql, ids, row=_Use):
        uses[use.loot_id].append(use)
    return dict(uses)


def _difficulty_table(realm: Realm, kind: LootKind) -> bool:
    """Whether creatures have their loot by difficulty on this realm."""
    columns = _CREATURE_COLUMNS.get(kind)
    return columns is not None and realm.schema.has("creature_template_difficulty", columns[1])


def _has_disenchant_ids(realm: Realm) -> bool:
    """Whether the items' disenchant ids are in the database (on master: ItemDisenchantLoot.db2)."""
    return realm.schema.has("item_template", "DisenchantID")
