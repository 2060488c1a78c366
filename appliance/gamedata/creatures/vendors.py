"""Who sells, and what: npc_vendor with the lists it takes over from other vendors.

A row with a negative item stands for the whole list of the creature of that (positive) number
(ObjectMgr::LoadReferenceVendor). Prices in copper are for one purchase of `pieces`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from appliance.gamedata import client
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Branch, Realm

VENDORS = """
SELECT t.entry, COALESCE(t.name, ''), t.subname, t.faction, t.npcflag FROM creature_template t
WHERE t.entry > %s
  AND ((t.npcflag & 128) <> 0 OR t.entry IN (SELECT v.entry FROM npc_vendor v))
ORDER BY t.entry LIMIT %s
"""
COUNT = """
SELECT COUNT(*) FROM creature_template t
WHERE (t.npcflag & 128) <> 0 OR t.entry IN (SELECT v.entry FROM npc_vendor v)
"""
SIZES = """
SELECT entry, COUNT(*), SUM(CASE WHEN item < 0 THEN 1 ELSE 0 END) FROM npc_vendor
WHERE entry IN ({ids}) GROUP BY entry ORDER BY entry
"""
STOCK = """
SELECT entry, item, maxcount, incrtime, ExtendedCost, {type}, {condition} FROM npc_vendor
WHERE entry IN ({ids}) ORDER BY entry, slot, item, ExtendedCost
"""
EVENT_STOCK = """
SELECT v.eventEntry, e.description, v.item, v.maxcount, v.incrtime, v.ExtendedCost
FROM creature c JOIN game_event_npc_vendor v ON v.guid = c.guid
LEFT JOIN game_event e ON e.eventEntry = v.eventEntry
WHERE c.id = %s ORDER BY v.eventEntry, v.guid, v.slot, v.item
"""
PRICES = "SELECT entry, BuyPrice, BuyCount, FlagsExtra FROM item_template WHERE entry IN ({ids})"

VENDOR_FLAG = 0x80
"""UNIT_NPC_FLAG_VENDOR: without it the server ignores a creature's list."""
ITEM_TYPE = 1
"""npc_vendor.type of items (ItemVendorType); 3.3.5 sells nothing else."""
MAX_VENDOR_ITEMS = 150
"""What 3.3.5 can show of one vendor; the server leaves the rest out."""
_KEEPS_GOLD_PRICE = 0x4
"""ItemFlags2: gold is asked for also where there is an extended cost (Item::IsGoldRequired)."""
_MAX_LISTS = 20


class VendorRow(NamedTuple):
    """A creature that is a vendor by its flag, or has a list."""

    entry: int
    name: str
    subname: str | None
    faction: int
    npc_flags: int


class Ware(NamedTuple):
    """One thing for sale.

    vendor: whose list it stands in. stock: pieces at a time, 0 for any number; restock_s: seconds
    until the next. type: 1 item, 2 currency (ItemVendorType). player_condition: PlayerCondition.db2
    (master), 0 for none.
    """

    vendor: int
    item: int
    stock: int
    restock_s: int
    extended_cost: int
    type: int
    player_condition: int


class EventWare(NamedTuple):
    """One thing a spawn sells during a game event only."""

    event: int
    description: str | None
    item: int
    stock: int
    restock_s: int
    extended_cost: int


class Price(NamedTuple):
    """What a purchase costs in copper, and of how many pieces it is."""

    copper: int
    pieces: int
    beside_cost: bool
    """Also asked for where there is an extended cost."""


@dataclass(frozen=True, slots=True)
class VendorPage:
    """Part of the vendors by ascending entry, and how many there are in all."""

    rows: list[VendorRow]
    more: bool
    total: int


class _Size(NamedTuple):
    entry: int
    rows: int
    lists: int


class _PriceRow(NamedTuple):
    item: int
    price: int
    pieces: int
    flags2: int


async def vendors(realm: Realm, *, after: int, limit: int) -> VendorPage:
    """At most `limit` vendors with an entry above `after`."""
    async with concurrently() as questions:
        page = questions.ask(realm.world.fetch, VENDORS, [after, limit + 1], row=VendorRow)
        count = questions.ask(realm.world.fetch, COUNT, row=int)
    return VendorPage(page.value[:limit], len(page.value) > limit, count.value[0])


async def sizes(realm: Realm, entries: Collection[int]) -> dict[int, int]:
    """How many things each vendor sells, lists taken over included; without those of none."""
    rows = await fetch_by_ids(realm.world, SIZES, entries, row=_Size)
    found = {row.entry: row.rows for row in rows}
    combined = [row.entry for row in rows if row.lists]
    if combined:
        found |= {entry: len(wares) for entry, wares in (await stock(realm, combined)).items()}
    return found


async def stock(realm: Realm, entries: Collection[int]) -> dict[int, list[Ware]]:
    """What each vendor sells, in the order of its list; of equal rows the server keeps the first.

    A list that leads back to itself is followed once.
    """
    lists: dict[int, list[Ware]] = {}
    wanted = set(entries)
    for _ in range(_MAX_LISTS):
        wanted -= lists.keys()
        if not wanted:
            break
        lists |= {entry: [] for entry in wanted}
        for ware in await _own_lists(realm, wanted):
            lists[ware.vendor].append(ware)
        wanted = {-ware.item for entry in wanted for ware in lists[entry] if ware.item < 0}
    return {entry: list(_distinct(_expanded(lists, entry, ()))) for entry in entries}


async def event_stock(realm: Realm, entry: int) -> list[EventWare]:
    """What spawns of a creature sell during game events."""
    if not (realm.schema.has("game_event_npc_vendor") and realm.schema.has("game_event")):
        return []
    rows = await realm.world.fetch(EVENT_STOCK, [entry], row=EventWare)
    return list(dict.fromkeys(rows))


async def prices(realm: Realm, items: Collection[int]) -> dict[int, Price]:
    """Prices of items; on master of those the hotfixes or the client's files hold."""
    if realm.branch is Branch.WRATH:
        rows = await fetch_by_ids(realm.world, PRICES, items, row=_PriceRow)
    else:
        found = await client.known(realm, "ItemSparse", items) if items else {}
        rows = [
            _PriceRow(number, row["BuyPrice"], row["VendorStackCount"], row["Flags"][1])
            for number, row in found.items()
        ]
    return {
        row.item: Price(row.price, row.pieces or 1, bool(row.flags2 & _KEEPS_GOLD_PRICE))
        for row in rows
    }


async def _own_lists(realm: Realm, entries: Collection[int]) -> list[Ware]:
    schema = realm.schema
    sql = STOCK.replace("{type}", "type" if schema.has("npc_vendor", "type") else str(ITEM_TYPE))
    restricted = schema.has("npc_vendor", "PlayerConditionID")
    sql = sql.replace("{condition}", "PlayerConditionID" if restricted else "0")
    return await fetch_by_ids(realm.world, sql, entries, row=Ware)


def _expanded(
    lists: Mapping[int, Sequence[Ware]], entry: int, path: tuple[int, ...]
) -> Iterator[Ware]:
    if entry in path:
        return
    for ware in lists.get(entry, ()):
        if ware.item < 0:
            yield from _expanded(lists, -ware.item, (*path, entry))
        else:
            yield ware


def _distinct(wares: Iterator[Ware]) -> Iterator[Ware]:
    seen: set[tuple[int, int, int]] = set()
    for ware in wares:
        key = (ware.item, ware.extended_cost, ware.type)
        if key not in seen:
            seen.add(key)
            yield ware
