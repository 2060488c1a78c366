"""Areas of positions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from appliance.clientdata.memory import MemoryClient
from appliance.gamedata.realm import Realm
from appliance.gamedata.world.places import Located, Position, Way, locate, zone_of
from tests.support.client_rows.world import MASTER, WRATH
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm


@asynccontextmanager
async def wrath(*without: str) -> AsyncIterator[Realm]:
    tables = {name: rows for name, rows in WRATH.items() if name not in without}
    async with demo_realm() as realm:
        yield replace(realm, client=MemoryClient(tables))


async def test_the_smallest_rectangle_around_a_position() -> None:
    async with wrath() as realm:
        assert await locate(
            realm,
            [
                Position(0, -9464.0, 62.0),
                Position(0, -8833.0, 628.0),
                Position(0, 5000.0, 0.0),
                Position(36, -16.0, -383.0),
                Position(571, 0.0, 0.0),
            ],
        ) == [
            Located(12, 12, Way.RECTANGLE),
            Located(1519, 1519, Way.RECTANGLE),
            Located(None, None, None),
            Located(1581, 1581, Way.MAP),
            Located(None, None, None),
        ]


async def test_what_the_database_says_comes_first() -> None:
    async with wrath() as realm:
        assert await locate(
            realm, [Position(0, -8833.0, 628.0, 12, 87), Position(0, 0.0, 0.0, area=87)]
        ) == [Located(12, 87, Way.SPAWN), Located(87, 87, Way.SPAWN)]


async def test_a_map_that_is_no_instance_names_its_area_last() -> None:
    tables = WRATH | {"Map": [{"ID": 0, "InstanceType": 0, "AreaTableID": 1519}]}
    async with demo_realm() as realm:
        realm = replace(realm, client=MemoryClient(tables))
        found = await locate(realm, [Position(0, -9464.0, 62.0), Position(0, 5000.0, 0.0)])
    assert [place.way for place in found] == [Way.RECTANGLE, Way.MAP]


async def test_zones_without_details() -> None:
    async with wrath() as realm:
        found = await locate(realm, [Position(0, -9464.0, 62.0), Position(1, 0.0, 0.0)])
        assert [place.zone for place in found] == [12, None]
        assert await locate(realm, []) == []


async def test_parents() -> None:
    async with wrath() as realm:
        assert await zone_of(realm, [12, 87, 5]) == {12: 12, 87: 12}
        assert await zone_of(realm, []) == {}
    async with wrath("AreaTable") as realm:
        assert await zone_of(realm, [87]) == {}
        assert [place.zone for place in await locate(realm, [Position(0, -9464.0, 62.0)])] == [12]


async def test_nothing_without_client_files() -> None:
    async with demo_realm() as realm:
        realm = replace(realm, client=MemoryClient())
        assert [place.zone for place in await locate(realm, [Position(0, -9464.0, 62.0)])] == [None]


async def test_boxes_of_master() -> None:
    async with master_realm() as realm:
        realm = replace(realm, client=MemoryClient(MASTER))
        assert await locate(
            realm, [Position(0, -9464.0, 62.0), Position(0, -8833.0, 628.0), Position(0, -7000, 0)]
        ) == [
            Located(12, 87, Way.RECTANGLE),
            Located(12, 12, Way.RECTANGLE),
            Located(None, None, None),
        ]
