"""Stats of master's items: shares of a budget that RandPropPoints has by item level."""

from __future__ import annotations

from appliance.clientdata.interface import Record
from appliance.formulas.items import (
    budget_column,
    multiplier_column,
    multiplier_table,
    stat_from_budget,
)
from appliance.gamedata import client
from appliance.gamedata.items.types import Stat
from appliance.gamedata.realm import Realm

WORKED_OUT = (
    "stats = RandPropPoints at the item level * StatPercentEditor / 10000, stamina and ratings "
    "times StaminaMultByILvl and CombatRatingsMultByILvl, rounded; without item bonuses (master: "
    "Item::GetItemStatValue, GetRandomPropertyPoints, Player::_ApplyItemBonuses)"
)
_SCALING = ("PlayerLevelToItemLevelCurveID", "ItemLevelOffsetCurveID", "ItemSquishEraID")
"""Fields of items whose level is not the stored one."""
_AS_STORED = frozenset((22, 23))
"""Corruption and corruption resistance: the share is the amount."""


async def stats(
    realm: Realm, sparse: Record, plain: Record | None
) -> tuple[tuple[Stat, ...], tuple[str, ...]]:
    """The stats of an item, with amounts where they can be worked out, and what is to be said."""
    found = _shares(sparse)
    if not found:
        return (), ()
    reason = None
    if any(sparse.get(field) for field in _SCALING):
        reason = "the item's level depends on the character or on curves"
    elif plain is None:
        reason = "its subclass is in Item.db2 of the client, which is not there"
    elif not await client.has(realm, "RandPropPoints"):
        reason = "RandPropPoints.db2 of the client is not there"
    if reason is not None or plain is None:
        return found, (f"amounts of stats are not worked out: {reason}",)
    budget = await _budget(realm, sparse, plain)
    if not budget:
        return found, ("amounts of stats are not worked out: no budget for this kind of item",)
    known = [await _amount(realm, stat, budget, sparse) for stat in found]
    return tuple(known), (WORKED_OUT,)


def _shares(sparse: Record) -> tuple[Stat, ...]:
    """The kinds of bonus; StatModifier_bonusStat is -1 where there is none."""
    pairs = zip(
        sparse.get("StatModifier_bonusStat", ()), sparse.get("StatPercentEditor", ()), strict=True
    )
    return tuple(
        Stat(kind, value=share if kind in _AS_STORED else None, budget_share=share)
        for kind, share in pairs
        if kind is not None and kind >= 0 and share
    )


async def _budget(realm: Realm, sparse: Record, plain: Record) -> float:
    place = budget_column(sparse["OverallQualityID"], sparse["InventoryType"], plain["SubclassID"])
    row = await client.record(realm, "RandPropPoints", sparse["ItemLevel"])
    return 0.0 if place is None or row is None else float(row[place[0]][place[1]])


async def _amount(realm: Realm, stat: Stat, budget: float, sparse: Record) -> Stat:
    if stat.type in _AS_STORED or stat.budget_share is None:
        return stat
    multiplier: float | None = 1.0
    table = multiplier_table(stat.type)
    if table is not None:
        found = await realm.client.gametable(table)
        column = multiplier_column(sparse["InventoryType"])
        multiplier = None if found is None else found.value(sparse["ItemLevel"], column)
    if multiplier is None:
        return stat
    return stat._replace(value=stat_from_budget(budget, stat.budget_share, multiplier))
