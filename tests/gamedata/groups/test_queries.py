"""What is asked of characters and of spell groups, on the published schemas."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from appliance.clientdata.memory import MemoryClient
from appliance.database.pool import open_pool
from appliance.gamedata.groups import arena, consumables, exclusive, members
from appliance.gamedata.groups.exclusive import Exclusive
from appliance.gamedata.realm import Realm
from appliance.telemetry.metrics import Metrics
from tests.support.client_rows import groups
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm
from tests.support.realms import open_realm
from tests.support.servers import SqlServer

SOME_CONSUMABLE = """
SELECT entry, subclass, RequiredLevel, spellid_1 FROM item_template
WHERE class = 0 AND spellid_1 > 0 AND spelltrigger_1 = 0 ORDER BY entry LIMIT 1
"""
COMMON = """
INSERT INTO character_spell (guid, spell, active, disabled) VALUES
(1, 100, 1, 0), (1, 101, 0, 0), (1, 102, 1, 1), (2, 103, 1, 0);
INSERT INTO group_member (guid, memberGuid, roles) VALUES (5, 2, 8), (5, 1, 2), (6, 3, 0);
INSERT INTO arena_team (arenaTeamId, name, type, rating, seasonGames, seasonWins) VALUES
(7, 'T', 2, 1700, 10, 4), (8, 'U', 3, 1600, 3, 3), (9, 'Nobody', 2, 1500, 1, 0);
INSERT INTO arena_team_member (arenaTeamId, guid) VALUES (7, 1), (7, 2), (7, 3), (8, 3), (9, 99);
"""
WRATH = """
INSERT INTO characters (guid, name, race, class, level, taximask, activeTalentGroup) VALUES
(1, 'A', 1, 1, 20, '', 1), (2, 'B', 2, 7, 30, '', 0), (3, 'C', 1, 1, 40, '', 0);
INSERT INTO character_talent (guid, spell, talentGroup) VALUES
(1, 200, 0), (1, 201, 1), (2, 202, 0);
"""
MASTER = """
INSERT INTO characters (guid, name, race, class, level, taximask, primarySpecialization) VALUES
(1, 'A', 1, 1, 20, '', 71), (2, 'B', 2, 7, 30, '', 262), (3, 'C', 1, 1, 40, '', 0);
"""


@asynccontextmanager
async def with_characters(server: SqlServer, realm: Realm, schema: str) -> AsyncIterator[Realm]:
    async with open_pool(server.settings(), schema, Metrics(), kind="characters") as database:
        yield replace(realm, characters=database)


async def test_wrath_characters(mariadb: SqlServer, data_dir: Path) -> None:
    published = data_dir / "trinitycore-335" / "schema" / "characters_database.sql"
    schema = mariadb.create_schema("wrath_groups", published, WRATH, COMMON)
    async with demo_realm() as demo, with_characters(mariadb, demo, schema) as realm:
        known = await members.characters(realm, [2, 1, 77])
        spells = await members.spells(realm, [1, 2])
        party = await members.group_members(realm, 5)
        await _arena(realm)
    assert known[1] == members.Known(1, "A", 1, 1, 20, 0)
    assert set(known) == {1, 2}
    assert spells == {1: {100, 101, 201}, 2: {103, 202}}
    assert [(one.guid, one.roles) for one in party] == [(1, 2), (2, 8)]


async def test_master_characters(mariadb: SqlServer, data_dir: Path) -> None:
    folder = data_dir / "trinitycore-master" / "schema" / "92_full"
    published = folder / "characters_database.sql"
    schema = mariadb.create_schema("master_groups", published, MASTER, COMMON)
    async with master_realm() as invented, with_characters(mariadb, invented, schema) as realm:
        known = await members.characters(realm, [1, 3])
        spells = await members.spells(realm, [1])
        await _arena(realm)
    assert [one.specialization for one in known.values()] == [71, 0]
    assert spells == {1: {100, 101}}


async def _arena(realm: Realm) -> None:
    assert realm.characters is not None
    found = await arena.teams_of(realm.characters, 2)
    assert found == arena.Teams((arena.Team(7, 1700, 10, 4, (1, 7, 1)),), truncated=False)
    (team,) = found.teams
    assert team.has([1, 1])
    assert team.has([7, 1])
    assert not team.has([7, 7])


async def test_flasks_exclude_each_other_in_the_published_rows(
    mariadb: SqlServer, wrath_slice: str
) -> None:
    titans, wisdom, firebolt = 17626, 17627, 3110
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        found = await exclusive.groups_of(realm, [titans, wisdom, firebolt])
    assert found[0] == Exclusive(1, 1, (titans, wisdom))
    assert {group.id for group in found} >= {1, 2}
    assert all(firebolt not in group.spells for group in found)


async def test_consumables_of_the_published_rows_are_found_by_their_spell(
    mariadb: SqlServer, wrath_slice: str
) -> None:
    """The rows have no client: a spell that they use is given the effect of a meal."""
    water, nothing = 159, 4
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        rows = await realm.world.fetch(SOME_CONSUMABLE, row=lambda *values: values)
        ((item, subclass, level, spell),) = rows
        meal = dict(groups.WRATH["Spell"][-1], ID=spell)
        real = replace(realm, client=MemoryClient(groups.WRATH | {"Spell": [meal]}))
        found = await consumables.consumables(real)
        offered = await consumables.sold(real, [water, nothing])
    assert {one.ability.spell.id for one in found} == {spell}
    first = found[0]
    assert (first.item, first.subclass, first.required_level) == (item, subclass, level)
    assert [one.name for one in first.gives] == ["stamina"]
    assert offered == {water}
