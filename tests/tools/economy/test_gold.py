from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.database.demo import demo_scripts, open_demo_world
from appliance.errors import InvalidArgument
from appliance.gamedata.realm import Realm
from appliance.tools.economy.gold import get_gold_making_strategies
from appliance.tools.economy.gold_models import GoldMaking
from tests.support.client_rows import economy
from tests.support.demo_realms import whole_demo_realm
from tests.support.demo_worlds import demo_realm
from tests.support.realms import context_of, open_realm
from tests.support.servers import SqlServer

CHEAP_BISCUITS = """
INSERT INTO item_instance (guid, itemEntry, `count`, enchantments) VALUES
    (9001, 110001, 5, ''), (9002, 110001, 1, ''), (9003, 110001, 1, '');
INSERT INTO auctionhouse (id, houseid, itemguid, buyoutprice, `time`) VALUES
    (901, 7, 9001, 500, 4102444800), (902, 7, 9002, 90, 4102444800), (903, 7, 9003, 90, 4102444800)
"""


async def ask(realm: Realm, level: int, *professions: str, **more: Any) -> GoldMaking:
    arguments = {"playerLevel": level, "professions": list(professions)} | more
    query = get_gold_making_strategies.input_type.model_validate(arguments)
    answer: GoldMaking = await get_gold_making_strategies.function(query, context_of(realm))
    return answer


async def test_creatures_are_ranked_with_what_the_value_is_made_of() -> None:
    async with whole_demo_realm() as realm:
        answer = await ask(realm, 10, limit=3)
    assert answer.creature_levels == [5, 11]
    found = answer.creatures
    assert (len(found.loops), found.truncated) == (3, True)
    best = found.loops[0]
    assert best.creature.name == "Thornfoot Bandit"
    assert best.money_copper == 32
    assert best.exact_copper == pytest.approx(best.value.copper, abs=0.51)
    ground = best.ground
    assert (ground.places, ground.respawn_s_min, ground.per_hour_at_most) == (12, 300, 144)
    assert (ground.map.name, ground.zone and ground.zone.name) == (
        "Lantern Isle",
        "Mossback Fields",
    )
    assert best.value_per_hour_at_most.copper == round(best.exact_copper * 144)
    assert best.value_per_respawn.copper == round(best.exact_copper * 12)
    rag = best.contributions[0]
    assert (rag.item.name, rag.pieces, rag.paid_by) == ("Flaxen Rag", 0.8, "vendor")
    assert rag.adds_copper == pytest.approx(rag.pieces * rag.unit_value.copper)
    assert answer.nodes is None
    assert answer.recipes is None


async def test_an_unknown_profession_is_refused_with_those_there_are() -> None:
    async with whole_demo_realm() as realm:
        with pytest.raises(InvalidArgument, match=r"professions.*skinning") as refused:
            await ask(realm, 10, "Skinning", "Basket Weaving")
    assert "Basket" not in str(refused.value)


async def test_gathering_needs_a_profession_and_locks() -> None:
    locks = "UPDATE gameobject_template SET Data0 = 900005 WHERE entry = 130008"
    async with demo_realm(locks) as plain:
        blind = await ask(plain, 10, "Mining")
        seeing = replace(plain, client=MemoryClient(economy.WRATH))
        answer = await ask(seeing, 10, "mining", "alchemy")
    assert blind.nodes is not None
    assert blind.nodes.loops == []
    assert any("Lock" in note for note in blind.notes)
    assert answer.nodes is not None
    (vein,) = answer.nodes.loops
    assert (vein.gameobject.name, vein.required_skill) == ("Brindle Vein", 1)
    assert vein.profession.id == 186
    assert vein.ground.present < vein.ground.places
    assert answer.recipes is not None
    assert (answer.recipes.looked_at, answer.recipes.unpriced) == (1, 1)


async def test_the_demo_has_herbs_and_ore_to_gather() -> None:
    async with whole_demo_realm() as realm:
        answer = await ask(realm, 10, "herbalism", "mining")
    assert answer.nodes is not None
    found = {
        one.gameobject.name: (one.profession.id, one.required_skill) for one in answer.nodes.loops
    }
    assert found == {"Wispleaf": (182, 1), "Moonthimble": (182, 1), "Brindle Vein": (186, 1)}
    assert not any("Lock" in note for note in answer.notes)


async def test_auctions_make_flips_and_values() -> None:
    async with (
        demo_realm() as world,
        open_demo_world([*demo_scripts("characters"), CHEAP_BISCUITS]) as characters,
    ):
        realm = replace(world, characters=characters)
        answer = await ask(realm, 10)
        strict = await ask(realm, 10, leastListings=4)
        horde = await ask(realm, 10, houseId=6)
    assert answer.vendor_flips is not None
    (flip,) = answer.vendor_flips.flips
    assert (flip.item.name, flip.buy_each_copper, flip.auction_median.copper) == (
        "Oat Biscuit",
        5.0,
        100,
    )
    assert (flip.profit_each.copper, flip.listings, flip.units) == (95, 3, 7)
    assert [vendor.name for vendor in flip.vendors] == ["Marra Quillfeather", "Bram Oatley"]
    for other in (strict, horde):
        assert other.vendor_flips is not None
        assert other.vendor_flips.flips == []


async def test_without_characters_it_says_what_is_missing() -> None:
    async with demo_realm() as realm:
        answer = await ask(realm, 10)
    assert answer.vendor_flips is None
    assert answer.creatures.loops
    assert any("database.characters" in note for note in answer.notes)
    assert any("FactionTemplate" in note for note in answer.notes)


async def test_quests_pay_and_recipes_are_worth_it() -> None:
    async with whole_demo_realm() as whole:
        realm = replace(whole, client=MemoryClient(economy.WRATH))
        answer = await ask(realm, 10, "Jewelcrafting", "alchemy", leastListings=1)
    assert answer.quests.quests[0].money.copper == 600
    assert answer.recipes is not None
    best = answer.recipes.recipes[0]
    assert (best.spell.id, best.item.name) == (900302, "Pendant of Low Tide")
    assert best.cost.copper == 225 + 2 * 15
    assert best.profit.copper == best.unit_value.copper - best.cost.copper
    assert answer.recipes.unpriced == 1


async def test_the_highest_level_says_so() -> None:
    async with whole_demo_realm() as realm:
        answer = await ask(realm, 80)
    assert any("RewardBonusMoney" in formula for formula in answer.formulas)


async def test_real_realms_of_both_branches(
    mariadb: SqlServer, wrath_slice: str, master_slice: tuple[str, str]
) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        wrath = await ask(realm, 10, "Skinning")
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        master = await ask(realm, 10, "Skinning")
    for answer in (wrath, master):
        assert answer.creatures.loops
        assert all(loop.creature.name for loop in answer.creatures.loops)
    assert any("QuestMoneyReward" in note for note in master.notes)
