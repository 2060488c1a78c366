"""Names of ids, in the language asked for where it is translated, else in the base text.

Every function takes any number of ids, asks in bounded chunks, and returns names only for ids
that have one: an id that is missing in the answer is unknown to this realm, or nameless, or its
name is in a client file that is not there. What the databases say wins over client files.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from appliance.gamedata import client
from appliance.gamedata.enums import enums
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Branch, Realm

BASE_LOCALE = "enUS"

CREATURES = "SELECT entry, name FROM creature_template WHERE entry IN ({ids}) ORDER BY entry"
CREATURES_LOCALE = """
SELECT entry, Name FROM creature_template_locale WHERE locale = %s AND entry IN ({ids})
ORDER BY entry
"""
CREATURES_LOCAL = """
SELECT entry, Name, Title FROM creature_template_locale WHERE locale = %s AND entry IN ({ids})
ORDER BY entry
"""
GAMEOBJECTS = "SELECT entry, name FROM gameobject_template WHERE entry IN ({ids}) ORDER BY entry"
GAMEOBJECTS_LOCALE = """
SELECT entry, name FROM gameobject_template_locale WHERE locale = %s AND entry IN ({ids})
ORDER BY entry
"""
QUESTS = "SELECT ID, LogTitle FROM quest_template WHERE ID IN ({ids}) ORDER BY ID"
QUESTS_LOCALE_WRATH = """
SELECT ID, Title FROM quest_template_locale WHERE locale = %s AND ID IN ({ids}) ORDER BY ID
"""
QUESTS_LOCALE_MASTER = """
SELECT ID, LogTitle FROM quest_template_locale WHERE locale = %s AND ID IN ({ids}) ORDER BY ID
"""
ITEMS_WRATH = "SELECT entry, name FROM item_template WHERE entry IN ({ids}) ORDER BY entry"
ITEMS_LOCALE_WRATH = """
SELECT ID, Name FROM item_template_locale WHERE locale = %s AND ID IN ({ids}) ORDER BY ID
"""
SPELLS_WRATH = "SELECT Id, SpellName FROM spell_dbc WHERE Id IN ({ids}) ORDER BY Id"
SPELLS_SERVER_MASTER = """
SELECT Id, SpellName FROM serverside_spell WHERE Id IN ({ids}) ORDER BY Id, DifficultyID DESC
"""


class _Name(NamedTuple):
    id: int
    name: str | None


async def creature_names(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Names of creature templates."""
    return await _world(realm, ids, locale, CREATURES, CREATURES_LOCALE)


class LocalCreature(NamedTuple):
    """A creature's name and the line below it, each empty where it is not translated."""

    id: int
    name: str | None
    title: str | None


async def local_creatures(
    realm: Realm, ids: Collection[int], locale: str
) -> dict[int, LocalCreature]:
    """What is translated of creatures' names and titles; nothing for the base language."""
    if locale == BASE_LOCALE or not ids or not realm.schema.has("creature_template_locale"):
        return {}
    rows = await fetch_by_ids(realm.world, CREATURES_LOCAL, ids, row=LocalCreature, before=[locale])
    return {row.id: row for row in rows}


