"""Names of ids, in the language asked for where it is translated, else in the base text.

Every function takes any number of ids, asks in bounded chunks, and returns names only for ids
that have one: an id that is missing in the answer is unknown to this realm, or nameless, or its
name is in client files.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from appliance.gamedata import hotfixes
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
ITEMS_MASTER = """
SELECT ID, VerifiedBuild, Display FROM item_sparse WHERE ID IN ({ids}) ORDER BY ID, VerifiedBuild
"""
ITEMS_LOCALE_MASTER = """
SELECT ID, VerifiedBuild, Display_lang FROM item_sparse_locale
WHERE locale = %s AND ID IN ({ids}) ORDER BY ID, VerifiedBuild
"""
SPELLS_WRATH = "SELECT Id, SpellName FROM spell_dbc WHERE Id IN ({ids}) ORDER BY Id"
SPELLS_SERVER_MASTER = """
SELECT Id, SpellName FROM serverside_spell WHERE Id IN ({ids}) ORDER BY Id, DifficultyID DESC
"""
SPELLS_MASTER = """
SELECT ID, VerifiedBuild, Name FROM spell_name WHERE ID IN ({ids}) ORDER BY ID, VerifiedBuild
"""
SPELLS_LOCALE_MASTER = """
SELECT ID, VerifiedBuild, Name_lang FROM spell_name_locale WHERE locale = %s AND ID IN ({ids})
ORDER BY ID, VerifiedBuild
"""
FACTIONS_MASTER = """
SELECT ID, VerifiedBuild, Name FROM faction WHERE ID IN ({ids}) ORDER BY ID, VerifiedBuild
"""
FACTIONS_LOCALE_MASTER = """
SELECT ID, VerifiedBuild, Name_lang FROM faction_locale WHERE locale = %s AND ID IN ({ids})
ORDER BY ID, VerifiedBuild
"""
CURRENCIES_MASTER = """
SELECT ID, VerifiedBuild, Name FROM currency_types WHERE ID IN ({ids}) ORDER BY ID, VerifiedBuild
"""
CURRENCIES_LOCALE_MASTER = """
SELECT ID, VerifiedBuild, Name_lang FROM currency_types_locale WHERE locale = %s AND ID IN ({ids})
ORDER BY ID, VerifiedBuild
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
    """Names of items; on master only of those the hotfixes override (the rest is in ItemSparse)."""
    if realm.branch is Branch.WRATH:
        return await _world(realm, ids, locale, ITEMS_WRATH, ITEMS_LOCALE_WRATH)
    return await _hotfix(realm, ids, locale, "item_sparse", ITEMS_MASTER, ITEMS_LOCALE_MASTER)


async def spell_names(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Names of the spells the databases hold; most spells' names are in client files.

    3.3.5: rows of spell_dbc, which the server lays over Spell.dbc. Master: spells of the server's
    own, and those the hotfixes override.
    """
    if realm.branch is Branch.WRATH:
        return await _base(realm, ids, SPELLS_WRATH) if realm.schema.has("spell_dbc") else {}
    found = await _hotfix(realm, ids, locale, "spell_name", SPELLS_MASTER, SPELLS_LOCALE_MASTER)
    if realm.schema.has("serverside_spell"):
        found |= await _base(realm, ids, SPELLS_SERVER_MASTER)
    return found


async def faction_names(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Names of factions that have a reputation (Faction.dbc or Faction.db2).

    No database of 3.3.5 holds any; on master the hotfixes hold those they override.
    """
    if realm.branch is Branch.WRATH:
        return {}
    return await _hotfix(realm, ids, locale, "faction", FACTIONS_MASTER, FACTIONS_LOCALE_MASTER)


async def currency_names(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Names of master's currencies that the hotfixes override (the rest is in CurrencyTypes)."""
    if realm.branch is Branch.WRATH:
        return {}
    queries = CURRENCIES_MASTER, CURRENCIES_LOCALE_MASTER
    return await _hotfix(realm, ids, locale, "currency_types", *queries)


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


async def _hotfix(
    realm: Realm, ids: Collection[int], locale: str, table: str, base: str, translated: str
) -> dict[int, str]:
    if realm.hotfixes is None or not realm.schema.has_hotfix(table):
        return {}
    found: Mapping[int, str] = await hotfixes.names(realm.hotfixes, base, ids)
    if locale != BASE_LOCALE and found and realm.schema.has_hotfix(_table(translated)):
        found = {**found, **await hotfixes.names(realm.hotfixes, translated, found, locale)}
    return dict(found)


def _table(sql: str) -> str:
    """The table a SELECT of this module reads."""
    return sql.split(" FROM ")[1].split()[0]
