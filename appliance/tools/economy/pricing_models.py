"""What get-item-pricing takes and answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.tools.models import (
    Answer,
    Coded,
    Entry,
    ExtendedCost,
    Locale,
    LocaleField,
    Money,
    ToolInput,
    ToolOutput,
)


class GetItemPricing(ToolInput):
    """Which item, and what of it."""

    item_id: Annotated[Entry, Field(description="The item's entry.")]
    locale: LocaleField = Locale.ENUS
    house_id: Annotated[
        int | None,
        Field(
            ge=1,
            le=2**31 - 1,
            description="Only this auction house: 2 Alliance, 6 Horde, 7 neutral. All by default.",
        ),
    ] = None
    include_crafting: Annotated[
        bool, Field(description="Also what it costs to make it of reagents.")
    ] = True
    include_drops: Annotated[
        bool, Field(description="Also what is looted for it, with what a kill is worth by it.")
    ] = True
    limit: Annotated[
        int, Field(ge=1, le=100, description="Most sellers, drops and recipes to return.")
    ] = 10


class PricedSeller(ToolOutput):
    """A creature that sells it."""

    creature: Coded
    for_money: Annotated[bool, Field(description="Money (buyPrice) is asked for.")]
    extended_cost: Annotated[
        ExtendedCost | None, Field(description="Asked for besides or instead of money.")
    ] = None
    stock: Annotated[int | None, Field(description="Pieces at a time; any number if missing.")] = (
        None
    )
    restock_s: int | None = None
    takes_over_list_of: Annotated[
        int | None, Field(description="The creature whose list it sells as well.")
    ] = None
    event: Annotated[str | None, Field(description="Only during this game event.")] = None


class VendorSide(ToolOutput):
    """What vendors ask and pay."""

    buy_price: Annotated[
        Money | None, Field(description="For one purchase of buyCount pieces, without discounts.")
    ] = None
    buy_count: int | None = None
    buy_each_copper: Annotated[float | None, Field(description="Buy price of a piece.")] = None
    sell_price: Annotated[Money | None, Field(description="What a vendor pays for a piece.")] = None
    sellers: list[PricedSeller]
    sellers_total: int
    sellers_truncated: bool
    unlimited_sellers: Annotated[
        int, Field(description="Sellers with any number of it, always, for money alone.")
    ]


class UnitPrices(ToolOutput):
    """Buyouts of one unit, over all units with a buyout."""

    minimum: Money
    lower_quartile: Money
    median: Money
    maximum: Money


class HouseSide(ToolOutput):
    """Auctions of one house, or of all together."""

    house: Annotated[Coded | None, Field(description="Missing for all together.")] = None
    listings: Annotated[int, Field(description="Auctions with a buyout.")]
    units: int
    unit_buyout: UnitPrices | None = None
    bids_only_listings: int
    bids_only_units: int


class AuctionSide(ToolOutput):
    """What players ask at auction now."""

    found: Annotated[str, Field(description="In words, also that there is nothing.")]
    together: HouseSide | None = None
    houses: list[HouseSide]
    truncated: Annotated[bool, Field(description="True when not all auctions were counted.")]


class ReagentCost(ToolOutput):
    """A reagent of one casting."""

    item: Coded
    count: int
    unit_price: Annotated[Money | None, Field(description="Cheapest; missing: nobody sells.")] = (
        None
    )
    bought_of: Annotated[str | None, Field(description="vendor, or auction (its median).")] = None


class RecipeCost(ToolOutput):
    """A way to make it."""

    spell: Coded
    profession: Coded | None = None
    skill: Annotated[int | None, Field(description="Skill points it needs.")] = None
    pieces: Annotated[float, Field(description="Made at a time, on average.")]
    reagents: list[ReagentCost]
    cost: Annotated[
        Money | None, Field(description="All reagents; missing if one is unpriced.")
    ] = None
    cost_per_piece: Money | None = None


class CraftingSide(ToolOutput):
    """What it costs to make it: an estimate."""

    total: int
    truncated: bool
    recipes: list[RecipeCost]
    formula: str


class DropValue(ToolOutput):
    """Something that is looted for it."""

    kind: Annotated[str, Field(description="Loot table: creature, skinning, item, fishing …")]
    source: Coded
    chance_percent: Annotated[float, Field(description="At least one, each time.")]
    pieces: Annotated[float, Field(description="Expected, each time.")]
    value_copper: Annotated[
        float | None, Field(description="pieces x unitValue, each time; missing: no price known.")
    ] = None
    quest_required: bool | None = None
    conditions: list[str] | None = None


class DropSide(ToolOutput):
    """What one kill (opening, skinning …) is worth by it."""

    unit_value: Annotated[Money | None, Field(description="Missing: no price is known.")] = None
    paid_by: Annotated[
        str | None, Field(description="vendor, or auction (its median) where that is more.")
    ] = None
    total: int
    truncated: Annotated[bool, Field(description="Ask with a higher limit.")]
    sources: Annotated[list[DropValue], Field(description="Likeliest first.")]


class ItemPricing(Answer):
    """Prices of an item."""

    item: Coded
    bonding: Coded | None = None
    vendor: VendorSide
    auctions: Annotated[
        AuctionSide | None, Field(description="Missing without the characters database.")
    ] = None
    drops: Annotated[
        DropSide | None, Field(description="Missing where nothing is looted for it.")
    ] = None
    crafting: CraftingSide | None = None
    formula: str
    notes: Annotated[list[str], Field(description="What is not known, and why.")]
