"""get-quest-info: a true and readable answer for every quest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from appliance.clientdata.demo import demo_client
from appliance.clientdata.memory import MemoryClient
from appliance.errors import NotFound
from appliance.gamedata.realm import Realm
from appliance.tools.quests.info import GetQuestInfo, get_quest_info
from tests.support.client_rows.world import MASTER
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm
from tests.support.realms import context_of, open_realm
from tests.support.servers import SqlServer

ODD = """
INSERT INTO quest_template (ID, QuestType, QuestLevel, QuestSortID, QuestInfoID, RewardMoney,
    RewardBonusMoney, RewardSpell, RewardDisplaySpell, RewardTitle, RewardTalents, RewardHonor,
    RewardKillHonor, RewardArenaPoints, RewardXPDifficulty, Flags, RewardFactionID1,
    RewardFactionOverride1, AllowableRaces, LogTitle, RequiredNpcOrGo1, RequiredNpcOrGoCount1,
    RequiredItemId1, RequiredItemCount1, RewardItem1, RewardAmount1)
VALUES (900, 77, -1, -999, 777, -12345, 600, 140051, 133, 77, 2, 50, 1.5, 10, 5, 2147483904, 9101,
    25050, 1, 'Odd', 999999, 3, 888888, 1, 777777, 2)
"""
ODD_ADDON = """
INSERT INTO quest_template_addon (ID, AllowableClasses, MaxLevel, SourceSpellID,
    RequiredMaxRepFaction, RequiredMaxRepValue, RequiredSkillID, RequiredSkillPoints, SpecialFlags)
