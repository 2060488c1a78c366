"""Names for the ids that scripts and conditions are made of, a lookup for each kind.

A lookup takes any number of keys (an id, or two numbers where one does not say it), asks in bounded
chunks and returns names for those that have one. What is in client files only is missing without
them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from appliance.gamedata import client, names
from appliance.gamedata.enums import enums
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.scripts import term_texts

Lookup = Callable[[Realm, Collection[Any], str], Awaitable[Mapping[Any, str]]]

GAME_EVENTS = """
SELECT eventEntry, description FROM game_event WHERE eventEntry IN ({ids}) ORDER BY eventEntry
"""
SPAWN_GROUPS = """
SELECT groupId, groupName FROM spawn_group_template WHERE groupId IN ({ids}) ORDER BY groupId
"""
PHASES = "SELECT ID, Name FROM phase_name WHERE ID IN ({ids}) ORDER BY ID"
GRAVEYARDS = "SELECT ID, Comment FROM world_safe_locs WHERE ID IN ({ids}) ORDER BY ID"
WORLD_STATES = "SELECT ID, Comment FROM world_state WHERE ID IN ({ids}) ORDER BY ID"
WAYPOINTS = """
SELECT entry, point_comment FROM waypoints WHERE entry IN ({ids}) AND pointid <= 1
ORDER BY entry, pointid DESC
"""
PATHS = "SELECT PathId, Comment FROM waypoint_path WHERE PathId IN ({ids}) ORDER BY PathId"
CREATURE_SPAWNS = "SELECT guid, id FROM creature WHERE guid IN ({ids}) ORDER BY guid"
GAMEOBJECT_SPAWNS = "SELECT guid, id FROM gameobject WHERE guid IN ({ids}) ORDER BY guid"
OBJECTIVES = """
SELECT ID, QuestID, Description FROM quest_objectives WHERE ID IN ({ids}) ORDER BY ID
"""
TELEPORTS = "SELECT ID, Name FROM areatrigger_teleport WHERE ID IN ({ids}) ORDER BY ID"
TAVERNS = "SELECT id, name FROM areatrigger_tavern WHERE id IN ({ids}) ORDER BY id"
EXPLORED = "SELECT id, quest FROM areatrigger_involvedrelation WHERE id IN ({ids}) ORDER BY id"
EQUIPMENT = """
SELECT CreatureID, ID, ItemID1, ItemID2, ItemID3 FROM creature_equip_template
WHERE CreatureID IN ({ids}) ORDER BY CreatureID, ID
"""
SUMMON_GROUPS = """
SELECT summonerId, groupId, entry FROM creature_summon_groups
WHERE summonerType = 0 AND summonerId IN ({ids}) ORDER BY summonerId, groupId, entry
"""
TRAINERS_WRATH = """
SELECT TrainerId, CreatureId FROM creature_default_trainer WHERE TrainerId IN ({ids})
ORDER BY TrainerId, CreatureId
"""
TRAINERS_MASTER = """
SELECT TrainerID, CreatureID FROM creature_trainer WHERE TrainerID IN ({ids})
ORDER BY TrainerID, CreatureID
"""


class _Named(NamedTuple):
    id: int
    name: str | None


class _Of(NamedTuple):
    id: int
    of: int


class _Objective(NamedTuple):
    id: int
    quest: int
    text: str | None


class _Member(NamedTuple):
    owner: int
    group: int
    entry: int


def listed(members: Iterable[str], shown: int = 1) -> str:
    """The first few, and how many others there are."""
    every = list(members)
    more = len(every) - shown
    return ", ".join(every[:shown]) + (f" and {more} more" if more > 0 else "")


def _stored(table: str, sql: str) -> Lookup:
    """Names that stand in the world database."""

    async def lookup(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
        if not realm.schema.has(table):
            return {}
        rows = await fetch_by_ids(realm.world, sql, keys, row=_Named)
        return {row.id: row.name.strip() for row in rows if row.name}

    return lookup


def _client(table: str, field: str) -> Lookup:
    """Names that stand in a client table."""

    async def lookup(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
        return await client.names(realm, table, [key for key in keys if key > 0], field, locale)

    return lookup


async def _titles(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    """Titles without the place of the player's name."""
    found = await client.names(realm, "CharTitles", keys, "Name", locale)
    return {number: text.replace("%s", "").strip(" ,") for number, text in found.items()}


