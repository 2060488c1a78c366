"""Who sells an item, which quests are about it, what belongs to it.

Drops are `loot.sources_of_item`'s business.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from appliance.gamedata import names
from appliance.gamedata.lookup import as_record, column_list, fetch_by_ids, numbered
from appliance.gamedata.realm import Branch, Realm

VENDOR_FLAG = 0x80
"""UNIT_NPC_FLAG_VENDOR: without it the server ignores a creature's list."""
MAX_PAGES = 20
MAX_LISTS = 20
"""Vendor lists may include others; this many levels are followed."""

SELLERS_WRATH = """
SELECT entry, item, maxcount, incrtime, ExtendedCost FROM npc_vendor
WHERE item = %s OR item < 0 ORDER BY entry, item, ExtendedCost
"""
SELLERS_MASTER = """
SELECT entry, item, maxcount, incrtime, ExtendedCost FROM npc_vendor
WHERE (item = %s AND type = 1) OR item < 0 ORDER BY entry, item, ExtendedCost
"""
VENDOR_FLAGS = """
SELECT entry, npcflag FROM creature_template WHERE entry IN ({ids}) ORDER BY entry
"""
EVENT_SELLERS = """
SELECT c.id, v.eventEntry, e.description, v.maxcount, v.incrtime, v.ExtendedCost
FROM game_event_npc_vendor v
JOIN creature c ON c.guid = v.guid
LEFT JOIN game_event e ON e.eventEntry = v.eventEntry
WHERE v.item = %s{items_only} ORDER BY c.id, v.eventEntry, v.guid
"""
OBJECTIVES = """
SELECT QuestID, Amount FROM quest_objectives WHERE Type = 1 AND ObjectID = %s ORDER BY QuestID, ID
"""
SET_WRATH = "SELECT entry FROM item_template WHERE itemset = %s ORDER BY entry"
PAGE = "SELECT Text, NextPageID FROM page_text WHERE ID = %s"
PAGE_LOCALE = "SELECT Text FROM page_text_locale WHERE ID = %s AND locale = %s"

_ROLES = (
    ("reward", numbered("RewardItem", 4), numbered("RewardAmount", 4)),
    ("choice", numbered("RewardChoiceItemID", 6), numbered("RewardChoiceItemQuantity", 6)),
    ("required", numbered("RequiredItemId", 6), numbered("RequiredItemCount", 6)),
    ("needed on the way", numbered("ItemDrop", 4), numbered("ItemDropQuantity", 4)),
    ("given at the start", ("StartItem",), ()),
)
"""How a quest can be about an item, and in which columns of quest_template that stands."""


class Offer(NamedTuple):
    """A creature that sells an item.

    stock: pieces it has at a time, 0 for any number. restock_s: until the next piece.
    extended_cost: id of the price that is not money (ItemExtendedCost), 0 for none.
    via_list: the other creature whose list it takes over, 0 for its own.
    event: the game event it is limited to, "" for always.
    """

    creature: int
    name: str | None
    stock: int
    restock_s: int
    extended_cost: int
    via_list: int = 0
    event: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """Who sells an item, by creature. `idle`: creatures that list it but are no vendors."""

    offers: list[Offer]
    total: int
    idle: int


class QuestUse(NamedTuple):
    """A quest that has to do with an item; `role` says how."""

    quest: int
    title: str | None
    role: str
    pieces: int


class _Seller(NamedTuple):
    entry: int
    item: int
    stock: int
    restock_s: int
    extended_cost: int


class _EventSeller(NamedTuple):
    creature: int
    event: int
    description: str | None
    stock: int
    restock_s: int
    extended_cost: int


class _Flag(NamedTuple):
    entry: int
    npcflag: int


class _Page(NamedTuple):
    text: str | None
    next: int


async def sold_by(realm: Realm, item: int, locale: str, *, limit: int) -> Offers:
    """Who sells an item: own lists, lists taken over from others, and event vendors."""
    wrath = realm.branch is Branch.WRATH
    rows = await realm.world.fetch(SELLERS_WRATH if wrath else SELLERS_MASTER, [item], row=_Seller)
    offers = _with_lists(rows, item) + await _event_offers(realm, item)
    flags = await fetch_by_ids(
        realm.world, VENDOR_FLAGS, {offer.creature for offer in offers}, row=_Flag
    )
    vendors = {flag.entry for flag in flags if flag.npcflag & VENDOR_FLAG}
    idle = {flag.entry for flag in flags} - vendors
    found = sorted(offer for offer in offers if offer.creature in vendors)
    shown = found[:limit]
    titles = await names.creature_names(realm, {offer.creature for offer in shown}, locale)
    return Offers(
        [offer._replace(name=titles.get(offer.creature)) for offer in shown], len(found), len(idle)
    )


