from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.gamedata.realm import Realm
from appliance.tools.economy.farming import get_farming_route
from appliance.tools.economy.farming_models import FarmingRoute
from tests.support.client_rows import economy
from tests.support.demo_realms import whole_demo_realm
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm, table
from tests.support.realms import context_of, open_realm
from tests.support.servers import SqlServer

DIRK, ORE, SEAL, PONY, LANTERN = 110051, 110014, 110036, 110085, 110087


async def ask(realm: Realm, item: int, kind: str = "mount", **more: Any) -> FarmingRoute:
    arguments = {"collectibleId": item, "type": kind} | more
    query = get_farming_route.input_type.model_validate(arguments)
    answer: FarmingRoute = await get_farming_route.function(query, context_of(realm))
    return answer


async def test_a_drop_has_sources_tries_stops_and_hours() -> None:
    async with whole_demo_realm() as realm:
        answer = await ask(realm, ORE)
    assert answer.item.name == "Brindle Ore"
    assert answer.found == "looted for it: 1 gameobject; spawns: 5"
    (source,) = answer.sources
    assert (source.kind, source.source.name, source.chance_percent) == (
        "gameobject",
        "Brindle Vein",
        100.0,
    )
    assert source.tries.for_99_percent == 1
    assert (source.spawns, source.respawn_s_min) == (5, 1200)
    (isle,) = answer.maps
    assert (isle.map.name, isle.instance, isle.stops_left_out) == ("Lantern Isle", False, 0)
    assert isle.drops_per_hour_at_most == 4.8
    assert isle.hours_per_drop_at_least == pytest.approx(1 / 4.8, abs=1e-3)
    assert sum(stop.sources[0].spawns for stop in isle.stops) == 5
    assert all(stop.zone and stop.zone.name == "Mossback Fields" for stop in isle.stops)


async def test_tries_follow_from_the_chance() -> None:
    async with whole_demo_realm() as realm:
        answer = await ask(realm, DIRK, limit=1)
    (best,) = answer.sources
    assert best.chance_percent == pytest.approx(28.5714)
    tries = best.tries
    assert (tries.for_50_percent, tries.for_90_percent, tries.for_99_percent) == (3, 7, 14)
    assert answer.sources_truncated
    assert {way.way for way in answer.other_ways} >= {"vendor"}


async def test_an_instance_has_no_hours_and_heroic_copies_say_whose_they_are() -> None:
    async with whole_demo_realm() as realm:
        answer = await ask(realm, SEAL)
    (cellar,) = answer.maps
    assert cellar.instance
    assert cellar.hours_per_drop_at_least is None
    assert any("reset" in note for note in answer.notes)
    heroic = next(one for one in answer.sources if one.spawn_mode)
    assert (heroic.source.id, heroic.stands_as and heroic.stands_as.id) == (100045, 100037)
    assert heroic.quest_required


async def test_what_does_not_drop_says_where_it_comes_from() -> None:
    async with whole_demo_realm() as realm:
        pony, lantern = await ask(realm, PONY), await ask(realm, LANTERN, "toy")
        nothing = await ask(realm, 110042, "pet")
    assert pony.sources == []
    assert "it comes from: vendor" in pony.found
    assert pony.other_ways[0].detail == "extended cost 9501"
    assert not any("type" in note for note in pony.notes)
    assert {way.way for way in lantern.other_ways} == {"vendor", "container"}
    assert any("no toys" in note for note in lantern.notes)
    assert nothing.other_ways[0].way == "vendor"


async def test_nothing_at_all_is_said_clearly() -> None:
    more = "DELETE FROM npc_vendor WHERE item = 110085"
    async with demo_realm(more) as realm:
        answer = await ask(realm, PONY)
    assert answer.found == (
        "nothing that stands in the world is looted for it, and no other way to get it is in "
        "this realm's data"
    )


async def test_a_type_that_does_not_fit_is_a_note() -> None:
    async with whole_demo_realm() as realm:
        answer = await ask(realm, ORE, "pet")
    assert "type: this item is no pet by its class and subclass" in answer.notes


async def test_one_map_and_a_start() -> None:
    async with whole_demo_realm() as realm:
        on_map = await ask(realm, DIRK, mapId=901)
        start = await ask(realm, DIRK, mapId=900, start={"x": 1112.0, "y": 1444.0}, maxStops=3)
        elsewhere = await ask(realm, ORE, mapId=1)
        with pytest.raises(InvalidArgument, match="mapId"):
            await ask(realm, DIRK, start={"x": 0.0, "y": 0.0})
    assert [one.map.id for one in on_map.maps] == [901]
    (isle,) = start.maps
    assert (len(isle.stops), isle.stops[0].x) == (3, pytest.approx(1112.7))
    assert isle.stops_left_out > 0
    assert "none has a spawn on map 1" in elsewhere.found


async def test_maps_are_cut_and_say_so() -> None:
    async with whole_demo_realm() as realm:
        both, best = await ask(realm, DIRK), await ask(realm, DIRK, maxMaps=1)
    assert (both.maps_total, both.maps_truncated) == (2, False)
    assert (best.maps_total, best.maps_truncated) == (2, True)
    assert best.maps == both.maps[:1]


async def test_other_ways_are_cut_and_say_so() -> None:
    async with whole_demo_realm() as realm:
        every, first = await ask(realm, 110001), await ask(realm, 110001, limit=1)
    assert every.other_ways_total == len(every.other_ways) > 1
    assert not every.other_ways_truncated
    assert (first.other_ways_total, first.other_ways_truncated) == (every.other_ways_total, True)
    assert first.other_ways == every.other_ways[:1]


async def test_an_item_master_does_not_know_is_no_item_without_sources() -> None:
    async with master_realm([table("creature", "guid id")]) as plain:
        realm = replace(plain, client=MemoryClient(economy.MASTER))
        with pytest.raises(NotFound, match="ItemSparse"):
            await ask(realm, 999999)
        with pytest.raises(Unavailable, match="ItemSparse"):
            await ask(plain, 999999)


async def test_an_unknown_item() -> None:
    async with whole_demo_realm() as realm:
        with pytest.raises(NotFound, match="no item 999999"):
            await ask(realm, 999999)


async def test_real_realms_of_both_branches(
    mariadb: SqlServer, wrath_slice: str, master_slice: tuple[str, str]
) -> None:
    linen = 2589
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        wrath = await ask(realm, linen)
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        master = await ask(realm, linen)
        toys = replace(realm, client=MemoryClient(economy.MASTER))
        toy, no_toy = await ask(toys, 900404, "toy"), await ask(toys, 900401, "toy")
        flute = await ask(toys, 900404, "pet")
    for answer in (wrath, master):
        assert answer.sources
        assert answer.maps[0].drops_per_hour_at_most
        assert all(source.source.name for source in answer.sources)
    assert any("Toy" in note for note in master.notes) is False
    assert not any(note.startswith("type") for note in toy.notes)
    assert "type: this item is no toy (Toy)" in no_toy.notes
    assert not any(note.startswith("type") for note in flute.notes)
    assert flute.other_ways[0].of.name == "Carve Flute"
