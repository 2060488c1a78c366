"""Where creatures stand, with the names of maps and areas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from appliance.gamedata import names
from appliance.gamedata.creatures.spawns import Spawn, Standing
from appliance.gamedata.realm import Realm
from appliance.gamedata.world.places import Located, Position, Way, locate
from appliance.tools.creatures.terms import named
from appliance.tools.models import Coded, ToolOutput


class Place(ToolOutput):
    """A position in yards."""

    map: Coded
    zone: Annotated[Coded | None, Field(description="Missing: not known.")] = None
    area: Annotated[Coded | None, Field(description="Part of the zone.")] = None
    zone_from: Annotated[
        str | None, Field(description="How the zone was found, where the spawn does not say it.")
    ] = None
    x: float
    y: float
    z: float


async def places(realm: Realm, spawns: Sequence[Spawn | Standing], locale: str) -> list[Place]:
    """The place of each spawn."""
    positions = [Position(one.map, one.x, one.y, one.zone, one.area) for one in spawns]
    located = await locate(realm, positions)
    map_names = await names.map_names(realm, {one.map for one in spawns}, locale)
    areas = {area for one in located for area in (one.zone, one.area) if area}
    area_names = await names.area_names(realm, areas, locale)
    return [
        _place(spawn, found, map_names, area_names)
        for spawn, found in zip(spawns, located, strict=True)
    ]


def _place(
    spawn: Spawn | Standing,
    found: Located,
    map_names: dict[int, str],
    area_names: dict[int, str],
) -> Place:
    part = found.area if found.area != found.zone else None
    return Place(
        map=named(map_names, spawn.map),
        zone=named(area_names, found.zone) if found.zone else None,
        area=named(area_names, part) if part else None,
        zone_from=None if found.way in (None, Way.SPAWN) else found.way.value,
        x=spawn.x,
        y=spawn.y,
        z=spawn.z,
    )
