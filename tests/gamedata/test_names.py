"""Names of ids, translated where they can be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.gamedata import names
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
