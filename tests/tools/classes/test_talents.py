"""get-class-specializations, get-talent-build and get-pvp-talent-build on 3.3.5."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from appliance.clientdata.memory import MemoryClient
from appliance.errors import NotFound, Unavailable
from appliance.gamedata.realm import Realm
from appliance.tools.classes.pvp import GetPvpTalentBuild, get_pvp_talent_build
from appliance.tools.classes.specializations import (
    GetClassSpecializations,
    get_class_specializations,
)
from appliance.tools.classes.talents import GetTalentBuild, get_talent_build
from tests.support.demo_realms import whole_demo_realm
from tests.support.realms import context_of

BULWARK, CLEAVER, WICKCRAFT = 9301, 9302, 9303


async def specs(realm: Realm, class_id: int) -> dict[str, Any]:
    query = GetClassSpecializations.model_validate({"classId": class_id})
    answer = await get_class_specializations.function(query, context_of(realm))
    return answer.model_dump(mode="json", by_alias=True, exclude_none=True)


async def build(realm: Realm, spec: int, level: int = 18, **options: Any) -> dict[str, Any]:
    arguments = {"specId": spec, "purpose": "raid", "playerLevel": level, **options}
    query = GetTalentBuild.model_validate(arguments)
    answer = await get_talent_build.function(query, context_of(realm))
    return answer.model_dump(mode="json", by_alias=True, exclude_none=True)


async def pvp(realm: Realm, spec: int, bracket: str, **options: Any) -> dict[str, Any]:
    query = GetPvpTalentBuild.model_validate({"specId": spec, "bracket": bracket, **options})
    answer = await get_pvp_talent_build.function(query, context_of(realm))
    return answer.model_dump(mode="json", by_alias=True, exclude_none=True)


@pytest.mark.parametrize(
    "arguments",
    [
        {"specId": BULWARK, "purpose": "raid"},
        {"specId": BULWARK, "playerLevel": 80},
        {"specId": BULWARK, "purpose": "fun", "playerLevel": 80},
        {"specId": BULWARK, "purpose": "raid", "playerLevel": 0},
        {"specId": "9301", "purpose": "raid", "playerLevel": 80},
    ],
)
def test_arguments_that_do_not_fit(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GetTalentBuild.model_validate(arguments)


async def test_a_class_has_its_trees_in_order_and_its_races() -> None:
    async with whole_demo_realm() as realm:
        found = await specs(realm, 1)
        with pytest.raises(NotFound, match="20"):
            await specs(realm, 20)
        with pytest.raises(Unavailable, match="TalentTab"):
            await specs(replace(realm, client=MemoryClient()), 1)
    assert [(spec["id"], spec["name"]) for spec in found["specializations"]] == [
        (BULWARK, "Bulwark"),
        (CLEAVER, "Cleaver"),
    ]
    assert found["power"]["name"] == "rage"
    assert {race["name"] for race in found["races"]} == {"Human", "Orc"}


async def test_the_tree_with_its_points_and_prerequisites() -> None:
    async with whole_demo_realm() as realm:
        found = await build(realm, BULWARK)
        both = await build(realm, BULWARK, allTrees=True)
    assert found["points"]["total"] == 9
    assert "18 - 9" in found["points"]["formula"]
    talents = {talent["id"]: talent for talent in found["talents"]}
    assert set(talents) == {9311, 9312, 9313}
    assert talents[9312]["needs"] == [{"talent": 9311, "rank": 2}]
    assert [rank["id"] for rank in talents[9311]["choices"][0]["ranks"]] == [140081, 140082]
    assert {talent["tree"] for talent in both["talents"]} == {BULWARK, CLEAVER}


async def test_what_characters_of_that_level_run_is_counted() -> None:
    async with whole_demo_realm() as realm:
        low, high = await build(realm, BULWARK, 14), await build(realm, BULWARK, 17)
    assert low["counted"] | {"who": ""} == {"who": "", "characters": 3, "read": 3, "counted": 2}
    choices = {one["id"]: one["choices"][0] for one in low["talents"]}
    assert (choices[9311]["players"], choices[9311]["sharePercent"]) == (2, 100.0)
    assert choices[9311]["playersByRank"] == {"2": 2}
    assert choices[9313]["sharePercent"] == 50.0
    assert sum(one["players"] for one in low["builds"]) == 2
    assert high["counted"]["counted"] == 1
    assert high["builds"][0]["points"] == 4
    assert any("purpose" in note for note in low["notes"])


async def test_a_build_says_whether_the_level_can_have_it() -> None:
    async with whole_demo_realm() as realm:
        found = await build(realm, BULWARK, 10)
    assert found["points"]["total"] == 1
    for one in found["builds"]:
        assert not one["learnable"]
        assert any("the level gives 1" in problem for problem in one["problems"])


async def test_pvp_counts_characters_with_honor_or_a_rating() -> None:
    async with whole_demo_realm() as realm:
        found = await build(realm, BULWARK, purpose="pvp")
        mages = await build(realm, WICKCRAFT, purpose="pvp")
    assert found["counted"]["characters"] == 0
    assert mages["counted"]["characters"] == 1
    assert not any("purpose" in note for note in found["notes"])


async def test_without_characters_only_the_tree_is_shown() -> None:
    async with whole_demo_realm() as realm:
        found = await build(replace(realm, characters=None), BULWARK)
        rated = await pvp(replace(realm, characters=None), BULWARK, "2v2")
    for answer in (found, rated):
        assert "counted" not in answer
        assert any("characters database" in note for note in answer["notes"])
    assert found["builds"] == []


async def test_rated_characters_by_bracket() -> None:
    async with whole_demo_realm() as realm:
        two, high = (
            await pvp(realm, WICKCRAFT, "2v2"),
            await pvp(realm, WICKCRAFT, "2v2", minimumRating=1700),
        )
        with pytest.raises(Unavailable, match="rbg"):
            await pvp(realm, WICKCRAFT, "rbg")
        with pytest.raises(NotFound):
            await pvp(realm, 1, "2v2")
    assert two["counted"]["characters"] == 1
    assert high["counted"]["characters"] == 0
    assert "pvpTalents" not in two
