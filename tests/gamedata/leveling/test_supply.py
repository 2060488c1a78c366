"""What counts as supply for a side, and what is known about zones and kills."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.formulas.experience import Content
from appliance.formulas.reactions import Side
from appliance.gamedata.leveling import zones
from appliance.gamedata.leveling.kills import kill_table
from appliance.gamedata.leveling.supply import Supply, supply
from appliance.gamedata.realm import Branch, Realm
from tests.support.client_rows import routes as rows
from tests.support.demo_realms import whole_demo_realm
from tests.support.small_worlds import small_realm


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with whole_demo_realm() as realm:
        yield realm


async def of(realm: Realm, races: int = 1, classes: int = 0) -> Supply:
    return await supply(realm, Side.ALLIANCE, races=races, classes=classes, highest=20)


async def test_quests_that_can_be_done_once_count(realm: Realm) -> None:
    found = await of(realm)
    ids = {one.id for one in found.quests}
    assert {120001, 120002, 120003} <= ids
    # The other of two, a daily, one of an event, one without experience, one that is disabled
    assert not ids & {120004, 120011, 120013, 120015, 120018}
    assert (found.unknown, found.has_xp, found.folded) == (0, True, True)


async def test_a_quest_knows_its_levels_and_what_it_brings(realm: Realm) -> None:
    quest = next(one for one in (await of(realm)).quests if one.id == 120002)
    assert (quest.zone, quest.min_level, quest.level_at(15)) == (9030, 4, 6)
    assert [level for level in range(1, 15) if quest.open_at(level)] == [4, 5, 6, 7, 8, 9, 10, 11]
    assert [quest.xp_at(level) for level in (6, 11, 12)] == [250, 250, 200]


async def test_without_the_file_nobody_knows_what_quests_bring(realm: Realm) -> None:
    found = await of(replace(realm, client=MemoryClient()))
    assert (found.has_xp, found.folded) == (False, False)
    assert found.quests[0].xp_at(5) is None


async def test_races_and_enemies_are_left_out(realm: Realm) -> None:
    everybody = {one.id for one in (await of(realm)).quests}
    horde = await supply(realm, Side.HORDE, races=2, classes=0, highest=20)
    assert {one.id for one in horde.quests} <= everybody


async def test_zones_are_named_placed_and_explored(realm: Realm) -> None:
    found = await zones.facts(realm, [9030, 9040, 77], "enUS")
    fields = found[9030]
    assert (fields.name, fields.map, fields.instance) == ("Mossback Fields", 900, False)
    assert (fields.content, sorted(fields.areas)) == (Content.CLASSIC, [(6, 6), (8, 8), (10, 10)])
    assert found[9040].instance is True
    assert found[77].name is None
    base = await zones.exploration_base(realm)
    assert fields.exploration_xp(8, base) == base[6] + base[8] + base[10]
    nothing = await zones.facts(replace(realm, client=MemoryClient()), [9030], "enUS")
    assert nothing[9030].map is None


async def test_creatures_are_counted_by_zone_or_inside_its_map(realm: Realm) -> None:
    found = await zones.facts(realm, [9030], "enUS")
    written = await zones.creatures(realm, found.values())
    assert sum(one.spawns for one in written[9030]) > 20
    blank = replace(realm, client=MemoryClient())
    assert 555 not in await zones.creatures(blank, [replace(found[9030], id=555)])
    inside = [
        {
            "ID": 1,
            "MapID": 900,
            "AreaID": 555,
            "LocLeft": 1490.0,
            "LocRight": 1080.0,
            "LocTop": 1470.0,
            "LocBottom": 1050.0,
            "DisplayMapID": -1,
        }
    ]
    boxed = replace(realm, client=MemoryClient({"WorldMapArea": inside}))
    assert (await zones.creatures(boxed, [replace(found[9030], id=555)]))[555]


async def test_new_races_begin_on_old_continents(realm: Realm) -> None:
    client = MemoryClient(
        {
            "AreaTable": [
                {"ID": 3430, "ContinentID": 530, "ParentAreaID": 0, "ExplorationLevel": 0},
                {"ID": 3483, "ContinentID": 530, "ParentAreaID": 0, "ExplorationLevel": 0},
            ],
            "Map": [{"ID": 530, "InstanceType": 0, "ExpansionID": 1}],
            "WorldMapArea": [
                {"ID": 462, "AreaID": 3430, "DisplayMapID": 0},
                {"ID": 465, "AreaID": 3483, "DisplayMapID": -1},
            ],
        }
    )
    found = await zones.facts(replace(realm, client=client), [3430, 3483], "enUS")
    assert [one.content for one in found.values()] == [Content.CLASSIC, Content.OUTLAND]


async def test_kills_bring_what_the_branch_says(realm: Realm) -> None:
    table = await kill_table(realm)
    assert table.xp(10, 10, Content.CLASSIC) == 95
    assert table.xp(10, 10, None) is None
    async with small_realm({}, Branch.MASTER) as master:
        assert (await kill_table(master)).xp(10, 10, None) is None
        known = replace(master, client=MemoryClient({}, rows.MASTER_GAMETABLES))
        table = await kill_table(known)
        assert table.xp(10, 10, None) == 95
        assert table.xp(10, 99, None) is None
