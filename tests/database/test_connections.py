"""Connections that are kept, dropped, replaced: restarts, idle time, a server that is stuck."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog.testing
import trio
import trio.testing
from trio_mysql.constants import FIELD_TYPE

from appliance.database import connections
from appliance.database.interface import Database
from appliance.database.pool import open_pool
from appliance.errors import DatabaseError, DatabaseUnavailable, QueryTimeout
from appliance.telemetry.metrics import Metrics
from tests.support import mysql_packets as packets
from tests.support.mysql_packets import Reader, accept_session, scripted_server
from tests.support.servers import SqlServer, running_mariadb

QUIT = b"\x01"
ONE = packets.result([packets.definition(FIELD_TYPE.LONG, packets.BINARY)], [packets.row(b"1")])


@pytest.fixture(scope="module")
def restartable() -> Iterator[SqlServer]:
    """A MariaDB of its own, because it is stopped."""
    with running_mariadb() as server:
        server.create_schema("kept")
        yield server


def idle(metrics: Metrics) -> float:
    value = metrics.registry.get_sample_value(
        "trinitycore_mcp_db_connection_pool_idle", {"database": "world"}
    )
    assert value is not None
    return value


async def ask_at_once(database: Database, count: int) -> None:
    """Ask so many questions at the same time."""
    async with trio.open_nursery() as nursery:
        for _ in range(count):
            nursery.start_soon(database.ping)


@pytest.mark.parametrize("kill", [False, True])
async def test_a_restart_costs_no_request(restartable: SqlServer, kill: bool) -> None:
    metrics = Metrics()
    async with open_pool(restartable.settings(pool_size=4), "kept", metrics) as database:
        await ask_at_once(database, 4)
        assert idle(metrics) == 4
        restartable.restart(kill=kill)
        await ask_at_once(database, 4)
        assert await database.fetch("SELECT 1", row=int) == [1]


async def test_a_server_that_is_away_is_told_and_taken_up_again(restartable: SqlServer) -> None:
    async with open_pool(restartable.settings(), "kept", Metrics()) as database:
        await database.ping()
        restartable.stop()
        for _ in range(2):
            with pytest.raises(DatabaseUnavailable, match="connection refused"):
                await database.ping()
        restartable.start()
        await database.ping()


async def test_a_server_that_stops_in_the_middle_is_told(restartable: SqlServer) -> None:
    async with open_pool(restartable.settings(), "kept", Metrics()) as database:
        await database.ping()
        caught: list[DatabaseError] = []

        async def ask() -> None:
            try:
                await database.fetch("SELECT SLEEP(9)", row=int)
            except DatabaseError as error:
                caught.append(error)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(ask)
            await trio.sleep(0.1)
            await trio.to_thread.run_sync(lambda: restartable.stop(kill=True))
        assert [type(error) for error in caught] == [DatabaseUnavailable]
        restartable.start()
        await database.ping()


async def test_idle_connections_are_closed_in_time(restartable: SqlServer) -> None:
    metrics = Metrics()
    settings = restartable.settings(idle_timeout_s=2)
    async with open_pool(settings, "kept", metrics) as database:
        await ask_at_once(database, 3)
        assert idle(metrics) == 3
        with trio.fail_after(30):
            while True:
                if idle(metrics) == 0:
                    break
                await trio.sleep(0.02)
        await database.ping()
        assert idle(metrics) == 1
    assert idle(metrics) == 0


async def test_the_connection_used_last_is_used_next(restartable: SqlServer) -> None:
    async with open_pool(restartable.settings(), "kept", Metrics()) as database:
        await ask_at_once(database, 3)
        used = {(await database.fetch("SELECT CONNECTION_ID()", row=int))[0] for _ in range(5)}
        assert len(used) == 1


class Server:
    """A scripted server that counts its sessions.

    It answers each statement with the next of `answers`, and hangs up after one that is not whole.
    """

    def __init__(self, *answers: bytes) -> None:
        self.sessions = 0
        self.heard: list[bytes] = []
        self._answers = list(answers)

    async def __call__(self, stream: trio.SocketStream) -> None:
        read = Reader(stream)
        self.sessions += 1
        await accept_session(stream, read)
        while (statement := await read()) not in (b"", QUIT):
            self.heard.append(statement[1:])
            answer = self._answers.pop(0)
            await stream.send_all(answer)
            if answer != ONE:
                return


async def test_an_idle_connection_that_breaks_as_we_ask_is_replaced() -> None:
    server = Server(ONE, b"", ONE)
    async with scripted_server(server) as settings, open_pool(settings, "w", Metrics()) as database:
        for _ in range(2):
            assert await database.fetch("SELECT 1", row=int) == [1]
    assert server.sessions == 2
    assert server.heard == [b"SELECT 1"] * 3


async def test_a_new_connection_that_breaks_is_not_tried_again() -> None:
    server = Server(b"", ONE)
    async with scripted_server(server) as settings, open_pool(settings, "w", Metrics()) as database:
        with pytest.raises(DatabaseUnavailable):
            await database.fetch("SELECT 1", row=int)
    assert server.sessions == 1


async def test_an_answer_that_has_begun_is_not_asked_for_again() -> None:
    server = Server(ONE, ONE[:20], ONE)
    async with scripted_server(server) as settings, open_pool(settings, "w", Metrics()) as database:
        assert await database.fetch("SELECT 1", row=int) == [1]
        with pytest.raises(DatabaseUnavailable):
            await database.fetch("SELECT 1", row=int)
    assert server.sessions == 1


async def test_only_what_may_be_repeated_is() -> None:
    server = Server(ONE, b"", ONE)
    async with scripted_server(server) as settings, open_pool(settings, "w", Metrics()) as database:
        assert await database.fetch("SELECT 1", row=int) == [1]
        with pytest.raises(DatabaseUnavailable):
            await database.fetch("DO SLEEP(1)", row=int)
    assert server.sessions == 1


async def test_a_server_that_is_stuck_holds_nobody_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "STOP_TIMEOUT_S", 0.1)
    sessions = 0

    async def script(stream: trio.SocketStream) -> None:
        nonlocal sessions
        sessions += 1
        if sessions == 1:
            read = Reader(stream)
            await accept_session(stream, read)
            await read()
            await stream.send_all(ONE)
        await trio.sleep_forever()

    async with scripted_server(script) as settings, open_pool(settings, "w", Metrics()) as database:
        assert await database.fetch("SELECT 1", row=int) == [1]
        started = trio.current_time()
        with structlog.testing.capture_logs() as logs, pytest.raises(QueryTimeout):
            await database.fetch("SELECT 1", row=int, timeout_s=0.1)
        assert trio.current_time() - started < settings.connect_timeout_s
    assert [entry["event"] for entry in logs] == ["query not stopped"]


async def test_a_query_s_deadline_counts_for_connecting_too() -> None:
    async def script(stream: trio.SocketStream) -> None:
        await trio.sleep_forever()

    async with scripted_server(script) as settings, open_pool(settings, "w", Metrics()) as database:
        with pytest.raises(DatabaseUnavailable, match=r"within the query's 0\.1 s"):
            await database.fetch("SELECT 1", row=int, timeout_s=0.1)


async def test_a_closed_pool_refuses_and_closes_what_comes_back(restartable: SqlServer) -> None:
    metrics = Metrics()
    async with open_pool(restartable.settings(), "kept", metrics) as database:
        stream = database.stream("SELECT 1")
        await stream.__aenter__()
    with pytest.raises(DatabaseUnavailable, match="closed"):
        await database.ping()
    await stream.__aexit__(None, None, None)
    assert idle(metrics) == 0
