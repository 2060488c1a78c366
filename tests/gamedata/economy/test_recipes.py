from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.gamedata.economy import recipes
from appliance.gamedata.economy.profits import profits
from appliance.gamedata.economy.recipes import Ingredient, Recipe
from appliance.gamedata.economy.values import Buyer
from appliance.gamedata.spells.types import Reagent
from tests.support.client_rows import economy
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm, table

BREW = Recipe(900301, 110006, 2.0, (Reagent(110017, 1), Reagent(110003, 5)), 171, 40)
QUARTZ = Recipe(900302, 110074, 1.0, (Reagent(110023, 1), Reagent(110014, 2)), 755, 0)
BOOT = Recipe(900303, 110026, 1.0, (Reagent(110024, 1),), 755, 0)


async def test_a_professions_recipes() -> None:
    async with demo_realm() as plain:
        realm = replace(plain, client=MemoryClient(economy.WRATH))
        assert await recipes.of_professions(realm, [171, 755]) == ((BREW, QUARTZ, BOOT), "")
        assert await recipes.of_professions(realm, [171]) == ((BREW,), "")
        blind = await recipes.of_professions(plain, [171])
    assert blind.recipes == ()
    assert "SkillLineAbility" in blind.missing


async def test_an_items_recipes_with_what_teaches_them() -> None:
    async with demo_realm() as plain:
        realm = replace(plain, client=MemoryClient(economy.WRATH))
        assert (await recipes.for_item(realm, 110006)).recipes == (BREW,)
        assert (await recipes.for_item(realm, 110001)).recipes == ()
        untaught = MemoryClient({"Spell": economy.WRATH["Spell"]})
        alone = await recipes.for_item(replace(realm, client=untaught), 110006)
        blind = await recipes.for_item(plain, 110006)
    assert alone.recipes == (BREW._replace(profession=0, skill=0),)
    assert "Spell" in blind.missing


async def test_reagents_cost_the_cheaper_of_vendor_and_auction() -> None:
    async with demo_realm() as realm:
        each = (
            await realm.world.fetch(
                "SELECT BuyPrice FROM item_template WHERE entry = 110003", row=int
            )
        )[0]
        count = (
            await realm.world.fetch(
                "SELECT BuyCount FROM item_template WHERE entry = 110003", row=int
            )
        )[0]
        dear, cheap, boot = await recipes.costs(realm, [BREW, BREW, BOOT], {110017: 120})
        bought = await recipes.costs(realm, [BREW], {110017: 120, 110003: 1})
    assert dear == cheap
    assert dear.ingredients == (
        Ingredient(110017, 1, 120.0, Buyer.AUCTION),
        Ingredient(110003, 5, each / count, Buyer.VENDOR),
    )
    assert dear.copper == pytest.approx(120 + 5 * each / count)
    assert bought[0].ingredients[1] == Ingredient(110003, 5, 1.0, Buyer.AUCTION)
    assert boot.ingredients == (Ingredient(110024, 1, None, None),)
    assert boot.copper is None


async def test_profits_are_what_is_left_best_first() -> None:
    async with demo_realm() as plain:
        realm = replace(plain, client=MemoryClient(economy.WRATH))
        medians = {110017: 1, 110006: 10_000, 110023: 100, 110014: 15}
        found = await profits(realm, [171, 755], medians)
        novice = await profits(realm, [171, 755], medians, skill=39)
        loss = await profits(realm, [171], {110017: 1_000_000})
    brew, quartz = found.profits
    assert (brew.recipe, brew.unit.buyer) == (BREW, Buyer.AUCTION)
    assert brew.copper == pytest.approx(2 * 10_000 - (brew.cost.copper or 0))
    assert (quartz.recipe, quartz.copper) == (QUARTZ, 900 - 130)
    assert (found.looked_at, found.unpriced, found.missing) == (3, 1, "")
    assert [one.recipe for one in novice.profits] == [QUARTZ]
    assert loss.profits == []


async def test_recipes_of_master_are_in_lines_below_a_profession() -> None:
    flute = Recipe(900411, 900404, 1.0, (Reagent(900401, 3),), 773, 5)
    async with master_realm([table("creature", "guid id")]) as plain:
        realm = replace(plain, client=MemoryClient(economy.MASTER))
        assert (await recipes.of_professions(realm, [773])).recipes == (flute,)
        found = await recipes.for_item(realm, 900404)
        costs = await recipes.costs(realm, [flute], {900401: 7})
        made = await profits(realm, [773], {900401: 7, 900404: 100})
    assert found.recipes == (flute._replace(profession=900420),)
    assert costs[0].copper == 21
    assert [one.copper for one in made.profits] == [79]
