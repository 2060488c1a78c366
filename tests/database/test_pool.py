"""The pool on real servers: cancelled, restarted, exhausted, and healthy afterwards."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
import trio.testing

from appliance.database.interface import Database, Engine
from appliance.database.pool import open_pool
from appliance.errors import (
    DatabaseDenied,
    DatabaseUnavailable,
    QueryFailed,
    QueryTimeout,
)
from appliance.telemetry.metrics import Metrics
from tests.support.servers import SqlServer

SLOW = """SELECT SUM(SIN(a.id + b.id + c.id + d.id)) AS slow_query_of_the_test
    FROM wide a, wide b, wide c, wide d"""
RUNNING = """
    SELECT COUNT(*) FROM information_schema.processlist
    WHERE info LIKE 'SELECT SUM(SIN(a.id + b.id + c.id + d.id)) AS slow%'
"""
TABLES = """
    CREATE TABLE few (id INT PRIMARY KEY, name VARCHAR(20));
    INSERT INTO few VALUES (1, 'one'), (2, 'two'), (3, 'three');
    CREATE TABLE wide (id INT PRIMARY KEY, filler CHAR(100));
    INSERT INTO wide
        WITH RECURSIVE n AS (SELECT 1 AS id UNION ALL SELECT id + 1 FROM n WHERE id < 500)
        SELECT id, REPEAT('x', 100) FROM n;
    CREATE VIEW names AS SELECT name FROM few;