async def _faction_templates(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    """The faction behind a template, else the server's own word for the template."""
    rows = await client.known(realm, "FactionTemplate", keys)
    factions = {number: row["Faction"] for number, row in rows.items()}
    known = await names.faction_names(realm, factions.values(), locale)
    labels = enums(realm.branch).values("FactionTemplates")
    found = {number: labels[number] for number in keys if number in labels}
    return found | {number: known[of] for number, of in factions.items() if of in known}


async def _world_states(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    known = enums(realm.branch)
    labels = known.values("WorldState") if "WorldState" in known else {}
    found = await _stored("world_state", WORLD_STATES)(realm, keys, locale)
    return {number: labels[number] for number in keys if number in labels} | dict(found)


async def _paths(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    """Paths of SmartAI: a table of their own on 3.3.5, the common one on master."""
    if realm.branch is Branch.MASTER and realm.schema.has("waypoint_path", "Comment"):
        return await _stored("waypoint_path", PATHS)(realm, keys, locale)
    return await _stored("waypoints", WAYPOINTS)(realm, keys, locale)


async def _taxi_paths(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    paths = await client.known(realm, "TaxiPath", keys)
    ends = {number: (row["FromTaxiNode"], row["ToTaxiNode"]) for number, row in paths.items()}
    nodes = {node for pair in ends.values() for node in pair}
    known = await client.names(realm, "TaxiNodes", nodes, "Name", locale)
    return {
        number: f"{known[start]} to {known[end]}"
        for number, (start, end) in ends.items()
        if start in known and end in known
    }


async def _creature_spawns(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    if not realm.schema.has("creature"):
        return {}
    rows = await fetch_by_ids(realm.world, CREATURE_SPAWNS, keys, row=_Of)
    known = await names.creature_names(realm, {row.of for row in rows}, locale)
    return {row.id: known[row.of] for row in rows if row.of in known}


async def _gameobject_spawns(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    if not realm.schema.has("gameobject"):
        return {}
    rows = await fetch_by_ids(realm.world, GAMEOBJECT_SPAWNS, keys, row=_Of)
    known = await names.gameobject_names(realm, {row.of for row in rows}, locale)
    return {row.id: known[row.of] for row in rows if row.of in known}


async def _area_triggers(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    """What an area trigger is for: its teleport, its inn, the quest it explores."""
    found: dict[Any, str] = {}
    if realm.schema.has("areatrigger_involvedrelation"):
        rows = await fetch_by_ids(realm.world, EXPLORED, keys, row=_Of)
        titles = await names.quest_titles(realm, {row.of for row in rows}, locale)
        found |= {row.id: titles[row.of] for row in rows if row.of in titles}
    found |= await _stored("areatrigger_tavern", TAVERNS)(realm, keys, locale)
    return found | dict(await _stored("areatrigger_teleport", TELEPORTS)(realm, keys, locale))


async def _objectives(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    if not realm.schema.has("quest_objectives"):
        return {}
    rows = await fetch_by_ids(realm.world, OBJECTIVES, keys, row=_Objective)
    titles = await names.quest_titles(realm, {row.quest for row in rows}, locale)
    return {
        row.id: f"{text} of {titles[row.quest]}" if row.quest in titles else text
        for row in rows
        if (text := row.text or "an objective")
    }


async def _species(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    rows = await client.known(realm, "BattlePetSpecies", keys)
    creatures = {number: row["CreatureID"] for number, row in rows.items()}
    known = await names.creature_names(realm, creatures.values(), locale)
    return {number: known[of] for number, of in creatures.items() if of in known}


async def _trainers(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    """Who teaches a list."""
    wrath = realm.branch is Branch.WRATH
    if not realm.schema.has("creature_default_trainer" if wrath else "creature_trainer"):
        return {}
    sql = TRAINERS_WRATH if wrath else TRAINERS_MASTER
    rows = await fetch_by_ids(realm.world, sql, keys, row=_Of)
    known = await names.creature_names(realm, {row.of for row in rows}, locale)
    teachers: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row.of in known:
            teachers[row.id].append(known[row.of])
    return {number: listed(dict.fromkeys(members)) for number, members in teachers.items()}


async def _equipment(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    """The items of (creature, set)."""
    if not realm.schema.has("creature_equip_template"):
        return {}
    rows = await fetch_by_ids(
        realm.world,
        EQUIPMENT,
        {creature for creature, _ in keys},
        row=lambda *values: values,
    )
    sets = {(row[0], row[1]): [item for item in row[2:] if item] for row in rows}
    wanted = {item for place in keys if place in sets for item in sets[place]}
    known = await names.item_names(realm, wanted, locale)
    return {
        place: ", ".join(_with_id("item", item, known) for item in items)
        for place, items in sets.items()
        if any(item in known for item in items)
    }


def _with_id(kind: str, number: int, known: Mapping[Any, str]) -> str:
    return f"{known[number]} ({kind} {number})" if number in known else f"{kind} {number}"


async def _summon_groups(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    """Who comes with (summoner, group)."""
    if not realm.schema.has("creature_summon_groups"):
        return {}
    summoners = {summoner for summoner, _ in keys}
    rows = await fetch_by_ids(realm.world, SUMMON_GROUPS, summoners, row=_Member)
    members: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for row in rows:
        members[row.owner, row.group][row.entry] += 1
    known = await names.creature_names(realm, {row.entry for row in rows}, locale)
    return {
        place: listed(
            (f"{count} x {_with_id('creature', entry, known)}" for entry, count in counted.items()),
            shown=3,
        )
        for place, counted in members.items()
    }


LOOKUPS: Mapping[str, Lookup] = {
    "spell": names.spell_names,
    "creature": names.creature_names,
    "item": names.item_names,
    "quest": names.quest_titles,
    "gameobject": names.gameobject_names,
    "faction": names.faction_names,
    "map": names.map_names,
    "area": names.area_names,
    "zone": names.area_names,
    "skill": names.skill_names,
    "achievement": _client("Achievement", "Title"),
    "title": _titles,
    "sound": _client("SoundEntries", "Name"),
    "taxi path": _taxi_paths,
    "faction template": _faction_templates,
    "battle pet species": _species,
    "game event": _stored("game_event", GAME_EVENTS),
    "spawn group": _stored("spawn_group_template", SPAWN_GROUPS),
    "phase": _stored("phase_name", PHASES),
    "graveyard": _stored("world_safe_locs", GRAVEYARDS),
    "world state": _world_states,
    "path": _paths,
    "creature spawn": _creature_spawns,
    "gameobject spawn": _gameobject_spawns,
    "area trigger": _area_triggers,
    "quest objective": _objectives,
    "trainer": _trainers,
    "text": term_texts.creature_texts,
    "npc text": term_texts.npc_texts,
    "gossip menu": term_texts.gossip_menus,
    "gossip option": term_texts.gossip_options,
    "equipment": _equipment,
    "summon group": _summon_groups,
}
