"""The demo realm's quests, sorted for players; what they need, where they are, what they give."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.errors import NotFound, Unavailable
from appliance.formulas.places import Point
from appliance.formulas.reactions import Side
from appliance.gamedata.quests import parties, pool, prerequisites, supply
from appliance.gamedata.quests.eligible import LeftOut, Player
from appliance.gamedata.quests.log import quest_log
from appliance.gamedata.quests.offer import offer
from appliance.gamedata.quests.places import Spot, places
from appliance.gamedata.quests.relations import Party
from appliance.gamedata.quests.worth import Worth
from appliance.gamedata.realm import Realm
from appliance.gamedata.world.zones import zone
from tests.support.demo_realms import whole_demo_realm
from tests.support.demo_worlds import demo_realm


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with whole_demo_realm() as realm:
        yield realm


async def test_a_zone_offers_what_fits(realm: Realm) -> None:
    where = await zone(realm, 9010, "enUS")
    found = await offer(realm, where, Player(9), Side.ALLIANCE, repeatable=False)
    # 120002 is filed under another zone; its giver stands in this one.
    assert {120001, 120002, 120005, 120018} <= found.quests.keys()
    assert 120002 in found.fitting
    assert found.reasons[120018] is LeftOut.DISABLED
    assert found.worths[120002] == Worth(xp=250, copper=120)
    assert not found.absent
    async with demo_realm("DELETE FROM creature WHERE id = 100005") as emptied:
        emptied = replace(emptied, client=realm.client)
        found = await offer(emptied, where, Player(9), None, repeatable=False)
    assert 120001 in found.absent
    assert 120005 not in found.absent


async def test_the_rest_is_told_apart(realm: Realm) -> None:
    where = await zone(realm, 9020, "enUS")
    player = Player(10, races=2, classes=2)
    found = await offer(realm, where, player, None, repeatable=False)
    assert found.reasons[120011] is LeftOut.REPEATABLE
    assert 120011 in (await offer(realm, where, player, None, repeatable=True)).fitting


async def test_chains_and_groups_are_needs(realm: Realm) -> None:
    quests = await pool.load(realm, range(120001, 120019))
    needs = await prerequisites.needs(realm, quests)
    assert needs[120003].one_of == (frozenset({120002}),)
    assert needs[120003].excluded_by == {120004}
    assert set(needs[120005].one_of) == {frozenset({120003}), frozenset({120004})}
    assert needs[120008].one_of == (frozenset({120006, 120007}),)
    assert (needs[120009].active, needs[120009].one_of) == (120008, ())
    assert needs[120001].excluded_by == {120002}


async def test_needs_reach_beyond_the_quests_asked_about(realm: Realm) -> None:
    needs = await prerequisites.needs(realm, await pool.load(realm, [120008]))
    assert needs[120008].one_of == (frozenset({120006, 120007}),)


async def test_creatures_objects_and_items_start_quests(realm: Realm) -> None:
    found = await parties.starters(realm, [120010, 120011, 120013, 120018])
    assert found == {
        120010: [Party("item", 110034, None)],
        120011: [Party("creature", 100016, None), Party("gameobject", 130001, None)],
    }
    assert await parties.in_events(realm, [120010, 120013]) == {120013}


async def test_items_come_from_loot_through_references_and_from_vendors(realm: Realm) -> None:
    sold = await realm.world.fetch(
        "SELECT item FROM npc_vendor ORDER BY entry, slot LIMIT 1", row=int
    )
    found = await supply.sources(realm, [110031, 110035, *sold])
    assert ("creature", "loot") in {(one.kind, one.way) for one in found[110031]}
    assert {one.kind for one in found[110035]} == {"gameobject"}
    assert all(one.way in ("loot", "sold") for one in found[sold[0]])
    assert await supply.sources(realm, []) == {}


async def test_places_are_spawns_marks_and_triggers(realm: Realm) -> None:
    async with demo_realm("DELETE FROM creature WHERE id = 100022") as emptied:
        trigger = {"ID": 9004, "ContinentID": 900, "Pos": (1.0, 2.0, 3.0)}
        known = replace(emptied, client=MemoryClient({"AreaTrigger": [trigger]}))
        quests = await pool.load(known, [120002, 120005, 120012])
        starters = await parties.starters(known, quests)
        found = await places(known, quests, starters, await parties.enders(known, quests))
    wolves, leader = found.quests[120002].tasks
    assert wolves.spots == (Spot("area", 0, 900, Point(1232.5, 1207.5)),)
    assert {one.kind for one in leader.spots} == {"creature"}
    lanterns = [task.spots[0].entry for task in found.quests[120005].tasks]
    assert lanterns == [130002, 130003, 130004]
    # What the courier carries is given by the quest itself: only the place is left to reach.
    (run,) = found.quests[120012].tasks
    assert (run.objective, run.spots) == (None, (Spot("area", 0, 900, Point(1, 2, 3)),))


async def test_who_counts_as_another_is_looked_for(realm: Realm) -> None:
    async with demo_realm(
        "DELETE FROM creature WHERE id = 100022",
        "UPDATE creature_template SET KillCredit1 = 100022 WHERE entry = 100025",
    ) as changed:
        quests = await pool.load(changed, [120002])
        found = await places(changed, quests, {}, {})
    assert {one.entry for one in found.quests[120002].tasks[0].spots} == {100025}


async def test_a_character_has_a_log(realm: Realm) -> None:
    log = await quest_log(realm, 3)
    assert log.done == {120001}
    assert log.in_log == log.completed == {120002}
    assert (await quest_log(realm, 1)).completed == frozenset()
    with pytest.raises(Unavailable, match="characters database"):
        await quest_log(replace(realm, characters=None), 3)


async def test_zones_hold_areas_and_unknown_ones_suggest_others(realm: Realm) -> None:
    found = await zone(realm, 9010, "enUS")
    assert (found.name, found.map, found.areas) == ("Puddlewick", 900, (9010, 9011, 9012, 9013))
    with pytest.raises(NotFound, match="zones of map 901: 9040 The Drowned Cellar"):
        await zone(realm, 901, "enUS")
    with pytest.raises(NotFound, match="nearest numbers: 9010 Puddlewick"):
        await zone(realm, 5, "enUS")
    assert (await zone(replace(realm, client=MemoryClient()), 12, "enUS")).areas == (12,)
