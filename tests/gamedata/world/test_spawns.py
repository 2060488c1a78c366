from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from appliance.gamedata.realm import Realm
from appliance.gamedata.world import spawns
from tests.support.demo_worlds import demo_realm
from tests.support.realms import open_realm
from tests.support.servers import SqlServer

MORE = """
INSERT INTO gameobject (guid, id, map, position_x, position_y, position_z, spawntimesecs) VALUES
(300001, 130002, 901, 1.5, 2.5, 3.5, -180)
"""


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with demo_realm(MORE) as realm:
        yield realm


async def test_places_of_both_kinds_come_with_what_ties_them(realm: Realm) -> None:
    found = await spawns.points(realm, [100051], [130002, 4], limit=50)
    assert (found.total, found.truncated) == (6, False)
    creatures = [one for one in found.points if one.kind == spawns.CREATURE]
    assert [one.guid for one in creatures] == [180145, 180146, 180147, 180148]
    assert all(one.events == (91,) and one.only_in_event for one in creatures)
    gate, added = found.by_entry()[spawns.GAMEOBJECT, 130002]
    assert (gate.guid, gate.map, gate.zone, gate.area) == (190002, 900, 9010, 9011)
    assert (gate.x, gate.y, gate.z) == pytest.approx((1001.5, 1060.2, 42.1), abs=1e-3)
    assert (gate.respawn_s, gate.spawn_mask, gate.phase_mask) == (300, 1, 1)
    assert (gate.difficulties, gate.phase, gate.pool, gate.events) == (None, None, None, ())
    assert (added.respawn_s, added.map) == (-180, 901)


async def test_members_of_pools_and_spawns_that_events_take_away_are_marked(realm: Realm) -> None:
    entry = await realm.world.fetch("SELECT id FROM creature WHERE guid = 180087", row=int)
    pooled = await spawns.points(realm, entry, [], limit=50)
    assert {one.pool for one in pooled.points} == {195001}
    taken = await realm.world.fetch("SELECT id FROM creature WHERE guid = 180048", row=int)
    found = await spawns.points(realm, taken, [], limit=50)
    marked = [one for one in found.points if one.events]
    assert [(one.guid, one.events, one.only_in_event) for one in marked] == [
        (180048, (-91,), False)
    ]


async def test_a_limit_cuts_and_says_so(realm: Realm) -> None:
    found = await spawns.points(realm, [100051, 100022], [], limit=3)
    total = len((await spawns.points(realm, [100051, 100022], [], limit=500)).points)
    assert (len(found.points), found.total, found.truncated) == (3, total, True)
    assert [one.entry for one in found.points] == [100022] * 3


async def test_nothing_asked_is_nothing_found(realm: Realm) -> None:
    assert await spawns.points(realm, [], [], limit=5) == spawns.Spawns([], 0, False)


async def test_pools_of_the_older_layout() -> None:
    rows = (
        "DROP TABLE pool_members",
        "CREATE TABLE pool_creature (guid bigint, pool_entry int)",
        "INSERT INTO pool_creature VALUES (180087, 77)",
    )
    async with demo_realm(*rows) as older:
        entry = await older.world.fetch("SELECT id FROM creature WHERE guid = 180087", row=int)
        found = await spawns.points(older, entry, [], limit=5)
        assert {one.guid: one.pool for one in found.points}[180087] == 77


async def test_places_of_published_master(
    mariadb: SqlServer, master_slice: tuple[str, str]
) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        rows = await realm.world.fetch("SELECT id FROM gameobject ORDER BY guid LIMIT 3", row=int)
        found = await spawns.points(realm, [299], rows, limit=20)
    assert found.points
    for point in found.points:
        assert (point.spawn_mask, point.phase_mask) == (None, None)
        assert point.difficulties is not None
        assert point.phase is not None
