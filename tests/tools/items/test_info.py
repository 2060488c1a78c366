"""get-item-info: a true and readable answer for every item."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from appliance.clientdata.demo import demo_client
from appliance.clientdata.memory import MemoryClient
from appliance.errors import NotFound, Unavailable
from appliance.gamedata.realm import Realm
from appliance.tools.items.info import GetItemInfo, get_item_info
from tests.support.client_rows.world import MASTER, MASTER_GAMETABLES, WRATH
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm
from tests.support.realms import context_of, open_realm
from tests.support.servers import SqlServer

ODD = """
INSERT INTO item_template (entry, class, subclass, name, Quality, Flags, FlagsExtra, StatsCount,
    stat_type1, stat_value1, dmg_min1, dmg_max1, dmg_type1, delay, ammo_type, RangedModRange,
    shadow_res, armor, block, ArmorDamageModifier, spellid_1, spelltrigger_1, socketColor_1,
    socketColor_2, socketBonus, InventoryType, bonding, AllowableClass, AllowableRace,
    RequiredSkill, RequiredSkillRank, requiredspell, requiredhonorrank, RequiredCityRank,
    RequiredReputationFaction, RequiredReputationRank, BuyPrice, RandomSuffix, lockid, PageText,
    LanguageID, ContainerSlots, BagFamily, TotemCategory, HolidayId, duration, Map, area,
    ItemLimitCategory, ScriptName, minMoneyLoot, maxMoneyLoot, maxcount, FoodType)
VALUES (900, 2, 77, 'Odd Bow', 66, 12, 4, 1, 99, -12, 10, 20, 77, 2000, 2, 100, 5, 60, 7, 3.5,
    133, 99, 2, 12, 2873, 99, 99, 1028, 690, 755, 300, 140051, 2, 3, 9102, 6, 4, 55, 12, 1, 7, 16,
    2147483648, 999, 141, 3600, 571, 44, 8, 'item_odd', 100, 250, 1, 99)
