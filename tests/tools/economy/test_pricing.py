from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.database.demo import demo_scripts, open_demo_world
from appliance.errors import NotFound, Unavailable
from appliance.gamedata.realm import Realm
from appliance.tools.economy.pricing import get_item_pricing
from appliance.tools.economy.pricing_models import ItemPricing
from tests.support.client_rows import economy
from tests.support.demo_realms import whole_demo_realm
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm, table
from tests.support.realms import context_of


async def ask(realm: Realm, item: int, **more: Any) -> ItemPricing:
    query = get_item_pricing.input_type.model_validate({"itemId": item} | more)
    answer: ItemPricing = await get_item_pricing.function(query, context_of(realm))
    return answer


async def test_vendors_and_players() -> None:
    async with whole_demo_realm() as realm:
        biscuit, thimble = await ask(realm, 110001), await ask(realm, 110017)
    assert biscuit.item.name == "Oat Biscuit"
    vendor = biscuit.vendor
    assert vendor.buy_price is not None
    assert (vendor.buy_price.copper, vendor.buy_count, vendor.buy_each_copper) == (25, 5, 5.0)
    assert vendor.sell_price is not None
    assert vendor.sell_price.copper == 1
    assert (vendor.sellers_total, vendor.unlimited_sellers) == (3, 3)
    assert vendor.sellers[2].takes_over_list_of == 100003
    assert biscuit.auctions is not None
    assert (biscuit.auctions.found, biscuit.auctions.together) == ("no listings", None)
    assert thimble.auctions is not None
    together = thimble.auctions.together
    assert together is not None
    assert (together.listings, together.units, together.bids_only_listings) == (3, 35, 0)
    prices = together.unit_buyout
    assert prices is not None
    assert [one.copper for one in (prices.minimum, prices.median, prices.maximum)] == [
        100,
        120,
        150,
    ]
    assert [house.house.name for house in thimble.auctions.houses if house.house] == ["Neutral"]
    assert "no vendor sells it" in thimble.notes[0]


async def test_only_bids_are_no_price() -> None:
    more = "UPDATE auctionhouse SET buyoutprice = 0"
    async with (
        demo_realm() as world,
        open_demo_world([*demo_scripts("characters"), more]) as characters,
    ):
        answer = await ask(replace(world, characters=characters), 110014)
    assert answer.auctions is not None
    together = answer.auctions.together
    assert together is not None
    assert (together.listings, together.unit_buyout) == (0, None)
    assert (together.bids_only_listings, together.bids_only_units) == (2, 40)


async def test_one_house() -> None:
    async with whole_demo_realm() as realm:
        neutral = await ask(realm, 110017, houseId=7)
        horde = await ask(realm, 110017, houseId=6)
    assert neutral.auctions is not None
    assert neutral.auctions.found == "3 listings"
    assert horde.auctions is not None
    assert horde.auctions.found == "no listings"


async def test_without_characters_the_vendors_side_is_answered() -> None:
    async with demo_realm() as realm:
        answer = await ask(realm, 110017)
    assert answer.auctions is None
    assert answer.vendor.sell_price is not None
    assert any("database.characters" in note for note in answer.notes)


async def test_an_extended_cost_is_named_and_stock_shown() -> None:
    async with whole_demo_realm() as realm:
        bridle, dirk = await ask(realm, 110085), await ask(realm, 110051)
    (seller,) = bridle.vendor.sellers
    assert seller.extended_cost is not None
    assert seller.extended_cost.id == 9501
    assert seller.extended_cost.items or seller.extended_cost.honor
    assert not seller.for_money
    assert bridle.vendor.unlimited_sellers == 0
    assert (dirk.vendor.sellers[0].stock, dirk.vendor.sellers[0].restock_s) == (1, 14400)


