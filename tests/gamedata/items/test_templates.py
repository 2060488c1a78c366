"""Items: every column of 3.3.5, and what master's hotfixes have."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.errors import NotFound, Unavailable
from appliance.gamedata.hotfixes import table_hash
from appliance.gamedata.items import templates as items
from appliance.gamedata.items.types import UNLIMITED_STACK, Damage, ItemSpell, Stat
from tests.support.client_rows.world import MASTER
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm

ODD = """
INSERT INTO item_template (entry, class, subclass, name, Quality, FlagsExtra, stackable, maxcount,
    StatsCount, stat_type1, stat_value1, stat_type2, stat_value2, stat_type3, stat_value3,
    ScalingStatDistribution, ScalingStatValue, dmg_min1, dmg_max1, dmg_type1, dmg_min2, dmg_max2,
    dmg_type2, delay, ammo_type, holy_res, arcane_res, ArmorDamageModifier, spellid_1, spellid_2,
    spelltrigger_2, spellcharges_2, spellppmRate_2, spellcooldown_2, spellcategorycooldown_2,
    socketColor_1, socketColor_3, AllowableClass, AllowableRace, minMoneyLoot, maxMoneyLoot)
VALUES (900, 2, 2, 'Odd Bow', 6, 4, -1, -1, 2, 7, 12, 3, 0, 4, 9, 298, 16385, 10.5, 20, 0, 1, 2, 4,
    2800, 2, 5, 6, -1, -1, 140051, 2, -5, 1.5, 0, -1, 2, 8, 4, 32767, 10, 20)