async def gameobject_names(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Names of gameobject templates."""
    return await _world(realm, ids, locale, GAMEOBJECTS, GAMEOBJECTS_LOCALE)


async def quest_titles(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Titles of quests."""
    wrath = realm.branch is Branch.WRATH
    translated = QUESTS_LOCALE_WRATH if wrath else QUESTS_LOCALE_MASTER
    return await _world(realm, ids, locale, QUESTS, translated)


async def item_names(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Names of items; on master of those the hotfixes or ItemSparse hold."""
    if realm.branch is Branch.WRATH:
        return await _world(realm, ids, locale, ITEMS_WRATH, ITEMS_LOCALE_WRATH)
    return await _client(realm, ids, locale, "ItemSparse", "Display")


async def spell_names(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Names of spells, on 3.3.5 with what tells ranks apart: "Fireball (Rank 2)".

    3.3.5: rows of spell_dbc, which the server lays over Spell.dbc. Master: spells of the server's
    own, those the hotfixes override, SpellName.
    """
    if realm.branch is Branch.WRATH:
        found = await _base(realm, ids, SPELLS_WRATH) if realm.schema.has("spell_dbc") else {}
        return await _with_spell_file(realm, ids, locale, found)
    found = {}
    if realm.schema.has("serverside_spell"):
        found = await _base(realm, ids, SPELLS_SERVER_MASTER)
    return await _client(realm, ids, locale, "SpellName", "Name") | found


async def faction_names(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Names of factions that have a reputation (Faction.dbc or Faction.db2)."""
    return await _client(realm, ids, locale, "Faction", "Name")


async def currency_names(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Names of currencies; on 3.3.5 each is an item, and has the item's name."""
    if realm.branch is Branch.MASTER:
        return await _client(realm, ids, locale, "CurrencyTypes", "Name")
    if not ids or not await client.has(realm, "CurrencyTypes"):
        return {}
    rows = await client.records(realm, "CurrencyTypes", ids)
    items = {number: row["ItemID"] for number, row in rows.items()}
    known = await item_names(realm, items.values(), locale)
    return {number: known[item] for number, item in items.items() if item in known}


async def map_names(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Names of maps: continents, instances, battlegrounds."""
    return await _client(realm, ids, locale, "Map", "MapName", least=0)


async def area_names(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Names of areas; a zone is an area without a parent."""
    return await _client(realm, ids, locale, "AreaTable", "AreaName")


async def skill_names(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Names of skills and professions; without client files, the server's own words for them."""
    found = await _client(realm, ids, locale, "SkillLine", "DisplayName")
    return _words(realm, ids, "SkillType") | found


async def class_names(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Names of player classes; without client files, the server's own words for them."""
    found = await _client(realm, ids, locale, "ChrClasses", "Name")
    return _words(realm, ids, "Classes") | found


async def race_names(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Names of player races; without client files, the server's own words for them."""
    found = await _client(realm, ids, locale, "ChrRaces", "Name")
    return _words(realm, ids, "Races") | found


def _words(realm: Realm, ids: Collection[int], enum: str) -> dict[int, str]:
    known = enums(realm.branch)
    words = {number: known.name(enum, number) for number in ids if number > 0}
    return {number: name for number, name in words.items() if name}


async def _with_spell_file(
    realm: Realm, ids: Collection[int], locale: str, found: dict[int, str]
) -> dict[int, str]:
    missing = [number for number in ids if number > 0 and number not in found]
    if not missing or not await client.has(realm, "Spell"):
        return found
    rows = await client.records(realm, "Spell", missing, locale)
    for number, row in rows.items():
        if row["Name"]:
            rank = row.get("NameSubtext")
            found[number] = f"{row['Name']} ({rank})" if rank else row["Name"]
    return found


async def _client(
    realm: Realm, ids: Collection[int], locale: str, table: str, field: str, *, least: int = 1
) -> dict[int, str]:
    """Names in a client table, with what the databases lay over it."""
    wanted = [number for number in ids if number >= least]
    return await client.names(realm, table, wanted, field, locale) if wanted else {}


async def _world(
    realm: Realm, ids: Collection[int], locale: str, base: str, translated: str
) -> dict[int, str]:
    found = await _base(realm, ids, base)
    if locale == BASE_LOCALE or not found or not realm.schema.has(_table(translated)):
        return found
    rows = await fetch_by_ids(realm.world, translated, found, row=_Name, before=[locale])
    return found | {row.id: row.name for row in rows if row.name}


async def _base(realm: Realm, ids: Collection[int], sql: str) -> dict[int, str]:
    rows = await fetch_by_ids(realm.world, sql, ids, row=_Name)
    return {row.id: row.name for row in rows if row.name}


def _table(sql: str) -> str:
    """The table a SELECT of this module reads."""
    return sql.split(" FROM ")[1].split()[0]
