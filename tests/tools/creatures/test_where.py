from __future__ import annotations

from dataclasses import replace

from appliance.clientdata.memory import MemoryClient
from appliance.gamedata.creatures.spawns import Standing
from appliance.gamedata.world.places import Way
from appliance.tools.creatures.where import Place, places
from appliance.tools.models import Coded
from tests.support.client_rows.world import WRATH
from tests.support.demo_worlds import demo_realm

SPAWN = Standing(1, 1, 1, 0, 0, 0, -9464.0, 62.0, 56.0)
ELWYNN = Coded(id=12, name="Elwynn Forest")
KINGDOMS = Coded(id=0, name="Eastern Kingdoms")


async def test_names_and_estimates() -> None:
    async with demo_realm() as realm:
        realm = replace(realm, client=MemoryClient(WRATH))
        guessed, told, elsewhere = await places(
            realm, [SPAWN, SPAWN._replace(zone=12, area=87), SPAWN._replace(map=571)], "enUS"
        )
    at = {"x": -9464.0, "y": 62.0, "z": 56.0}
    assert guessed == Place(map=KINGDOMS, zone=ELWYNN, zone_from=Way.RECTANGLE.value, **at)
    assert told == Place(map=KINGDOMS, zone=ELWYNN, area=Coded(id=87, name="Goldshire"), **at)
    assert elsewhere == Place(map=Coded(id=571), **at)


async def test_zone_0_is_unknown_without_client_files() -> None:
    async with demo_realm() as realm:
        (shown,) = await places(replace(realm, client=MemoryClient()), [SPAWN], "enUS")
    assert (shown.map, shown.zone, shown.area, shown.zone_from) == (Coded(id=0), None, None, None)
