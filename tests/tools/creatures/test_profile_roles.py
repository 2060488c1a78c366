from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from appliance.clientdata.demo import demo_client
from appliance.gamedata.creatures.templates import Template, templates
from appliance.gamedata.realm import Realm
from appliance.tools.creatures import profile_roles as roles
from tests.support.demo_worlds import demo_realm

CONDITIONS = """
INSERT INTO conditions (SourceTypeOrReferenceId, SourceGroup, SourceEntry,
    ConditionTypeOrReference, ConditionValue1) VALUES
(23, 100002, 110003, 27, 10), (31, 9001, 140034, 27, 10)
"""
MISSING = "INSERT INTO npc_vendor (entry, slot, item) VALUES (100002, 9, 999999)"


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with demo_realm(CONDITIONS, MISSING) as realm:
        yield realm


async def template(realm: Realm, entry: int) -> Template:
    return (await templates(realm, [entry]))[entry]


async def test_wares_have_names_prices_and_conditions(realm: Realm) -> None:
    inn = await roles.vendor(realm, await template(realm, 100002), "enUS")
    assert inn is not None
    assert (inn.has_flag, inn.total, inn.truncated) == (True, 5, False)
    biscuit, water = inn.items[:2]
    assert (biscuit.item.name, biscuit.pieces) == ("Oat Biscuit", 5)
    assert biscuit.price is not None
    assert biscuit.price.text == "25c"
    assert biscuit.conditions is None
    assert water.conditions
    assert "level" in water.conditions[0]
    assert any("999999" in note for note in inn.notes)


async def test_an_extended_cost_replaces_the_price(realm: Realm) -> None:
    quartermaster = await roles.vendor(realm, await template(realm, 100017), "enUS")
    assert quartermaster is not None
    for ware in quartermaster.items:
        assert (ware.extended_cost is None) == (ware.price is not None)


async def test_gold_asked_beside_the_cost_is_shown() -> None:
    change = "UPDATE item_template SET FlagsExtra = 4, BuyPrice = 30 WHERE entry = 110085"
    async with demo_realm(change) as realm:
        quartermaster = await roles.vendor(realm, await template(realm, 100017), "enUS")
    assert quartermaster is not None
    ware = next(ware for ware in quartermaster.items if ware.item.id == 110085)
    assert ware.extended_cost is not None
    assert (ware.extended_cost.id, ware.price and ware.price.copper) == (9501, 30)
    assert ware.extended_cost.items is None
    assert any("ItemExtendedCost.dbc" in note for note in quartermaster.notes)


async def test_extended_costs_are_resolved_with_client_files(realm: Realm) -> None:
    realm = replace(realm, client=demo_client())
    quartermaster = await roles.vendor(realm, await template(realm, 100017), "enUS")
    assert quartermaster is not None
    ware = next(ware for ware in quartermaster.items if ware.item.id == 110085)
    assert ware.extended_cost is not None
    (item,) = ware.extended_cost.items or []
    assert (item.item.id, item.count, bool(item.item.name)) == (110090, 100, True)
    assert (ware.extended_cost.honor, ware.extended_cost.currencies) == (None, None)
    assert not any("ItemExtendedCost" in note for note in quartermaster.notes)


async def test_lists_taken_over_are_marked(realm: Realm) -> None:
    peddler = await roles.vendor(realm, await template(realm, 100050), "enUS")
    assert peddler is not None
    assert [ware.from_list_of for ware in peddler.items] == [100003] * 9 + [None] * 3


async def test_wares_of_events_are_marked(realm: Realm) -> None:
    reveller = await roles.vendor(realm, await template(realm, 100051), "enUS")
    assert reveller is not None
    assert [(ware.item.id, ware.event) for ware in reveller.items] == [
        (110087, "Feast of Lanterns"),
        (110004, "Feast of Lanterns"),
    ]


async def test_who_sells_nothing_is_no_vendor(realm: Realm) -> None:
    assert await roles.vendor(realm, await template(realm, 100001), "enUS") is None


async def test_more_than_the_client_shows_is_said() -> None:
    rows = ", ".join(f"(100031, {n}, {n}, {n})" for n in range(1, 400))
    many = f"INSERT INTO npc_vendor (entry, slot, item, ExtendedCost) VALUES {rows}"
    async with demo_realm(many) as realm:
        mouse = await roles.vendor(realm, await template(realm, 100031), "enUS")
    assert mouse is not None
    assert (mouse.has_flag, mouse.total, mouse.truncated) == (False, 399, True)
    assert len(mouse.items) == roles.MAX_WARES
    assert any("first 150" in note for note in mouse.notes)


async def test_lessons_have_names_costs_and_needs(realm: Realm) -> None:
    (warrior,) = await roles.lessons(realm, 100007, "enUS")
    assert (warrior.teaches, warrior.total, warrior.truncated) == ("class warrior", 6, False)
    by_spell = {taught.spell.id: taught for taught in warrior.spells}
    stance = by_spell[140032]
    assert (stance.spell.name, stance.cost.text, stance.level) == ("Sturdy Stance", "4s", 8)
    assert [ability.id for ability in stance.abilities or []] == [140031]
    assert by_spell[140034].conditions
    (herbs,) = await roles.lessons(realm, 100008, "deDE")
    assert (herbs.greeting or "").startswith("Schauen")
    skills = [taught.skill.name for taught in herbs.spells if taught.skill]
    assert skills == ["herbalism", "herbalism"]


async def test_quests_have_titles(realm: Realm) -> None:
    given = await roles.quests(realm, 100007, "enUS")
    assert [quest.name for quest in given.starts] == ["A Soldier's First Rust"]
    assert [quest.name for quest in given.ends] == ["A Soldier's First Rust"]
    feast = await roles.quests(realm, 100051, "enUS")
    assert [row.event.name for row in feast.during_events] == ["Feast of Lanterns"]


async def test_many_quests_are_cut() -> None:
    rows = ", ".join(f"(100031, {quest})" for quest in range(1, 151))
    async with demo_realm(f"INSERT INTO creature_queststarter (id, quest) VALUES {rows}") as realm:
        given = await roles.quests(realm, 100031, "enUS")
    assert (len(given.starts), given.truncated) == (roles.MAX_QUESTS, True)


async def test_gossip_with_its_conditions(realm: Realm) -> None:
    (menu,) = await roles.gossip(realm, await template(realm, 100051), "enUS")
    assert (menu.menu_id, [text.text_id for text in menu.texts]) == (60015, [150015])
    assert menu.texts[0].texts
    (option,) = menu.options
    assert option.text == "A lantern, please."
    assert option.does == "wares"
    assert option.npc_flags is not None
    assert option.npc_flags.names == ["vendor"]
    assert option.conditions == ["Feast of Lanterns (game event 91) is active"]
    assert await roles.gossip(realm, await template(realm, 100031), "enUS") == []


async def test_menus_behind_lines_follow() -> None:
    lines = ", ".join(
        f"({menu}, 0, 'On', {menu + 1})" for menu in range(70001, 70001 + roles.MAX_MENUS + 5)
    )
    async with demo_realm(
        "UPDATE creature_template SET gossip_menu_id = 70001 WHERE entry = 100031",
        "INSERT INTO gossip_menu_option (MenuID, OptionID, OptionText, ActionMenuID) "
        f"VALUES {lines}",
    ) as realm:
        found = await roles.gossip(realm, await template(realm, 100031), "enUS")
    assert [menu.menu_id for menu in found] == list(range(70001, 70001 + roles.MAX_MENUS))
    assert found[0].options[0].opens_menu == 70002
