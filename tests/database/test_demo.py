"""The embedded engine keeps the promises of every other database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from decimal import Decimal
from typing import Any

import pytest
import trio

from appliance.database.demo import open_demo_world
from appliance.database.interface import Database, Engine
from appliance.errors import DatabaseUnavailable, QueryFailed, QueryTimeout

SCRIPT = """
CREATE TABLE `creature` (
    `entry` int unsigned NOT NULL, `name` varchar(100), `scale` float NOT NULL DEFAULT '1',
    `rank` tinyint NOT NULL DEFAULT 0, `note` text, PRIMARY KEY (`entry`)
);
INSERT INTO `creature` VALUES
    (1, 'Hogger', 6266.58984375, 1, NULL), (2, 'Älwyn', 1, 0, 'it''s 100%'), (3, 'zoe', 0.5, 0, '');
"""
ENDLESS = "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"


def plain(*values: Any) -> tuple[Any, ...]:
    return values


@pytest.fixture
async def world() -> AsyncIterator[Database]:
    async with open_demo_world([SCRIPT]) as opened:
        yield opened


async def test_it_answers_as_a_server_would(world: Database) -> None:
    assert (world.name, world.engine) == ("world", Engine.DEMO)
    found = await world.fetch("SELECT * FROM creature ORDER BY name", row=plain)
    assert found == [
        (2, "Älwyn", 1.0, 0, "it's 100%"),
        (1, "Hogger", 6266.59, 1, None),
        (3, "zoe", 0.5, 0, ""),
    ]
    assert [type(value) for value in found[0]] == [int, str, float, int, str]
    assert await world.fetch("SELECT SUM(entry), COUNT(*) FROM creature", row=plain) == [(6, 3)]


async def test_texts_compare_without_case_and_accents(world: Database) -> None:
    for sql, parameter, entries in (
        ("name = %s", "ALWYN", [2]),
        ("name LIKE %s", "%O%", [1, 3]),
        ("note LIKE %s", r"%100\%", [2]),
        ("note LIKE %s", r"%10\_\%", []),
        ("note LIKE '%%100%%' AND entry > %s", 0, [2]),
    ):
        found = await world.fetch(
            f"SELECT entry FROM creature WHERE {sql} ORDER BY entry", (parameter,), row=int
        )
        assert found == entries


@pytest.mark.parametrize(
    "value", ["'; --", "\0", "😀", b"\x00\xff", 2**63 - 1, -(2**63), 1.5, None, "%s", True]
)
async def test_parameters_arrive_as_they_are(world: Database, value: Any) -> None:
    assert await world.fetch("SELECT %s", (value,), row=plain) == [(value,)]


@pytest.mark.parametrize("value", [2**64, -(2**80), 10**400, Decimal("1e30"), Decimal("0.5")])
async def test_numbers_beyond_the_engine_match_nothing(world: Database, value: Any) -> None:
    sql = "SELECT entry FROM creature WHERE entry = %s"
    assert await world.fetch(sql, (value,), row=int) == []
    above = await world.fetch("SELECT COUNT(*) FROM creature WHERE entry < %s", (value,), row=int)
    assert above == [3 if value > 3 else 0]


async def test_decimals_that_are_whole_are_found(world: Database) -> None:
    sql = "SELECT name FROM creature WHERE entry = %s"
    assert await world.fetch(sql, (Decimal("1.0"),), row=str) == ["Hogger"]


@pytest.mark.parametrize(
    "sql", ["SELECT * FROM absent", "SELECT absent FROM creature", "SELEC", "SELECT 1; SELECT 2"]
)
async def test_refused_statements(world: Database, sql: str) -> None:
    with pytest.raises(QueryFailed, match="the demo realm: "):
        await world.fetch(sql, row=plain)


@pytest.mark.parametrize(
    "sql", ["DELETE FROM creature", "UPDATE creature SET name = ''", "CREATE TABLE x (a int)"]
)
async def test_it_cannot_be_written(world: Database, sql: str) -> None:
    with pytest.raises(QueryFailed, match="readonly"):
        await world.fetch(sql, row=plain)


async def test_values_that_cannot_be_asked_for(world: Database) -> None:
    with pytest.raises(QueryFailed, match="finite"):
        await world.fetch("SELECT %s", (float("inf"),), row=plain)
    with pytest.raises(QueryFailed, match="Unicode"):
        await world.fetch("SELECT %s", ("\ud800",), row=plain)
    with pytest.raises(TypeError, match="cannot be a SQL parameter"):
        await world.fetch("SELECT %s", ({},), row=plain)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="arguments"):
        await world.fetch("SELECT %s", row=plain)


async def test_the_deadline_ends_what_runs_too_long(world: Database) -> None:
    with pytest.raises(QueryTimeout, match=r"within 0\.05 s"):
        await world.fetch(f"SELECT MAX(i) FROM ({ENDLESS}) AS n", row=int, timeout_s=0.05)
    assert await world.fetch("SELECT 1", row=int) == [1]


async def test_streams_come_in_batches(world: Database) -> None:
    async with world.stream(f"{ENDLESS} LIMIT 2500", batch_rows=1000) as batches:
        assert [len(batch) async for batch in batches] == [1000, 1000, 500]
    async with world.stream(ENDLESS, batch_rows=10) as batches:
        assert (await anext(batches))[9] == (10,)
    with pytest.raises(QueryFailed):
        async with world.stream("SELECT absent"):
            pass


async def test_a_cancelled_caller_is_cancelled(world: Database) -> None:
    with trio.CancelScope() as scope:
        scope.cancel()
        await world.fetch("SELECT 1", row=int)
    assert scope.cancelled_caught


async def test_tables_and_columns_are_listed(world: Database) -> None:
    columns = {"entry", "name", "scale", "rank", "note"}
    assert await world.tables() == {"creature": columns}


async def test_a_trip_takes_next_to_no_time(world: Database) -> None:
    assert 0 <= min([await world.ping() for _ in range(5)]) < 0.5


async def test_the_shipped_realm_opens(demo_world: Database) -> None:
    tables = await demo_world.tables()
    assert {"creature_template", "item_template", "quest_template"} <= tables.keys()
    assert await demo_world.fetch("SELECT COUNT(*) > 20 FROM creature_template", row=int) == [1]


async def test_who_still_holds_it_when_it_is_closed_finds_it_unavailable() -> None:
    """A realm may take over from another while somebody reads."""
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(open_demo_world([SCRIPT]))
        async with world.stream("SELECT entry FROM creature", batch_rows=1) as batches:
            assert await anext(batches)
            await stack.aclose()
            with pytest.raises(DatabaseUnavailable, match="is closed"):
                await anext(batches)
    for ask in (world.ping, world.tables):
        with pytest.raises(DatabaseUnavailable, match="is closed"):
            await ask()
