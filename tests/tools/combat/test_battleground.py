from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.demo import demo_client
from appliance.clientdata.memory import MemoryClient
from appliance.errors import NotFound
from appliance.gamedata.realm import Realm
from appliance.tools.combat.battleground import get_battleground_strategy
from appliance.tools.combat.battleground_models import BattlegroundAnswer
from tests.support.client_rows.combat import WRATH
from tests.support.demo_worlds import demo_realm
from tests.support.realms import context_of, open_realm
from tests.support.servers import SqlServer

WARSONG = """
INSERT INTO battleground_template (ID, MinPlayersPerTeam, MaxPlayersPerTeam, MinLvl, MaxLvl,
    AllianceStartLoc, AllianceStartO, HordeStartLoc, HordeStartO, StartMaxDist, Weight, Comment)
    VALUES (2, 1, 10, 10, 255, 769, 3.1, 770, 0.1, 75, 1, 'Warsong Gulch');
INSERT INTO gameobject_template (entry, type, name) VALUES (900001, 24, 'Silverwing Flag'),
    (900002, 6, 'Speed Buff');
INSERT INTO gameobject (guid, id, map, position_x, position_y, position_z, spawntimesecs) VALUES
    (900001, 900001, 489, 1540, 1481, 351, -1), (900002, 900002, 489, 1449, 1470, 342, 90),
    (900003, 900002, 489, 1005, 1447, 335, 90);
INSERT INTO battlemaster_entry VALUES (100001, 2);
INSERT INTO graveyard_zone VALUES (769, 3277, 469, '');
INSERT INTO game_event_battleground_holiday VALUES (91, 2);
"""


async def battleground(realm: Realm, number: int, **arguments: Any) -> BattlegroundAnswer:
    query = get_battleground_strategy.input_type.model_validate({"bgId": number} | arguments)
    return await get_battleground_strategy.function(query, context_of(realm))


async def test_everything_about_one() -> None:
    async with demo_realm(WARSONG) as bare:
        found = await battleground(replace(bare, client=MemoryClient(WRATH)), 2, locale="deDE")
    assert (found.battleground.name, found.kind) == ("Warsong Gulch", "battleground")
    assert [place.name for place in found.maps] == ["Warsong Gulch"]
    assert found.levels is not None
    assert (found.levels.min, found.levels.max) == (10, 255)
    assert found.players is not None
    assert (found.players.min, found.players.max, found.players.of) == (1, 10, "a team")
    assert [(bracket.min_level, bracket.max_level) for bracket in found.brackets] == [
        (10, 19),
        (20, 29),
    ]
    alliance, horde = found.starts
    assert alliance.position is not None
    assert (alliance.team, alliance.location.id) == ("alliance", 769)
    assert horde.location.name == "Horde"
    (graveyard,) = found.graveyards
    assert (graveyard.location.id, graveyard.team) == (769, "alliance")
    assert [zone.id for zone in graveyard.zones] == [3277]
    flag, buff = found.gameobjects
    assert flag.type is not None
    assert (flag.what.name, flag.type.name, flag.count) == ("Silverwing Flag", "flag stand", 1)
    assert (buff.count, buff.respawn_s, len(buff.places)) == (2, 90, 2)
    (master,) = found.battlemasters
    assert master.creature.name == "Bürgermeister Odwin Talgmeer"
    assert master.position is not None
    assert found.holidays[0].event.name == "Feast of Lanterns"
    assert not found.truncated
    assert any("C++ code" in note for note in found.notes)


async def test_lists_are_cut_where_asked() -> None:
    async with demo_realm(WARSONG) as bare:
        found = await battleground(replace(bare, client=MemoryClient(WRATH)), 2, limit=1, places=1)
    assert (len(found.gameobjects), found.truncated) == (1, True)
    assert len(found.gameobjects[0].places) == 1


async def test_without_client_files_the_map_of_335_is_still_known() -> None:
    async with demo_realm(WARSONG) as bare:
        found = await battleground(replace(bare, client=MemoryClient()), 2)
    assert [place.id for place in found.maps] == [489]
    assert len(found.gameobjects) == 2
    assert found.starts[0].position is None
    for file in ("BattlemasterList.dbc", "WorldSafeLocs.dbc", "PvpDifficulty.dbc"):
        assert any(file in note for note in found.notes), file


async def test_one_that_only_the_client_knows() -> None:
    async with demo_realm() as bare:
        found = await battleground(replace(bare, client=demo_client()), 90)
    assert found.battleground.name == "The Marsh Bowl"
    assert found.players is None
    assert len(found.graveyards) == 2
    assert any("battleground_template has no row" in note for note in found.notes)


async def test_one_that_nobody_knows_is_refused_with_those_that_are() -> None:
    async with demo_realm(WARSONG) as realm:
        with pytest.raises(NotFound) as refused:
            await battleground(realm, 77)
    assert "2 Warsong Gulch" in refused.value.hint


async def test_where_the_clients_list_is_missing_nothing_is_said_not_to_exist() -> None:
    async with demo_realm() as bare:
        with pytest.raises(NotFound, match=r"and BattlemasterList\.dbc is missing") as refused:
            await battleground(replace(bare, client=MemoryClient()), 2)
        with pytest.raises(NotFound, match="there is no battleground 2") as listed:
            await battleground(replace(bare, client=demo_client()), 2)
    assert refused.value.hint == ""
    assert "90 The Marsh Bowl" in listed.value.hint


async def test_one_on_several_maps_says_nothing_about_a_map() -> None:
    async with demo_realm(WARSONG.replace("VALUES (2,", "VALUES (6,")) as bare:
        found = await battleground(replace(bare, client=MemoryClient()), 6)
    assert any("several maps" in note for note in found.notes)
    assert not any("brackets" in note for note in found.notes)


@pytest.mark.realdata
async def test_every_battleground_of_the_published_data(
    mariadb: SqlServer, wrath_slice: str
) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        for number in (1, 2, 3, 4, 6, 7, 30, 32):
            found = await battleground(realm, number)
            assert found.maps
            assert found.battleground.name
            if number in (1, 2, 3, 7):
                assert found.battlemasters
    assert any("several maps" in note for note in found.notes)


@pytest.mark.realdata
async def test_master_says_which_files_are_missing(
    mariadb: SqlServer, master_slice: tuple[str, str]
) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as bare:
        tables = {"BattlemasterList": [{"ID": 900001, "Name": "Bowl", "MapID": (229, 0)}]}
        found = await battleground(replace(bare, client=MemoryClient(tables)), 900001)
    assert [place.id for place in found.maps] == [229]
    assert found.gameobjects
    assert any("battleground_template has no row" in note for note in found.notes)
