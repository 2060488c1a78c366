"""optimize-quest-route: true places, an order that works, and words for what is not known."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from appliance.clientdata.memory import MemoryClient
from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.gamedata.realm import Realm
from appliance.tools.progress.quest_route import optimize_quest_route
from appliance.tools.progress.quest_route_models import OptimizeQuestRoute
from tests.support.client_rows import routes as rows
from tests.support.demo_realms import whole_demo_realm
from tests.support.demo_worlds import demo_realm
from tests.support.realms import context_of, open_realm
from tests.support.servers import SqlServer


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with whole_demo_realm() as realm:
        yield realm


async def ask(realm: Realm, zone: int, level: int, **options: Any) -> dict[str, Any]:
    arguments = {"zoneId": zone, "playerLevel": level, **options}
    query = OptimizeQuestRoute.model_validate(arguments)
    answer = await optimize_quest_route.function(query, context_of(realm))
    return answer.model_dump(mode="json", by_alias=True, exclude_none=True)


def actions(answer: dict[str, Any]) -> list[tuple[str, int]]:
    return [
        (action["action"], action["quest"]["id"])
        for way in answer["routes"]
        for stop in way["stops"]
        for action in stop["actions"]
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        {"zoneId": 9010},
        {"playerLevel": 5},
        {"zoneId": 0, "playerLevel": 5},
        {"zoneId": "9010", "playerLevel": 5},
        {"zoneId": 9010, "playerLevel": 0},
        {"zoneId": 9010, "playerLevel": 5.5},
        {"zoneId": 9010, "playerLevel": 5, "maxQuests": 0},
        {"zoneId": 9010, "playerLevel": 5, "maxQuests": 61},
        {"zoneId": 9010, "playerLevel": 5, "faction": "pirates"},
        {"zoneId": 9010, "playerLevel": 5, "start": {"map": 0, "x": float("nan"), "y": 0.0}},
        {"zoneId": 9010, "playerLevel": 5, "start": {"map": 0, "x": 1.0}},
        {"zoneId": 9010, "playerLevel": 5, "zone": 1},
    ],
)
def test_arguments_that_do_not_fit(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        OptimizeQuestRoute.model_validate(arguments)


async def test_a_zone_becomes_a_way(realm: Realm) -> None:
    answer = await ask(realm, 9030, 9, faction="alliance")
    assert answer["zone"] == {"id": 9030, "name": "Mossback Fields"}
    assert (answer["total"], answer["truncated"]) == (7, False)
    done = actions(answer)
    assert done.index(("turn in", 120002)) < done.index(("accept", 120003))
    for quest in (one["quest"]["id"] for one in answer["quests"]):
        assert done.index(("accept", quest)) < done.index(("turn in", quest))
    (way,) = answer["routes"]
    assert way["map"] == {"id": 900, "name": "Lantern Isle"}
    yards = [stop["yards"] for stop in way["stops"]]
    assert sum(yards) == pytest.approx(way["yards"], abs=1)
    assert answer["totalXp"] == sum(one["xp"] for one in answer["quests"])
    assert answer["totalMoney"]["copper"] == 1790
    assert answer["unplaced"][0]["quest"] == {"id": 120004, "name": "Wax for the Lanterns"}
    needs = {one["quest"]["id"]: one["needs"] for one in answer["quests"] if "needs" in one}
    assert needs[120016]["skill"] == {"id": 182, "name": "Herbalism"}
    assert needs[120006]["first"] == [[{"id": 120005, "name": "Light the Three Lanterns"}]]
    assert "3 area(s)" in answer["inputs"]
    assert "GetXPReward" in answer["formula"]


async def test_a_quest_from_an_item_begins_where_the_item_is(realm: Realm) -> None:
    answer = await ask(realm, 9030, 9)
    stop = next(
        stop
        for way in answer["routes"]
        for stop in way["stops"]
        if any(
            one["action"] == "accept" and one["quest"]["id"] == 120010 for one in stop["actions"]
        )
    )
    assert stop["at"] == {"id": 100027, "name": "Rusk Thornfoot"}
    (first,) = [one for one in stop["actions"] if one["action"] == "accept"]
    assert first["target"] == {"id": 110034, "name": "Rusk's Orders"}
    assert first["via"] == "loot"
    assert any("quests of both sides" in note for note in answer["notes"])


async def test_a_character_continues_its_log(realm: Realm) -> None:
    answer = await ask(realm, 9030, 14, characterId=3)
    done = actions(answer)
    assert ("accept", 120002) not in done
    assert ("do", 120002) not in done
    assert ("turn in", 120002) in done
    assert next(one for one in answer["quests"] if one["quest"]["id"] == 120002)["inLog"]
    waiting = {one["reason"]: one["count"] for one in answer["leftOut"]}
    assert waiting["needs other quests first"] == 1
    assert not any("without characterId" in note for note in answer["notes"])


async def test_a_start_and_a_limit(realm: Realm) -> None:
    start = {"map": 900, "x": 1000.0, "y": 1000.0}
    answer = await ask(realm, 9030, 9, maxQuests=1, start=start)
    assert (len(answer["quests"]), answer["truncated"]) == (1, True)
    assert answer["routes"][0]["stops"][0]["yards"] > 0


async def test_quests_that_cannot_be_done_take_no_room(realm: Realm) -> None:
    best = (await ask(realm, 9030, 9, maxQuests=1))["quests"][0]["quest"]["id"]
    circle = (
        f"DELETE FROM quest_template_addon WHERE ID = {best}",
        f"INSERT INTO quest_template_addon (ID, PrevQuestID) VALUES ({best}, {best})",
    )
    async with demo_realm(*circle) as changed:
        answer = await ask(replace(realm, world=changed.world), 9030, 9, maxQuests=1)
    assert [one["quest"]["id"] for one in answer["quests"]] not in ([], [best])
    assert answer["routes"]
    reasons = {one["quest"]["id"]: one["reason"] for one in answer["unplaced"]}
    assert "circle" in reasons[best]
    assert answer["unplacedTotal"] == len(reasons)


async def test_quests_whose_giver_is_nowhere_take_no_room(realm: Realm) -> None:
    first = (await ask(realm, 9030, 9, maxQuests=1))["quests"][0]["quest"]["id"]
    nowhere = [
        f"DELETE FROM {kind} WHERE id IN (SELECT id FROM {kind}_queststarter WHERE quest = {first})"
        for kind in ("creature", "gameobject")
    ]
    before = await ask(realm, 9030, 9)
    async with demo_realm(*nowhere) as changed:
        answer = await ask(replace(realm, world=changed.world), 9030, 9, maxQuests=1)
        everything = await ask(replace(realm, world=changed.world), 9030, 9)
    assert first not in {one["quest"]["id"] for one in answer["quests"]}
    assert (len(answer["quests"]), answer["truncated"]) == (1, True)
    assert everything["truncated"] is False
    assert everything["total"] == before["total"]
    reasons = {one["quest"]["id"]: one["reason"] for one in everything["unplaced"]}
    assert "no spawn outside of events" in reasons[first]


async def test_titles_in_another_language(realm: Realm) -> None:
    answer = await ask(realm, 9030, 9, locale="deDE")
    titles = {one["quest"]["id"]: one["quest"]["name"] for one in answer["quests"]}
    english = await ask(realm, 9030, 9)
    assert titles != {one["quest"]["id"]: one["quest"]["name"] for one in english["quests"]}


async def test_without_client_files_the_answer_says_what_is_missing(realm: Realm) -> None:
    answer = await ask(replace(realm, client=MemoryClient()), 9030, 9)
    assert "name" not in answer["zone"]
    assert "totalXp" not in answer
    notes = " ".join(answer["notes"])
    assert "AreaTable.dbc" in notes
    assert "QuestXP.dbc" in notes
    with pytest.raises(NotFound, match="no quest is filed under area 5"):
        await ask(replace(realm, client=MemoryClient()), 5, 9)


async def test_an_unknown_zone_names_others(realm: Realm) -> None:
    with pytest.raises(NotFound, match="zones of map 900: 9010 Puddlewick"):
        await ask(realm, 900, 9)


async def test_players_that_cannot_be(realm: Realm) -> None:
    with pytest.raises(InvalidArgument, match="no race 9"):
        await ask(realm, 9030, 9, raceId=9)
    with pytest.raises(InvalidArgument, match="race 2 is Horde, faction says Alliance"):
        await ask(realm, 9030, 9, raceId=2, faction="alliance")
    with pytest.raises(InvalidArgument, match="no class 10"):
        await ask(realm, 9030, 9, classId=10)
    with pytest.raises(NotFound, match="character"):
        await ask(realm, 9030, 9, characterId=999)
    with pytest.raises(Unavailable, match="characters database"):
        await ask(replace(realm, characters=None), 9030, 9, characterId=3)


async def test_published_rows_of_wrath(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        known = replace(realm, client=MemoryClient({"QuestXP": rows.WRATH["QuestXP"]}))
        answer = await ask(known, 4812, 80, faction="alliance", includeRepeatable=True)
    assert answer["quests"]
    assert answer["routes"]
    done = actions(answer)
    for one in answer["quests"]:
        for earlier in one.get("after", []):
            if ("turn in", earlier) in done and ("accept", one["quest"]["id"]) in done:
                assert done.index(("turn in", earlier)) < done.index(("accept", one["quest"]["id"]))


async def test_published_rows_of_master(mariadb: SqlServer, master_slice: tuple[str, str]) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        known = replace(realm, client=MemoryClient(rows.MASTER))
        answer = await ask(known, 4812, 80, faction="alliance", includeRepeatable=True)
    assert answer["quests"]
    assert answer["routes"]
    assert "XPValue" in answer["formula"]
