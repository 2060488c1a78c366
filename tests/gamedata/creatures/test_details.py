from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from appliance.gamedata.creatures import details
from appliance.gamedata.realm import Realm
from tests.support.demo_worlds import demo_realm


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with demo_realm() as realm:
        yield realm


async def test_names_in_every_language(realm: Realm) -> None:
    rows = await details.translations(realm, 100001)
    assert [row.locale for row in rows] == ["deDE", "frFR", "ruRU"]
    assert rows[0].name == "Bürgermeister Odwin Talgmeer"
    assert await details.translations(realm, 100048) == []


async def test_an_addon_with_its_auras(realm: Realm) -> None:
    addon = await details.addon(realm, 100038)
    assert addon is not None
    assert addon.auras == (140017, 140010)
    assert (await details.addon(realm, 100030)).stand_state == 3  # type: ignore[union-attr]
    assert await details.addon(realm, 100001) is None


async def test_packed_fields_of_older_layouts() -> None:
    table = """CREATE TABLE creature_template_addon (entry int, path_id int, mount int,
        bytes1 int, bytes2 int, emote int, auras text)"""
    row = "INSERT INTO creature_template_addon VALUES (5, 0, 9, 50462984, 4098, 26, '7 x 8')"
    async with demo_realm("DROP TABLE creature_template_addon", table, row) as realm:
        addon = await details.addon(realm, 5)
    assert addon == details.Addon(
        path=0,
        mount=9,
        stand_state=8,
        vis_flags=2,
        anim_tier=3,
        sheath_state=2,
        pvp_flags=16,
        emote=26,
        auras=(7, 8),
    )


async def test_equipment_sets_in_order(realm: Realm) -> None:
    rows = await details.equipment(realm, 100006)
    assert rows == [
        details.Equipment(1, 110048, 110063, 0),
        details.Equipment(2, 110047, 0, 110049),
    ]


async def test_displays_of_the_template(realm: Realm) -> None:
    rows = await details.models(realm, 100006)
    assert [row.display for row in rows] == [60006, 60106]


async def test_spells_and_resistances(realm: Realm) -> None:
    assert await details.spells(realm, 100036) == [140020, 140021]
    assert await details.resistances(realm, 100037) == [
        details.Resistance(4, 60),
        details.Resistance(5, 30),
    ]
    assert await details.click_spells(realm, 100049) == [140062]


async def test_spells_and_resistances_kept_in_the_template() -> None:
    columns = [f"ALTER TABLE creature_template ADD COLUMN spell{n} int" for n in range(1, 9)]
    columns += [f"ALTER TABLE creature_template ADD COLUMN resistance{n} int" for n in range(1, 7)]
    filled = "UPDATE creature_template SET spell2 = 77, resistance4 = 5 WHERE entry = 100001"
    gone = ["DROP TABLE creature_template_spell", "DROP TABLE creature_template_resistance"]
    async with demo_realm(*columns, filled, *gone) as realm:
        assert await details.spells(realm, 100001) == [77]
        assert await details.resistances(realm, 100001) == [details.Resistance(4, 5)]
        assert await details.spells(realm, 7) == []


async def test_movement(realm: Realm) -> None:
    movement = await details.movement(realm, 100015)
    assert movement == details.Movement(1, 0, 2, 0, 0, 0)
    assert await details.movement(realm, 100001) is None


async def test_immunities_of_master() -> None:
    table = """CREATE TABLE creature_immunities (ID int, SchoolMask int, DispelTypeMask int,
        MechanicsMask bigint)"""
    async with demo_realm(
        table, "INSERT INTO creature_immunities VALUES (3, 4, 2, 131074)"
    ) as realm:
        assert await details.immunities(realm, 3) == details.Immunities(4, 2, 131074)
        assert await details.immunities(realm, 4) is None
    async with demo_realm() as realm:
        assert await details.immunities(realm, 3) is None


async def test_reputation_for_a_kill(realm: Realm) -> None:
    row = await details.reputation(realm, 100025)
    assert row is not None
    assert (row.faction_1, row.value_1, row.max_standing_1) == (9101, 5, 5)
    assert (row.faction_2, row.value_2) == (9104, -5)
    assert await details.reputation(realm, 100001) is None
