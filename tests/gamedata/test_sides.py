"""Races, sides, and who fights whom."""

from __future__ import annotations

from dataclasses import replace

from appliance.clientdata.memory import MemoryClient
from appliance.formulas.reactions import Side
from appliance.gamedata import sides
from appliance.gamedata.realm import Branch
from tests.support.client_rows import world
from tests.support.demo_worlds import demo_realm
from tests.support.small_worlds import small_realm


async def test_races_have_bits_and_sides() -> None:
    async with small_realm({}) as realm:
        assert [sides.race_bit(realm, race) for race in (1, 11, 9, 0, 99)] == [1, 1024, 0, 0, 0]
        assert await sides.side_of_race(realm, 4) is Side.ALLIANCE
        assert await sides.side_of_race(realm, 10) is Side.HORDE
        assert await sides.side_of_race(realm, 99) is None
        assert sides.races_of(realm, Side.ALLIANCE) == 1101
        assert sides.races_of(realm, Side.HORDE) == 690
        assert sides.sides(realm, 0) == set(Side)
        assert sides.sides(realm, 1) == {Side.ALLIANCE}


async def test_later_races_have_bits_of_their_own() -> None:
    async with small_realm({}, Branch.MASTER) as realm:
        assert [sides.race_bit(realm, race) for race in (22, 34, 35)] == [2097152, 2048, 4096]
        assert await sides.side_of_race(realm, 34) is Side.ALLIANCE
        assert await sides.side_of_race(realm, 24) is None
        assert not sides.races_of(realm, Side.ALLIANCE) & sides.races_of(realm, Side.HORDE)


async def test_the_client_knows_sides_of_races() -> None:
    async with small_realm({}) as realm:
        rows = [{"ID": 1, "Alliance": 1}, {"ID": 2, "Alliance": 2}]
        odd = replace(realm, client=MemoryClient({"ChrRaces": rows}))
        assert await sides.side_of_race(odd, 1) is Side.HORDE
        assert await sides.side_of_race(odd, 2) is None
        assert await sides.side_of_race(odd, 3) is Side.ALLIANCE


async def test_enemies_of_a_side() -> None:
    async with demo_realm() as demo:
        everything = range(100001, 100060)
        assert await sides.enemies(demo, everything, Side.HORDE) == frozenset()
    # Of Stormwind, of the monsters, of nobody's enemies, of an unknown template
    changed = [
        f"UPDATE creature_template SET faction = {faction} WHERE entry = {entry}"
        for entry, faction in ((100001, 11), (100002, 14), (100003, 35), (100004, 99999))
    ]
    async with demo_realm(*changed) as realm:
        asked = range(100001, 100005)
        known = replace(realm, client=MemoryClient(world.WRATH))
        assert await sides.enemies(known, asked, Side.HORDE) == {100001, 100002}
        assert await sides.enemies(known, asked, Side.ALLIANCE) == {100002}
