"""get-item-pricing: what vendors and players ask for an item."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.clock import SystemClock
from appliance.gamedata import names
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.creatures import vendors
from appliance.gamedata.creatures.vendors import Price
from appliance.gamedata.economy import auctions, recipes
from appliance.gamedata.economy.auctions import Market
from appliance.gamedata.economy.prices import ItemPrice, prices
from appliance.gamedata.enums import enums
from appliance.gamedata.items import costs
from appliance.gamedata.items.sources import Offers, sold_by
from appliance.gamedata.loot.drops import ItemSources, sources_of_item
from appliance.gamedata.realm import Realm
from appliance.tools.context import Scope, ToolContext
from appliance.tools.decode import coded
from appliance.tools.economy import pricing_parts as parts
from appliance.tools.economy.amounts import NO_CHARACTERS
from appliance.tools.economy.pricing_models import (
    CraftingSide,
    GetItemPricing,
    ItemPricing,
    VendorSide,
)
from appliance.tools.economy.unknown import refuse_unknown
from appliance.tools.models import Coded
from appliance.tools.registry import Sources, tool

MOST_SELLERS = 1000
LEAST_LISTINGS = 1
"""Auctions that make a reagent's median count here: its price says where it is from."""
FORMULA = (
    "auction prices: buyout of a stack / its pieces (3.3.5) or the unit price (master); every unit "
    "counts once; quantiles interpolate linearly between units; rounded to copper; drops: expected "
    "pieces x the better of what a vendor pays and the auction median, at the default drop rates"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the realm says about an item's prices."""

    price: ItemPrice | None
    name: str | None
    ware: Price | None
    offers: Offers
    market: Market | None
    loot: ItemSources | None


@tool(
    "get-item-pricing",
    title="Item prices",
    scope=Scope.REALM_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="world: item_template, npc_vendor, game_event_npc_vendor; characters: "
        "auctionhouse, item_instance; client: ItemExtendedCost, Spell, "
        "SkillLineAbility",
        master="world: npc_vendor; client and hotfixes: ItemSparse, Item, ItemClass, "
        "ItemExtendedCost, SpellName and its side tables, SkillLineAbility; "
        "characters: auctionhouse, auction_items, item_instance",
    ),
)
async def get_item_pricing(query: GetItemPricing, context: ToolContext) -> ItemPricing:
    """Tell what an item costs: vendors, what players ask at the auction house now, what a kill is
    worth by it, what its reagents cost. Without listings it says so."""
    realm, locale = context.realm, query.locale.value
    found = await _find(realm, query, int(SystemClock().now().timestamp()))
    await _check_known(realm, query.item_id, found)
    notes = _notes(realm, found)
    known = enums(realm.branch)
    price = found.price
    return ItemPricing(
        source=realm.source,
        item=Coded(id=query.item_id, name=found.name),
        bonding=coded(known, "ItemBondingType", price.bonding) if price else None,
        vendor=await _vendor(realm, query, found),
        auctions=await parts.auction_side(realm, found.market, locale) if found.market else None,
        drops=parts.drop_side(found.loot, price, found.market) if found.loot else None,
        crafting=await _crafting(realm, query, notes) if query.include_crafting else None,
        formula=FORMULA,
        notes=notes,
    )


async def _find(realm: Realm, query: GetItemPricing, now: int) -> _Found:
    item, locale = query.item_id, query.locale.value
    async with concurrently() as questions:
        priced = questions.ask(prices, realm, [item])
        named = questions.ask(names.item_names, realm, [item], locale)
        wares = questions.ask(vendors.prices, realm, [item])
        offers = questions.ask(sold_by, realm, item, locale, limit=MOST_SELLERS)
        market = questions.ask(_market, realm, query, now)
        looted = (
            questions.ask(sources_of_item, realm, item, locale, limit=query.limit)
            if query.include_drops
            else None
        )
    return _Found(
        priced.value.get(item),
        named.value.get(item),
        wares.value.get(item),
        offers.value,
        market.value,
        looted.value if looted is not None else None,
    )


async def _market(realm: Realm, query: GetItemPricing, now: int) -> Market | None:
    if realm.characters is None:
        return None
    found = await auctions.offers(realm, realm.characters, query.item_id, now=now)
    if query.house_id is None:
        return found
    chosen = {house: asked for house, asked in found.houses.items() if house == query.house_id}
    return Market(chosen, found.truncated)


async def _check_known(realm: Realm, item: int, found: _Found) -> None:
    """Refuse an item that nothing here knows."""
    listed = found.market is not None and found.market.houses
    if found.price is not None or found.name or found.offers.total or listed:
        return
    await refuse_unknown(realm, item, "check the id")


async def _vendor(realm: Realm, query: GetItemPricing, found: _Found) -> VendorSide:
    shown = found.offers.offers[: query.limit]
    extended = await costs.extended_costs(
        realm, {offer.extended_cost for offer in shown}, query.locale.value
    )
    return parts.vendor_side(
        realm, found.price, found.ware, found.offers, shown=len(shown), extended=extended
    )


async def _crafting(realm: Realm, query: GetItemPricing, notes: list[str]) -> CraftingSide | None:
    """The recipes with what they cost; None where none is known."""
    found = await recipes.for_item(realm, query.item_id)
    if found.missing:
        notes.append(f"what makes it: {found.missing}")
        return None
    if not found.recipes:
        return None
    medians: dict[int, int] = {}
    if realm.characters is not None:
        now = int(SystemClock().now().timestamp())
        houses = () if query.house_id is None else (query.house_id,)
        market = await auctions.snapshot(realm, realm.characters, now=now, houses=houses)
        medians = market.medians(least_listings=LEAST_LISTINGS)
    shown = found.recipes[: query.limit]
    priced = await recipes.costs(realm, shown, medians)
    return await parts.crafting_side(
        realm, query.locale.value, shown, priced, total=len(found.recipes)
    )


def _notes(realm: Realm, found: _Found) -> list[str]:
    notes: list[str] = []
    price = found.price
    if realm.characters is None:
        notes.append(f"auctions: {NO_CHARACTERS}")
    if price is None:
        notes.append(f"vendor prices: {realm.client.missing('ItemSparse')}")
    elif price.uncertain:
        notes.append(
            "vendor prices are those of ItemSparse: the server computes others from its "
            "ImportPrice and ItemClass files unless the item's own are fixed"
        )
    if price is not None and price.buy and not found.offers.total:
        notes.append("no vendor sells it: the buy price is only what one would ask")
    if price is not None and found.offers.total and not price.buy:
        notes.append("the buy price is 0 in this database: given away, or the price is missing")
    if found.offers.idle:
        notes.append(
            "creatures that list it without the vendor flag, and so do not sell it: "
            f"{found.offers.idle}"
        )
    if found.loot is not None and found.loot.total:
        notes += found.loot.notes
    if price is not None and price.varied:
        notes.append("its pieces differ by random enchantments: auctions of all are counted alike")
    return notes
