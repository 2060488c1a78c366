from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.gamedata import battlegrounds
from appliance.gamedata.battlegrounds import Bracket, Graveyard, Holiday
from appliance.gamedata.realm import Realm
from tests.support.client_rows.combat import WRATH
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm, table
from tests.support.realms import open_realm
from tests.support.servers import SqlServer


def with_files(realm: Realm) -> Realm:
    return replace(realm, client=MemoryClient(WRATH))


async def test_what_the_client_lists() -> None:
    async with demo_realm() as bare:
        realm = with_files(bare)
        listed = await battlegrounds.listed(realm, 2)
        assert await battlegrounds.listed(realm, 3) is None
        assert await battlegrounds.listed(replace(bare, client=MemoryClient()), 2) is None
        brackets = await battlegrounds.brackets(realm, 489)
    assert listed is not None
    assert (listed.name, listed.maps, listed.kind) == ("Warsong Gulch", (489,), 3)
    assert brackets == [Bracket(0, 10, 19), Bracket(1, 20, 29)]


async def test_newer_clients_keep_maps_apart() -> None:
    tables = {
        "BattlemasterList": [{"ID": 900001, "Name": "The Bowl", "PvpType": 3}],
        "BattlemasterListXMap": [{"ID": 900001, "MapID": 900007, "BattlemasterListID": 900001}],
    }
    async with master_realm() as bare:
        listed = await battlegrounds.listed(replace(bare, client=MemoryClient(tables)), 900001)
        tables.pop("BattlemasterListXMap")
        apart = await battlegrounds.listed(replace(bare, client=MemoryClient(tables)), 900001)
    assert listed is not None
    assert apart is not None
    assert (listed.maps, apart.maps, listed.kind) == ((900007,), (), 3)


async def test_holidays_by_number_and_by_mask() -> None:
    by_number = "INSERT INTO game_event_battleground_holiday VALUES (91, 2), (92, 3)"
    async with demo_realm(by_number) as realm:
        assert await battlegrounds.holidays(realm, 2) == [
            Holiday(91, "Feast of Lanterns", 525600, 10080)
        ]
    by_mask = (
        table("game_event_battleground_holiday", "EventEntry bgflag"),
        table("game_event", "eventEntry occurence length", "description"),
        "INSERT INTO game_event VALUES (1, 60, 5, 'A'), (2, 60, 5, NULL)",
        "INSERT INTO game_event_battleground_holiday VALUES (1, 12), (2, 8)",
    )
    async with master_realm(by_mask) as realm:
        assert [each.event for each in await battlegrounds.holidays(realm, 2)] == [1]
        assert [each.event for each in await battlegrounds.holidays(realm, 3)] == [1, 2]


async def test_locations_of_335_and_whose_graveyards_they_are() -> None:
    async with demo_realm("INSERT INTO graveyard_zone VALUES (769, 3277, 469, '')") as bare:
        realm = with_files(bare)
        found = await battlegrounds.locations(realm, maps=[489], ids=[770, 5])
        graveyards = await battlegrounds.graveyards(realm, [769, 770])
        assert await battlegrounds.locations(replace(bare, client=MemoryClient())) is None
    assert found is not None
    assert [(each.id, each.map, each.name) for each in found] == [
        (769, 489, "Alliance"),
        (770, 489, "Horde"),
    ]
    assert graveyards == [Graveyard(769, 3277, 469)]


async def test_locations_of_master_are_in_its_world() -> None:
    async with master_realm() as bare:
        assert await battlegrounds.locations(bare, maps=[489]) is None
    rows = (
        table("world_safe_locs", "ID MapID", "Comment", "LocX LocY LocZ"),
        "INSERT INTO world_safe_locs (ID, MapID, LocX) VALUES (5, 489, 7.5), (6, 1, 2)",
    )
    async with master_realm(rows) as realm:
        found = await battlegrounds.locations(realm, maps=[489], ids=[6])
    assert found is not None
    assert [(each.id, each.x) for each in found] == [(5, 7.5), (6, 2.0)]


async def test_tables_a_realm_may_lack() -> None:
    dropped = (
        *("battleground_template", "battlemaster_entry", "graveyard_zone"),
        "game_event_battleground_holiday",
    )
    async with demo_realm(*(f"DROP TABLE {name}" for name in dropped)) as realm:
        assert await battlegrounds.template(realm, 2) is None
        assert await battlegrounds.known(realm) == {}
        assert await battlegrounds.battlemasters(realm, 2, limit=5) == []
        assert await battlegrounds.graveyards(realm, [5]) == []
        assert await battlegrounds.holidays(realm, 2) == []


@pytest.mark.realdata
async def test_the_published_data(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        warsong = await battlegrounds.template(realm, 2)
        known = await battlegrounds.known(realm)
        masters = await battlegrounds.battlemasters(realm, 2, limit=200)
        objects = await battlegrounds.gameobjects(realm, 229, limit=50)
        types = await battlegrounds.object_types(realm, {spawn.entry for spawn in objects})
        creatures = await battlegrounds.creatures(realm, 229, limit=50)
    assert warsong is not None
    assert (warsong.comment, warsong.max_players, warsong.alliance_start) == (
        "Warsong Gulch",
        10,
        769,
    )
    assert known[30] == "Isle of Conquest"
    assert len(masters) > 10
    assert (len(objects), len(creatures)) == (50, 50)
    assert types.keys() == {spawn.entry for spawn in objects}
