"""Specializations, talents and PvP talents of master, and what its characters have."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.database.demo import open_demo_world
from appliance.errors import Unavailable
from appliance.gamedata.realm import Realm
from appliance.tools.classes.pvp import GetPvpTalentBuild, get_pvp_talent_build
from appliance.tools.classes.specializations import (
    GetClassSpecializations,
    get_class_specializations,
)
from appliance.tools.classes.talents import GetTalentBuild, get_talent_build
from tests.support.client_rows import classes, spells
from tests.support.master_realm import master_realm, table
from tests.support.realms import context_of

CINDER, SLAG, MAGE = 990, 991, 8
TABLES = spells.MASTER | classes.MASTER
WORLD = (
    table("playercreateinfo", "race class"),
    "INSERT INTO playercreateinfo VALUES (1, 8), (5, 8), (2, 1)",
)
CHARACTERS = (
    table(
        "characters",
        "guid class level primarySpecialization activeTalentGroup honor honorLevel",
        "deleteDate",
    ),
    table("character_arena_stats", "guid slot matchMakerRating"),
    table("arena_team", "arenaTeamId type"),
    table("arena_team_member", "arenaTeamId guid personalRating"),
    table(
        "character_trait_config", "guid traitConfigId type chrSpecializationId combatConfigFlags"
    ),
    table(
        "character_trait_entry", "guid traitConfigId traitNodeId traitNodeEntryId rank grantedRanks"
    ),
    table("character_talent", "guid talentId talentGroup"),
    table("character_pvp_talent", "guid talentId0 talentId1 talentId2 talentId3 talentGroup"),
    """INSERT INTO characters VALUES (1, 8, 20, 990, 0, 0, 1, NULL), (2, 8, 18, 990, 0, 9, 1, NULL),
    (3, 8, 20, 991, 0, 0, 1, NULL), (4, 8, 20, 990, 0, 0, 1, '1700000000')""",
    """INSERT INTO character_trait_config VALUES (1, 11, 1, 990, 1), (1, 12, 1, 990, 0),
    (2, 21, 1, 990, 1)""",
    """INSERT INTO character_trait_entry VALUES (1, 11, 900001, 900011, 2, 0),
    (1, 11, 900002, 900012, 1, 0), (1, 12, 900002, 900013, 1, 0), (2, 21, 900001, 900011, 1, 0)""",
    "INSERT INTO character_pvp_talent VALUES (1, 900001, 0, 0, 0, 0), (2, 0, 0, 0, 0, 0)",
    "INSERT INTO character_talent VALUES (1, 1, 0), (1, 2, 1), (2, 1, 0)",
)


@asynccontextmanager
async def realm_with_players(
    tables: dict[str, list[dict[str, Any]]] = TABLES, *more: str
) -> AsyncIterator[Realm]:
    async with (
        master_realm(WORLD) as realm,
        open_demo_world([*CHARACTERS, *more]) as characters,
    ):
        yield replace(realm, client=MemoryClient(tables), characters=characters)


async def build(realm: Realm, level: int, **options: Any) -> dict[str, Any]:
    arguments = {"specId": CINDER, "purpose": "solo", "playerLevel": level, **options}
    query = GetTalentBuild.model_validate(arguments)
    answer = await get_talent_build.function(query, context_of(realm))
    return answer.model_dump(mode="json", by_alias=True, exclude_none=True)


async def pvp(realm: Realm, bracket: str) -> dict[str, Any]:
    query = GetPvpTalentBuild.model_validate({"specId": CINDER, "bracket": bracket})
    answer = await get_pvp_talent_build.function(query, context_of(realm))
    return answer.model_dump(mode="json", by_alias=True, exclude_none=True)


async def test_specializations_have_role_attribute_and_mastery() -> None:
    async with realm_with_players() as realm:
        query = GetClassSpecializations.model_validate({"classId": MAGE})
        answer = await get_class_specializations.function(query, context_of(realm))
    found = answer.model_dump(mode="json", by_alias=True, exclude_none=True)
    slag, cinder = found["specializations"]
    assert (slag["id"], slag["role"]["name"], slag["primaryStat"]) == (SLAG, "healer", "strength")
    assert cinder["masterySpells"] == [{"id": 900103, "name": "Mastery: Kindling"}]
    assert [race["id"] for race in found["races"]] == [1, 5]
    assert found["notes"] == ["power and family of the class: ChrClasses.db2"]


async def test_a_trait_tree_with_its_points_and_demands() -> None:
    async with realm_with_players() as realm:
        found = await build(realm, 15)
    assert found["points"]["total"] == 3
    assert any("quests" in note for note in found["notes"])
    talents = {talent["id"]: talent for talent in found["talents"]}
    assert set(talents) == {900001, 900002}
    fork = talents[900002]
    assert [choice["name"] for choice in fork["choices"]] == ["Ash Step", "Slag Stride"]
    assert fork["needs"] == [{"talent": 900001, "rank": 2, "anyOf": True}]
    assert (fork["needsPoints"], fork["needsLevel"], fork["own"]) == (2, 15, True)
    assert not {"own", "tree"} & talents[900001].keys()
    assert (found["total"], found["truncated"]) == (2, False)


def forest(nodes: int, heroes: int) -> dict[str, list[dict[str, Any]]]:
    """As many nodes of the class, and of a hero tree, in a row; each needs the one before."""
    tables = {name: list(rows) for name, rows in TABLES.items()}
    numbers = range(910001, 910001 + nodes + heroes)
    for number in numbers:
        hero = 77 if number >= 910001 + nodes else 0
        node = {"ID": number, "TraitTreeID": 901, "PosX": number, "PosY": 3000, "Type": 0}
        tables["TraitNode"].append(node | {"TraitSubTreeID": hero})
        entry = number + 10000
        link = {"ID": number, "TraitNodeID": number, "TraitNodeEntryID": entry, "Index": 0}
        tables["TraitNodeXTraitNodeEntry"].append(link)
        tables["TraitNodeEntry"].append(
            {"ID": entry, "TraitDefinitionID": entry, "MaxRanks": 1, "NodeEntryType": 1}
        )
        tables["TraitDefinition"].append({"ID": entry, "SpellID": entry, "OverrideName": ""})
        tables["SpellName"].append({"ID": entry, "Name": f"A Talent's Full Name {number}"})
        if number > numbers[0]:
            edge = {"LeftTraitNodeID": number - 1, "RightTraitNodeID": number, "Type": 2}
            tables["TraitEdge"].append({"ID": number} | edge)
    return tables


def learned(nodes: int) -> str:
    rows = ", ".join(
        f"({guid}, {guid}1, {number}, {number + 10000}, 1, 0)"
        for guid in (1, 2)
        for number in range(910001, 910001 + nodes)
    )
    return f"INSERT INTO character_trait_entry VALUES {rows}"


async def test_hero_trees_are_shown_when_asked_for() -> None:
    async with realm_with_players(forest(5, 3)) as realm:
        found, whole = await build(realm, 15), await build(realm, 15, allTrees=True)
    assert (len(found["talents"]), found["total"], found["truncated"]) == (7, 10, True)
    assert not any("heroTree" in talent for talent in found["talents"])
    assert (len(whole["talents"]), whole["total"], whole["truncated"]) == (10, 10, False)
    assert [talent.get("heroTree") for talent in whole["talents"]] == [None] * 7 + [77] * 3


async def test_a_name_is_told_once() -> None:
    async with realm_with_players(forest(2, 1), learned(3)) as realm:
        found = await build(realm, 12)
        whole = await build(realm, 12, allTrees=True)
    talent = next(one for one in found["talents"] if one["id"] == 910001)
    assert talent["choices"][0]["name"] == "A Talent's Full Name 910001"
    assert talent["choices"][0]["ranks"] == [{"id": 920001}]
    picks = {pick["id"]: pick.get("name") for pick in found["builds"][0]["talents"]}
    assert picks[910001] is None
    assert picks[910003] == "A Talent's Full Name 910003", "of a hero tree that is not shown"
    picks = {pick["id"]: pick.get("name") for pick in whole["builds"][0]["talents"]}
    assert picks[910003] is None
    names = [pick.get("name") for one in found["builds"] for pick in one["talents"]]
    assert "Ash Step" in names, "of several choices a build says which"


async def test_a_full_tree_is_a_short_answer() -> None:
    async with realm_with_players(forest(110, 42), learned(70)) as realm:
        found = await build(realm, 12)
    assert len(found["talents"]) == 112
    assert len(json.dumps(found, separators=(",", ":"))) < 32_000


async def test_talents_are_bounded() -> None:
    async with realm_with_players(forest(300, 0)) as realm:
        found = await build(realm, 12)
    assert (len(found["talents"]), found["total"], found["truncated"]) == (250, 302, True)


async def test_active_builds_of_characters_are_counted_and_checked() -> None:
    async with realm_with_players() as realm:
        low, high = await build(realm, 12), await build(realm, 20)
        honored = await build(realm, 12, purpose="pvp")
    assert low["counted"]["characters"] == 2
    assert [one["players"] for one in low["builds"]] == [1, 1]
    assert [one["learnable"] for one in low["builds"]] == [True, False]
    assert "needs level 15" in low["builds"][1]["problems"][0]
    assert high["counted"]["counted"] == 1
    assert high["builds"][0]["learnable"]
    assert high["builds"][0]["points"] == 3
    assert honored["counted"]["characters"] == 1


async def test_rows_of_talents_where_there_are_no_trees() -> None:
    tables: dict[str, list[dict[str, Any]]] = {
        name: rows for name, rows in TABLES.items() if not name.startswith(("Trait", "SkillLineX"))
    }
    row = {"ClassID": 8, "SpecID": 0, "TierID": 0, "ColumnIndex": 0}
    tables["Talent"] = [row | {"ID": 1, "SpellID": 900105}, row | {"ID": 2, "SpellID": 900106}]
    tables["NumTalentsAtLevel"] = [
        {"ID": 15, "NumTalents": 1, "NumTalentsDeathKnight": 0, "NumTalentsDemonHunter": 0}
    ]
    async with realm_with_players(tables) as realm:
        found = await build(realm, 15)
        del tables["Talent"]
        with pytest.raises(Unavailable, match="SkillLineXTraitTree"):
            await build(replace(realm, client=MemoryClient(tables)), 15)
    assert found["points"]["total"] == 1
    assert found["builds"][0]["players"] == 2
    assert found["builds"][0]["learnable"]


async def test_pvp_talents_with_slots_and_counts() -> None:
    rated = "INSERT INTO character_arena_stats VALUES (1, 0, 1800), (3, 0, 2000)"
    async with realm_with_players() as realm:
        everyone = await pvp(realm, "2v2")
        shuffle = await pvp(realm, "solo_shuffle")
    async with realm_with_players(TABLES, rated) as realm:
        best = await pvp(realm, "2v2")
    (talent,) = everyone["pvpTalents"]
    assert talent["spell"]["name"] == "Duelist's Spark"
    assert (talent["slots"], talent["players"], talent["sharePercent"]) == ([2, 3], 1, 100.0)
    assert everyone["slots"] == [{"slot": 1, "level": 20}]
    assert everyone["counted"]["characters"] == 2
    assert any("ratings" in note for note in everyone["notes"])
    assert shuffle["counted"]["characters"] == 2
    assert best["counted"]["characters"] == 1
    assert not any("ratings" in note for note in best["notes"])