"""


async def test_an_item_that_does_not_exist() -> None:
    async with demo_realm() as realm:
        with pytest.raises(NotFound, match="item 4294967295"):
            await items.get(realm, 2**32 - 1, "enUS")


async def test_stats_count_bounds_the_stats() -> None:
    async with demo_realm(ODD) as realm:
        item = (await items.get(realm, 900, "enUS")).item
    assert item.stats == (Stat(7, 12),)
    assert item.notes == (
        "1 more stats are stored after StatsCount (2): the server ignores them",
        "stats, armor and damage grow with the wearer's level "
        "(ScalingStatDistribution.dbc 298, mask 0x4001): not worked out",
    )


async def test_weapon_resistances_sockets_and_spells() -> None:
    async with demo_realm(ODD) as realm:
        item = (await items.get(realm, 900, "enUS")).item
    assert item.damages == (Damage(10.5, 20.0, 0), Damage(1.0, 2.0, 4))
    assert (item.delay_ms, item.ammo_type) == (2800, 2)
    assert item.resistances == {1: 5, 6: 6}
    assert item.bonus_armor == 0.0
    assert item.sockets == (2, 8)
    assert item.spells == (ItemSpell(140051, 2, -5, 1.5, 0, 0, None),)
    assert item.money_loot == (10, 20)


async def test_numbers_below_zero_do_not_limit() -> None:
    async with demo_realm(
        ODD, "UPDATE item_template SET stackable = NULL WHERE entry = 110001"
    ) as realm:
        item = (await items.get(realm, 900, "enUS")).item
        other = (await items.get(realm, 110001, "enUS")).item
    assert (item.max_count, item.stack) == (0, UNLIMITED_STACK)
    assert other.stack == UNLIMITED_STACK


async def test_translations() -> None:
    async with demo_realm() as realm:
        english = await items.get(realm, 110004, "enUS")
        german = await items.get(realm, 110004, "deDE")
        korean = await items.get(realm, 110004, "koKR")
    assert (english.item.name, german.item.name) == ("Puddlewick Stout", "Pfützenwicker Dunkelbier")
    assert german.item.description == "Mit Pfützen gebraut. Meist sauberen."
    assert korean.item == english.item
    assert set(english.names) == {"deDE", "frFR", "ruRU"}


async def test_an_untranslated_text_is_the_base_text() -> None:
    more = "INSERT INTO item_template_locale (ID, locale, Name) VALUES (110088, 'koKR', '')"
    async with demo_realm("DELETE FROM item_template_locale WHERE ID = 110088", more) as realm:
        found = await items.get(realm, 110088, "koKR")
    assert found.item.name == "Äpfelkuchen nach Flößer Art"
    assert found.item.description == "The ferryman bakes."
    assert found.names == {}


async def test_a_realm_without_translations() -> None:
    async with demo_realm("DROP TABLE item_template_locale") as realm:
        assert (await items.get(realm, 110001, "deDE")).item.name == "Oat Biscuit"


async def test_items_of_master() -> None:
    async with master_realm() as realm:
        found = await items.get(realm, 700, "deDE")
    item = found.item
    assert (item.name, item.description) == ("Gutes Ruder", "Es schwimmt.")
    assert found.names == {"deDE": "Gutes Ruder"}
    assert (item.item_class, item.subclass, item.quality) == (4, 4, 3)
    assert item.stats == (Stat(7, budget_share=5259), Stat(74, budget_share=6000))
    assert item.sockets == (14, 64)
    assert item.spells == (ItemSpell(900, 0, -1, 0.0, 120000, 11, None),)
    assert (item.buy_price, item.buy_count, item.stack) == (10203, 1, UNLIMITED_STACK)
    assert item.flags["ItemFlags"] == -(2**31)
    assert item.verified_build == 50000


async def test_a_custom_item_of_master_without_a_row_in_item() -> None:
    async with master_realm() as realm:
        item = (await items.get(realm, 702, "deDE")).item
    assert (item.name, item.item_class) == ("Our Own Anchor", None)
    assert any("Item.db2" in note for note in item.notes)


async def test_effects_that_hotfixes_remove_are_not_the_items() -> None:
    for table, number in (("ItemXItemEffect", 1), ("ItemEffect", 60)):
        gone = f"INSERT INTO hotfix_data VALUES (9, {table_hash(table)}, {number}, 2)"
        async with master_realm(fixes=[gone]) as realm:
            assert (await items.get(realm, 700, "enUS")).item.spells == ()


async def test_an_item_only_the_client_knows() -> None:
    async with master_realm() as realm:
        with pytest.raises(Unavailable, match=r"not in the hotfixes database \(.*ItemSparse"):
            await items.get(realm, 19019, "enUS")


async def test_an_item_that_hotfixes_not_at_hand_may_have() -> None:
    async with master_realm() as realm:
        alone = replace(realm, hotfixes=None, client=MemoryClient({"ItemSparse": [{"ID": 25}]}))
        with pytest.raises(NotFound, match="or the hotfixes database has it, which is not at hand"):
            await items.get(alone, 19019, "enUS")


async def test_an_item_a_hotfix_removed() -> None:
    async with master_realm() as realm:
        with pytest.raises(NotFound, match="removed by a hotfix"):
            await items.get(realm, 703, "enUS")


async def test_master_without_a_hotfixes_database() -> None:
    async with master_realm(hotfixes=False) as realm:
        with pytest.raises(Unavailable, match="no hotfixes database is set"):
            await items.get(realm, 700, "enUS")


@pytest.mark.parametrize(
    ("races", "mask"),
    [
        ({"AllowableRace": -1, "AllowableRaces": (0, 0)}, -1),
        ({"AllowableRaces": (-1, 1)}, 0x1FFFFFFFF),
        ({}, -1),
    ],
)
async def test_races_in_each_layout(races: dict[str, Any], mask: int) -> None:
    row = {key: value for key, value in MASTER["ItemSparse"][1].items() if key != "AllowableRace"}
    tables = MASTER | {"ItemSparse": [row | races]}
    async with master_realm(hotfixes=False) as realm:
        realm = replace(realm, client=MemoryClient(tables))
        item = (await items.get(realm, 900001, "enUS")).item
    assert item.demands.races == mask
    assert item.stack == 1


async def test_amounts_that_cannot_be_worked_out() -> None:
    ring = MASTER["ItemSparse"][1]
    cases = [
        (MASTER | {"ItemSparse": [ring | {"PlayerLevelToItemLevelCurveID": 5}]}, "curves"),
        ({name: rows for name, rows in MASTER.items() if name != "Item"}, "Item.db2"),
        ({name: rows for name, rows in MASTER.items() if name != "RandPropPoints"}, "RandProp"),
        (MASTER | {"ItemSparse": [ring | {"OverallQualityID": 1}]}, "no budget"),
    ]
    for tables, reason in cases:
        async with master_realm(hotfixes=False) as realm:
            realm = replace(realm, client=MemoryClient(tables))
            item = (await items.get(realm, 900001, "enUS")).item
        assert item.stats[0] == Stat(5, None, 5000), reason
        assert any(reason in note for note in item.notes), reason


async def test_stats_without_their_multipliers_stay_shares() -> None:
    async with master_realm(hotfixes=False) as realm:
        realm = replace(realm, client=MemoryClient(MASTER))
        item = (await items.get(realm, 900001, "enUS")).item
    assert [stat.value for stat in item.stats] == [50, None, None]
