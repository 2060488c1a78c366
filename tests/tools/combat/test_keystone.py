from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.gamedata.realm import Realm
from appliance.tools.combat.keystone import KeystoneAnswer, get_mythic_plus_strategy
from tests.support.client_rows.combat import MASTER, MASTER_GAMETABLES
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm, table
from tests.support.realms import context_of

CREDITS = (
    table("instance_encounters", "entry creditType creditEntry lastEncounterDungeon", "comment"),
    "INSERT INTO instance_encounters VALUES (900001, 0, 800, 0, ''), (900002, 1, 5, 0, '')",
)


@asynccontextmanager
async def master(*world: str, **tables: Any) -> AsyncIterator[Realm]:
    async with master_realm(world) as bare:
        yield replace(bare, client=MemoryClient(MASTER | tables, MASTER_GAMETABLES))


async def keystone(realm: Realm, **arguments: Any) -> KeystoneAnswer:
    query = get_mythic_plus_strategy.input_type.model_validate(
        {"keystoneLevel": 10, "affixes": []} | arguments
    )
    return await get_mythic_plus_strategy.function(query, context_of(realm))


async def test_affixes_timers_scaling_and_bosses() -> None:
    async with master(*CREDITS) as realm:
        answer = await keystone(realm, affixes=["tyrannical ", "Fortified"])
    assert [each.affix.name for each in answer.affixes] == ["Tyrannical", "Fortified"]
    assert answer.affixes[0].description == "Bosses have more health."
    assert (answer.scaling.health, answer.scaling.damage) == (1.77, 1.77)
    (hold,) = answer.dungeons
    assert (hold.time_limit_s, hold.two_levels_s, hold.three_levels_s) == (1800, 1440, 1080)
    assert hold.map.name == "The Sunken Hold"
    assert hold.bosses is not None
    skipper, kraken = hold.bosses
    assert skipper.creature is not None
    assert (skipper.encounter.name, skipper.creature.name) == ("The Old Skipper", "Berit")
    assert kraken.creature is None  # a spell counts for it, not a kill
    assert any("instance_encounters" in note for note in answer.notes)


async def test_an_affix_nobody_knows_is_refused_with_those_that_are() -> None:
    async with master() as realm:
        with pytest.raises(InvalidArgument, match="known are Tyrannical, Fortified"):
            await keystone(realm, affixes=["Raging Bananas"])


async def test_levels_beyond_the_file_are_said_to_be_unknown() -> None:
    async with master() as realm:
        answer = await keystone(realm, keystoneLevel=99)
    assert answer.scaling.health is None
    assert any("no row for keystone level 99" in note for note in answer.notes)


async def test_one_of_many_dungeons() -> None:
    more = [
        *MASTER["MapChallengeMode"],
        {**MASTER["MapChallengeMode"][0], "ID": 900002, "Name": "The Hold", "MapID": 900002},
    ]
    async with master(MapChallengeMode=more) as realm:
        every = await keystone(realm, limit=1)
        part = await keystone(realm, dungeon="hold")
        full = await keystone(realm, dungeon="The Sunken Hold")
        by_map = await keystone(realm, dungeonMapId=900002)
        with pytest.raises(NotFound, match="Karazhan"):
            await keystone(realm, dungeon="Karazhan")
        with pytest.raises(InvalidArgument, match="exclude"):
            await keystone(realm, dungeon="hold", dungeonMapId=1)
    assert (every.total, every.truncated, len(every.dungeons)) == (2, True, 1)
    assert every.dungeons[0].bosses is None
    assert part.total == 2
    assert [dungeon.id for dungeon in full.dungeons] == [900001]
    assert [dungeon.id for dungeon in by_map.dungeons] == [900002]


async def test_without_client_files_it_is_unavailable() -> None:
    async with master_realm() as realm:
        with pytest.raises(Unavailable, match="KeystoneAffix"):
            await keystone(realm, affixes=["Fortified"])
        with pytest.raises(Unavailable, match="MapChallengeMode"):
            await keystone(realm)


async def test_335_has_no_keystones() -> None:
    async with demo_realm() as realm:
        with pytest.raises(Unavailable, match="do not exist on"):
            await keystone(realm)
