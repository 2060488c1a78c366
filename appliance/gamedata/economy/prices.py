"""What vendors ask and pay for items, of many items at once.

3.3.5: columns of item_template. Master: ItemSparse of the client with the hotfixes over it; what a
vendor pays for anything but equipment follows from its buy price and its class.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from appliance.clientdata.interface import Record
from appliance.errors import Unavailable
from appliance.formulas.economy import vendor_pays_master
from appliance.gamedata import client
from appliance.gamedata.economy.remembered import Remembered
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Branch, Realm

WRATH = """
SELECT entry, BuyPrice, BuyCount, SellPrice, bonding, class, subclass, InventoryType,
  CASE WHEN RandomProperty <> 0 OR RandomSuffix <> 0 THEN 1 ELSE 0 END
FROM item_template WHERE entry IN ({ids}) ORDER BY entry
"""
_OVERRIDE_GOLD_COST = 0x4000
"""ItemFlags2: the prices of ItemSparse count as they stand."""
_COMPUTED = frozenset((1, 2, 3, *range(5, 18), 20, 21, 22, 23, 26, 28))
"""InventoryType of equipment whose buy price the server computes (Item::GetBuyPrice, master)."""


class ItemPrice(NamedTuple):
    """Prices of an item in copper.

    buy: for `buy_count` pieces; 0 is given away, or not known. sell: what a vendor pays for a
    piece, 0 for nothing. bonding: ItemBondingType. varied: random enchantments make its pieces
    differ. uncertain: the server may compute other prices from files that are not used here.
    """

    id: int
    buy: int
    buy_count: int
    sell: int
    bonding: int
    item_class: int | None
    subclass: int | None
    inventory_type: int
    varied: bool
    uncertain: bool = False

    @property
    def buy_each(self) -> float:
        """The buy price of one piece."""
        return self.buy / max(self.buy_count, 1)


_PRICES: Remembered[int, ItemPrice] = Remembered()


async def prices(realm: Realm, items: Collection[int]) -> dict[int, ItemPrice]:
    """Prices of those items that the realm knows."""

    wrath = realm.branch is Branch.WRATH

    async def load(ids: Collection[int]) -> dict[int, ItemPrice]:
        return await (_wrath if wrath else _master)(realm, ids)

    owner = realm.world if wrath else realm.client
    return await _PRICES.get(owner, {item for item in items if item > 0}, load)


async def _wrath(realm: Realm, ids: Collection[int]) -> dict[int, ItemPrice]:
    rows = await fetch_by_ids(realm.world, WRATH, ids, row=ItemPrice)
    return {
        row.id: row._replace(buy_count=max(row.buy_count, 1), varied=bool(row.varied))
        for row in rows
    }


async def _master(realm: Realm, ids: Collection[int]) -> dict[int, ItemPrice]:
    sparse = await _records(realm, "ItemSparse", ids)
    plain = await _records(realm, "Item", sparse)
    modifiers = await _modifiers(realm)
    return {
        number: _of_sparse(number, row, plain.get(number), modifiers)
        for number, row in sparse.items()
    }


async def _records(realm: Realm, name: str, ids: Collection[int]) -> Mapping[int, Record]:
    """What file and hotfixes have of the records; nothing where neither has any."""
    if not ids:
        return {}
    try:
        return await client.records(realm, name, ids)
    except Unavailable:
        return {}


async def _modifiers(realm: Realm) -> dict[int, float]:
    """ItemClass.PriceModifier by class; nothing without the file."""
    if not await client.has(realm, "ItemClass"):
        return {}
    rows = await client.scan(realm, "ItemClass", ("ClassID", "PriceModifier"))
    return {number: modifier for _, number, modifier in rows}


def _of_sparse(
    number: int, row: Record, plain: Record | None, modifiers: Mapping[int, float]
) -> ItemPrice:
    flags = row.get("Flags", (0, 0))
    fixed = bool(flags[1] & _OVERRIDE_GOLD_COST)
    equipment = row.get("InventoryType", 0) in _COMPUTED
    item_class = plain["ClassID"] if plain is not None else None
    modifier = modifiers.get(item_class) if item_class is not None else None
    return ItemPrice(
        id=number,
        buy=row.get("BuyPrice", 0),
        buy_count=max(row.get("VendorStackCount", 1), 1),
        sell=vendor_pays_master(
            sell_price=row.get("SellPrice", 0),
            buy_price=row.get("BuyPrice", 0),
            buy_count=row.get("VendorStackCount", 1),
            class_modifier=None if fixed or equipment else modifier,
        ),
        bonding=row.get("Bonding", 0),
        item_class=item_class,
        subclass=plain["SubclassID"] if plain is not None else None,
        inventory_type=row.get("InventoryType", 0),
        varied=False,
        uncertain=not fixed and (equipment or modifier is None),
    )
