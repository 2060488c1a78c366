"""What is offered at auction now, from the characters database.

3.3.5: a row of `auctionhouse` is one item_instance, its buyout is for the whole stack. Master: an
auction has any number of them (`auction_items`); what it asks is for a piece
(AuctionPosting::BuyoutOrUnitPrice; things that do not stack are single pieces anyway). Auctions
whose time is over still stand there until the server clears them away: they do not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from trio import to_thread

from appliance.database.interface import Database
from appliance.formulas.economy import Offer, Spread, quantile, spread
from appliance.gamedata import client
from appliance.gamedata.economy.remembered import Remembered
from appliance.gamedata.realm import Branch, Realm

OF_ITEM_WRATH = """
SELECT i.itemEntry, a.houseid, a.buyoutprice, i.`count`, COUNT(*)
FROM auctionhouse a JOIN item_instance i ON i.guid = a.itemguid
WHERE i.itemEntry = %s AND a.`time` > %s
GROUP BY i.itemEntry, a.houseid, a.buyoutprice, i.`count`
ORDER BY a.houseid, a.buyoutprice, i.`count` LIMIT %s
"""
OF_ITEM_MASTER = """
SELECT i.itemEntry, a.auctionHouseId, a.buyoutOrUnitPrice, SUM(i.`count`), COUNT(DISTINCT a.id)
FROM auctionhouse a JOIN auction_items l ON l.auctionId = a.id
JOIN item_instance i ON i.guid = l.itemGuid
WHERE i.itemEntry = %s AND a.endTime > %s
GROUP BY i.itemEntry, a.auctionHouseId, a.buyoutOrUnitPrice
ORDER BY a.auctionHouseId, a.buyoutOrUnitPrice LIMIT %s
"""
ALL_WRATH = """
SELECT i.itemEntry, a.houseid, a.buyoutprice, i.`count`, COUNT(*)
FROM auctionhouse a JOIN item_instance i ON i.guid = a.itemguid
WHERE a.`time` > %s
GROUP BY i.itemEntry, a.houseid, a.buyoutprice, i.`count`
ORDER BY i.itemEntry, a.houseid, a.buyoutprice, i.`count` LIMIT %s
"""
ALL_MASTER = """
SELECT i.itemEntry, a.auctionHouseId, a.buyoutOrUnitPrice, SUM(i.`count`), COUNT(DISTINCT a.id)
FROM auctionhouse a JOIN auction_items l ON l.auctionId = a.id
JOIN item_instance i ON i.guid = l.itemGuid
WHERE a.endTime > %s
GROUP BY i.itemEntry, a.auctionHouseId, a.buyoutOrUnitPrice
ORDER BY i.itemEntry, a.auctionHouseId, a.buyoutOrUnitPrice LIMIT %s
"""

MOST_OF_ITEM = 20_000
"""Different prices of one item that are read."""
MOST_PRICES = 100_000
"""Different prices of all items that are read."""
MARKET_TTL_S = 60.0
ALLIANCE, HORDE, NEUTRAL = 2, 6, 7
HOUSES = {ALLIANCE: "Alliance", HORDE: "Horde", NEUTRAL: "Neutral"}
"""The houses the server uses (AuctionHouseMgr::GetAuctionHouseEntry), where AuctionHouse is not
there to name them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for an item, of one house or of several together.

    listings, units: with a buyout. bids_only, bids_only_units: without one. prices: of a unit, in
    copper, as far as they have a buyout.
    """

    listings: int
    units: int
    bids_only: int
    bids_only_units: int
    prices: tuple[Offer, ...]

    @property
    def spread(self) -> Spread | None:
        """How the buyouts of all units lie; None without any."""
        return spread(self.prices) if self.prices else None


@dataclass(frozen=True, slots=True)
class Market:
    """An item's auctions in each house that has any."""

    houses: dict[int, Asked]
    truncated: bool

    @property
    def together(self) -> Asked:
        """All houses as one."""
        return _together(self.houses.values())


