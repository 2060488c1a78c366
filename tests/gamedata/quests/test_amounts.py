"""What client tables add to a quest's rewards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.gamedata.quests import templates as quests
from appliance.gamedata.quests.amounts import Experience, amounts, quest_sort
from appliance.gamedata.quests.marked import Marks, marks
from appliance.gamedata.quests.types import ItemCount, Quest, Reputation
from appliance.gamedata.realm import Realm
from tests.support.client_rows.world import MASTER, WRATH
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm, table

MEMORY = MemoryClient(WRATH)
POI = table("quest_poi", "QuestID id MapID WorldMapAreaId")
POI_ROWS = (
    "INSERT INTO quest_poi VALUES (120005, 0, 0, 30), (120005, 1, 0, 30), (120005, 2, 571, 0)"
)
POI_MASTER = table("quest_poi", "QuestID BlobIndex MapID UiMapID")
POI_MASTER_ROWS = "INSERT INTO quest_poi VALUES (500, 0, 0, 37), (500, 1, 0, 38)"


async def quest_of(realm: Realm, number: int, level: int | None) -> Quest:
    quest = (await quests.get(realm, number, "enUS")).quest
    return replace(quest, level=level, rewards=replace(quest.rewards, xp_difficulty=8))


@pytest.mark.parametrize(
    ("level", "player", "found"),
    [
        (10, None, Experience(850, 840, 10, 10)),
        (10, 18, Experience(340, 840, 10, 18)),
        (-1, 10, Experience(850, 840, 10, 10)),
        (-1, None, None),
        (11, None, None),
    ],
)
async def test_experience_of_wrath(
    level: int, player: int | None, found: Experience | None
) -> None:
    async with demo_realm() as realm:
        realm = replace(realm, client=MEMORY)
        quest = await quest_of(realm, 120002, level)
        assert (await amounts(realm, quest, player, "enUS")).experience == found


async def test_reputation_by_the_table() -> None:
    async with demo_realm() as realm:
        realm = replace(realm, client=MEMORY)
        quest = await quest_of(realm, 120002, 10)
        given = (Reputation(72, 3, None), Reputation(72, -2, None), Reputation(72, 12, None))
        quest = replace(quest, rewards=replace(quest.rewards, reputations=given))
        assert (await amounts(realm, quest, None, "enUS")).reputations == {3: 75, -2: -25}


async def test_title_letter_and_sort() -> None:
    async with demo_realm() as realm:
        realm = replace(realm, client=MEMORY)
        quest = await quest_of(realm, 120002, 10)
        quest = replace(quest, rewards=replace(quest.rewards, title=77, mail_template=119))
        found = await amounts(realm, quest, None, "enUS")
        assert (found.title, found.letter) == ("%s the Patient", ("With thanks", "Well done."))
        assert await quest_sort(realm, 22, "enUS") == "Seasonal"
        assert await quest_sort(realm, 23, "enUS") is None


async def test_nothing_without_client_files() -> None:
    async with demo_realm() as realm:
        realm = replace(realm, client=MemoryClient())
        quest = await quest_of(realm, 120002, 10)
        quest = replace(quest, rewards=replace(quest.rewards, title=77, mail_template=119))
        found = await amounts(realm, quest, None, "enUS")
    assert (found.experience, found.money, found.title, found.letter, found.package) == (None,) * 5
    assert found.reputations == {}


async def test_master_counts_with_the_level_of_the_player() -> None:
    async with master_realm() as realm:
        realm = replace(realm, client=MemoryClient(MASTER))
        quest = (await quests.get(realm, 500, "enUS")).quest
        quest = replace(quest, rewards=replace(quest.rewards, package=900001))
        full = await amounts(realm, quest, None, "enUS")
        old = await amounts(realm, quest, 62, "enUS")
        young = await amounts(realm, quest, 1, "enUS")
    assert full.experience == Experience(800, 800, 60, 60)
    assert full.money == 901
    assert old.experience == Experience(650, 800, 60, 62)
    assert full.package == (ItemCount(6948, 2),)
    # Level 15 is not in the table.
    assert (young.experience, young.money) == (None, None)


async def test_marks_of_the_map() -> None:
    async with demo_realm("DROP TABLE quest_poi", POI, POI_ROWS) as realm:
        found = await marks(replace(realm, client=MEMORY), 120005, "enUS")
        bare = await marks(replace(realm, client=MemoryClient()), 120005, "enUS")
    assert found == [
        Marks(0, "Eastern Kingdoms", 12, None, "Elwynn Forest", 2),
        Marks(571, None, None, None, None, 1),
    ]
    assert bare == [
        Marks(0, None, None, None, None, 2),
        Marks(571, None, None, None, None, 1),
    ]


async def test_marks_of_masters_maps() -> None:
    async with master_realm([POI_MASTER, POI_MASTER_ROWS]) as realm:
        found = await marks(replace(realm, client=MemoryClient(MASTER)), 500, "enUS")
    assert found == [
        Marks(0, "Eastern Kingdoms", None, 37, "Elwynn Forest", 1),
        Marks(0, "Eastern Kingdoms", None, 38, None, 1),
    ]
