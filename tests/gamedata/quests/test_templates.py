"""Quests: what the templates of both branches say."""

from __future__ import annotations

import pytest

from appliance.errors import NotFound
from appliance.gamedata.quests import templates as quests
from appliance.gamedata.quests.types import (
    Choice,
    ItemCount,
    Links,
    Objective,
    Reputation,
    Standing,
    Tuning,
)
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm

ODD = """
INSERT INTO quest_template (ID, QuestType, QuestLevel, QuestSortID, RewardMoney, RewardSpell,
    RequiredFactionId2, RequiredFactionValue2, RequiredPlayerKills, ItemDrop3, ItemDropQuantity3,
    RequiredNpcOrGo2, RequiredNpcOrGoCount2, ObjectiveText2, ObjectiveText3, RequiredItemId6,
    RequiredItemCount6, RewardFactionID5, RewardFactionOverride5, RewardFactionID1,
    RewardFactionValue1, AllowableRaces, TimeAllowed, LogTitle, QuestDescription)
VALUES (900, 77, -1, -22, -500, -1, 9102, 3000, 5, 110001, 0, -130002, 2, 'Lamps', 'Be brave',
    110002, 4, 9103, -25050, 9101, -3, 1791, 60, NULL, 'Hi $n,$B$bgo.')
"""


async def test_a_quest_that_does_not_exist() -> None:
    async with demo_realm() as realm:
        with pytest.raises(NotFound, match="quest 4294967295"):
            await quests.get(realm, 2**32 - 1, "enUS")


async def test_a_quest_without_a_row_in_the_addon_table() -> None:
    async with demo_realm(ODD) as realm:
        quest = (await quests.get(realm, 900, "enUS")).quest
    assert (quest.type, quest.level, quest.sort) == (77, -1, -22)
    assert (quest.classes, quest.races, quest.special_flags) == (0, 1791, 0)
    assert quest.links == Links(
        previous=0, next=0, exclusive_group=0, breadcrumb_for=0, offers_next=0
    )
    assert quest.least_standing is None
    assert quest.texts.title == ""
    assert quest.time_limit_s == 60


async def test_line_breaks_are_line_breaks_and_other_placeholders_stay() -> None:
    async with demo_realm(ODD) as realm:
        quest = (await quests.get(realm, 900, "enUS")).quest
    assert quest.texts.details == "Hi $n,\n\ngo."


async def test_every_kind_of_objective() -> None:
    async with demo_realm(ODD) as realm:
        quest = (await quests.get(realm, 900, "enUS")).quest
    assert quest.objectives == (
        Objective("gameobject", 130002, 2, "Lamps"),
        Objective("described", 0, 0, "Be brave"),
        Objective("item", 110002, 4),
        Objective("faction", 9102, 3000),
        Objective("player kills", 0, 5),
    )
    assert quest.found_items == (ItemCount(110001, 0),)


async def test_rewards() -> None:
    async with demo_realm(ODD) as realm:
        rewards = (await quests.get(realm, 900, "enUS")).quest.rewards
        cellar = (await quests.get(realm, 120008, "enUS")).quest.rewards
    assert rewards.money == -500
    assert rewards.spell == 0
    assert rewards.reputations == (Reputation(9101, -3, None), Reputation(9103, 0, -250))
    assert cellar.items == (ItemCount(110040, 1), ItemCount(110090, 3))
    assert cellar.choices == (Choice(110066, 1), Choice(110073, 1), Choice(110074, 1))
    assert cellar.reputations[-1] == Reputation(9101, 0, 500)
    assert (cellar.money, cellar.bonus_money, cellar.xp_difficulty) == (1800, 1200, 7)
    assert (cellar.mail_template, cellar.mail_delay_s) == (9701, 3600)


