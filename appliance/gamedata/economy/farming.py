"""Where an item drops: the spawns of everything that is looted for it, and a way along them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import trio

from appliance.formulas import routes
from appliance.formulas.economy import per_hour
from appliance.formulas.places import Point, clusters
from appliance.gamedata.economy.grounds import Spot, Thing, place, spots
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.loot.drops import ItemSource, LootKind
from appliance.gamedata.realm import Realm
from appliance.gamedata.world.spawns import CREATURE, GAMEOBJECT, SpawnPoint

ORIGINALS = """
SELECT {column}, entry FROM creature_template WHERE {column} IN ({{ids}})
ORDER BY {column}, entry
"""
MOST_SPAWNS = 10_000
"""Spawns of each kind looked at."""
_MODES = (1, 2, 3)
_KINDS = {
    LootKind.CREATURE: CREATURE,
    LootKind.SKINNING: CREATURE,
    LootKind.PICKPOCKETING: CREATURE,
    LootKind.GAMEOBJECT: GAMEOBJECT,
}
"""Loot of things that stand somewhere."""


class Stand(NamedTuple):
    """What stands in the world for the owner of a loot template.

    mode: 0 for itself; 1 to 3 where the owner replaces it on that spawn mode (3.3.5: heroic, raids
    for 25, heroic raids).
    """

    thing: Thing
    mode: int = 0


class Farmed(NamedTuple):
    """A source of the item with its spawns; `events` counts those of game events, left out."""

    source: ItemSource
    stand: Stand
    spots: tuple[Spot, ...]
    events: int


class Stop(NamedTuple):
    """Spawns within a radius, of any sources: indexes of `Farmed` with each spawn.

    drops_per_hour: pieces-giving tries in an hour at most, by respawn; 0 in an instance.
    """

    centre: Point
    members: tuple[tuple[int, Spot], ...]
    drops_per_hour: float


@dataclass(frozen=True, slots=True)
class MapRoute:
    """Stops of one map in the order of a short way; `left_out`: stops that give less than these."""

    map: int
    instance: bool
    stops: tuple[Stop, ...]
    left_out: int
    drops_per_hour: float
    yards: float


def stands(kind: LootKind) -> bool:
    """Whether loot of a kind is of things that stand in the world."""
    return kind in _KINDS


async def farmed(
    realm: Realm, sources: Sequence[ItemSource], map_id: int | None = None
) -> tuple[list[Farmed], bool]:
    """The sources that stand in the world (on a map) with their spawns, and whether some spawns
    were cut. Those with spawns come first, each part as the sources were ordered."""
    standing = [source for source in sources if source.kind in _KINDS]
    creatures = {one.id for one in standing if _KINDS[one.kind] == CREATURE}
    objects = {one.id for one in standing} - creatures
    objects |= {one.id for one in standing if _KINDS[one.kind] == GAMEOBJECT}
    originals = await _originals(realm, creatures)
    everyone = creatures | {stand.thing[1] for found in originals.values() for stand in found}

    def wanted(point: SpawnPoint) -> bool:
        return map_id in (None, point.map) and point.spawn_mask != 0 and point.difficulties != ""

    found = await spots(realm, everyone, objects, wanted=wanted, limit=MOST_SPAWNS)
    made: list[Farmed] = []
    for source in standing:
        own = Stand((_KINDS[source.kind], source.id))
        others = originals.get(source.id, ()) if own.thing[0] == CREATURE else ()
        all_ways = [_farmed(source, stand, found.spots) for stand in (own, *others)]
        made += [one for one in all_ways if one.spots or one.events] or all_ways[:1]
    return sorted(made, key=lambda one: not one.spots), found.truncated


async def _originals(realm: Realm, creatures: Collection[int]) -> dict[int, list[Stand]]:
    """Creatures of 3.3.5 that turn into these on a spawn mode."""
    found: dict[int, list[Stand]] = defaultdict(list)
    for mode in _MODES:
        column = f"difficulty_entry_{mode}"
        if realm.schema.has("creature_template", column):
            sql = ORIGINALS.replace("{column}", column).replace("{{ids}}", "{ids}")
            for copy, original in await fetch_by_ids(realm.world, sql, creatures, row=_pair):
                found[copy].append(Stand((CREATURE, original), mode))
    return dict(found)


async def plan(
    farms: Sequence[Farmed],
    *,
    radius: float,
    most_stops: int,
    instances: Collection[int],
    starts: Mapping[int, Point],
) -> list[MapRoute]:
    """A way along the spawns of each map, the map that gives most first.

    Of a map's stops the `most_stops` that give most are kept, then put into the order of a short
    way, from `starts` (by map) where there is one.
    """
    return await trio.to_thread.run_sync(_plan, farms, radius, most_stops, instances, starts)


def _plan(
    farms: Sequence[Farmed],
    radius: float,
    most_stops: int,
    instances: Collection[int],
    starts: Mapping[int, Point],
) -> list[MapRoute]:
    by_map: dict[int, list[tuple[int, Spot]]] = defaultdict(list)
    for index, farm in enumerate(farms):
        for spot in farm.spots:
            by_map[spot.point.map].append((index, spot))
    found = [
        _route(farms, number, members, radius, most_stops, number in instances, starts.get(number))
        for number, members in by_map.items()
    ]
    return sorted(found, key=lambda one: (-one.drops_per_hour, -len(one.stops), one.map))


def _route(
    farms: Sequence[Farmed],
    number: int,
    members: Sequence[tuple[int, Spot]],
    radius: float,
    most_stops: int,
    instance: bool,
    start: Point | None,
) -> MapRoute:
    stops = []
    for cluster in clusters([place(spot.point) for _, spot in members], radius):
        inside = tuple(members[index] for index in cluster.members)
        rate = 0.0 if instance else _drops_per_hour(farms, inside)
        stops.append(Stop(cluster.centre, inside, rate))
    stops.sort(key=lambda one: (-one.drops_per_hour, -len(one.members), one.members[0][1].point))
    kept = stops[:most_stops]
    centres = [stop.centre for stop in kept]
    order = routes.order(centres, start=start)
    return MapRoute(
        map=number,
        instance=instance,
        stops=tuple(kept[index] for index in order),
        left_out=len(stops) - len(kept),
        drops_per_hour=sum(stop.drops_per_hour for stop in stops),
        yards=routes.length(centres, order, start=start),
    )


def _drops_per_hour(farms: Sequence[Farmed], members: Sequence[tuple[int, Spot]]) -> float:
    """Tries in an hour times the chance of each.

    A spawn can be robbed, killed and skinned: each kind of loot counts. Of several sources of a
    kind (other conditions, other difficulties) the likeliest counts.
    """
    best: dict[tuple[str, int, LootKind], tuple[float, Spot]] = {}
    for index, spot in members:
        source = farms[index].source
        key = (spot.point.kind, spot.point.guid, source.kind)
        chance = source.chance_percent / 100
        best[key] = max(best.get(key, (0.0, spot)), (chance, spot), key=lambda one: one[0])
    return sum(
        chance * per_hour([(spot.share, spot.point.respawn_s)]) for chance, spot in best.values()
    )


def _farmed(source: ItemSource, stand: Stand, found: Mapping[Thing, Sequence[Spot]]) -> Farmed:
    everywhere = [spot for spot in found.get(stand.thing, ()) if _is_in(spot.point, stand.mode)]
    lasting = tuple(spot for spot in everywhere if not spot.point.only_in_event)
    return Farmed(source, stand, lasting, len(everywhere) - len(lasting))


def _is_in(point: SpawnPoint, mode: int) -> bool:
    """Whether a spawn is there on a spawn mode; 0 asks for any."""
    return not mode or point.spawn_mask is None or bool(point.spawn_mask >> mode & 1)


def _pair(copy: int, original: int) -> tuple[int, int]:
    return copy, original
