"""Things a vendor sells for less than players ask at auction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from appliance.gamedata.economy.auctions import Snapshot
from appliance.gamedata.economy.prices import prices
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Realm

SELLERS = """
SELECT v.item, v.entry FROM npc_vendor v JOIN creature_template t ON t.entry = v.entry
WHERE v.maxcount = 0 AND v.ExtendedCost = 0 AND (t.npcflag & 128) <> 0{more}
  AND EXISTS (SELECT 1 FROM creature c WHERE c.id = v.entry) AND v.item IN ({ids})
ORDER BY v.item, v.entry
"""


class Flip(NamedTuple):
    """An item to buy of a vendor and sell at auction; copper for one piece.

    vendors: creatures that sell any number of it for money alone. listings, units: at auction.
    """

    item: int
    buy: float
    median: int
    listings: int
    units: int
    vendors: tuple[int, ...]

    @property
    def profit(self) -> float:
        """The median less the price, before the auction house takes its share."""
        return self.median - self.buy


class _Seller(NamedTuple):
    item: int
    vendor: int


async def flips(realm: Realm, market: Snapshot, medians: Mapping[int, int]) -> list[Flip]:
    """Everything worth it, most profit a piece first."""
    known = await prices(realm, medians)
    cheap = {item for item, one in known.items() if 0 < one.buy_each < medians[item]}
    vendors = await sellers(realm, cheap)
    found = [
        Flip(
            item=item,
            buy=known[item].buy_each,
            median=medians[item],
            listings=market.items[item].listings,
            units=market.items[item].units,
            vendors=tuple(entries),
        )
        for item, entries in vendors.items()
    ]
    return sorted(found, key=lambda one: (-one.profit, one.item))


async def sellers(realm: Realm, items: Collection[int]) -> dict[int, list[int]]:
    """Creatures that sell any number of an item, for money alone, and are somewhere in the world.

    Lists that vendors take over from others are not followed.
    """
    more = " AND v.type = 1" if realm.schema.has("npc_vendor", "type") else ""
    if realm.schema.has("npc_vendor", "PlayerConditionID"):
        more += " AND v.PlayerConditionID = 0"
    rows = await fetch_by_ids(realm.world, SELLERS.replace("{more}", more), items, row=_Seller)
    found: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        found[row.item].append(row.vendor)
    return dict(found)
