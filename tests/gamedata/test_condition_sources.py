"""What conditions are attached to, in words."""

from __future__ import annotations

import pytest

from appliance.gamedata import condition_sources
from appliance.gamedata.realm import Branch
from appliance.gamedata.scripts.conditions import ConditionSource
from tests.support.small_worlds import small_realm

NAMES = {
    "spell_dbc": [{"Id": 133, "SpellName": "Fireball"}],
    "creature_template": [{"entry": 38, "name": "Thug", "lootid": 5}],
    "creature": [{"guid": 77, "id": 38}],
    "gameobject_template": [{"entry": 9, "name": "Chest", "type": 3, "Data1": 6}],
    "quest_template": [{"ID": 7, "LogTitle": "Kobolds"}],
    "item_template": [{"entry": 25, "name": "Sword"}],
    "spawn_group_template": [{"groupId": 3, "groupName": "Guards"}],
    "gossip_menu": [{"MenuID": 16, "TextID": 15}],
    "npc_text": [{"ID": 15, "text0_0": "Well met."}],
    "gossip_menu_option": [{"MenuID": 16, "OptionID": 2, "OptionText": "Trade"}],
    "areatrigger_tavern": [{"id": 11, "name": "Inn"}],
    "creature_default_trainer": [{"CreatureId": 38, "TrainerId": 4}],
}


async def described(*source: int, branch: Branch = Branch.WRATH) -> str:
    named = ConditionSource(*source)
    names = NAMES if branch is Branch.WRATH else {"quest_template": NAMES["quest_template"]}
    async with small_realm(names, branch) as realm:
        return (await condition_sources.describe(realm, [named], "enUS"))[named]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ((1, 5, 25), "Sword (item 25) in the loot of Thug (creature loot 5)"),
        ((1, 8, 25), "Sword (item 25) in creature loot 8"),
        ((4, 6, 25), "Sword (item 25) in the loot of Chest (gameobject loot 6)"),
        ((5, 25, 26), "item 26 in the loot of Sword (item loot 25)"),
        ((10, 900, 25), "Sword (item 25) in reference loot 900"),
        ((13, 3, 133), "targets of Fireball (spell 133), effects 0, 1"),
        ((14, 16, 15), "“Well met.” (npc text 15) of “Well met.” (gossip menu 16)"),
        ((15, 16, 2), "“Trade” (option 2 of gossip menu 16)"),
        ((15, 16, 3), "option 3 of gossip menu 16"),
        ((16, 0, 38), "riding Thug (creature 38)"),
        ((17, 0, 133), "casting Fireball (spell 133)"),
        ((18, 38, 133), "Fireball (spell 133) on clicking Thug (creature 38)"),
        ((19, 0, 7), "Kobolds (quest 7) being offered"),
        ((21, 38, 133), "vehicle spell Fireball (spell 133) of Thug (creature 38)"),
        ((22, 4, 38, 0), "SmartAI line 3 of Thug (creature 38)"),
        ((22, 1, -77, 0), "SmartAI line 0 of Thug (creature spawn 77)"),
        ((22, 1, 9, 1), "SmartAI line 0 of Chest (gameobject 9)"),
        ((22, 1, 11, 2), "SmartAI line 0 of Inn (area trigger 11)"),
        ((22, 1, 3801, 9), "SmartAI line 0 of timed action list 3801"),
        ((22, 1, 5, 77), "SmartAI line 0 of script type 77 5"),
        ((23, 38, 25), "Sword (item 25) sold by Thug (creature 38)"),
        ((24, 0, 133), "Fireball (spell 133) being triggered"),
        ((26, 169, 12), "phase 169 in area 12"),
        ((27, 12, 4), "graveyard 4 of zone 12"),
        ((28, 5, 1), "area trigger template 5 (of the server)"),
        ((30, 0, 11), "Inn (area trigger 11)"),
        ((31, 4, 133), "Fireball (spell 133) taught by Thug (trainer 4)"),
        ((32, 5, 38), "Thug (creature 38) being visible"),
        ((33, 0, 3), "Guards (spawn group 3)"),
        ((-5, 0, 0), "condition reference 5"),
        ((20, 0, 7), "condition source 20 (p1=0, p2=7, p3=0)"),
    ],
)
async def test_a_source_in_words(source: tuple[int, ...], words: str) -> None:
    assert await described(*source) == words


async def test_sources_of_master() -> None:
    assert await described(36, 4, 5, branch=Branch.MASTER) == "response 5 of player choice 4"
    assert await described(99, 4, 5, branch=Branch.MASTER) == (
        "condition source 99 (p1=4, p2=5, p3=0)"
    )


async def test_nothing_asked_nothing_said() -> None:
    async with small_realm({}) as realm:
        assert await condition_sources.describe(realm, [], "enUS") == {}