"""
MANY = "SELECT a.id, b.filler FROM wide a, wide b ORDER BY a.id, b.id"


def plain(*values: Any) -> tuple[Any, ...]:
    return values


@pytest.fixture
def filled(server: SqlServer) -> SqlServer:
    """Both servers, with the schema "pool"; filled once a run."""
    if not server.run("SHOW DATABASES LIKE 'pool'"):
        server.create_schema("pool", TABLES)
    return server


@asynccontextmanager
async def pool_on(
    server: SqlServer, metrics: Metrics | None = None, **settings: Any
) -> AsyncIterator[Database]:
    async with open_pool(
        server.settings(**settings), "pool", metrics or Metrics(), kind="world"
    ) as database:
        yield database
    gc.collect()  # a socket left open would be told now


async def wait_until_running(server: SqlServer, count: int) -> None:
    """Wait until so many slow queries run on the server."""
    with trio.fail_after(60):
        while True:
            if int(await trio.to_thread.run_sync(server.run, RUNNING)) == count:
                return
            await trio.sleep(0.01)


def sample(metrics: Metrics, name: str, **labels: str) -> float | None:
    full = f"trinitycore_mcp_db_{name}"
    return metrics.registry.get_sample_value(full, {"database": "world"} | labels)


async def test_rows_become_what_is_asked_for(filled: SqlServer) -> None:
    async with pool_on(filled) as database:
        assert database.name == "pool"
        assert await database.fetch("SELECT 1 FROM few WHERE id = %s", (9,), row=plain) == []
        found = await database.fetch("SELECT * FROM few WHERE id < %s ORDER BY id", (3,), row=plain)
        assert found == [(1, "one"), (2, "two")]
        assert await database.fetch("SELECT id FROM few ORDER BY id", row=str) == ["1", "2", "3"]
        assert database.engine is Engine(filled.engine)
        assert 0 < min([await database.ping() for _ in range(5)]) < 1


async def test_tables_views_and_columns_are_listed(filled: SqlServer) -> None:
    async with pool_on(filled) as database:
        assert await database.tables() == {
            "few": {"id", "name"},
            "wide": {"id", "filler"},
            "names": {"name"},
        }


async def test_a_refused_statement_costs_no_connection(filled: SqlServer) -> None:
    metrics = Metrics()
    async with pool_on(filled, metrics) as database:
        for statement, code in (
            ("SELECT * FROM absent", 1146),
            ("SELECT absent FROM few", 1054),
            ("SELEC", 1064),
            ("SELECT 1; SELECT 2", 1064),
        ):
            with pytest.raises(QueryFailed) as caught:
                await database.fetch(statement, row=plain)
            assert caught.value.code == code
        with pytest.raises(DatabaseDenied):
            await database.fetch("SELECT * FROM mysql.user", row=plain)
        assert sample(metrics, "connection_pool_idle") == 1
        assert sample(metrics, "query_errors_total", error_type="refused") == 4
        assert sample(metrics, "query_errors_total", error_type="denied") == 1


async def test_the_deadline_stops_the_query_on_the_server_too(filled: SqlServer) -> None:
    metrics = Metrics()
    async with pool_on(filled, metrics) as database:
        await database.ping()  # or the login, too, would have to be done in that time
        with pytest.raises(QueryTimeout, match="within 1 s"):
            await database.fetch(SLOW, row=plain, timeout_s=1.0)
        await wait_until_running(filled, 0)
        assert await database.fetch("SELECT 1", row=int) == [1]
        assert sample(metrics, "query_errors_total", error_type="timeout") == 1


async def test_the_server_keeps_the_deadline_by_itself(filled: SqlServer) -> None:
    async with pool_on(filled, query_timeout_s=0.3) as database:
        with pytest.raises(QueryTimeout):
            await database.fetch(SLOW, row=plain, timeout_s=60)
    await wait_until_running(filled, 0)


async def test_a_cancelled_caller_stops_the_query_and_is_cancelled(filled: SqlServer) -> None:
    cancelled = False
    async with pool_on(filled) as database:

        async def ask() -> None:
            nonlocal cancelled
            try:
                await database.fetch(SLOW, row=plain)
            except trio.Cancelled:
                cancelled = True
                raise

        async with trio.open_nursery() as nursery:
            nursery.start_soon(ask)
            await wait_until_running(filled, 1)
            nursery.cancel_scope.cancel()
        await wait_until_running(filled, 0)
        assert cancelled
        assert await database.fetch("SELECT 1", row=int) == [1]


async def test_fifty_tasks_cancelled_anywhere_leave_the_pool_in_step(filled: SqlServer) -> None:
    answered = 0
    metrics = Metrics()

    async def ask(database: Database, number: int) -> None:
        nonlocal answered
        for turn in range(6):
            with trio.move_on_after(0.0004 * ((number * 7 + turn * 3) % 23)):
                if (number + turn) % 3 == 0:
                    async with database.stream(MANY, batch_rows=100) as batches:
                        async for batch in batches:
                            assert batch[0][1] == "x" * 100
                else:
                    await database.fetch("SELECT * FROM wide WHERE id <= 200", row=plain)
            value = number * 100 + turn
            assert await database.fetch("SELECT %s, 'é'", (value,), row=plain) == [(value, "é")]
            answered += 1

    async with pool_on(filled, metrics, pool_size=6, query_timeout_s=60) as database:
        async with trio.open_nursery() as nursery:
            for number in range(50):
                nursery.start_soon(ask, database, number)
        assert sample(metrics, "connection_pool_active") == 0
        assert 1 <= (sample(metrics, "connection_pool_idle") or 0) <= 6
        assert sample(metrics, "connection_pool_size") == 6
    assert answered == 300
    assert sample(metrics, "connection_pool_idle") == 0


async def test_an_exhausted_pool_says_so_at_the_deadline(filled: SqlServer) -> None:
    async with (
        pool_on(filled, pool_size=1) as database,
        database.stream(MANY, batch_rows=10) as batches,
    ):
        await anext(batches)
        with pytest.raises(DatabaseUnavailable, match="all 1 connections") as caught:
            await database.fetch("SELECT 1", row=int, timeout_s=0.1)
        assert "pool_size" in caught.value.hint


async def test_a_pool_serves_the_next_in_line(filled: SqlServer) -> None:
    order: list[int] = []

    async def ask(database: Database, number: int) -> None:
        await database.fetch("SELECT SLEEP(0.01)", row=plain)
        order.append(number)

    async with pool_on(filled, pool_size=1) as database, trio.open_nursery() as nursery:
        for number in range(5):
            nursery.start_soon(ask, database, number)
            await trio.testing.wait_all_tasks_blocked()
    assert order == [0, 1, 2, 3, 4]


async def test_a_long_stream_holds_little(filled: SqlServer) -> None:
    async with pool_on(filled, query_timeout_s=120) as database:
        rows = 0
        tracemalloc.start()
        try:
            async with database.stream(MANY, batch_rows=1000) as batches:
                async for batch in batches:
                    assert len(batch) <= 1000
                    rows += len(batch)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert rows == 250_000
    assert peak < 8 * 2**20  # all of them would be 30 MB


async def test_a_stream_left_early_stops_on_the_server(filled: SqlServer) -> None:
    async with pool_on(filled) as database:
        async with database.stream(MANY, batch_rows=10) as batches:
            assert len(await anext(batches)) == 10
        assert await database.fetch("SELECT 1", row=int) == [1]


async def test_a_stream_of_nothing_ends_at_once(filled: SqlServer) -> None:
    async with (
        pool_on(filled) as database,
        database.stream("SELECT 1 FROM few WHERE id > 99") as batches,
    ):
        assert [batch async for batch in batches] == []


async def read_first(
    database: Database, sql: str, timeout_s: float | None = None, then: Exception | None = None
) -> None:
    """Read the first batch of a stream, and fail then if asked to."""
    async with database.stream(sql, timeout_s=timeout_s) as batches:
        await anext(batches)
        if then is not None:
            raise then


async def test_errors_of_the_reader_of_a_stream_stay_its_own(filled: SqlServer) -> None:
    metrics = Metrics()
    async with pool_on(filled, metrics) as database:
        with pytest.raises(OSError, match="disk full"):
            await read_first(database, MANY, then=OSError("disk full"))
        await database.ping()  # the reader's error has cost the connection
        with pytest.raises(QueryTimeout):
            await read_first(database, SLOW, timeout_s=1.0)
        assert sample(metrics, "query_errors_total", error_type="unavailable") == 0
        assert sample(metrics, "query_errors_total", error_type="timeout") == 1
    await wait_until_running(filled, 0)


async def test_values_that_cannot_be_asked_for_reach_no_server(filled: SqlServer) -> None:
    async with pool_on(filled) as database:
        with pytest.raises(QueryFailed, match="finite"):
            await database.fetch("SELECT %s", (float("nan"),), row=plain)
        with pytest.raises(TypeError, match="cannot be a SQL parameter"):
            await database.fetch("SELECT %s", ([1],), row=plain)  # type: ignore[arg-type]
