"""Names of ids, translated where they can be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.gamedata import names
from tests.support.client_rows.world import MASTER, WRATH
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm
from tests.support.recording import Recording

LOOKUPS = pytest.mark.parametrize(
    "lookup",
    [
        names.creature_names,
        names.gameobject_names,
        names.item_names,
        names.quest_titles,
        names.spell_names,
        names.faction_names,
        names.currency_names,
        names.map_names,
        names.area_names,
        names.skill_names,
        names.class_names,
        names.race_names,
    ],
)


@LOOKUPS
async def test_no_ids_no_query(lookup) -> None:
    async with demo_realm() as realm:
        world = Recording(realm.world)
        assert await lookup(replace(realm, world=world), [], "deDE") == {}
        assert await lookup(replace(realm, world=world), {0, -3}, "deDE") == {}
        assert world.asked == []


async def test_names_of_the_demo_realm() -> None:
    async with demo_realm() as realm:
        assert await names.creature_names(realm, [100005, 7], "enUS") == {
            100005: "Sergeant Pell Brackwater"
        }
        assert await names.quest_titles(realm, [120002], "enUS") == {120002: "Teeth in the Dark"}
        assert await names.item_names(realm, {110001}, "enUS") == {110001: "Oat Biscuit"}
        assert list(await names.gameobject_names(realm, [130001], "enUS")) == [130001]
        assert list(await names.spell_names(realm, [140051, 133], "enUS")) == [140051]
        assert await names.faction_names(realm, [9101], "enUS") == {}


async def test_translated_names_and_base_text_where_there_is_none() -> None:
    more = (
        "INSERT INTO item_template_locale (ID, locale, Name) VALUES (110003, 'deDE', '')",
        "INSERT INTO item_template_locale (ID, locale, Name) VALUES (110009, 'deDE', NULL)",
        "INSERT INTO item_template_locale (ID, locale, Name) VALUES (999, 'deDE', 'Niemand')",
    )
    async with demo_realm(*more) as realm:
        found = await names.item_names(realm, [110001, 110003, 110009, 999], "deDE")
    assert found == {
        110001: "Haferkeks",
        110003: "Rain Barrel Water",
        110009: "Scroll of Small Courage",
    }


async def test_a_realm_without_translations() -> None:
    async with demo_realm("DROP TABLE item_template_locale") as realm:
        assert await names.item_names(realm, [110001], "deDE") == {110001: "Oat Biscuit"}


async def test_a_realm_without_spells() -> None:
    async with demo_realm("DROP TABLE spell_dbc") as realm:
        assert await names.spell_names(realm, [140051], "enUS") == {}


async def test_a_thing_without_a_name_has_none() -> None:
    async with demo_realm("UPDATE creature_template SET name = '' WHERE entry = 100005") as realm:
        assert await names.creature_names(realm, [100005], "enUS") == {}


async def test_names_of_master() -> None:
    async with master_realm() as realm:
        assert await names.item_names(realm, [700, 702, 9], "enUS") == {
            700: "Good Oar",
            702: "Our Own Anchor",
        }
        assert await names.item_names(realm, [700, 702], "deDE") == {
            700: "Gutes Ruder",
            702: "Our Own Anchor",
        }
        assert await names.quest_titles(realm, [500, 501], "deDE") == {
            500: "Segelt das Boot",
            501: "Mend the Sail",
        }
        assert await names.spell_names(realm, [900, 901, 905], "enUS") == {
            900: "Fair Wind",
            905: "Gust",
        }
        assert await names.faction_names(realm, [2507], "deDE") == {2507: "The Skippers"}


async def test_master_without_hotfixes() -> None:
    async with master_realm(hotfixes=False) as realm:
        assert await names.item_names(realm, [700], "enUS") == {}
        assert await names.spell_names(realm, [900, 905], "enUS") == {900: "Fair Wind"}


async def test_names_of_client_tables() -> None:
    more = (
        "INSERT INTO item_template (entry, name) VALUES (44990, 'Champion''s Seal')",
        "INSERT INTO spell_dbc (Id, SpellName) VALUES (133, 'Our Own Fireball')",
    )
    async with demo_realm(more[0]) as realm:
        realm = replace(realm, client=MemoryClient(WRATH))
        assert await names.spell_names(realm, [133, 6603, 7, 140051], "enUS") == {
            133: "Fireball (Rank 1)",
            6603: "Auto Attack",
            140051: (await names.spell_names(realm, [140051], "enUS"))[140051],
        }
        assert await names.map_names(realm, {0, 36, 9}, "enUS") == {
            0: "Eastern Kingdoms",
            36: "Deadmines",
        }
        assert await names.area_names(realm, [12, 87, 3], "enUS") == {
            12: "Elwynn Forest",
            87: "Goldshire",
        }
        assert await names.currency_names(realm, [241, 242], "enUS") == {241: "Champion's Seal"}
        assert await names.class_names(realm, [1, 6, 99], "enUS") == {
            1: "warrior",
            6: "Death Knight",
        }
        assert await names.race_names(realm, [10], "enUS") == {10: "Blood Elf"}
        assert await names.skill_names(realm, [164, 0], "enUS") == {164: "Blacksmithing"}
        assert await names.faction_names(realm, [72, 9], "enUS") == {72: "Stormwind"}
    async with demo_realm(more[1]) as realm:
        realm = replace(realm, client=MemoryClient(WRATH))
        assert await names.spell_names(realm, [133], "enUS") == {133: "Our Own Fireball"}


async def test_words_where_there_are_no_client_tables() -> None:
    async with demo_realm() as realm:
        assert await names.class_names(realm, [6], "deDE") == {6: "death knight"}
        assert await names.race_names(realm, [10], "deDE") == {10: "blood elf"}
        assert await names.skill_names(realm, [95, 99999], "deDE") == {95: "defense"}
        assert await names.map_names(realm, [0], "deDE") == {}
        assert await names.currency_names(realm, [241], "deDE") == {}


async def test_names_of_master_client_tables() -> None:
    async with master_realm() as realm:
        realm = replace(realm, client=MemoryClient(MASTER))
        assert await names.item_names(realm, [700, 6948], "deDE") == {
            700: "Gutes Ruder",
            6948: "Hearthstone",
        }
        assert await names.spell_names(realm, [133, 900, 905], "enUS") == {
            133: "Fireball",
            900: "Fair Wind",
            905: "Gust",
        }
        assert await names.currency_names(realm, [2003, 1166], "enUS") == {
            2003: "Driftwood",
            1166: "Timewarped Badge",
        }
        assert await names.map_names(realm, [0], "enUS") == {0: "Eastern Kingdoms"}
        assert await names.area_names(realm, [12], "enUS") == {12: "Elwynn Forest"}
        assert await names.class_names(realm, [13], "enUS") == {13: "Evoker"}