async def test_the_cost_of_making_it() -> None:
    async with whole_demo_realm() as whole:
        realm = replace(whole, client=MemoryClient(economy.WRATH))
        brew = await ask(realm, 110006)
        without = await ask(realm, 110006, includeCrafting=False)
        blind = await ask(replace(whole, client=MemoryClient()), 110006)
    assert brew.crafting is not None
    (recipe,) = brew.crafting.recipes
    assert (recipe.spell.id, recipe.pieces, recipe.skill) == (900301, 2, 40)
    assert recipe.profession is not None
    assert recipe.profession.id == 171
    sources = {one.item.id: one.bought_of for one in recipe.reagents}
    assert sources == {110017: "auction", 110003: "vendor"}
    total = sum(one.count * one.unit_price.copper for one in recipe.reagents if one.unit_price)
    assert recipe.cost is not None
    assert recipe.cost.copper == pytest.approx(total, abs=3)
    assert "estimate" in brew.crafting.formula
    assert without.crafting is None
    assert blind.crafting is None
    assert any("what makes it" in note and "Spell" in note for note in blind.notes)


async def test_what_a_kill_is_worth_by_it() -> None:
    async with whole_demo_realm() as realm:
        rag, dirk = await ask(realm, 110013), await ask(realm, 110051, limit=1)
        thimble, seal = await ask(realm, 110017), await ask(realm, 110036)
        without, nothing = await ask(realm, 110013, includeDrops=False), await ask(realm, 110085)
    assert rag.drops is not None
    assert rag.drops.unit_value is not None
    assert (rag.drops.unit_value.copper, rag.drops.paid_by) == (7, "vendor")
    bandit = next(one for one in rag.drops.sources if one.source.name == "Thornfoot Bandit")
    assert (bandit.kind, bandit.chance_percent, bandit.pieces) == ("creature", 40.0, 0.8)
    assert bandit.value_copper == pytest.approx(0.8 * 7)
    assert dirk.drops is not None
    assert (len(dirk.drops.sources), dirk.drops.truncated) == (1, True)
    assert dirk.drops.total > 1
    assert thimble.drops is not None
    assert thimble.drops.unit_value is not None
    assert thimble.drops.unit_value.copper == 120
    assert thimble.drops.paid_by == "auction"
    assert seal.drops is not None
    assert any(one.quest_required for one in seal.drops.sources)
    assert without.drops is None
    assert nothing.drops is None


async def test_nothing_is_said_of_a_price_that_is_not_there() -> None:
    free = "UPDATE item_template SET BuyPrice = 0 WHERE entry = 110017"
    async with demo_realm(free) as realm:
        answer = await ask(realm, 110017)
    assert not any("buy price" in note for note in answer.notes)


async def test_a_single_listing() -> None:
    single = "DELETE FROM auctionhouse WHERE id <> (SELECT MIN(id) FROM auctionhouse)"
    async with (
        demo_realm() as world,
        open_demo_world([*demo_scripts("characters"), single]) as characters,
    ):
        items = await characters.fetch(
            "SELECT itemEntry FROM item_instance i JOIN auctionhouse a "
            "ON a.itemguid = i.guid LIMIT 5",
            row=int,
        )
        answer = await ask(replace(world, characters=characters), items[0])
    assert answer.auctions is not None
    assert answer.auctions.found == "1 listing"


async def test_an_unknown_item() -> None:
    async with whole_demo_realm() as realm:
        with pytest.raises(NotFound, match="no item 999999"):
            await ask(realm, 999999)


async def test_names_in_other_languages() -> None:
    async with whole_demo_realm() as realm:
        answer = await ask(realm, 110001, locale="deDE")
    assert answer.item.name
    assert answer.item.name != "Oat Biscuit"


async def test_master_reads_sparse_items_and_says_what_is_uncertain() -> None:
    async with master_realm([table("creature", "guid id")]) as plain:
        realm = replace(plain, client=MemoryClient(economy.MASTER))
        hat, flute = await ask(realm, 900403), await ask(realm, 900404)
        with pytest.raises(NotFound, match="ItemSparse"):
            await ask(realm, 999999)
        with pytest.raises(Unavailable, match="ItemSparse"):
            await ask(plain, 999999)
    assert hat.item.name == "Reed Hat"
    assert any("ImportPrice" in note for note in hat.notes)
    assert flute.crafting is not None
    assert flute.crafting.recipes[0].reagents[0].item.name == "Reed"
    assert flute.crafting.recipes[0].profession is not None
    assert flute.crafting.recipes[0].profession.name == "Reed Carving"
