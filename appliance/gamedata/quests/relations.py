"""Who starts and ends a quest, and what else in the world decides about it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from appliance.gamedata import names
from appliance.gamedata.realm import Branch, Realm

DISABLED_QUEST = 1
"""disables.sourceType of quests (DISABLE_TYPE_QUEST)."""

CREATURE_STARTERS = "SELECT id FROM creature_queststarter WHERE quest = %s ORDER BY id"
CREATURE_ENDERS = "SELECT id FROM creature_questender WHERE quest = %s ORDER BY id"
OBJECT_STARTERS = "SELECT id FROM gameobject_queststarter WHERE quest = %s ORDER BY id"
OBJECT_ENDERS = "SELECT id FROM gameobject_questender WHERE quest = %s ORDER BY id"
ITEM_STARTERS_WRATH = "SELECT entry FROM item_template WHERE startquest = %s ORDER BY entry"
ITEM_STARTERS_MASTER = "SELECT DISTINCT ID FROM item_sparse WHERE StartQuestID = %s ORDER BY ID"
EVENT_CREATURES = """
SELECT q.id, q.eventEntry, e.description FROM game_event_creature_quest q
LEFT JOIN game_event e ON e.eventEntry = q.eventEntry WHERE q.quest = %s ORDER BY q.id, q.eventEntry
"""
EVENT_OBJECTS = """
SELECT q.id, q.eventEntry, e.description FROM game_event_gameobject_quest q
LEFT JOIN game_event e ON e.eventEntry = q.eventEntry WHERE q.quest = %s ORDER BY q.id, q.eventEntry
"""
SEASONS = """
SELECT 0, q.eventEntry, e.description FROM game_event_seasonal_questrelation q
LEFT JOIN game_event e ON e.eventEntry = q.eventEntry WHERE q.questId = %s ORDER BY q.eventEntry
"""
AREA_TRIGGERS = "SELECT id FROM areatrigger_involvedrelation WHERE quest = %s ORDER BY id"
MAIL_SENDER = "SELECT RewardMailSenderEntry FROM quest_mail_sender WHERE QuestId = %s"
DISABLED = "SELECT entry FROM disables WHERE sourceType = %s AND entry = %s"
POOL = """
SELECT m.poolId, t.numActive, t.description FROM quest_pool_members m
LEFT JOIN quest_pool_template t ON t.poolId = m.poolId WHERE m.questId = %s
"""
CREDITED = """
SELECT entry, KillCredit1, KillCredit2 FROM creature_template
WHERE KillCredit1 IN ({ids}) OR KillCredit2 IN ({ids}) ORDER BY entry
"""


class Party(NamedTuple):
    """Somebody or something that starts or ends a quest.

    kind: "creature", "gameobject" or "item". event: the game event it is limited to, or "".
    """

    kind: str
    id: int
    name: str | None
    event: str = ""


class Pool(NamedTuple):
    """A group of quests of which the server offers `active` at a time."""

    id: int
    active: int | None
    description: str | None


class _Event(NamedTuple):
    id: int
    event: int
    description: str | None

    @property
    def title(self) -> str:
        return self.description or f"game event {self.event}"


class _Credit(NamedTuple):
    entry: int
    first: int
    second: int


async def starters(realm: Realm, quest: int, locale: str) -> list[Party]:
    """Who or what offers the quest, creatures first."""
    found = [Party("creature", id, None) for id in await _ids(realm, CREATURE_STARTERS, quest)]
    found += await _limited(realm, "creature", EVENT_CREATURES, quest)
    found += [Party("gameobject", id, None) for id in await _ids(realm, OBJECT_STARTERS, quest)]
    found += await _limited(realm, "gameobject", EVENT_OBJECTS, quest)
    found += [Party("item", id, None) for id in await _starting_items(realm, quest)]
    return await _named(realm, found, locale)


async def enders(realm: Realm, quest: int, locale: str) -> list[Party]:
    """Who or what takes the finished quest, creatures first."""
    found = [Party("creature", id, None) for id in await _ids(realm, CREATURE_ENDERS, quest)]
    found += [Party("gameobject", id, None) for id in await _ids(realm, OBJECT_ENDERS, quest)]
    return await _named(realm, found, locale)


async def season(realm: Realm, quest: int) -> list[str]:
    """The game events a seasonal quest belongs to."""
    if not realm.schema.has("game_event_seasonal_questrelation"):
        return []
    rows = await realm.world.fetch(SEASONS, [quest], row=_Event)
    return [row.title for row in rows]


async def area_triggers(realm: Realm, quest: int) -> list[int]:
    """The area triggers (AreaTrigger.dbc) that complete its exploration."""
    return await _ids(realm, AREA_TRIGGERS, quest)


async def pool(realm: Realm, quest: int) -> Pool | None:
    """The pool that decides whether the quest is offered today."""
    rows = await realm.world.fetch(POOL, [quest], row=Pool) if _has(realm, POOL) else []
    return rows[0] if rows else None


async def disabled(realm: Realm, quest: int) -> bool:
    """Whether the realm has switched the quest off (table disables)."""
    if not _has(realm, DISABLED):
        return False
    return bool(await realm.world.fetch(DISABLED, [DISABLED_QUEST, quest], row=int))


async def mail_sender(realm: Realm, quest: int) -> int:
    """The creature that sends the reward's letter, 0 when it is the one that ends the quest."""
    rows = await _ids(realm, MAIL_SENDER, quest)
    return rows[0] if rows else 0


async def also_credited(realm: Realm, creatures: Collection[int]) -> dict[int, list[int]]:
    """Creatures whose death counts as that of another, by the other's entry.

    `creatures` are those of one quest: few.
    """
    wanted = sorted(set(creatures))
    if not wanted:
        return {}
    sql = CREDITED.replace("{ids}", ",".join(["%s"] * len(wanted)))
    rows = await realm.world.fetch(sql, [*wanted, *wanted], row=_Credit)
    return {
        creature: [row.entry for row in rows if creature in (row.first, row.second)]
        for creature in wanted
    }


async def _starting_items(realm: Realm, quest: int) -> list[int]:
    if realm.branch is Branch.WRATH:
        return await _ids(realm, ITEM_STARTERS_WRATH, quest)
    if realm.hotfixes is None or not realm.schema.has_hotfix("item_sparse", "StartQuestID"):
        return []
    return await realm.hotfixes.fetch(ITEM_STARTERS_MASTER, [quest], row=int)


async def _ids(realm: Realm, sql: str, quest: int) -> list[int]:
    return await realm.world.fetch(sql, [quest], row=int) if _has(realm, sql) else []


async def _limited(realm: Realm, kind: str, sql: str, quest: int) -> list[Party]:
    rows = await realm.world.fetch(sql, [quest], row=_Event) if _has(realm, sql) else []
    return [Party(kind, row.id, None, row.title) for row in rows]


async def _named(realm: Realm, parties: list[Party], locale: str) -> list[Party]:
    lookups = {
        "creature": names.creature_names,
        "gameobject": names.gameobject_names,
        "item": names.item_names,
    }
    found = {
        kind: await lookup(realm, [one.id for one in parties if one.kind == kind], locale)
        for kind, lookup in lookups.items()
    }
    return [one._replace(name=found[one.kind].get(one.id)) for one in parties]


def _has(realm: Realm, sql: str) -> bool:
    """Whether the realm has the table that a SELECT of this module reads first."""
    return realm.schema.has(sql.split(" FROM ")[1].split()[0])