VALUES (900, 1, 60, 140052, 9102, 2999, 9999, 5, 160)
"""


async def ask(realm: Realm, quest: int, **options: Any) -> dict[str, Any]:
    query = GetQuestInfo.model_validate({"questId": quest, **options})
    answer = await get_quest_info.function(query, context_of(realm))
    return answer.model_dump(mode="json", by_alias=True, exclude_none=True)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"questId": 0},
        {"questId": -120001},
        {"questId": 2**32},
        {"questId": "120001"},
        {"questId": 1e9 + 0.5},
        {"questId": 1, "locale": "de"},
        {"questId": 1, "limit": 1000},
        {"questId": 1, "itemId": 1},
    ],
)
def test_arguments_that_do_not_fit(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GetQuestInfo.model_validate(arguments)


async def test_a_dungeon_quest() -> None:
    async with demo_realm() as realm:
        answer = await ask(realm, 120008, locale="deDE")
    assert answer["title"] == "Der Ertrunkene Keller"
    assert answer["kind"] == {"id": 81, "name": "dungeon"}
    assert (answer["level"], answer["minLevel"], answer["suggestedPlayers"]) == (15, 12, 5)
    assert answer["objectives"] == [
        {"kind": "creature", "target": {"id": 100037, "name": "Baron Salzbart"}, "count": 1},
        {"kind": "item", "target": {"id": 110036, "name": "Siegel des Salzbarons"}, "count": 1},
    ]
    assert answer["enders"]["total"] == 2
    rewards = answer["rewards"]
    assert rewards["money"] == {"copper": 1800, "text": "18s"}
    assert rewards["moneyAtMaxLevel"] == {"copper": 1200, "text": "12s"}
    assert rewards["experience"] == {"difficulty": 7}
    assert answer["zone"] == {"id": 9040}
    assert rewards["reputations"][0] == {"faction": {"id": 9102}, "tableEntry": 7}
    assert rewards["reputations"][2] == {"faction": {"id": 9101}, "amount": 500}
    assert rewards["mail"]["sender"]["name"] == "Kapitänin Ysolde Marrow"
    assert rewards["mail"]["items"][0]["item"]["name"] == "Puddlewick Gift Basket"
    assert any("QuestXP.dbc" in note and "level 15" in note for note in answer["notes"])


async def test_a_dungeon_quest_with_client_files() -> None:
    async with demo_realm() as realm:
        realm = replace(realm, client=demo_client())
        answer = await ask(realm, 120008)
        older = await ask(realm, 120008, playerLevel=23)
    rewards = answer["rewards"]
    assert answer["zone"] == {"id": 9040, "name": "The Drowned Cellar"}
    experience = rewards["experience"]
    assert (experience["amount"], experience["playerLevel"]) == (950, 15)
    assert experience["inputs"] == "QuestXP[15][7] = 945, quest level 15, player level 15"
    assert "RoundXPValue" in experience["formula"]
    assert older["rewards"]["experience"]["amount"] == 380
    assert rewards["reputations"][0] == {
        "faction": {"id": 9102, "name": "Saltmere Harbour"},
        "amount": 500,
        "tableEntry": 7,
    }
    assert not any("QuestXP" in note for note in answer["notes"])


async def test_the_chain_around_a_quest() -> None:
    async with demo_realm() as realm:
        oil = (await ask(realm, 120003))["chain"]
        bones = (await ask(realm, 120006))["chain"]
        letter = (await ask(realm, 120001))["chain"]
        short = (await ask(realm, 120005, limit=1))["chain"]
    assert oil["exclusiveGroup"]["meaning"] == "a player can do only one of them"
    assert [one["name"] for one in oil["exclusiveGroup"]["quests"]] == [
        "Oil for the Lanterns",
        "Wax for the Lanterns",
    ]
    assert bones["exclusiveGroup"]["meaning"].startswith("all of them must be finished")
    assert letter["breadcrumbFor"] == {"id": 120002, "name": "Teeth in the Dark"}
    assert [one["quest"]["name"] for one in oil["before"]] == ["Teeth in the Dark"]
    assert bones["after"][-1]["relation"] == "must be in the log"
    assert short["truncated"]
    assert len(short["before"]) == len(short["after"]) == 1


async def test_a_quest_of_a_pool_with_a_place_to_explore_and_a_time_limit() -> None:
    async with demo_realm() as realm:
        fish = await ask(realm, 120011)
        post = await ask(realm, 120012)
    assert fish["pool"]["id"] == 9901
    assert fish["requirements"]["skill"] == {"id": 356, "name": "fishing"}
    assert "repeatable" in fish["specialFlags"]["names"]
    assert post["areaTriggers"] == [9004]
    assert post["timeLimitS"] == 600
    assert post["given"] == {"item": {"id": 110097, "name": "Courier's Satchel"}, "count": 1}


async def test_a_disabled_quest() -> None:
    async with demo_realm() as realm:
        answer = await ask(realm, 120018)
    assert answer["disabled"]
    assert any("disabled" in note for note in answer["notes"])
    assert any("nothing in the database offers it" in note for note in answer["notes"])


async def test_numbers_without_a_name_stay_numbers() -> None:
    async with demo_realm(ODD, ODD_ADDON) as realm:
        answer = await ask(realm, 900)
    assert answer["type"] == {"id": 77}
    assert answer["kind"] == {"id": 777}
    assert answer["category"] == {"id": 999}
    assert "zone" not in answer
    assert "level" not in answer
    assert answer["flags"]["QuestFlags"]["names"] == ["no money from xp", "0x80000000"]
    assert answer["specialFlags"]["names"] == ["cast", "deliver"]
    assert answer["objectives"] == [
        {"kind": "creature", "target": {"id": 999999}, "count": 3},
        {"kind": "item", "target": {"id": 888888}, "count": 1},
    ]
    assert answer["rewards"]["items"] == [{"item": {"id": 777777}, "count": 2}]
    assert answer["requirements"]["skill"] == {"id": 9999}


async def test_money_to_pay_and_other_rewards() -> None:
    async with demo_realm(ODD, ODD_ADDON) as realm:
        answer = await ask(realm, 900)
    rewards = answer["rewards"]
    assert "money" not in rewards
    assert rewards["moneyRequired"] == {"copper": 12345, "text": "1g 23s 45c"}
    # The flag "no money from xp" is set.
    assert "moneyAtMaxLevel" not in rewards
    assert rewards["spell"] == {"id": 140051, "name": "Hearty Bite"}
    assert rewards["shownSpells"] == [{"id": 133}]
    assert rewards["reputations"] == [{"faction": {"id": 9101}, "amount": 250}]
    assert (rewards["title"], rewards["talents"], rewards["honor"]) == ({"id": 77}, 2, 50)
    assert (rewards["honorOfKills"], rewards["arenaPoints"]) == (1.5, 10)
    assert answer["startSpell"]["id"] == 140052
    assert answer["maxLevel"] == 60
    assert answer["requirements"]["classes"] == {"value": 1, "names": ["warrior"]}
    assert answer["requirements"]["races"] == {"value": 1, "names": ["human"]}
    assert answer["requirements"]["mostReputation"] == {"faction": {"id": 9102}, "value": 2999}
    missing = answer["notes"][-1]
    for file in ("QuestXP", "CharTitles", "Faction", "Spell"):
        assert f"{file}.dbc" in missing
    assert "the player's level" in missing
    assert any("when a spell or script says so" in note for note in answer["notes"])


async def test_conditions_in_words() -> None:
    more = (
        "INSERT INTO conditions (SourceTypeOrReferenceId, SourceGroup, SourceEntry, ElseGroup, "
        "ConditionTypeOrReference, ConditionValue1) VALUES (19, 0, 120002, 0, 8, 120001), "
        "(19, 0, 120002, 1, 15, 1), (20, 0, 120002, 0, 8, 120003), (19, 0, 120003, 0, 15, 2)"
    )
    async with demo_realm("DELETE FROM conditions", more) as realm:
        requirements = (await ask(realm, 120002))["requirements"]
    assert len(requirements["conditions"]) == 2
    assert "A Letter for the Watch" in requirements["conditions"][0]
    assert "warrior" in requirements["conditions"][1].lower()
    assert len(requirements["markedWhen"]) == 1


async def test_creatures_that_count_as_another() -> None:
    more = "UPDATE creature_template SET KillCredit1 = 100022 WHERE entry IN (100024, 100025)"
    async with demo_realm(more) as realm:
        whole = (await ask(realm, 120002))["objectives"][0]
        cut = (await ask(realm, 120002, limit=1))["objectives"][0]
    assert [one["id"] for one in whole["alsoCounts"]] == [100024, 100025]
    assert all(one["name"] for one in whole["alsoCounts"])
    assert "alsoCountsTruncated" not in whole
    assert cut["alsoCountsTruncated"]


async def test_many_starters_are_cut() -> None:
    more = (
        "INSERT INTO creature_queststarter (id, quest) SELECT entry, 120017 FROM creature_template"
    )
    async with demo_realm(more) as realm:
        starters = (await ask(realm, 120017, limit=5))["starters"]
    assert starters["truncated"]
    assert starters["total"] > len(starters["parties"]) == 5


async def test_an_unknown_quest() -> None:
    async with demo_realm() as realm:
        with pytest.raises(NotFound, match="check the id"):
            await ask(realm, 2**32 - 1)


async def test_master() -> None:
    tuning = "UPDATE quest_template SET ContentTuningID = 78 WHERE ID = 501"
    async with master_realm([tuning]) as realm:
        answer = await ask(realm, 500, locale="deDE")
        other = await ask(realm, 501)
    assert answer["title"] == "Segelt das Boot"
    assert answer["kind"] == {"id": 109, "name": "world quest"}
    assert "races" not in answer["requirements"]
    assert other["requirements"]["races"]["names"] == ["human", "kul tiran"]
    assert answer["contentTuning"] == {"id": 77}
    assert other["contentTuning"] == {"id": 78, "minLevel": 10}
    assert answer["objectives"][0] == {
        "kind": "creature",
        "type": {"id": 3, "name": "talk to"},
        "target": {"id": 800, "name": "Berit"},
        "count": 1,
        "text": "Fragt Berit",
        "flags": {"value": 4, "names": ["optional"]},
        "alsoCounts": [{"id": 801, "name": "Berit's Twin"}],
    }
    assert answer["objectives"][2]["money"]["text"] == "1g 20s"
    assert answer["objectives"][3]["type"] == {"id": 77}
    rewards = answer["rewards"]
    assert rewards["choices"][1] == {"currency": {"id": 1166}, "count": 50}
    assert rewards["currencies"] == [{"currency": {"id": 2003, "name": "Driftwood"}, "count": 25}]
    assert rewards["reputations"][0]["untilRank"] == {"id": 7, "name": "exalted"}
    assert (rewards["moneyDifficulty"], rewards["moneyMultiplier"]) == (4, 1.5)
    assert any("QuestMoneyReward.db2" in note for note in answer["notes"])
    assert any("ContentTuning.db2" in note for note in answer["notes"])


async def test_master_with_client_files() -> None:
    async with master_realm() as realm:
        realm = replace(realm, client=MemoryClient(MASTER))
        answer = await ask(realm, 500, playerLevel=60)
    assert answer["contentTuning"] == {"id": 77, "minLevel": 10, "maxLevel": 60}
    rewards = answer["rewards"]
    assert rewards["money"] == {"copper": 901, "text": "9s 1c"}
    assert "Quest::MoneyValue" in rewards["moneyFormula"]
    assert rewards["experience"]["amount"] == 800
    assert "multiplier 1" in rewards["experience"]["inputs"]
    assert rewards["choices"][1]["currency"]["name"] == "Timewarped Badge"


@pytest.mark.realdata
async def test_a_slice_of_a_real_realm(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        guard = await ask(realm, 52)
        swine = await ask(realm, 11688)
    assert guard["requirements"]["races"]["names"] == [
        "human",
        "dwarf",
        "night elf",
        "gnome",
        "draenei",
    ]
    assert [one["name"] for one in guard["starters"]["parties"]] == ["Guard Thomas"]
    assert swine["title"] == "Damned Filthy Swine"
    assert swine["chain"]["before"][0]["quest"] == {
        "id": 11618,
        "name": "Reinforcements Incoming...",
    }
    assert swine["chain"]["after"][0]["quest"] == {"id": 11690, "name": "Bring 'Em Back Alive"}


@pytest.mark.realdata
async def test_a_slice_in_the_layout_of_master(
    mariadb: SqlServer, master_slice: tuple[str, str]
) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        answer = await ask(realm, 52)
    assert answer["title"] == "Protect the Frontier"
    assert [one["target"]["name"] for one in answer["objectives"]] == [
        "Prowler",
        "Young Forest Bear",
    ]
    assert answer["rewards"]["items"][0]["item"]["name"] == "Lesser Healing Potion"
