"""Parts of get-item-pricing's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from appliance.gamedata import names
from appliance.gamedata.creatures.vendors import Price
from appliance.gamedata.economy import auctions
from appliance.gamedata.economy.auctions import Asked, Market
from appliance.gamedata.economy.prices import ItemPrice
from appliance.gamedata.economy.recipes import Cost, Recipe
from appliance.gamedata.economy.values import Values
from appliance.gamedata.enums import enums
from appliance.gamedata.items import costs
from appliance.gamedata.items.sources import Offer, Offers
from appliance.gamedata.loot.drops import ItemSources
from appliance.gamedata.realm import Realm
from appliance.tools.decode import extended_cost, money
from appliance.tools.economy import pricing_models as models
from appliance.tools.economy.amounts import copper
from appliance.tools.models import Coded

COST_FORMULA = (
    "estimate: for each reagent the cheaper of a vendor's price (any number, money alone) and the "
    "auction median of a unit; fees, travel and failed attempts to buy are not counted"
)


def vendor_side(
    realm: Realm,
    price: ItemPrice | None,
    ware: Price | None,
    offers: Offers,
    *,
    shown: int,
    extended: Mapping[int, costs.ExtendedCost],
) -> models.VendorSide:
    """What vendors ask and pay."""
    keeps_gold = ware is not None and ware.beside_cost
    unlimited = [
        offer for offer in offers.offers if not (offer.extended_cost or offer.stock or offer.event)
    ]
    return models.VendorSide(
        buy_price=money(price.buy) if price else None,
        buy_count=price.buy_count if price else None,
        buy_each_copper=round(price.buy_each, 4) if price else None,
        sell_price=money(price.sell) if price else None,
        sellers=[_seller(realm, one, keeps_gold, extended) for one in offers.offers[:shown]],
        sellers_total=offers.total,
        sellers_truncated=offers.total > shown,
        unlimited_sellers=len(unlimited),
    )


def _seller(
    realm: Realm, offer: Offer, keeps_gold: bool, extended: Mapping[int, costs.ExtendedCost]
) -> models.PricedSeller:
    number = offer.extended_cost
    return models.PricedSeller(
        creature=Coded(id=offer.creature, name=offer.name),
        for_money=not number or keeps_gold,
        extended_cost=extended_cost(enums(realm.branch), number, extended.get(number)),
        stock=offer.stock or None,
        restock_s=offer.restock_s if offer.stock else None,
        takes_over_list_of=offer.via_list or None,
        event=offer.event or None,
    )


async def auction_side(realm: Realm, market: Market, locale: str) -> models.AuctionSide:
    """What players ask."""
    known = await auctions.house_names(realm, market.houses, locale)
    together = market.together
    count = together.listings + together.bids_only
    return models.AuctionSide(
        found=f"{count} listing{'' if count == 1 else 's'}" if count else "no listings",
        together=_house(together, None) if count else None,
        houses=[
            _house(asked, Coded(id=number, name=known.get(number)))
            for number, asked in sorted(market.houses.items())
        ],
        truncated=market.truncated,
    )


def _house(asked: Asked, house: Coded | None) -> models.HouseSide:
    found = asked.spread
    return models.HouseSide(
        house=house,
        listings=asked.listings,
        units=asked.units,
        unit_buyout=None
        if found is None
        else models.UnitPrices(
            minimum=copper(found.minimum),
            lower_quartile=copper(found.lower_quartile),
            median=copper(found.median),
            maximum=copper(found.maximum),
        ),
        bids_only_listings=asked.bids_only,
        bids_only_units=asked.bids_only_units,
    )


def drop_side(
    loot: ItemSources, price: ItemPrice | None, market: Market | None
) -> models.DropSide | None:
    """What is looted for it and what that is worth; None where nothing is."""
    if not loot.total:
        return None
    asked = market.together.spread if market is not None else None
    medians = {loot.item: round(asked.median)} if asked is not None else {}
    known = Values({loot.item: price} if price is not None else {}, medians)
    unit = known.unit(loot.item) if price is not None or medians else None
    return models.DropSide(
        unit_value=money(unit.copper) if unit else None,
        paid_by=unit.buyer if unit else None,
        total=loot.total,
        truncated=loot.truncated,
        sources=[
            models.DropValue(
                kind=one.kind.value,
                source=Coded(id=one.id, name=one.name),
                chance_percent=round(one.chance_percent, 4),
                pieces=round(one.expected_count, 6),
                value_copper=round(one.expected_count * unit.copper, 4) if unit else None,
                quest_required=one.quest_required or None,
                conditions=one.conditions or None,
            )
            for one in loot.sources
        ],
    )


async def crafting_side(
    realm: Realm, locale: str, recipes: Sequence[Recipe], priced: Sequence[Cost], *, total: int
) -> models.CraftingSide:
    """The ways to make it."""
    items = {reagent.item for recipe in recipes for reagent in recipe.reagents}
    item_names = await names.item_names(realm, items, locale)
    spells = await names.spell_names(realm, [recipe.spell for recipe in recipes], locale)
    skills = await names.skill_names(realm, {recipe.profession for recipe in recipes}, locale)
    return models.CraftingSide(
        total=total,
        truncated=total > len(recipes),
        recipes=[
            recipe_cost(recipe, cost, item_names, spells, skills)
            for recipe, cost in zip(recipes, priced, strict=True)
        ],
        formula=COST_FORMULA,
    )


def recipe_cost(
    recipe: Recipe,
    cost: Cost,
    item_names: Mapping[int, str],
    spells: Mapping[int, str],
    skills: Mapping[int, str],
) -> models.RecipeCost:
    """A recipe with the prices of its reagents."""
    total = cost.copper
    return models.RecipeCost(
        spell=Coded(id=recipe.spell, name=spells.get(recipe.spell)),
        profession=Coded(id=recipe.profession, name=skills.get(recipe.profession))
        if recipe.profession
        else None,
        skill=recipe.skill or None,
        pieces=recipe.pieces,
        reagents=[
            models.ReagentCost(
                item=Coded(id=one.item, name=item_names.get(one.item)),
                count=one.pieces,
                unit_price=None if one.copper_each is None else copper(one.copper_each),
                bought_of=one.source,
            )
            for one in cost.ingredients
        ],
        cost=None if total is None else copper(total),
        cost_per_piece=None if total is None else copper(total / recipe.pieces),
    )