"""


async def ask(realm: Realm, item: int, **options: Any) -> dict[str, Any]:
    query = GetItemInfo.model_validate({"itemId": item, **options})
    answer = await get_item_info.function(query, context_of(realm))
    return answer.model_dump(mode="json", by_alias=True, exclude_none=True)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"itemId": 0},
        {"itemId": -1},
        {"itemId": 2**32},
        {"itemId": "25"},
        {"itemId": 25.5},
        {"itemId": None},
        {"itemId": True},
        {"itemId": 25, "locale": "xxXX"},
        {"itemId": 25, "limit": 0},
        {"itemId": 25, "limit": 201},
        {"itemId": 25, "entry": 25},
    ],
)
def test_arguments_that_do_not_fit(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GetItemInfo.model_validate(arguments)


async def test_food() -> None:
    async with demo_realm() as realm:
        answer = await ask(realm, 110001, locale="deDE", limit=2)
    assert answer["name"] == "Haferkeks"
    assert answer["quality"] == {"id": 1, "name": "common"}
    assert answer["itemClass"] == {"id": 0, "name": "consumable"}
    assert answer["subclass"] == {"id": 5, "name": "food and drink"}
    assert answer["prices"] == {
        "buy": {"copper": 25, "text": "25c"},
        "buyCount": 5,
        "sell": {"copper": 1, "text": "1c"},
    }
    assert answer["use"] == {"food": {"id": 4, "name": "bread"}}
    assert answer["spells"] == [
        {
            "spell": {"id": 140051, "name": "Hearty Bite"},
            "trigger": {"id": 0, "name": "use"},
            "charges": -1,
            "category": 11,
            "categoryCooldownMs": 1000,
        }
    ]
    assert answer["soldBy"] == {
        "total": 3,
        "truncated": True,
        "sellers": [
            {
                "creature": {"id": entry, "name": name},
                "price": {"copper": 25, "text": "25c"},
            }
            for entry, name in ((100002, "Marra Federkiel"), (100003, "Bram Haferlei"))
        ],
    }
    assert answer["foundIn"]["total"] == 12
    assert answer["foundIn"]["truncated"]
    assert [one["kind"] for one in answer["foundIn"]["sources"]] == ["item", "gameobject"]


async def test_everything_an_item_can_have() -> None:
    more = (
        ODD,
        "INSERT INTO page_text (ID, Text, NextPageID) VALUES (1, 'One', 0)",
        "INSERT INTO item_enchantment_template (entry, ench, chance) "
        "VALUES (55, 1, 30), (55, 2, 10)",
        "INSERT INTO item_loot_template (Entry, Item, Chance) VALUES (900, 110001, 25)",
        "INSERT INTO npc_vendor (entry, slot, item, maxcount, incrtime, ExtendedCost) "
        "VALUES (100002, 50, 900, 3, 7200, 2349)",
    )
    async with demo_realm(*more) as realm:
        answer = await ask(realm, 900)
    assert answer["requirements"] == {
        "classes": {"value": 1028, "names": ["hunter", "druid"]},
        "races": {"value": 690, "names": ["orc", "undead", "tauren", "troll", "blood elf"]},
        "skill": {"id": 755, "name": "jewelcrafting"},
        "skillRank": 300,
        "spell": {"id": 140051, "name": "Hearty Bite"},
        "honorRank": 2,
        "cityRank": 3,
        "reputation": {"faction": {"id": 9102}, "rank": {"id": 6, "name": "revered"}},
    }
    assert answer["weapon"]["damagePerSecond"] == 7.5
    assert answer["weapon"]["ammunition"] == {"id": 2, "name": "arrow"}
    assert answer["defense"] == {
        "armor": 60,
        "bonusArmor": 3.5,
        "block": 7,
        "resistances": [{"school": {"id": 5, "name": "shadow"}, "value": 5}],
    }
    assert answer["sockets"] == {
        "colors": [{"id": 2, "name": "red"}, {"id": 12, "name": "yellow or blue"}],
        "bonus": {"id": 2873},
    }
    assert answer["randomEnchantment"] == {
        "kind": "random suffix",
        "group": 55,
        "total": 2,
        "truncated": False,
        "choices": [{"id": 1, "chancePercent": 75.0}, {"id": 2, "chancePercent": 25.0}],
    }
    assert answer["keeping"] == {
        "maxCount": 1,
        "limitCategory": {"id": 8},
        "stackSize": 1,
        "durationS": 3600,
        "area": {"id": 44},
        "map": {"id": 571},
        "holiday": {"id": 141, "name": "feast of winter veil"},
    }
    assert answer["use"]["text"] == {
        "language": {"id": 7, "name": "common"},
        "pages": ["One"],
        "truncated": False,
    }
    assert answer["use"]["lock"] == {"id": 12}
    assert answer["use"]["script"] == "item_odd"
    assert answer["contents"]["moneyMaximum"] == {"copper": 250, "text": "2s 50c"}
    assert answer["contents"]["items"][0]["chancePercent"] == 25.0
    assert answer["soldBy"]["sellers"] == [
        {
            "creature": {"id": 100002, "name": "Marra Quillfeather"},
            "price": {"copper": 4, "text": "4c"},
            "extendedCost": {"id": 2349},
            "stock": 3,
            "restockS": 7200,
        }
    ]


async def test_numbers_without_a_name_stay_numbers() -> None:
    async with demo_realm(ODD) as realm:
        answer = await ask(realm, 900)
    for name, number in (("quality", 66), ("subclass", 77), ("inventoryType", 99), ("bonding", 99)):
        assert answer[name] == {"id": number}
    assert answer["stats"] == [{"stat": {"id": 99}, "value": -12}]
    assert answer["spells"][0]["spell"] == {"id": 133}
    assert answer["spells"][0]["trigger"] == {"id": 99}
    assert answer["weapon"]["damages"][0]["school"] == {"id": 77}
    assert answer["use"]["totemCategory"] == {"id": 999}
    assert answer["use"]["food"] == {"id": 99}
    assert answer["use"]["container"]["onlyFor"]["names"] == ["0x80000000"]
    assert answer["flags"]["ItemFlags"] == {"value": 12, "names": ["has loot", "heroic tooltip"]}
    for file in ("Spell", "Faction", "Lock"):
        assert any(f"{file}.dbc" in note for note in answer["notes"]), file
    assert any("group 55" in note for note in answer["notes"])


async def test_what_client_files_add() -> None:
    more = (
        ODD,
        "UPDATE item_template SET GemProperties = 9201, RandomProperty = 55, RandomSuffix = 0 "
        "WHERE entry = 900",
        "INSERT INTO item_enchantment_template (entry, ench, chance) VALUES (55, 901, 100)",
        "INSERT INTO npc_vendor (entry, slot, item, ExtendedCost) VALUES (100002, 50, 900, 9503)",
    )
    async with demo_realm(*more) as realm:
        realm = replace(realm, client=demo_client())
        answer = await ask(realm, 900)
        hood = await ask(realm, 110064)
    assert answer["requirements"]["reputation"]["faction"]["name"] == "Saltmere Harbour"
    assert answer["use"]["gem"]["id"] == 9201
    assert answer["use"]["gem"]["colors"]["names"] == ["red"]
    assert answer["use"]["gem"]["enchantment"]["name"]
    (choice,) = answer["randomEnchantment"]["choices"]
    assert (choice["name"], choice["chancePercent"]) == ("of the Mule", 100.0)
    assert choice["enchantments"][0]["name"]
    cost = answer["soldBy"]["sellers"][0]["extendedCost"]
    assert (cost["honor"], cost["items"][0]["count"]) == (500, 30)
    assert cost["items"][0]["item"]["name"]
    assert answer["craftedBy"] == {"total": 0, "truncated": False, "recipes": []}
    assert hood["itemSet"]["name"] == "The Lanternkeeper's Rest"
    assert [one["id"] for one in hood["itemSet"]["items"]] == [
        *(110064, 110065, 110066, 110067, 110068)
    ]
    assert [bonus["pieces"] for bonus in hood["itemSet"]["bonuses"]] == [2, 4]
    assert all(bonus["spell"]["name"] for bonus in hood["itemSet"]["bonuses"])
    assert not any("ItemSet" in note for note in hood["notes"])


async def test_recipes_and_locks() -> None:
    more = (
        "INSERT INTO item_template (entry, name, lockid) VALUES (2862, 'Rough Stone', 57)",
        "INSERT INTO item_template (entry, name) VALUES (2835, 'Rough Pebble')",
        "INSERT INTO item_template (entry, name, class, spellid_1, spelltrigger_1) VALUES "
        "(900, 'Plans', 9, 2660, 6), (901, 'No Plans', 0, 2660, 6)",
        "INSERT INTO trainer_spell (TrainerId, SpellId) VALUES (77, 2660)",
        "INSERT INTO creature_default_trainer (CreatureId, TrainerId) VALUES (100005, 77)",
    )
    async with demo_realm(*more) as realm:
        answer = await ask(replace(realm, client=MemoryClient(WRATH)), 2862)
    assert answer["craftedBy"] == {
        "total": 1,
        "truncated": False,
        "recipes": [
            {
                "spell": {"id": 2660, "name": "Rough Sharpening Stone"},
                "makesLeast": 1,
                "makesMost": 1,
                "skill": {"id": 164, "name": "Blacksmithing"},
                "skillRank": 1,
                "reagents": [{"item": {"id": 2835, "name": "Rough Pebble"}, "count": 1}],
                "recipes": [{"id": 900, "name": "Plans"}],
                "trainers": [{"id": 100005, "name": "Sergeant Pell Brackwater"}],
            }
        ],
    }
    assert answer["use"]["lock"] == {
        "id": 57,
        "keys": [
            {"kind": "skill", "id": 1, "name": "Lockpicking", "skill": 225},
            {"kind": "item", "id": 2835, "name": "Rough Pebble"},
        ],
    }


async def test_a_class_without_subclasses() -> None:
    more = "INSERT INTO item_template (entry, class, subclass, name) VALUES (901, 99, 3, 'What')"
    async with demo_realm(more) as realm:
        answer = await ask(realm, 901)
    assert answer["itemClass"] == {"id": 99}
    assert answer["subclass"] == {"id": 3}


async def test_loot_that_the_flags_lock_in() -> None:
    more = "INSERT INTO milling_loot_template (Entry, Item, Chance) VALUES (110001, 110002, 5)"
    async with demo_realm(more) as realm:
        bread = await ask(realm, 110001)
        ore = await ask(realm, 110014)
    assert bread["milling"]["total"] == 1
    assert any("milling_loot_template" in note for note in bread["notes"])
    assert ore["prospecting"]["total"] == 4
    assert not any("prospecting_loot_template" in note for note in ore["notes"])


async def test_a_vendor_item_without_a_price() -> None:
    async with demo_realm("UPDATE item_template SET BuyPrice = 0 WHERE entry = 110001") as realm:
        answer = await ask(realm, 110001)
        unsold = await ask(realm, 110040)
    assert any("buy price is 0" in note for note in answer["notes"])
    assert not any("buy price is 0" in note for note in unsold["notes"])


async def test_sets_and_disenchanting() -> None:
    async with demo_realm() as realm:
        answer = await ask(realm, 110064, limit=3)
    assert answer["itemSet"]["truncated"]
    assert [one["id"] for one in answer["itemSet"]["items"]] == [110064, 110065, 110066]
    assert answer["disenchanting"]["requiredSkill"] == 25
    assert answer["disenchanting"]["items"]["items"][0]["item"]["name"]


async def test_disenchanting_that_the_skill_forbids() -> None:
    forbid = "UPDATE item_template SET RequiredDisenchantSkill = -1 WHERE entry = 110064"
    async with demo_realm(forbid) as realm:
        answer = await ask(realm, 110064)
    assert "disenchanting" not in answer
    assert any("RequiredDisenchantSkill -1" in note for note in answer["notes"])


async def test_an_unknown_item() -> None:
    async with demo_realm() as realm:
        with pytest.raises(NotFound, match="check the id"):
            await ask(realm, 2**32 - 1)


async def test_master() -> None:
    async with master_realm() as realm:
        answer = await ask(realm, 700, locale="deDE")
        with pytest.raises(Unavailable):
            await ask(realm, 25)
    assert answer["stats"] == [
        {"stat": {"id": 7, "name": "stamina"}, "budgetShare": 5259},
        {"stat": {"id": 74, "name": "strength or intellect"}, "budgetShare": 6000},
    ]
    assert answer["sockets"]["colors"][0] == {"id": 14, "name": "prismatic"}
    assert answer["use"]["startsQuest"] == {"id": 500, "name": "Segelt das Boot"}
    assert answer["soldBy"]["total"] == 1
    assert any("RandPropPoints.db2" in note for note in answer["notes"])


async def test_master_with_client_files() -> None:
    async with master_realm() as realm:
        realm = replace(realm, client=MemoryClient(MASTER, MASTER_GAMETABLES))
        ring = await ask(realm, 900001)
        overridden = await ask(realm, 700)
        with pytest.raises(NotFound, match="ItemSparse"):
            await ask(realm, 25)
    assert ring["name"] == "Ring of Proof"
    assert ring["itemClass"] == {"id": 4, "name": "armor"}
    # 100 points * 0.5, stamina times 2; haste times 0.5.
    assert ring["stats"] == [
        {"stat": {"id": 5, "name": "intellect"}, "value": 50, "budgetShare": 5000},
        {"stat": {"id": 7, "name": "stamina"}, "value": 150, "budgetShare": 7500},
        {"stat": {"id": 36, "name": "haste rating"}, "value": 25, "budgetShare": 5000},
    ]
    assert ring["spells"][0]["spell"] == {"id": 133, "name": "Fireball"}
    assert ring["itemSet"]["bonuses"] == [
        {"pieces": 2, "spell": {"id": 133, "name": "Fireball"}, "specialization": 62}
    ]
    assert ring["prices"]["buy"]["copper"] == 12345
    assert ring["craftedBy"]["recipes"][0]["spell"] == {"id": 900002}
    assert ring["craftedBy"]["recipes"][0]["reagents"][0]["item"]["name"] == "Hearthstone"
    assert any("GetItemStatValue" in note for note in ring["notes"])
    # The hotfix wins over the file.
    assert overridden["name"] == "Good Oar"


@pytest.mark.realdata
async def test_a_slice_of_a_real_realm(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        claws = await ask(realm, 50315)
        bag = await ask(realm, 20400, limit=3)
    assert claws["name"] == "Seven-Fingered Claws"
    assert claws["weapon"]["damagePerSecond"] == pytest.approx(178.85)
    assert claws["stats"][:2] == [
        {"stat": {"id": 3, "name": "agility"}, "value": 52},
        {"stat": {"id": 7, "name": "stamina"}, "value": 51},
    ]
    assert bag["name"] == "Pumpkin Bag"
    assert bag["foundIn"]["total"] > 3
    assert all(one["name"] for one in bag["foundIn"]["sources"])


@pytest.mark.realdata
async def test_a_slice_in_the_layout_of_master(
    mariadb: SqlServer, master_slice: tuple[str, str]
) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        water = await ask(realm, 159, limit=2)
        with pytest.raises(Unavailable, match="ItemSparse"):
            await ask(realm, 19019)
    assert water["name"] == "Refreshing Spring Water"
    assert water["soldBy"]["total"] == 4
    assert water["soldBy"]["truncated"]
