from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.scripts.wording_terms import Terms, signed, span
from tests.support.small_worlds import small_realm

NAMES = {
    "spell_dbc": [{"Id": 133, "SpellName": "Fireball"}],
    "creature_template": [{"entry": 38, "name": "Defias Thug"}],
    "creature_template_locale": [{"entry": 38, "locale": "deDE", "Name": "Räuber"}],
    "gameobject_template": [{"entry": 9, "name": "Chest"}],
    "quest_template": [{"ID": 783, "LogTitle": "A Threat Within"}],
    "item_template": [{"entry": 25, "name": "Worn Shortsword"}],
    "game_event": [{"eventEntry": 2, "description": "Winter Veil "}],
    "creature_text": [
        {"CreatureID": 38, "GroupID": 1, "ID": 0, "Text": "More bones\nto gnaw on..."},
        {"CreatureID": 38, "GroupID": 1, "ID": 1, "Text": "Grrr..."},
    ],
}


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with small_realm(NAMES) as realm:
        yield realm


async def said(realm: Realm, kind: str, *values: int, locale: str = "enUS") -> str:
    terms = Terms(realm, locale)
    terms.term(kind, values)
    await terms.learn()
    return terms.term(kind, values)


@pytest.mark.parametrize(
    ("kind", "values", "text"),
    [
        ("spell", [133], "Fireball (spell 133)"),
        ("spell", [134], "spell 134"),
        ("creature", [38], "Defias Thug (creature 38)"),
        ("gameobject", [9], "Chest (gameobject 9)"),
        ("quest", [783], "A Threat Within (quest 783)"),
        ("item", [25], "Worn Shortsword (item 25)"),
        ("game event", [2], "Winter Veil (game event 2)"),
        ("game event", [3], "game event 3"),
        ("text", [1, 38], "“More bones to gnaw on...” or one other (text group 1)"),
        ("text", [2, 38], "text group 2"),
        ("text", [1, 0], "text group 1"),
        ("ms", [1500, 1500], "1.5 s"),
        ("ms", [2000, 8000], "2-8 s"),
        ("ms", [2_400_000], "2400 s"),
        ("s", [30], "30 s"),
        ("n", [1917700, 1917701], "1917700-1917701"),
        ("signed", [2**32 - 5], "-5"),
        ("decimal", [2, 5], "2.5"),
        ("hex", [255], "0xFF"),
        ("any.spell", [133, 0, 7], "Fireball (spell 133) or spell 7"),
        ("any.n", [0, 0], "none"),
        ("enum.ReactStates", [1], "defensive"),
        ("enum.ReactStates", [9], "9"),
        ("enum.NoSuchEnumeration", [9], "9"),
        ("flags.NPCFlags", [3], "gossip, quest giver"),
        ("flags.NPCFlags", [0], "none"),
        ("flags.NoSuchEnumeration", [6], "0x2, 0x4"),
        ("or.ClassMask", [1 | 128], "warrior or mage"),
        ("races", [1 | 64], "human or gnome"),
        ("races", [0x6FF], "of any player"),
        ("ranks", [0b11100000], "honored or better"),
        ("ranks", [0b00000011], "hated or hostile"),
        ("ranks", [128], "exalted"),
        ("or.QuestStateMask", [64 | 8], "in progress or rewarded"),
        ("or.PetTypeMask", [2], "hunter's pet"),
        ("object.LegacyTypeID", [3, 38], "Defias Thug (creature 38)"),
        ("object.LegacyTypeID", [4, 0], "any player"),
        ("object.LegacyTypeID", [5, 9], "Chest (gameobject 9)"),
        ("object.LegacyTypeID", [99, 1], "object of type 99 1"),
        ("object.TypeID", [5, 38], "Defias Thug (creature 38)"),
        ("or.LegacyTypeMask", [16 | 8], "unit or player"),
        ("or.TypeMask", [64], "player"),
        ("skill", [185], "the skill cooking (skill 185)"),
        ("skill", [99999], "skill 99999"),
        ("faction template", [14], "monster (faction template 14)"),
        ("power from 1", [1], "mana"),
    ],
)
async def test_words(realm: Realm, kind: str, values: list[int], text: str) -> None:
    assert await said(realm, kind, *values) == text


async def test_names_come_in_the_language_asked_for(realm: Realm) -> None:
    assert await said(realm, "creature", 38, locale="deDE") == "Räuber (creature 38)"


async def test_the_first_filling_only_collects(realm: Realm) -> None:
    terms = Terms(realm, "enUS")
    assert terms.term("creature", [38]) == "creature 38"


async def test_a_kind_that_does_not_exist_is_a_bug(realm: Realm) -> None:
    with pytest.raises(KeyError):
        Terms(realm, "enUS").term("sepll", [1])


async def test_an_item_of_master_has_the_name_the_hotfixes_give() -> None:
    hotfixes = {"item_sparse": [{"ID": 25, "Display": "Sword", "VerifiedBuild": 1}]}
    async with small_realm({}, Branch.MASTER, hotfixes) as realm:
        assert await said(realm, "item", 25) == "Sword (item 25)"
        assert await said(realm, "item", 26) == "item 26"


def test_numbers() -> None:
    assert span(5, 8, "s") == "5-8 s"
    assert span(0.25, 0.25) == "0.25"
    assert signed(7) == 7
