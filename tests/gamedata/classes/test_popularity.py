"""What characters run, asked of the published schemas of both branches."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.clientdata.demo import demo_client
from appliance.clientdata.memory import MemoryClient
from appliance.database.pool import open_pool
from appliance.errors import Unavailable
from appliance.gamedata.classes import popularity, specializations
from appliance.gamedata.classes.popularity import Sample
from appliance.gamedata.classes.talents import tree_of
from appliance.gamedata.realm import Realm
from appliance.telemetry.metrics import Metrics
from tests.support.client_rows import classes, spells
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm
from tests.support.servers import SqlServer

BULWARK, CINDER = 9301, 990
WRATH_ROWS = """
INSERT INTO characters (guid, name, class, level, taximask, activeTalentGroup, totalHonorPoints,
  deleteDate) VALUES
(1, 'A', 1, 20, '', 0, 0, NULL), (2, 'B', 1, 30, '', 1, 50, NULL), (3, 'C', 1, 40, '', 0, 0, 17);
INSERT INTO character_talent (guid, spell, talentGroup) VALUES
(1, 140082, 0), (2, 140081, 0), (2, 140082, 1), (2, 140084, 1), (3, 140082, 0);
INSERT INTO character_arena_stats (guid, slot, matchMakerRating) VALUES (2, 0, 1500);
INSERT INTO arena_team (arenaTeamId, name, type) VALUES (7, 'T', 2);
INSERT INTO arena_team_member (arenaTeamId, guid, personalRating) VALUES (7, 1, 1700);
"""
MASTER_ROWS = """
INSERT INTO characters (guid, name, class, level, taximask, primarySpecialization,
  activeTalentGroup, honorLevel) VALUES
(1, 'A', 8, 20, '', 990, 0, 3), (2, 'B', 8, 9, '', 990, 0, 1);
CREATE TABLE character_trait_config (guid bigint unsigned NOT NULL, traitConfigId int NOT NULL,
  type int NOT NULL, chrSpecializationId int, combatConfigFlags int);
CREATE TABLE character_trait_entry (guid bigint unsigned NOT NULL, traitConfigId int NOT NULL,
  traitNodeId int NOT NULL, traitNodeEntryId int NOT NULL, `rank` int NOT NULL DEFAULT 0,
  grantedRanks int NOT NULL DEFAULT 0);
INSERT INTO character_trait_config VALUES (1, 5, 1, 990, 3), (1, 6, 1, 990, 0);
INSERT INTO character_trait_entry VALUES (1, 5, 900001, 900011, 1, 1), (1, 6, 900001, 900011, 1, 0);
INSERT INTO character_pvp_talent VALUES (1, 900001, 0, 0, 0, 0);
"""


@asynccontextmanager
async def with_characters(server: SqlServer, realm: Realm, schema: str) -> AsyncIterator[Realm]:
    async with open_pool(server.settings(), schema, Metrics(), kind="characters") as database:
        yield replace(realm, characters=database)


async def test_wrath_characters(mariadb: SqlServer, data_dir: Path) -> None:
    published = data_dir / "trinitycore-335" / "schema" / "characters_database.sql"
    schema = mariadb.create_schema("wrath_talents", published, WRATH_ROWS)
    async with demo_realm() as demo, with_characters(mariadb, demo, schema) as realm:
        real = replace(realm, client=demo_client())
        spec = await specializations.get(real, BULWARK, "enUS")
        tree = await tree_of(real, spec, 20)
        everyone = await popularity.players(real, spec, 20)
        fighters = await popularity.players(real, spec, 20, pvp=True)
        rated = await popularity.rated(real, spec, 1, "2v2", 1)
        found = await popularity.talents_of(real, spec, tree, everyone, 5)
    assert everyone == Sample(2, (2, 1))
    assert fighters == Sample(1, (2,))
    assert rated == Sample(2, (1, 2))
    assert found.players == 2
    assert found.having(9311) == 2
    assert found.having(9313) == 1
    assert found.ranks[9311] == {2: 2}


async def test_all_rated_characters_are_counted_where_not_all_are_read(
    mariadb: SqlServer, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = data_dir / "trinitycore-335" / "schema" / "characters_database.sql"
    schema = mariadb.create_schema("many_rated", published, WRATH_ROWS)
    monkeypatch.setattr(popularity, "SAMPLE", 1)
    async with demo_realm() as demo, with_characters(mariadb, demo, schema) as realm:
        real = replace(realm, client=demo_client())
        spec = await specializations.get(real, BULWARK, "enUS")
        assert await popularity.rated(real, spec, 1, "2v2", 1) == Sample(2, (1,))
        assert await popularity.rated(real, spec, 1, "2v2", 1600) == Sample(1, (1,))


async def test_master_characters(mariadb: SqlServer, data_dir: Path) -> None:
    folder = data_dir / "trinitycore-master" / "schema" / "92_full"
    published = folder / "characters_database.sql"
    schema = mariadb.create_schema("master_talents", published, MASTER_ROWS)
    tables = spells.MASTER | classes.MASTER
    async with master_realm() as invented, with_characters(mariadb, invented, schema) as realm:
        real = replace(realm, client=MemoryClient(tables))
        spec = await specializations.get(real, CINDER, "enUS")
        tree = await tree_of(real, spec, 20)
        everyone = await popularity.players(real, spec, 10)
        fighters = await popularity.players(real, spec, 10, pvp=True)
        rated = await popularity.rated(real, spec, 1, "2v2", 1)
        found = await popularity.talents_of(real, spec, tree, everyone, 5)
        pvp = await popularity.pvp_talents_of(real, everyone, 5)
    assert everyone == fighters == Sample(1, (1,))
    assert rated == Sample(0, ())
    assert found.ranks == {900011: {2: 1}}
    assert pvp.having(900001) == 1


async def test_without_a_characters_database_nothing_can_be_counted() -> None:
    async with demo_realm() as realm:
        real = replace(realm, client=demo_client())
        spec = await specializations.get(real, BULWARK, "enUS")
        with pytest.raises(Unavailable, match="characters"):
            await popularity.players(real, spec, 1)


@given(st.lists(st.dictionaries(st.integers(1, 4), st.integers(0, 3)), max_size=12))
def test_counts_add_up(picks: list[dict[int, int]]) -> None:
    found = popularity.popularity(Sample(len(picks), ()), picks, 3)
    assert len(found.builds) <= 3
    assert sum(one.players for one in found.builds) <= found.players <= len(picks)
    assert [one.players for one in found.builds] == sorted(
        (one.players for one in found.builds), reverse=True
    )
    for choice in range(1, 5):
        assert found.having(choice) == sum(1 for own in picks if own.get(choice, 0) > 0)
