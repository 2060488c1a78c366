"""Gossip: the menus that creatures and gameobjects open, their texts and lines to choose.

A text (npc_text) has up to eight variants, of which the server takes one by chance; its words, like
those of a line, are those of the broadcast text it names, else its own (ObjectMgr::GetNpcText).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from appliance.gamedata import names
from appliance.gamedata.creatures.templates import select_list
from appliance.gamedata.enums import Enums, enums
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.names import BASE_LOCALE
from appliance.gamedata.realm import Realm
from appliance.gamedata.scripts.texts import broadcast_texts

MENU_TEXTS = "SELECT {columns} FROM gossip_menu WHERE MenuID IN ({ids}) ORDER BY MenuID, TextID"
OPTIONS = "SELECT {columns} FROM gossip_menu_option WHERE MenuID IN ({ids}) ORDER BY 1, 2"
OPTIONS_LOCALE = """
SELECT {columns} FROM gossip_menu_option_locale WHERE Locale = %s AND MenuID IN ({ids})
ORDER BY 1, 2
"""
ACTIONS = """
SELECT MenuId, OptionIndex, ActionMenuId, ActionPoiId FROM gossip_menu_option_action
WHERE MenuId IN ({ids}) ORDER BY MenuId, OptionIndex
"""
BOXES = """
SELECT MenuId, OptionIndex, BoxCoded, BoxMoney, BoxText, BoxBroadcastTextId
FROM gossip_menu_option_box WHERE MenuId IN ({ids}) ORDER BY MenuId, OptionIndex
"""
TEXTS = "SELECT {columns} FROM npc_text WHERE ID IN ({ids}) ORDER BY ID"
TEXTS_LOCALE = (
    "SELECT {columns} FROM npc_text_locale WHERE Locale = %s AND ID IN ({ids}) ORDER BY ID"
)
POINTS = "SELECT ID, Name FROM points_of_interest WHERE ID IN ({ids}) ORDER BY ID"

_VARIANTS = range(8)
_TALK = 1
"""GossipOption."""


class MenuText(NamedTuple):
    """A text a gossip menu may open with (npc_text)."""

    menu: int
    text: int


class Option(NamedTuple):
    """A line to choose in a gossip menu.

    type: GossipOption on 3.3.5 and older master; npc: GossipOptionNpc on master; None: the layout
    has the other. npc_flags: of which the creature needs one for the line to be shown. action_menu,
    point: what it opens, and the point of interest it shows. coded: a word must be typed in; money:
    copper asked for in the box with box_text. spell: cast on choosing it (master).
    """

    menu: int
    option: int
    type: int | None
    npc: int | None
    npc_flags: int | None
    action_menu: int | None
    point: int | None
    coded: int | None
    money: int | None
    spell: int | None
    broadcast: int | None
    text: str | None
    box_broadcast: int | None
    box_text: str | None


class _Action(NamedTuple):
    menu: int
    option: int
    action_menu: int
    point: int


class _Box(NamedTuple):
    menu: int
    option: int
    coded: int
    money: int
    text: str | None
    broadcast: int


class _Translation(NamedTuple):
    menu: int
    option: int
    text: str | None
    box_text: str | None


class _Named(NamedTuple):
    id: int
    name: str | None


_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "menu": ("MenuID",),
    "option": ("OptionID", "OptionIndex"),
    "type": ("OptionType",),
    "npc": ("OptionNpc",),
    "npc_flags": ("OptionNpcFlag",),
    "action_menu": ("ActionMenuID",),
    "point": ("ActionPoiID",),
    "coded": ("BoxCoded",),
    "money": ("BoxMoney",),
    "spell": ("SpellID",),
    "broadcast": ("OptionBroadcastTextID",),
    "text": ("OptionText",),
    "box_broadcast": ("BoxBroadcastTextID",),
    "box_text": ("BoxText",),
}


async def menu_texts(realm: Realm, menus: Collection[int]) -> list[MenuText]:
    """The texts of gossip menus."""
    if not realm.schema.has("gossip_menu"):
        return []
    called = {"menu": ("MenuID",), "text": ("TextID",)}
    columns = select_list(realm.schema, "gossip_menu", MenuText._fields, called)
    sql = MENU_TEXTS.replace("{columns}", columns)
    return await fetch_by_ids(realm.world, sql, menus, row=MenuText)


async def options(realm: Realm, menus: Collection[int], locale: str) -> list[Option]:
    """The lines to choose of gossip menus, by menu and option, in the language asked for."""
    if not realm.schema.has("gossip_menu_option"):
        return []
    columns = select_list(realm.schema, "gossip_menu_option", Option._fields, _COLUMNS)
    sql = OPTIONS.replace("{columns}", columns)
    found = {
        (row.menu, row.option): row
        for row in await fetch_by_ids(realm.world, sql, menus, row=Option)
    }
    await _add_side_tables(realm, menus, found)
    await _translate(realm, menus, locale, found)
    spoken = [row.broadcast or 0 for row in found.values()]
    spoken += [row.box_broadcast or 0 for row in found.values()]
    broadcast = await broadcast_texts(realm, spoken, locale)
    return [
        row._replace(
            text=broadcast.get(row.broadcast or 0) or row.text,
            box_text=broadcast.get(row.box_broadcast or 0) or row.box_text,
        )
        for row in found.values()
    ]


async def reachable(
    realm: Realm, start: Sequence[int], locale: str, *, limit: int
) -> tuple[dict[int, list[Option]], bool]:
    """`start` and the menus behind their lines, at most `limit`, nearest first, with their lines;
    and whether there are more."""
    found: dict[int, list[Option]] = {}
    pending = list(dict.fromkeys(start))
    while pending and len(found) < limit:
        reached = pending[: limit - len(found)]
        left = pending[len(reached) :]
        found |= {menu: [] for menu in reached}
        for option in await options(realm, reached, locale):
            found[option.menu].append(option)
        behind = [row.action_menu for menu in reached for row in found[menu] if row.action_menu]
        pending = [menu for menu in dict.fromkeys([*left, *behind]) if menu not in found]
    return found, bool(pending)


async def npc_texts(realm: Realm, ids: Collection[int], locale: str) -> dict[int, list[str]]:
    """The variants of npc_text, each once; texts without words are missing."""
    if not realm.schema.has("npc_text"):
        return {}
    own = realm.schema.has("npc_text", "text0_0")
    words = [f"text{n}_{gender}" if own else "NULL" for n in _VARIANTS for gender in range(2)]
    columns = ", ".join(["ID", *words, *(f"BroadcastTextID{n}" for n in _VARIANTS)])
    rows = await fetch_by_ids(
        realm.world, TEXTS.replace("{columns}", columns), ids, row=lambda *values: values
    )
    translated = await _translated_texts(realm, [row[0] for row in rows], locale)
    spoken = await broadcast_texts(realm, [id for row in rows for id in row[17:]], locale)
    found: dict[int, list[str]] = {}
    for row in rows:
        local = translated.get(row[0], row[1:17])
        variants = [
            spoken.get(row[17 + n]) or local[2 * n] or local[2 * n + 1] or row[1 + 2 * n]
            for n in _VARIANTS
        ]
        if told := [text for text in dict.fromkeys(variants) if text]:
            found[row[0]] = told
    return found


async def effects(
    realm: Realm, options: Sequence[Option], locale: str
) -> dict[tuple[int, int], str]:
    """What choosing a line does besides opening a menu and costing money, by (menu, option)."""
    marked = await points(realm, {row.point for row in options if row.point})
    cast = await names.spell_names(realm, {row.spell for row in options if row.spell}, locale)
    known = enums(realm.branch)
    found = {}
    for row in options:
        told = [_service(known, row)]
        if row.point:
            name = marked.get(row.point)
            told.append(f"marks {name or f'point of interest {row.point}'} on the map")
        if row.spell:
            spell = f"spell {row.spell}"
            told.append(f"casts {f'{cast[row.spell]} ({spell})' if row.spell in cast else spell}")
        if row.coded:
            told.append("wants a word typed in")
        if row.box_text:
            told.append(f"asks “{row.box_text}”")
        if any(told):
            found[row.menu, row.option] = "; ".join(part for part in told if part)
    return found


def _service(known: Enums, row: Option) -> str:
    """What a line is for: wares, training, …; "" for talk."""
    enum, number = ("GossipOption", row.type) if row.npc is None else ("GossipOptionNpc", row.npc)
    if not number or (enum, number) == ("GossipOption", _TALK):
        return ""
    return known.name(enum, number) or f"option type {number}"


async def points(realm: Realm, ids: Collection[int]) -> dict[int, str]:
    """Names of points of interest."""
    if not realm.schema.has("points_of_interest"):
        return {}
    rows = await fetch_by_ids(realm.world, POINTS, ids, row=_Named)
    return {row.id: row.name for row in rows if row.name}


async def _translated_texts(
    realm: Realm, ids: Collection[int], locale: str
) -> dict[int, tuple[Any, ...]]:
    if locale == BASE_LOCALE or not realm.schema.has("npc_text_locale"):
        return {}
    words = ", ".join(f"Text{n}_{gender}" for n in _VARIANTS for gender in range(2))
    sql = TEXTS_LOCALE.replace("{columns}", f"ID, {words}")
    rows = await fetch_by_ids(realm.world, sql, ids, row=lambda *values: values, before=[locale])
    return {row[0]: row[1:] for row in rows}


async def _add_side_tables(
    realm: Realm, menus: Collection[int], found: dict[tuple[int, int], Option]
) -> None:
    """What older master keeps beside gossip_menu_option."""
    if realm.schema.has("gossip_menu_option_action"):
        for action in await fetch_by_ids(realm.world, ACTIONS, menus, row=_Action):
            place = (action.menu, action.option)
            if place in found:
                found[place] = found[place]._replace(
                    action_menu=action.action_menu, point=action.point
                )
    if realm.schema.has("gossip_menu_option_box"):
        for box in await fetch_by_ids(realm.world, BOXES, menus, row=_Box):
            place = (box.menu, box.option)
            if place in found:
                found[place] = found[place]._replace(
                    coded=box.coded,
                    money=box.money,
                    box_text=box.text,
                    box_broadcast=box.broadcast,
                )


async def _translate(
    realm: Realm, menus: Collection[int], locale: str, found: dict[tuple[int, int], Option]
) -> None:
    if locale == BASE_LOCALE or not realm.schema.has("gossip_menu_option_locale"):
        return
    columns = select_list(realm.schema, "gossip_menu_option_locale", _Translation._fields, _COLUMNS)
    sql = OPTIONS_LOCALE.replace("{columns}", columns)
    for row in await fetch_by_ids(realm.world, sql, menus, row=_Translation, before=[locale]):
        known = found.get((row.menu, row.option))
        if known is not None:
            found[row.menu, row.option] = known._replace(
                text=row.text or known.text, box_text=row.box_text or known.box_text
            )
