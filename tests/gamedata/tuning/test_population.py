"""Who is online and how long worlds have run, on the demo realm and the published schemas."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.database.demo import open_demo_world
from appliance.database.pool import open_pool
from appliance.gamedata.tuning import population
from appliance.gamedata.tuning.population import Uptime
from appliance.telemetry.metrics import Metrics
from tests.support.servers import SqlServer


async def test_the_demo_realm_has_its_last_start() -> None:
    async with open_demo_world(kind="characters") as characters:
        (expected,) = await characters.fetch("SELECT SUM(`online`) FROM characters", row=int)
        assert await population.online(characters) == expected
    async with open_demo_world(kind="auth") as auth:
        assert await population.uptimes(auth) == [Uptime(1, 1700000000, 86400, 3, "demo")]


async def test_of_each_world_the_last_start_counts() -> None:
    script = """
    CREATE TABLE uptime (realmid int, starttime int, uptime int, maxplayers int, revision
        varchar(255));
    INSERT INTO uptime VALUES (1, 100, 50, 7, 'old'), (1, 200, 60, 8, 'new'), (2, 150, 5, 1, 'x');
    """
    async with open_demo_world([script]) as auth:
        found = await population.uptimes(auth)
    assert found == [Uptime(1, 200, 60, 8, "new"), Uptime(2, 150, 5, 1, "x")]


@pytest.mark.parametrize(
    "branch", ["trinitycore-335/schema", "trinitycore-master/schema/92_full"], ids=["335", "master"]
)
async def test_the_published_schemas_answer(
    mariadb: SqlServer, data_dir: Path, branch: str
) -> None:
    folder = data_dir / branch
    auth = mariadb.create_schema("tuning_auth", folder / "auth_database.sql")
    characters = mariadb.create_schema("tuning_chars", folder / "characters_database.sql")
    mariadb.run("DELETE FROM uptime; INSERT INTO uptime VALUES (1, 9, 8, 7, 'rev')", auth)
    mariadb.run(
        "INSERT INTO characters SET guid = 1, name = 'A', online = 1, taximask = ''", characters
    )
    async with (
        open_pool(mariadb.settings(), auth, Metrics()) as accounts,
        open_pool(mariadb.settings(), characters, Metrics()) as players,
    ):
        assert await population.uptimes(accounts) == [Uptime(1, 9, 8, 7, "rev")]
        assert await population.online(players) == 1
