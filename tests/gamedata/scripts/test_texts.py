from __future__ import annotations

from dataclasses import replace

from appliance.clientdata.memory import MemoryClient
from appliance.database.interface import Database
from appliance.gamedata.hotfixes import table_hash
from appliance.gamedata.realm import Branch
from appliance.gamedata.schema import detect
from appliance.gamedata.scripts import texts
from tests.support.small_worlds import small_realm

LINE = {"CreatureID": 7, "GroupID": 0, "ID": 0, "Text": "own text", "Type": 12, "Probability": 40}


async def test_a_line_with_its_type_and_language() -> None:
    rows = {
        "creature_text": [
            {**LINE, "GroupID": 1, "Type": 41, "Language": 7, "Sound": 5},
            {**LINE, "ID": 1, "Type": 14},
            LINE,
            {**LINE, "CreatureID": 8},
        ]
    }
    async with small_realm(rows) as realm:
        found = await texts.creature_texts(realm, 7, "enUS")
    assert [(line.group, line.id, line.type_name) for line in found] == [
        (0, 0, "say"),
        (0, 1, "yell"),
        (1, 0, "boss emote"),
    ]
    last = found[-1]
    assert (last.text, last.probability, last.sound) == ("own text", 40, 5)
    assert (last.type, last.language, last.language_name) == (41, 7, "common")


async def test_unknown_numbers_stay_numbers() -> None:
    async with small_realm({"creature_text": [{**LINE, "Type": 99, "Language": 98}]}) as realm:
        (line,) = await texts.creature_texts(realm, 7, "enUS")
    assert (line.type, line.type_name, line.language, line.language_name) == (99, None, 98, None)


async def test_translations_and_broadcast_texts() -> None:
    rows = {
        "creature_text": [LINE, {**LINE, "ID": 1, "BroadcastTextId": 500}, {**LINE, "ID": 2}],
        "creature_text_locale": [
            {"CreatureID": 7, "GroupID": 0, "ID": 0, "Locale": "deDE", "Text": "eigener Text"},
            {"CreatureID": 7, "GroupID": 0, "ID": 1, "Locale": "deDE", "Text": "nicht gesagt"},
        ],
        "broadcast_text": [{"ID": 500, "Text": "", "Text1": "she says"}],
        "broadcast_text_locale": [{"ID": 500, "locale": "deDE", "Text": "er sagt", "Text1": ""}],
    }
    async with small_realm(rows) as realm:
        english = [line.text for line in await texts.creature_texts(realm, 7, "enUS")]
        german = [line.text for line in await texts.creature_texts(realm, 7, "deDE")]
        french = [line.text for line in await texts.creature_texts(realm, 7, "frFR")]
    assert english == ["own text", "she says", "own text"]
    assert german == ["eigener Text", "er sagt", "own text"]
    assert french == english


async def test_master_keeps_broadcast_texts_in_the_hotfixes() -> None:
    rows = {"creature_text": [{**LINE, "Text": "", "BroadcastTextId": 9}]}
    hotfixes = {
        "broadcast_text": [
            {"ID": 9, "Text": "old", "VerifiedBuild": 1},
            {"ID": 9, "Text": "new", "VerifiedBuild": 2},
        ],
        "broadcast_text_locale": [
            {"ID": 9, "locale": "deDE", "Text_lang": "neu", "VerifiedBuild": 2}
        ],
    }
    async with small_realm(rows, Branch.MASTER, hotfixes) as realm:
        assert [t.text for t in await texts.creature_texts(realm, 7, "enUS")] == ["new"]
        assert [t.text for t in await texts.creature_texts(realm, 7, "deDE")] == ["neu"]
    async with small_realm(rows, Branch.MASTER) as realm:
        assert [t.text for t in await texts.creature_texts(realm, 7, "enUS")] == [""]


async def test_master_finds_other_broadcast_texts_in_the_clients_file() -> None:
    rows = {
        "creature_text": [
            {**LINE, "Text": "", "BroadcastTextId": 9},
            {**LINE, "ID": 77, "Text": "", "BroadcastTextId": 10},
        ]
    }
    hotfixes = {"broadcast_text": [{"ID": 9, "Text": "new", "VerifiedBuild": 2}]}
    client = MemoryClient(
        {"BroadcastText": [{"ID": 9, "Text": "old"}, {"ID": 10, "Text": "", "Text1": "hers"}]}
    )
    async with small_realm(rows, Branch.MASTER, hotfixes) as realm:
        found = await texts.creature_texts(replace(realm, client=client), 7, "enUS")
    assert sorted(line.text for line in found) == ["hers", "new"]


async def test_master_forgets_broadcast_texts_that_hotfixes_remove() -> None:
    rows = {"creature_text": [{**LINE, "BroadcastTextId": 9}]}
    hotfixes = {
        "broadcast_text": [{"ID": 9, "Text": "taken out", "VerifiedBuild": 2}],
        "hotfix_data": [
            {"Id": 1, "TableHash": table_hash("BroadcastText"), "RecordId": 9, "Status": 2}
        ],
    }
    async with small_realm(rows, Branch.MASTER, hotfixes) as realm:
        assert [t.text for t in await texts.creature_texts(realm, 7, "enUS")] == ["own text"]


async def test_nobody_says_nothing() -> None:
    async with small_realm({}) as realm:
        assert await texts.creature_texts(realm, 7, "enUS") == []
        assert await texts.texts_of_creatures(realm, [], "enUS") == []


async def test_the_demo_realm_speaks(demo_world: Database) -> None:
    from appliance.gamedata.realm import Realm

    realm = Realm(await detect(demo_world, None), "demo", demo_world)
    speakers = await demo_world.fetch(
        "SELECT DISTINCT CreatureID FROM creature_text ORDER BY CreatureID", row=int
    )
    found = await texts.texts_of_creatures(realm, speakers, "deDE")
    assert {line.creature for line in found} == set(speakers)
    assert all(line.text and line.type_name and line.language_name for line in found)
    assert found != await texts.texts_of_creatures(realm, speakers, "enUS")
