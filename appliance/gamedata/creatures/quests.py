"""The quests and gossip menus of a creature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from appliance.gamedata.realm import Realm

STARTED = "SELECT quest FROM creature_queststarter WHERE id = %s ORDER BY quest"
ENDED = "SELECT quest FROM creature_questender WHERE id = %s ORDER BY quest"
EVENT_STARTED = """
SELECT q.quest, q.eventEntry, e.description FROM game_event_creature_quest q
LEFT JOIN game_event e ON e.eventEntry = q.eventEntry WHERE q.id = %s ORDER BY q.quest, q.eventEntry
"""
MENUS = "SELECT MenuID FROM creature_template_gossip WHERE CreatureID = %s ORDER BY MenuID"


class EventQuest(NamedTuple):
    """A quest that is offered during a game event only."""

    quest: int
    event: int
    description: str | None


@dataclass(frozen=True, slots=True)
class QuestRoles:
    """Quests a creature starts, ends, and starts during events."""

    started: list[int]
    ended: list[int]
    during_events: list[EventQuest]


async def quest_roles(realm: Realm, entry: int) -> QuestRoles:
    """The quests a creature has to do with."""
    started = await realm.world.fetch(STARTED, [entry], row=int)
    ended = await realm.world.fetch(ENDED, [entry], row=int)
    events: list[EventQuest] = []
    if realm.schema.has("game_event_creature_quest") and realm.schema.has("game_event"):
        events = await realm.world.fetch(EVENT_STARTED, [entry], row=EventQuest)
    return QuestRoles(started, ended, events)


async def menus(realm: Realm, entry: int, of_template: int | None) -> list[int]:
    """The gossip menus of a creature; `of_template` is the one its template names."""
    found = [of_template] if of_template else []
    if realm.schema.has("creature_template_gossip"):
        found += await realm.world.fetch(MENUS, [entry], row=int)
    return sorted({menu for menu in found if menu})