def _with_lists(rows: list[_Seller], item: int) -> list[Offer]:
    """The offers of `rows`, and those of creatures whose lists include such a list."""
    takers: dict[int, list[int]] = {}
    for row in rows:
        if row.item < 0:
            takers.setdefault(-row.item, []).append(row.entry)
    offers = []
    for row in rows:
        if row.item != item:
            continue
        own = Offer(row.entry, None, row.stock, row.restock_s, row.extended_cost)
        offers.append(own)
        seen, level = {row.entry}, [row.entry]
        for _ in range(MAX_LISTS):
            level = [taker for entry in level for taker in takers.get(entry, ())]
            level = sorted(set(level) - seen)
            seen.update(level)
            offers += [own._replace(creature=taker, via_list=row.entry) for taker in level]
    return offers


async def _event_offers(realm: Realm, item: int) -> list[Offer]:
    if not realm.schema.has("game_event_npc_vendor"):
        return []
    typed = realm.schema.has("game_event_npc_vendor", "type")
    sql = EVENT_SELLERS.replace("{items_only}", " AND v.type = 1" if typed else "")
    rows = await realm.world.fetch(sql, [item], row=_EventSeller)
    return [
        Offer(
            creature=row.creature,
            name=None,
            stock=row.stock,
            restock_s=row.restock_s,
            extended_cost=row.extended_cost,
            event=row.description or f"game event {row.event}",
        )
        for row in dict.fromkeys(rows)
    ]


async def quests_about(realm: Realm, item: int, locale: str) -> list[QuestUse]:
    """Every quest that rewards, asks for or hands out an item, by role and quest."""
    roles = [
        (role, items, counts)
        for role, items, counts in _ROLES
        if realm.schema.has("quest_template", items[0])
    ]
    columns = ["ID", *(name for _, items, counts in roles for name in (*items, *counts))]
    places = column_list([name for _, items, _ in roles for name in items])
    sql = f"SELECT {column_list(columns)} FROM quest_template WHERE %s IN ({places}) ORDER BY ID"
    rows = await realm.world.fetch(sql, [item], row=as_record(columns))
    uses = [
        QuestUse(row["ID"], None, role, pieces)
        for role, items, counts in roles
        for row in rows
        if (pieces := _pieces(row, item, items, counts))
    ]
    if realm.schema.has("quest_objectives"):
        uses += [
            QuestUse(quest, None, "required", amount)
            for quest, amount in await realm.world.fetch(OBJECTIVES, [item], row=_pair)
        ]
    titles = await names.quest_titles(realm, {use.quest for use in uses}, locale)
    return [use._replace(title=titles.get(use.quest)) for use in uses]


def _pieces(
    row: Mapping[str, Any], item: int, items: Collection[str], counts: tuple[str, ...]
) -> int:
    """How many pieces the row's columns name; a column without an amount stands for one."""
    if not counts:
        return sum(1 for name in items if row[name] == item)
    pairs = zip(items, counts, strict=True)
    return sum(max(int(row[count]), 1) for name, count in pairs if row[name] == item)


async def set_members(realm: Realm, item_set: int, *, limit: int) -> list[int]:
    """Items that say they belong to a set, at most `limit`; none on master."""
    if item_set <= 0 or realm.branch is Branch.MASTER:
        return []
    return await realm.world.fetch(SET_WRATH + " LIMIT %s", [item_set, limit], row=int)


async def pages(realm: Realm, first: int, locale: str) -> list[str]:
    """The text of a book, page by page, at most MAX_PAGES; ends where its pages run in a circle."""
    texts: list[str] = []
    seen: set[int] = set()
    page = first
    while page > 0 and page not in seen and len(texts) < MAX_PAGES:
        seen.add(page)
        found = await realm.world.fetch(PAGE, [page], row=_Page)
        if not found:
            break
        texts.append(await _translated(realm, page, locale) or found[0].text or "")
        page = found[0].next
    return texts


async def _translated(realm: Realm, page: int, locale: str) -> str:
    if locale == names.BASE_LOCALE or not realm.schema.has("page_text_locale"):
        return ""
    rows = await realm.world.fetch(PAGE_LOCALE, [page, locale], row=_text)
    return rows[0] if rows else ""


def _pair(quest: int, amount: int) -> tuple[int, int]:
    return quest, amount


def _text(text: str | None) -> str:
    return text or ""
