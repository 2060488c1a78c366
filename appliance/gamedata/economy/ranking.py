"""Creatures or gameobjects that are worth something, in the order of what they bring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from appliance.formulas.economy import per_hour
from appliance.gamedata.economy.grounds import Ground, best, instance_maps, is_ordinary, spots
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Realm
from appliance.gamedata.world.spawns import CREATURE, GAMEOBJECT, SpawnPoint

CREATURES = """
SELECT id, map, spawntimesecs, COUNT(*) FROM creature
WHERE spawntimesecs >= %s AND id IN ({ids})
GROUP BY id, map, spawntimesecs ORDER BY id, map, spawntimesecs
"""
GAMEOBJECTS = """
SELECT id, map, spawntimesecs, COUNT(*) FROM gameobject
WHERE spawntimesecs >= %s AND id IN ({ids})
GROUP BY id, map, spawntimesecs ORDER BY id, map, spawntimesecs
"""
_SQL = {CREATURE: CREATURES, GAMEOBJECT: GAMEOBJECTS}
EXAMINED = 150
"""Things whose spawns are looked at one by one, those of the greatest possible value."""


class Ranked(NamedTuple):
    """A thing with its best ground; values in copper."""

    entry: int
    value: float
    ground: Ground

    @property
    def value_per_hour(self) -> float:
        """What it brings in an hour at most, by respawn alone."""
        return self.value * self.ground.per_hour


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best things, best first.

    total: things of any value with spawns. exact: False where one that was not looked at closely
    might bring more than the last of these.
    """

    ranked: list[Ranked]
    total: int
    exact: bool


class _Count(NamedTuple):
    entry: int
    map: int
    respawn_s: int
    spawns: int


async def rank(
    realm: Realm,
    kind: str,
    worth: Mapping[int, float],
    *,
    radius: float,
    limit: int,
    by_hour: bool = True,
    map_id: int | None = None,
    least_respawn_s: int = 1,
) -> Ranking:
    """The `limit` things of a kind that bring most in an hour (else: each time).

    Only spawns that anybody finds at any time count, that take `least_respawn_s` to come back;
    those of instances only when `map_id` names the map. The bound that decides what is looked at
    closely takes all spawns of a map as one ground.
    """
    valued = {entry for entry, value in worth.items() if value > 0}
    skipped = frozenset[int]() if map_id is not None else await instance_maps(realm)
    counts = await fetch_by_ids(
        realm.world, _SQL[kind], valued, row=_Count, before=[least_respawn_s]
    )
    rates = _rates([row for row in counts if row.map not in skipped and map_id in (None, row.map)])
    bounds = {entry: worth[entry] * (rate if by_hour else 1.0) for entry, rate in rates.items()}
    order = sorted(bounds, key=lambda entry: (-bounds[entry], entry))
    examined, rest = order[: max(EXAMINED, limit)], order[max(EXAMINED, limit) :]

    def wanted(point: SpawnPoint) -> bool:
        fitting = point.map not in skipped and map_id in (None, point.map)
        return fitting and point.respawn_s >= least_respawn_s and is_ordinary(point)

    own = (examined, ()) if kind == CREATURE else ((), examined)
    found = await spots(realm, *own, wanted=wanted)
    placed = await best(found.spots, radius)
    ranked = [Ranked(entry, worth[entry], ground) for (_, entry), ground in placed.items()]
    ranked.sort(key=lambda one: (-_key(one, by_hour), one.entry))
    shown = ranked[:limit]
    least = _key(shown[-1], by_hour) if len(shown) == limit else 0.0
    exact = not found.truncated and not (rest and bounds[rest[0]] > least)
    return Ranking(shown, len(placed) + len(rest), exact)


def _key(one: Ranked, by_hour: bool) -> float:
    return one.value_per_hour if by_hour else one.value


def _rates(rows: Collection[_Count]) -> dict[int, float]:
    """How often each thing can be had in an hour on its best map, all its spawns as one ground."""
    by_map: dict[tuple[int, int], list[tuple[float, int]]] = defaultdict(list)
    for row in rows:
        by_map[row.entry, row.map].append((row.spawns, row.respawn_s))
    rates: dict[int, float] = {}
    for (entry, _), spawns in by_map.items():
        rates[entry] = max(rates.get(entry, 0.0), per_hour(spawns))
    return rates