async def test_addon() -> None:
    async with demo_realm() as realm:
        fish = (await quests.get(realm, 120011, "enUS")).quest
        whiskers = (await quests.get(realm, 120015, "enUS")).quest
        lanterns = (await quests.get(realm, 120005, "enUS")).quest
        oil = (await quests.get(realm, 120003, "enUS")).quest
    assert (fish.skill, fish.skill_points, fish.special_flags) == (356, 25, 1)
    assert whiskers.least_standing == Standing(9101, 3000)
    assert lanterns.given == ItemCount(110038, 3)
    assert oil.links == Links(
        previous=120002, next=120005, exclusive_group=120003, breadcrumb_for=0, offers_next=0
    )


async def test_translations() -> None:
    async with demo_realm() as realm:
        german = await quests.get(realm, 120005, "deDE")
        korean = await quests.get(realm, 120005, "koKR")
    texts = german.quest.texts
    assert texts.title == "Entzündet die drei Laternen"
    assert texts.details == "Drei Dochte, drei Laternen, ein Abend."
    assert texts.completed == "Kehrt zurück."
    assert [one.text for one in german.quest.objectives][:2] == [
        "Nordtor erleuchtet",
        "Kai erleuchtet",
    ]
    assert korean.quest.texts.title == "Light the Three Lanterns"
    assert korean.quest.objectives[0].text == "North gate lit"
    assert set(korean.titles) == {"deDE", "frFR", "ruRU"}


async def test_texts_of_giver_and_taker_are_translated_too() -> None:
    async with demo_realm() as realm:
        german = (await quests.get(realm, 120008, "deDE")).quest.texts
        english = (await quests.get(realm, 120008, "enUS")).quest.texts
        korean = (await quests.get(realm, 120008, "koKR")).quest.texts
    assert german.request == "Ist er aus dem Hauptbuch gestrichen?"
    assert german.offer == "Gestrichen. In Rot, und unterstrichen."
    assert (korean.request, korean.offer) == (english.request, english.offer)
    assert english.offer


async def test_a_realm_without_translations() -> None:
    tables = ("quest_template", "quest_offer_reward", "quest_request_items")
    async with demo_realm(*(f"DROP TABLE {table}_locale" for table in tables)) as realm:
        found = await quests.get(realm, 120008, "deDE")
    assert found.quest.texts.title == "The Drowned Cellar"
    assert found.quest.texts.offer
    assert found.titles == {}


async def test_quests_of_master() -> None:
    async with master_realm() as realm:
        found = await quests.get(realm, 500, "deDE")
    quest, rewards = found.quest, found.quest.rewards
    assert quest.texts.title == "Segelt das Boot"
    assert quest.texts.objectives == "Take the skiff out.\nAnd back."
    assert quest.objectives == (
        Objective("creature", 800, 1, "Fragt Berit", 3, 4),
        Objective("item", 700, 3, "", 1, 0),
        Objective("money", 0, 12000, "", 8, 0),
        Objective("unknown", 5, 1, "", 77, 0),
    )
    assert (quest.level, quest.min_level, quest.tuning) == (None, None, Tuning(77, None, None))
    assert (rewards.money, rewards.money_difficulty, rewards.money_multiplier) == (None, 4, 1.5)
    assert rewards.choices == (Choice(701, 1), Choice(1166, 50, currency=True))
    assert rewards.currencies == (ItemCount(2003, 25),)
    assert rewards.reputations == (Reputation(2507, 0, 1500, 7),)
    assert rewards.shown_spells == (900,)
    assert quest.notes == ("FlagsEx3 is 0x4; its bits have no names here",)


async def test_levels_of_master_where_a_hotfix_tells_them() -> None:
    tuning = "UPDATE quest_template SET ContentTuningID = 78 WHERE ID = 500"
    async with master_realm([tuning]) as realm:
        quest = (await quests.get(realm, 500, "enUS")).quest
        other = (await quests.get(realm, 501, "enUS")).quest
    assert quest.tuning == Tuning(78, 10, None, 10)
    assert other.tuning is None
