"""What real servers tell an account that may only SELECT."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.database.demo import open_demo_world
from appliance.database.pool import open_pool
from appliance.gamedata.tuning import statistics
from appliance.telemetry.metrics import Metrics
from appliance.tuning import server as server_rules
from appliance.tuning import tables as table_rules
from tests.support.servers import SqlServer

TABLES = """
CREATE TABLE keyed (id INT PRIMARY KEY, Owner INT, name VARCHAR(20), KEY by_owner (Owner, name))
    ENGINE=InnoDB ROW_FORMAT=DYNAMIC;
CREATE TABLE bare (x INT, KEY (x)) ENGINE=MyISAM CHARACTER SET latin1;
CREATE TABLE old (id INT, UNIQUE (id)) ENGINE=InnoDB ROW_FORMAT=COMPACT;
CREATE VIEW seen AS SELECT id FROM keyed;
INSERT INTO keyed VALUES (1, 2, 'a'), (2, 2, 'b');
ANALYZE TABLE keyed;
"""


async def test_every_counter_and_setting_of_the_rules_is_known(server: SqlServer) -> None:
    schema = server.create_schema("tuning_status")
    async with open_pool(server.settings(), schema, Metrics()) as database:
        found = await statistics.counters(
            database, server_rules.STATUS, (*server_rules.VARIABLES, "innodb_file_per_table")
        )
        assert statistics.supported(database)
    assert set(server_rules.STATUS) <= set(found)
    optional = set(server_rules.BINLOG_EXPIRY)
    assert set(server_rules.VARIABLES) - optional <= set(found)
    assert optional & set(found)
    assert found["innodb_buffer_pool_size"] == 96 * 2**20
    assert found["innodb_flush_log_at_trx_commit"] == 0
    assert found["innodb_file_per_table"] == 1
    assert found["Connections"] > 0


async def test_what_is_unknown_or_no_number_is_left_out(server: SqlServer) -> None:
    schema = server.create_schema("tuning_status")
    async with open_pool(server.settings(), schema, Metrics()) as database:
        found = await statistics.counters(
            database, ["No_such_counter", "Uptime"], ["version_comment", "AUTOCOMMIT"]
        )
    assert set(found) == {"Uptime", "AUTOCOMMIT"}
    assert found["AUTOCOMMIT"] == 1


async def test_tables_come_with_their_keys(server: SqlServer) -> None:
    schema = server.create_schema("tuning_tables", TABLES)
    async with open_pool(server.settings(), schema, Metrics()) as database:
        bare, keyed, old = await statistics.tables(database)
    assert (keyed.name, keyed.engine, keyed.rows) == ("keyed", "InnoDB", 2)
    assert keyed.leading == {"id", "owner"}
    assert keyed.unique
    assert keyed.size_bytes >= 16384
    assert (bare.engine, bare.unique, bare.leading) == ("MyISAM", False, {"x"})
    assert bare.collation.startswith("latin1")
    assert old.row_format == "Compact"
    assert old.unique
    rules = {
        found.rule
        for found in table_rules.suggest("characters", [bare, keyed, old], own_files=True)
    }
    assert rules == {"tables-not-innodb", "old-row-formats", "mixed-character-sets"}


async def test_the_demo_realm_has_none() -> None:
    async with open_demo_world() as world:
        assert not statistics.supported(world)


@pytest.mark.parametrize(
    "branch", ["trinitycore-335/schema", "trinitycore-master/schema/92_full"], ids=["335", "master"]
)
async def test_published_schemas_have_the_keys_that_rules_expect(
    mariadb: SqlServer, data_dir: Path, branch: str
) -> None:
    for kind in ("auth", "characters"):
        schema = mariadb.create_schema(f"tuning_{kind}", data_dir / branch / f"{kind}_database.sql")
        async with open_pool(mariadb.settings(), schema, Metrics()) as database:
            tables = {table.name: table for table in await statistics.tables(database)}
        assert {table.engine for table in tables.values()} == {"InnoDB"}
        for name, columns in table_rules.LOOKED_UP[kind].items():
            assert set(columns) <= tables[name].leading, name
        assert set(table_rules.LOGS[kind]) <= set(tables)
        assert {name for name, each in tables.items() if not each.unique} <= set(
            table_rules.KEYLESS[kind]
        )
        assert list(table_rules.suggest(kind, list(tables.values()), own_files=True)) == []


async def test_published_worlds_get_no_suggestion(
    mariadb: SqlServer, wrath_slice: str, master_slice: tuple[str, str]
) -> None:
    for kind, schema in zip(
        ("world", "world", "hotfixes"), (wrath_slice, *master_slice), strict=True
    ):
        async with open_pool(mariadb.settings(), schema, Metrics()) as database:
            tables = await statistics.tables(database)
        assert len(tables) > 100
        assert list(table_rules.suggest(kind, tables, own_files=True)) == []
