from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from appliance.gamedata.creatures import spawns
from appliance.gamedata.creatures.spawns import EventSpawns, MapSpawns, Standing
from appliance.gamedata.realm import Realm
from tests.support.demo_worlds import demo_realm

SPAWNS = """
INSERT INTO creature (guid, id, map, zoneId, areaId, spawnMask, phaseMask, position_x, position_y,
    position_z, orientation, spawntimesecs, wander_distance, MovementType) VALUES
(300003, 200001, 901, 0, 0, 3, 1, 1.5, 2.5, 3.5, 0.5, 7200, 0, 0),
(300001, 200001, 900, 9010, 9011, 1, 2, 10.5, 20.5, 30.5, 1, 300, 5, 1),
(300002, 200001, 900, 9010, 9011, 1, 1, 11.5, 21.5, 31.5, 2, 600, 5, 2)
"""


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with demo_realm(SPAWNS) as realm:
        yield realm


async def test_spawns_are_counted_by_map_and_shown_by_guid(realm: Realm) -> None:
    found = await spawns.spawns(realm, 200001, limit=2)
    assert found.by_map == [MapSpawns(900, 2, 300, 600), MapSpawns(901, 1, 7200, 7200)]
    assert found.total == 3
    first, second = found.samples
    assert (first.guid, first.zone, first.phase_mask, first.wander) == (300001, 9010, 2, 5.0)
    assert (first.x, first.y, first.z, first.orientation) == (10.5, 20.5, 30.5, 1.0)
    assert second.movement_type == 2
    assert (first.difficulties, first.phase) == (None, None)


async def test_a_creature_without_spawns_stands_nowhere(realm: Realm) -> None:
    found = await spawns.spawns(realm, 4, limit=5)
    assert (found.total, found.by_map, found.samples) == (0, [], [])


async def test_the_first_spawn_tells_where_somebody_stands(realm: Realm) -> None:
    found = await spawns.standing(realm, [200001, 4])
    assert found == {200001: Standing(200001, 3, 300001, 900, 9010, 9011, 10.5, 20.5, 30.5)}


async def test_events_bring_and_take_spawns(realm: Realm) -> None:
    assert await spawns.event_spawns(realm, 100051) == [EventSpawns(91, "Feast of Lanterns", 4)]
    taken = await realm.world.fetch("SELECT id FROM creature WHERE guid = 180048", row=int)
    assert await spawns.event_spawns(realm, taken[0]) == [EventSpawns(-91, "Feast of Lanterns", 1)]
