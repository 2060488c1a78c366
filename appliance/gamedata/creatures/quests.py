"""The quests and gossip menus of a creature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from appliance.gamedata.creatures.templates import select_list
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Realm

STARTED = "SELECT quest FROM creature_queststarter WHERE id = %s ORDER BY quest"
ENDED = "SELECT quest FROM creature_questender WHERE id = %s ORDER BY quest"
EVENT_STARTED = """
SELECT q.quest, q.eventEntry, e.description FROM game_event_creature_quest q
LEFT JOIN game_event e ON e.eventEntry = q.eventEntry WHERE q.id = %s ORDER BY q.quest, q.eventEntry
"""
MENUS = "SELECT MenuID FROM creature_template_gossip WHERE CreatureID = %s ORDER BY MenuID"
MENU_TEXTS = "SELECT {columns} FROM gossip_menu WHERE MenuID IN ({ids}) ORDER BY MenuID, TextID"
OPTIONS = "SELECT {columns} FROM gossip_menu_option WHERE MenuID IN ({ids}) ORDER BY 1, 2"


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


class MenuText(NamedTuple):
    """A text a gossip menu may open with (npc_text)."""

    menu: int
    text: int


class MenuOption(NamedTuple):
    """A line to choose in a gossip menu.

    npc_flags: flags of which the creature needs one for the line to be shown. action_menu: what it
    opens. cost: copper. None: this layout keeps it elsewhere or not at all.
    """

    menu: int
    option: int
    text: str | None
    npc_flags: int | None
    action_menu: int | None
    cost: int | None


_OPTION = {
    "menu": ("MenuID",),
    "option": ("OptionID", "OptionIndex"),
    "text": ("OptionText",),
    "npc_flags": ("OptionNpcFlag",),
    "action_menu": ("ActionMenuID",),
    "cost": ("BoxMoney",),
}


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


async def menu_texts(realm: Realm, menus: list[int]) -> list[MenuText]:
    """The texts of gossip menus."""
    if not realm.schema.has("gossip_menu"):
        return []
    names = {"menu": ("MenuID",), "text": ("TextID",)}
    columns = select_list(realm.schema, "gossip_menu", MenuText._fields, names)
    sql = MENU_TEXTS.replace("{columns}", columns)
    return await fetch_by_ids(realm.world, sql, menus, row=MenuText)


async def menu_options(realm: Realm, menus: list[int]) -> list[MenuOption]:
    """The lines to choose of gossip menus."""
    if not realm.schema.has("gossip_menu_option"):
        return []
    columns = select_list(realm.schema, "gossip_menu_option", MenuOption._fields, _OPTION)
    sql = OPTIONS.replace("{columns}", columns)
    return await fetch_by_ids(realm.world, sql, menus, row=MenuOption)