@dataclass(frozen=True)
class Snapshot:
    """What is asked for every item that is at auction; houses together."""

    items: Mapping[int, Asked]
    truncated: bool

    @cached_property
    def _medians(self) -> dict[int, int]:
        """Of every item with a buyout."""
        return {
            item: round(quantile(asked.prices, 0.5))
            for item, asked in self.items.items()
            if asked.prices
        }

    def medians(self, *, least_listings: int) -> dict[int, int]:
        """The median buyout of a unit, in whole copper, of items with enough listings."""
        return {
            item: median
            for item, median in self._medians.items()
            if self.items[item].listings >= least_listings
        }


class _Row(NamedTuple):
    item: int
    house: int
    price: int
    units: int
    listings: int


async def offers(realm: Realm, database: Database, item: int, *, now: int) -> Market:
    """The auctions of an item that run at `now` (seconds since 1970), by house."""
    sql = OF_ITEM_WRATH if realm.branch is Branch.WRATH else OF_ITEM_MASTER
    rows = await database.fetch(sql, [item, now, MOST_OF_ITEM], row=_Row)
    houses: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        houses[row.house].append(row)
    of_stacks = realm.branch is Branch.WRATH
    found = {house: _asked(members, of_stacks) for house, members in houses.items()}
    return Market(found, len(rows) == MOST_OF_ITEM)


class _Kept(NamedTuple):
    """What is remembered of a market: all rows, and the snapshot of all houses."""

    rows: list[_Row]
    whole: Snapshot


_SNAPSHOTS: Remembered[str, _Kept] = Remembered(ttl_s=MARKET_TTL_S)


async def snapshot(
    realm: Realm, database: Database, *, now: int, houses: Collection[int] = ()
) -> Snapshot:
    """What is asked for every item, in these houses (none: in all); at most a minute old."""
    of_stacks = realm.branch is Branch.WRATH

    async def load(_keys: Collection[str]) -> dict[str, _Kept]:
        sql = ALL_WRATH if of_stacks else ALL_MASTER
        rows = await database.fetch(sql, [now, MOST_PRICES], row=_Row)
        cut = len(rows) == MOST_PRICES
        return {"all": _Kept(rows, await to_thread.run_sync(_summed, rows, of_stacks, cut))}

    kept = (await _SNAPSHOTS.get(database, ["all"], load))["all"]
    if not houses:
        return kept.whole
    rows = [row for row in kept.rows if row.house in houses]
    return await to_thread.run_sync(_summed, rows, of_stacks, kept.whole.truncated)


def _summed(rows: Sequence[_Row], of_stacks: bool, truncated: bool) -> Snapshot:
    """Rows as a snapshot with its medians: a big market takes a while."""
    items: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        items[row.item].append(row)
    asked = {item: _asked(members, of_stacks) for item, members in items.items()}
    found = Snapshot(asked, truncated)
    found.medians(least_listings=0)
    return found


async def house_names(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Names of auction houses: the client's, else the side's."""
    known = {number: HOUSES[number] for number in ids if number in HOUSES}
    return known | await client.names(realm, "AuctionHouse", ids, "Name", locale)


def _asked(rows: Sequence[_Row], of_stacks: bool) -> Asked:
    """Rows as prices of units; of_stacks: a price is that of a whole stack (3.3.5)."""
    priced = [row for row in rows if row.price > 0 and row.units > 0]
    bids = [row for row in rows if row.price <= 0]
    return Asked(
        listings=sum(row.listings for row in priced),
        units=sum(_units(row, of_stacks) for row in priced),
        bids_only=sum(row.listings for row in bids),
        bids_only_units=sum(_units(row, of_stacks) for row in bids),
        prices=tuple(
            Offer(row.price / row.units if of_stacks else row.price, _units(row, of_stacks))
            for row in priced
        ),
    )


def _units(row: _Row, of_stacks: bool) -> int:
    return row.units * row.listings if of_stacks else row.units


def _together(parts: Collection[Asked]) -> Asked:
    return Asked(
        listings=sum(part.listings for part in parts),
        units=sum(part.units for part in parts),
        bids_only=sum(part.bids_only for part in parts),
        bids_only_units=sum(part.bids_only_units for part in parts),
        prices=tuple(offer for part in parts for offer in part.prices),
    )
