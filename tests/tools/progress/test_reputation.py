"""Standings and what leads to a rank, over the demo realm."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.progress.reputation import get_reputation_standing
from appliance.tools.progress.reputation_path import get_reputation_grind_path
from tests.support.demo_realms import whole_demo_realm
from tests.support.demo_worlds import demo_realm
from tests.support.realms import context_of
from tests.support.small_worlds import small_realm

WATCH, HARBOUR, KEEPERS = 9101, 9102, 9103
WICKLOW = 1


async def standing(realm: Realm, faction: int, value: int, **more: Any) -> Any:
    asked = {"factionId": faction, "factionName": "x", "currentReputation": value} | more
    query = get_reputation_standing.input_type.model_validate(asked)
    return await get_reputation_standing.function(query, context_of(realm))


async def path(realm: Realm, faction_id: int, value: int, target: str, **more: Any) -> Any:
    asked: dict[str, Any] = {"factionId": faction_id, "factionName": "x", "currentRep": value}
    asked |= {"targetStanding": target} | more
    query = get_reputation_grind_path.input_type.model_validate(asked)
    return await get_reputation_grind_path.function(query, context_of(realm))


async def test_a_value_has_a_rank_and_a_way_to_the_next() -> None:
    async with whole_demo_realm() as realm:
        found = await standing(realm, WATCH, 20_999, factionName="puddlewick watch")
        assert (found.rank.id, found.rank.name) == (5, "honored")
        assert (found.into_rank, found.rank_points, found.to_next_rank) == (11_999, 12_000, 1)
        assert found.next_rank.name == "revered"
        assert found.faction.name == "Puddlewick Watch"
        assert found.notes == []
        top = await standing(realm, WATCH, 42_500)
        assert top.next_rank is None
        assert "Puddlewick Watch" in top.notes[0]


async def test_a_characters_own_standing_is_where_it_began_and_what_it_earned() -> None:
    async with whole_demo_realm() as realm:
        found = await standing(realm, KEEPERS, 0, characterId=WICKLOW)
        assert found.character.name == "Wicklow"
        assert (found.character.base, found.character.stored) == (3000, 600)
        assert found.standing == 3600
        assert found.rank.name == "friendly"
        with pytest.raises(NotFound, match="no such character"):
            await standing(realm, KEEPERS, 0, characterId=999)


async def test_where_a_race_and_class_begin_is_told() -> None:
    async with whole_demo_realm() as realm:
        found = await standing(realm, KEEPERS, 0, raceId=1, classId=1)
        assert found.starting == 3000
        with pytest.raises(InvalidArgument, match="raceId and classId"):
            await standing(realm, KEEPERS, 0, raceId=1)
        with pytest.raises(InvalidArgument, match=r"raceId: .* no race 200"):
            await standing(realm, KEEPERS, 0, raceId=200, classId=1)
        with pytest.raises(InvalidArgument, match=r"classId: .* no class 31"):
            await standing(realm, KEEPERS, 0, raceId=1, classId=31)
        with pytest.raises(NotFound, match="no faction 77"):
            await standing(realm, 77, 0)
        with pytest.raises(NotFound, match="no standing"):
            await standing(realm, 14, 0)


async def test_later_races_of_master_begin_where_their_own_bit_says() -> None:
    dark_iron, bit = 34, 1 << 11
    row = {
        "ID": 900001,
        "Name": "Hammers",
        "ReputationIndex": 5,
        "ReputationRaceMask": (bit, 0, 0, 0),
        "ReputationClassMask": (0, 0, 0, 0),
        "ReputationBase": (3100, 0, 0, 0),
        "ReputationFlags": (1, 0, 0, 0),
        "ParentFactionID": 0,
        "ParentFactionMod": (0.0, 0.0),
        "ParentFactionCap": (0, 0),
    }
    async with small_realm({}, Branch.MASTER) as bare:
        realm = replace(bare, client=MemoryClient({"Faction": [row]}))
        found = await standing(realm, 900001, 0, raceId=dark_iron, classId=1)
        assert found.starting == 3100
        assert (await standing(realm, 900001, 0, raceId=1, classId=1)).starting == 0


async def test_without_the_table_a_rank_is_still_known() -> None:
    async with whole_demo_realm() as whole:
        realm = replace(whole, client=MemoryClient())
        found = await standing(realm, WATCH, 9_000)
        assert found.rank.name == "honored"
        assert found.faction is None
        assert "Faction" in found.notes[0]
        with pytest.raises(InvalidArgument, match="characterId"):
            await standing(realm, WATCH, 0, characterId=WICKLOW)


async def test_kills_and_quests_are_counted_to_the_target() -> None:
    async with whole_demo_realm() as realm:
        found = await path(realm, WATCH, 2_000, "friendly")
        assert found.needed == 1_000
        bandit = next(kill for kill in found.kills if kill.entry == 100_025)
        assert bandit.name == "Thornfoot Bandit"
        assert bandit.per_kill == 5
        assert bandit.spawns > 0
        assert bandit.kills == 200
        letter = next(quest for quest in found.quests if quest.id == 120_001)
        assert letter.reputation == 25
        assert letter.period == "once"
        given = [quest.reputation for quest in found.quests if quest.period == "once"]
        assert found.once_total == sum(given)
        assert found.after_quests == max(0, 1_000 - found.once_total)
        assert found.spills[0].faction.name == "Lanternkeepers"


async def test_the_realms_rates_count() -> None:
    async with whole_demo_realm() as realm:
        rates = await realm.world.fetch(
            "SELECT quest_rate FROM reputation_reward_rate WHERE faction = 9102", row=float
        )
        found = await path(realm, HARBOUR, 0, "friendly")
        cellar = next(quest for quest in found.quests if quest.id == 120_008)
        assert rates == [1.5]
        assert cellar.reputation == 750


async def test_a_characters_own_quests_and_standing_count() -> None:
    async with whole_demo_realm() as realm:
        found = await path(realm, WATCH, 0, "honored", characterId=WICKLOW)
        assert found.standing == 1_800
        assert {120_001, 120_002, 120_003}.isdisjoint(quest.id for quest in found.quests)


def addon(quest: int, column: str, value: int) -> str:
    return (
        f"DELETE FROM quest_template_addon WHERE ID = {quest};\n"
        f"INSERT INTO quest_template_addon (ID, {column}) VALUES ({quest}, {value});\n"
    )


async def test_of_quests_that_exclude_each_other_the_best_counts() -> None:
    async with whole_demo_realm() as whole:
        before = await path(whole, WATCH, 0, "honored")
        first, second = [quest for quest in before.quests if quest.period == "once"][:2]
        group = [addon(quest.id, "ExclusiveGroup", 77) for quest in (first, second)]
        async with demo_realm(*group) as changed:
            found = await path(replace(whole, world=changed.world), WATCH, 0, "honored")
    assert found.quests_total == before.quests_total
    assert before.once_total - found.once_total == min(first.reputation, second.reputation)


async def test_quests_of_other_classes_do_not_count_for_a_character() -> None:
    async with whole_demo_realm() as whole:
        before = await path(whole, WATCH, 0, "honored", characterId=WICKLOW)
        taken = before.quests[0].id
        async with demo_realm(addon(taken, "AllowableClasses", 2)) as changed:
            realm = replace(whole, world=changed.world)
            found = await path(realm, WATCH, 0, "honored", characterId=WICKLOW)
            anyone = await path(realm, WATCH, 0, "honored")
    assert taken not in {quest.id for quest in found.quests}
    assert taken in {quest.id for quest in anyone.quests}
    assert any("every class" in note for note in anyone.notes)
    assert not any("every class" in note for note in found.notes)


async def test_a_reached_target_needs_nothing() -> None:
    async with whole_demo_realm() as realm:
        found = await path(realm, WATCH, 9_500, "honored")
        assert found.needed == found.after_quests == 0
        assert all(kill.kills == 0 for kill in found.kills)


async def test_without_the_reward_table_unknown_gains_are_said() -> None:
    async with whole_demo_realm() as whole:
        realm = replace(whole, client=MemoryClient())
        found = await path(realm, WATCH, 0, "friendly")
        assert any("QuestFactionReward" in note for note in found.notes)
        assert any(quest.reputation is None for quest in found.quests)
        nobody = replace(whole, characters=None)
        with pytest.raises(Unavailable, match=r"database\.characters"):
            await path(nobody, WATCH, 0, "friendly", characterId=WICKLOW)


async def test_a_limit_above_exalted_is_exalted() -> None:
    above = "UPDATE creature_onkill_reputation SET MaxStanding1 = 9 WHERE creature_id = 100025"
    async with whole_demo_realm() as whole, demo_realm(above) as changed:
        found = await path(replace(whole, world=changed.world), WATCH, 2_000, "friendly")
    bandit = next(kill for kill in found.kills if kill.entry == 100_025)
    assert (bandit.until.id, bandit.until.name, bandit.kills) == (7, "exalted", 200)


async def test_quests_that_only_enemies_of_a_side_offer_do_not_count() -> None:
    async with whole_demo_realm() as whole:
        before = await path(whole, WATCH, 0, "honored", faction="alliance")
        rows = await whole.world.fetch(
            "SELECT id FROM creature_queststarter WHERE quest = 120001", row=int
        )
        giver = rows[0]
        hostile = f"UPDATE creature_template SET faction = 14 WHERE entry = {giver}"
        async with demo_realm(hostile) as changed:
            realm = replace(whole, world=changed.world)
            found = await path(realm, WATCH, 0, "honored", faction="alliance")
            anyone = await path(realm, WATCH, 0, "honored")
            own = await path(realm, WATCH, 0, "honored", characterId=5)
            bare = replace(realm, client=MemoryClient())
            blind = await path(bare, WATCH, 0, "honored", faction="alliance")
    letter = 120_001
    assert letter in {quest.id for quest in before.quests}
    assert letter not in {quest.id for quest in found.quests}
    assert letter not in {quest.id for quest in own.quests}
    assert letter in {quest.id for quest in anyone.quests} & {quest.id for quest in blind.quests}
    assert any("FactionTemplate" in note for note in blind.notes)
    assert not any("FactionTemplate" in note for note in found.notes + anyone.notes)
