from __future__ import annotations

from itertools import pairwise

import pytest

from appliance.formulas.places import Point, distance
from appliance.gamedata.economy.farming import Farmed, MapRoute, farmed, plan
from appliance.gamedata.economy.grounds import instance_maps
from appliance.gamedata.loot.drops import LootKind, sources_of_item
from appliance.gamedata.realm import Realm
from tests.support.demo_worlds import demo_realm
from tests.support.realms import open_realm
from tests.support.servers import SqlServer

DIRK, HAUNCH, ORE, SEAL, PELT = 110051, 110018, 110014, 110036, 110011


async def farms_of(realm: Realm, item: int, map_id: int | None = None) -> list[Farmed]:
    sources = await sources_of_item(realm, item, "enUS", limit=500)
    found, cut = await farmed(realm, sources.sources, map_id)
    assert not cut
    return found


async def routes_of(realm: Realm, farms: list[Farmed], **more: object) -> list[MapRoute]:
    options = {"radius": 100.0, "most_stops": 25, "starts": {}} | more
    instances = await instance_maps(realm)
    return await plan(farms, instances=instances, **options)  # type: ignore[arg-type]


async def test_sources_come_with_their_spawns() -> None:
    async with demo_realm() as realm:
        found = {(one.source.id, one.stand.mode): one for one in await farms_of(realm, ORE)}
    vein = found[130008, 0]
    assert vein.source.kind is LootKind.GAMEOBJECT
    assert [spot.point.guid for spot in vein.spots] == [190021, 190022, 190023, 190024, 190025]


async def test_a_heroic_copy_stands_where_its_original_does() -> None:
    async with demo_realm() as realm:
        found = {(one.source.id, one.stand.mode): one for one in await farms_of(realm, SEAL)}
        elsewhere = await farms_of(realm, SEAL, map_id=900)
    assert sorted(found) == [(100037, 0), (100045, 1)]
    heroic = found[100045, 1]
    assert heroic.stand.thing == ("creature", 100037)
    assert [spot.point.map for spot in heroic.spots] == [901]
    assert all(not one.spots for one in elsewhere)


async def test_a_heroic_copy_needs_a_spawn_of_that_mode() -> None:
    only_normal = "UPDATE creature SET spawnMask = 1 WHERE id = 100037"
    async with demo_realm(only_normal) as realm:
        found = await farms_of(realm, SEAL)
    assert [(one.source.id, len(one.spots)) for one in found] == [(100037, 1), (100045, 0)]


async def test_spawns_of_events_are_counted_apart() -> None:
    event = "INSERT INTO game_event_gameobject (eventEntry, guid) VALUES (91, 190021)"
    async with demo_realm(event) as realm:
        vein = (await farms_of(realm, ORE))[0]
    assert (len(vein.spots), vein.events) == (4, 1)


async def test_a_route_goes_through_every_stop_of_a_map() -> None:
    async with demo_realm() as realm:
        farms = await farms_of(realm, DIRK)
        routes = await routes_of(realm, farms)
    isle, cellar = routes
    assert (isle.map, isle.instance) == (900, False)
    assert (cellar.map, cellar.instance, cellar.drops_per_hour) == (901, True, 0)
    spawns = {(spot.point.kind, spot.point.guid) for farm in farms for spot in farm.spots}
    visited = {
        (spot.point.kind, spot.point.guid)
        for route in routes
        for stop in route.stops
        for _, spot in stop.members
    }
    assert visited == spawns
    centres = [stop.centre for stop in isle.stops]
    assert isle.yards == pytest.approx(sum(distance(one, two) for one, two in pairwise(centres)))
    assert isle.drops_per_hour == pytest.approx(sum(stop.drops_per_hour for stop in isle.stops))


async def test_drops_in_an_hour_are_chance_times_respawn() -> None:
    async with demo_realm() as realm:
        farms = await farms_of(realm, ORE)
        (route,) = await routes_of(realm, farms)
    assert route.drops_per_hour == pytest.approx((3 * 0.4 + 2 * 0.2) * 3600 / 1200)


async def test_a_spawn_with_two_ways_counts_for_the_likelier() -> None:
    async with demo_realm() as realm:
        farms = [one for one in await farms_of(realm, PELT) if one.source.id == 100030]
        (farm,) = farms
        twice = [*farms, farm._replace(source=farm.source)]
        (once,) = await routes_of(realm, farms)
        (again,) = await routes_of(realm, twice)
    assert again.drops_per_hour == pytest.approx(once.drops_per_hour)


async def test_a_spawn_that_is_robbed_and_killed_counts_for_both() -> None:
    biscuit = 110001
    async with demo_realm() as realm:
        farms = [one for one in await farms_of(realm, biscuit) if one.source.id == 100025]
        assert {one.source.kind for one in farms} == {LootKind.CREATURE, LootKind.PICKPOCKETING}
        (both,) = await routes_of(realm, farms)
        apart = [(await routes_of(realm, [one]))[0].drops_per_hour for one in farms]
    assert both.drops_per_hour == pytest.approx(sum(apart))


async def test_what_stands_somewhere_comes_first() -> None:
    async with demo_realm("DELETE FROM creature WHERE id = 100027") as realm:
        farms = await farms_of(realm, DIRK)
    assert any(not one.spots for one in farms)
    assert [bool(one.spots) for one in farms] == sorted(bool(one.spots) for one in farms)[::-1]
    with_spawns = [one.source.chance_percent for one in farms if one.spots]
    assert with_spawns == sorted(with_spawns, reverse=True)


async def test_the_best_stops_are_kept_and_a_start_is_where_the_way_begins() -> None:
    async with demo_realm() as realm:
        farms = await farms_of(realm, DIRK, map_id=900)
        (every,) = await routes_of(realm, farms)
        (some,) = await routes_of(realm, farms, most_stops=2)
        last = every.stops[-1].centre
        (turned,) = await routes_of(realm, farms, starts={900: Point(last.x, last.y, last.z)})
    assert len(some.stops) == 2
    assert some.left_out == len(every.stops) - 2
    assert some.drops_per_hour == every.drops_per_hour
    kept = sorted((stop.drops_per_hour for stop in some.stops), reverse=True)
    best = sorted((stop.drops_per_hour for stop in every.stops), reverse=True)
    assert kept == best[:2]
    assert turned.stops[0].centre == last


async def test_real_drops_of_335(mariadb: SqlServer, wrath_slice: str) -> None:
    linen = 2589
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        farms = await farms_of(realm, linen)
        routes = await routes_of(realm, farms)
    assert any(farm.spots for farm in farms)
    assert routes[0].drops_per_hour > 0
    assert routes == sorted(routes, key=lambda one: -one.drops_per_hour)


async def test_real_drops_of_master(mariadb: SqlServer, master_slice: tuple[str, str]) -> None:
    linen = 2589
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        farms = await farms_of(realm, linen)
        routes = await routes_of(realm, farms)
    assert any(farm.spots for farm in farms)
    assert routes[0].drops_per_hour > 0
