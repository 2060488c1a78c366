"""Where the same things appear close together: what can be killed or opened there in an hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

import trio

from appliance.formulas.economy import per_hour
from appliance.formulas.places import Point, clusters
from appliance.gamedata.economy import pools
from appliance.gamedata.realm import Realm
from appliance.gamedata.world.spawns import SpawnPoint, points

INSTANCES = "SELECT map FROM instance_template ORDER BY map LIMIT 2000"
MOST_POINTS = 30_000
"""Spawns of each kind looked at."""

Thing = tuple[str, int]
"""Kind and entry of a creature or gameobject."""


class Spot(NamedTuple):
    """A spawn with the share of time it is there."""

    point: SpawnPoint
    share: float


class Ground(NamedTuple):
    """Spawns within a radius of the first of them."""

    map: int
    centre: Point
    spots: tuple[Spot, ...]

    @property
    def present(self) -> float:
        """Spawns there at a time, on average: fewer than places where pools choose."""
        return sum(spot.share for spot in self.spots)

    @property
    def per_hour(self) -> float:
        """The most in an hour, by respawn alone."""
        return per_hour((spot.share, spot.point.respawn_s) for spot in self.spots)

    @property
    def respawn_s(self) -> tuple[int, int]:
        """The shortest and the longest respawn time."""
        times = [spot.point.respawn_s for spot in self.spots]
        return min(times), max(times)


class Found(NamedTuple):
    """Spots of things, and whether there are more than were looked at."""

    spots: dict[Thing, list[Spot]]
    truncated: bool


def is_ordinary(point: SpawnPoint) -> bool:
    """Whether everybody finds it at any time: no game event, no phase, and it comes back."""
    if point.only_in_event or point.respawn_s <= 0:
        return False
    if point.spawn_mask == 0 or point.difficulties == "":
        return False
    if point.phase_mask is not None:
        return bool(point.phase_mask & 1)
    return not (point.phase or point.phase_group)


async def spots(
    realm: Realm,
    creatures: Collection[int],
    gameobjects: Collection[int],
    *,
    wanted: Callable[[SpawnPoint], bool] = is_ordinary,
    limit: int = MOST_POINTS,
) -> Found:
    """The wanted spawns of these things, each with the share of time it is there."""
    found = await points(realm, creatures, gameobjects, limit=limit)
    kept = [point for point in found.points if wanted(point)]
    shares = await pools.shares(realm, kept)
    grouped: dict[Thing, list[Spot]] = defaultdict(list)
    for point in kept:
        share = shares.get((point.kind, point.guid), 1.0)
        if share > 0:
            grouped[point.kind, point.entry].append(Spot(point, share))
    return Found(dict(grouped), found.truncated)


async def best(things: Mapping[Thing, Sequence[Spot]], radius: float) -> dict[Thing, Ground]:
    """For each thing the ground that gives most in an hour."""
    return await trio.to_thread.run_sync(_best, things, radius)


def grounds(found: Sequence[Spot], radius: float) -> list[Ground]:
    """Spots in groups of the same map, most in an hour first."""
    by_map: dict[int, list[Spot]] = defaultdict(list)
    for spot in found:
        by_map[spot.point.map].append(spot)
    made = [
        Ground(number, cluster.centre, tuple(members[index] for index in cluster.members))
        for number, members in by_map.items()
        for cluster in clusters([place(spot.point) for spot in members], radius)
    ]
    return sorted(made, key=lambda one: (-one.per_hour, one.map, one.spots[0].point.guid))


def place(point: SpawnPoint) -> Point:
    """Where a spawn is."""
    return Point(point.x, point.y, point.z)


async def instance_maps(realm: Realm) -> frozenset[int]:
    """Maps of instances: nothing comes back there before the instance is reset or left."""
    if not realm.schema.has("instance_template", "map"):
        return frozenset()
    return frozenset(await realm.world.fetch(INSTANCES, row=int))


def _best(things: Mapping[Thing, Sequence[Spot]], radius: float) -> dict[Thing, Ground]:
    return {thing: grounds(found, radius)[0] for thing, found in things.items() if found}
