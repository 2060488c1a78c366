from __future__ import annotations

import pytest

from appliance.gamedata.economy import pools
from appliance.gamedata.economy.grounds import (
    best,
    grounds,
    instance_maps,
    is_ordinary,
    spots,
)
from appliance.gamedata.world.spawns import CREATURE, GAMEOBJECT, SpawnPoint, points
from tests.support.demo_worlds import demo_realm

OLD_POOLS = (
    "DROP TABLE pool_members",
    "CREATE TABLE pool_creature (guid bigint, pool_entry bigint, chance float)",
    "CREATE TABLE pool_gameobject (guid bigint, pool_entry bigint, chance float)",
    "CREATE TABLE pool_pool (pool_id bigint, mother_pool bigint, chance float)",
    "INSERT INTO pool_gameobject VALUES (190021, 195004, 0), (190022, 195004, 0),"
    " (190023, 195004, 0), (190024, 195005, 0), (190025, 195005, 0)",
    "INSERT INTO pool_pool VALUES (195004, 195003, 60), (195005, 195003, 40)",
)


def spawn(**more: object) -> SpawnPoint:
    plain = {
        **{"kind": CREATURE, "entry": 1, "guid": 1, "map": 0, "zone": 0, "area": 0},
        **{"x": 0.0, "y": 0.0, "z": 0.0, "respawn_s": 300, "spawn_mask": 1, "difficulties": None},
        **{"phase_mask": 1, "phase": None, "phase_group": None},
    }
    return SpawnPoint(**(plain | more))  # type: ignore[arg-type]


@pytest.mark.parametrize("more", [(), OLD_POOLS], ids=["today", "9.2"])
async def test_pools_in_pools_multiply(more: tuple[str, ...]) -> None:
    async with demo_realm(*more) as realm:
        found = await points(realm, [], [130008], limit=50)
        shares = await pools.shares(realm, found.points)
    assert {guid: share for (_, guid), share in shares.items()} == pytest.approx(
        {190021: 0.4, 190022: 0.4, 190023: 0.4, 190024: 0.2, 190025: 0.2}
    )


async def test_a_pool_of_one_follows_its_chances() -> None:
    async with demo_realm() as realm:
        found = await points(realm, [100030], [], limit=50)
        shares = await pools.shares(realm, found.points)
    assert shares == pytest.approx(
        {(CREATURE, 180087): 0.5, (CREATURE, 180088): 0.3, (CREATURE, 180089): 0.2}
    )


async def test_spawns_without_a_pool_are_always_there() -> None:
    async with demo_realm() as realm:
        found = await spots(realm, [100025], [])
    assert not found.truncated
    assert {spot.share for spot in found.spots[CREATURE, 100025]} == {1.0}


@pytest.mark.parametrize(
    ("more", "ordinary"),
    [
        ({}, True),
        ({"events": (-91,)}, True),
        ({"events": (91,)}, False),
        ({"respawn_s": 0}, False),
        ({"respawn_s": -180}, False),
        ({"spawn_mask": 0}, False),
        ({"phase_mask": 6}, False),
        ({"phase_mask": 3}, True),
        ({"phase_mask": None, "spawn_mask": None, "difficulties": "0"}, True),
        ({"phase_mask": None, "difficulties": ""}, False),
        ({"phase_mask": None, "phase": 17}, False),
        ({"phase_mask": None, "phase_group": 2}, False),
    ],
)
def test_what_everybody_finds(more: dict[str, object], ordinary: bool) -> None:
    assert is_ordinary(spawn(**more)) is ordinary


async def test_grounds_are_of_one_map_and_the_best_comes_first() -> None:
    async with demo_realm() as realm:
        found = await spots(realm, [100025], [130008])
        placed = await best(found.spots, 120.0)
        every = grounds(found.spots[CREATURE, 100025], 120.0)
    bandits, veins = placed[CREATURE, 100025], placed[GAMEOBJECT, 130008]
    assert every[0] == bandits
    assert [one.per_hour for one in every] == sorted((one.per_hour for one in every), reverse=True)
    assert sum(len(one.spots) for one in every) == len(found.spots[CREATURE, 100025])
    assert (bandits.per_hour, bandits.present, bandits.respawn_s) == (144, 12, (300, 300))
    assert veins.per_hour == pytest.approx(3 * veins.present)


async def test_instances_are_named_by_their_table() -> None:
    async with demo_realm() as realm:
        assert 901 in await instance_maps(realm)
        assert 900 not in await instance_maps(realm)
    async with demo_realm("DROP TABLE instance_template") as realm:
        assert await instance_maps(realm) == frozenset()
