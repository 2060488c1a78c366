"""Gossip menus: texts, lines, what lines do, and the menus behind them."""

from __future__ import annotations

import pytest

from appliance.gamedata.realm import Branch
from appliance.gamedata.scripts import gossip
from appliance.gamedata.scripts.gossip import MenuText
from tests.support.demo_worlds import demo_realm
from tests.support.small_worlds import small_realm


def option(menu: int, number: int, **more: object) -> dict[str, object]:
    return {"MenuID": menu, "OptionID": number, "OptionText": "Hm?", **more}


async def test_texts_of_menus() -> None:
    rows = [{"MenuID": 1, "TextID": 9}, {"MenuID": 1, "TextID": 3}, {"MenuID": 2, "TextID": 4}]
    async with small_realm({"gossip_menu": rows}) as realm:
        assert await gossip.menu_texts(realm, [1]) == [MenuText(1, 3), MenuText(1, 9)]


async def test_lines_in_the_language_asked_for() -> None:
    rows = {
        "gossip_menu_option": [
            option(1, 1, OptionText="Buy", OptionNpcFlag=128, BoxMoney=50, BoxText="Sure?"),
            option(1, 0, OptionText="Talk", OptionBroadcastTextID=7, ActionMenuID=2),
        ],
        "gossip_menu_option_locale": [
            {"MenuID": 1, "OptionID": 1, "Locale": "deDE", "OptionText": "Kaufen"}
        ],
        "broadcast_text": [{"ID": 7, "Text": "Spoken"}],
    }
    async with small_realm(rows) as realm:
        talk, buy = await gossip.options(realm, [1], "enUS")
        assert (talk.text, talk.action_menu) == ("Spoken", 2)
        assert (buy.text, buy.npc_flags, buy.money, buy.box_text) == ("Buy", 128, 50, "Sure?")
        _, buy = await gossip.options(realm, [1], "deDE")
        assert (buy.text, buy.box_text) == ("Kaufen", "Sure?")


async def test_variants_of_a_text() -> None:
    rows = {
        "npc_text": [
            {"ID": 1, "text0_0": "Hello", "text1_1": "Hi", "text2_0": "Hello"},
            {"ID": 2, "text0_0": "own", "BroadcastTextID0": 7},
            {"ID": 3},
        ],
        "npc_text_locale": [{"ID": 1, "Locale": "deDE", "Text0_0": "Hallo"}],
        "broadcast_text": [{"ID": 7, "Text": "spoken"}],
    }
    async with small_realm(rows) as realm:
        found = await gossip.npc_texts(realm, [1, 2, 3], "enUS")
        assert found == {1: ["Hello", "Hi"], 2: ["spoken"]}
        found = await gossip.npc_texts(realm, [1], "deDE")
        assert found[1][0] == "Hallo"


async def test_texts_of_master_are_broadcast_texts() -> None:
    hotfixes = {"broadcast_text": [{"ID": 7, "Text": "spoken", "VerifiedBuild": 1}]}
    rows = {"npc_text": [{"ID": 1, "BroadcastTextID3": 7}]}
    async with small_realm(rows, Branch.MASTER, hotfixes) as realm:
        assert await gossip.npc_texts(realm, [1], "enUS") == {1: ["spoken"]}


async def test_menus_behind_lines_are_followed() -> None:
    lines = [option(1, 0, ActionMenuID=3), option(1, 1, ActionMenuID=2), option(2, 0)]
    lines += [option(3, 0, ActionMenuID=1), option(3, 1, ActionMenuID=4)]
    async with small_realm({"gossip_menu_option": lines}) as realm:
        found, more = await gossip.reachable(realm, [1], "enUS", limit=10)
        assert (list(found), more) == ([1, 3, 2, 4], False)
        assert [row.option for row in found[3]] == [0, 1]
        assert found[4] == []
        found, more = await gossip.reachable(realm, [1], "enUS", limit=2)
        assert (list(found), more) == ([1, 3], True)
        assert await gossip.reachable(realm, [], "enUS", limit=2) == ({}, False)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"OptionType": 3}, "wares"),
        ({"OptionType": 1}, None),
        ({"OptionType": 0}, None),
        ({"OptionType": 99}, "option type 99"),
        ({"OptionType": 1, "ActionPoiID": 5}, "marks Bank on the map"),
        ({"OptionType": 1, "ActionPoiID": 6}, "marks point of interest 6 on the map"),
        ({"OptionType": 16, "BoxText": "Sure?"}, "unlearn talents; asks “Sure?”"),
        ({"OptionType": 1, "BoxCoded": 1}, "wants a word typed in"),
    ],
)
async def test_what_a_line_does(line: dict[str, object], words: str | None) -> None:
    rows = {
        "gossip_menu_option": [option(1, 0, **line)],
        "points_of_interest": [{"ID": 5, "Name": "Bank"}],
    }
    async with small_realm(rows) as realm:
        lines = await gossip.options(realm, [1], "enUS")
        assert (await gossip.effects(realm, lines, "enUS")).get((1, 0)) == words


async def test_what_a_line_of_master_does() -> None:
    rows = {
        "gossip_menu_option": [option(1, 0, OptionNpc=1), option(1, 1, SpellID=133)],
        "serverside_spell": [{"Id": 133, "SpellName": "Fireball"}],
    }
    async with small_realm(rows, Branch.MASTER) as realm:
        lines = await gossip.options(realm, [1], "enUS")
        assert await gossip.effects(realm, lines, "enUS") == {
            (1, 0): "wares",
            (1, 1): "casts Fireball (spell 133)",
        }


async def test_older_master_keeps_actions_and_boxes_apart() -> None:
    rows = (
        "CREATE TABLE gossip_menu_option_action (MenuId int, OptionIndex int, ActionMenuId int, "
        "ActionPoiId int)",
        "INSERT INTO gossip_menu_option_action VALUES (7001, 0, 7002, 5), (7001, 9, 1, 1)",
        "CREATE TABLE gossip_menu_option_box (MenuId int, OptionIndex int, BoxCoded int, "
        "BoxMoney int, BoxText text, BoxBroadcastTextId int)",
        "INSERT INTO gossip_menu_option_box VALUES (7001, 0, 1, 20, 'Sure?', 0)",
        "INSERT INTO gossip_menu_option (MenuID, OptionID, OptionText) VALUES (7001, 0, 'Talk')",
    )
    async with demo_realm(*rows) as realm:
        (line,) = await gossip.options(realm, [7001], "enUS")
    assert (line.action_menu, line.point, line.coded, line.money) == (7002, 5, 1, 20)
    assert line.box_text == "Sure?"
