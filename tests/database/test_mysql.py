"""Sessions on real servers: how they are set up, and every type of column."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
import trio
from pydantic import SecretStr
from trio_mysql.err import OperationalError

from appliance.database import mysql, rows
from appliance.database.interface import Engine
from appliance.database.literals import render
from appliance.database.login import prepare
from appliance.database.mysql import Connection, end_session, open_connection, session
from tests.support.servers import SqlServer

TYPES = """
    CREATE TABLE types (
        id INT PRIMARY KEY, tiny TINYINT, small SMALLINT UNSIGNED, medium MEDIUMINT,
        whole INT UNSIGNED ZEROFILL, big BIGINT UNSIGNED, single FLOAT, twice DOUBLE,
        exact DECIMAL(20,3), round DECIMAL(30,0), flag BIT(12), word VARCHAR(50), fixed CHAR(10),
        long_text MEDIUMTEXT, bytes VARBINARY(20), fixed_bytes BINARY(4), blob_ BLOB,
        choice ENUM('red','blaü'), many SET('a','b','c'), day DATE, moment DATETIME(3),
        stamp TIMESTAMP NULL, clock TIME, year_ YEAR, document JSON, place POINT
    ) CHARACTER SET utf8mb4;
    SET time_zone = '+00:00', sql_mode = '';
    INSERT INTO types VALUES
        (1, -128, 65535, -8388608, 42, 18446744073709551615, 1.14286, 0.1, 12.340,
         123456789012345678901234567890, b'101000000001', 'Хоггер 😀 日本', 'a',
         REPEAT('ü', 40000), x'00ff27', x'0102', x'00', 'blaü', 'a,c', '2024-02-29',
         '2024-05-20 10:00:00.125', '2024-05-20 10:00:00', '-838:59:59', 2004, '{"k": [1, "ü"]}',
         ST_GeomFromText('POINT(1 2)')),
        (2, 0, 0, 0, 0, 0, 0, 0, 0, 0, b'0', '', '', '', '', '', '', 'red', '', '0000-00-00',
         '0000-00-00 00:00:00', '0000-00-00 00:00:00', '00:00:00', 0, '[]',
         ST_GeomFromText('POINT(0 0)')),
        (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
         NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
"""
POINT_1_2 = bytes.fromhex("000000000101000000000000000000f03f0000000000000040")
FIRST = (
    *(1, -128, 65535, -8388608, 42, 2**64 - 1, 1.14286, 0.1, Decimal("12.340")),
    *(123456789012345678901234567890, b"\x0a\x01", "Хоггер 😀 日本", "a", "ü" * 40000),
    *(b"\x00\xff'", b"\x01\x02\x00\x00", b"\x00", "blaü", "a,c", "2024-02-29"),
    *("2024-05-20 10:00:00.125", "2024-05-20 10:00:00", "-838:59:59", 2004),
    *('{"k": [1, "ü"]}', POINT_1_2),
)
SECOND = (
    *(2, 0, 0, 0, 0, 0, 0.0, 0.0, Decimal("0.000"), 0, b"\x00\x00", "", "", "", b""),
    *(bytes(4), b"", "red", "", "0000-00-00", "0000-00-00 00:00:00.000", "0000-00-00 00:00:00"),
    *("00:00:00", 0, "[]", bytes.fromhex("0000000001010000000000000000000000000000000000000000")),
)


@pytest.fixture
async def connection(server: SqlServer) -> AsyncIterator[Connection]:
    """A session on a schema with the table of types."""
    server.create_schema("mysql_types", TYPES)
    opened = await open_connection(prepare(server.settings(), "mysql_types"), {})
    yield opened
    await opened.aclose()


@pytest.mark.parametrize("parse", [rows.parse_rows_pure, rows.parse_rows_fast])
async def test_every_type_of_column(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, parse: Any
) -> None:
    monkeypatch.setattr(mysql, "parse_rows", parse)
    first, second, third = await connection.run(b"SELECT * FROM types ORDER BY id")
    assert first == FIRST
    assert second == (*SECOND[:-1], bytes.fromhex("00000000" + "01" + "01000000" + "00" * 16))
    assert [type(value) for value in first] == [type(value) for value in FIRST]
    assert third == (3, *[None] * 25)


async def test_expressions_have_the_types_the_interface_promises(connection: Connection) -> None:
    statement = (
        b"SELECT SUM(small), COUNT(*), AVG(small), MAX(single), 1 = 1, 1.50, CONCAT(1, 'a'),"
        b" CAST('x' AS BINARY), SUM(twice), MIN(moment), 5 - 7 FROM types"
    )
    (found,) = await connection.run(statement)
    expected = (65535, 3, Decimal("32767.5000"), 1.14286, 1, Decimal("1.50"), "1a", b"x", 0.1)
    assert found == (*expected, "0000-00-00 00:00:00.000", -2)
    assert type(found[0]) is int


async def test_any_text_comes_back_as_it_went(connection: Connection) -> None:
    texts = [
        "",
        "'",
        '"',
        "\\",
        "\\'",
        "%s %",
        "\0\n\r\t\x1a\b",
        "😀日本Ä",
        "a" * 70000,
        "--",
        "_%",
    ]
    for text in texts:
        assert await connection.run(render("SELECT %s", (text,))) == [(text,)]
    blob = bytes(range(256))
    assert await connection.run(render("SELECT %s, LENGTH(%s)", (blob, blob))) == [(blob, 256)]


async def test_like_escapes_mean_themselves(connection: Connection) -> None:
    statement = render("SELECT %s LIKE %s, %s LIKE %s", ("5%_\\", r"5\%\_\\", "5xx", r"5\%\_"))
    assert await connection.run(statement) == [(1, 0)]


async def test_unsigned_columns_may_be_subtracted(connection: Connection) -> None:
    assert await connection.run(b"SELECT small - 70000 FROM types WHERE id = 1") == [(-4465,)]


async def test_packets_beyond_16_mib_travel_both_ways(connection: Connection) -> None:
    text = "x" * (17 * 2**20)
    statement = render("SELECT LENGTH(%s), REPEAT('y', %s), 1", (text, len(text)))
    ((length, echoed, one),) = await connection.run(statement)
    assert (length, len(echoed), one) == (len(text), len(text), 1)
    assert connection.clean


async def test_a_session_has_its_limits(server: SqlServer, connection: Connection) -> None:
    limit = "max_statement_time" if server.engine == "mariadb" else "max_execution_time"
    statement = f"SELECT @@{limit}, @@time_zone, @@autocommit, @@group_concat_max_len, @@sql_mode"
    ((limit_value, zone, *others, mode),) = await connection.run(statement.encode())
    assert limit_value == (10.0 if server.engine == "mariadb" else 10_000)
    assert (zone, others) == ("+00:00", [1, 1024 * 1024])
    assert "BACKSLASH" not in mode


async def test_an_account_that_may_write_cannot(server: SqlServer) -> None:
    server.create_schema("mysql_writer", "CREATE TABLE t (a INT)")
    server.run(
        "DROP USER IF EXISTS writer; CREATE USER writer IDENTIFIED BY 'w';"
        "GRANT ALL ON *.* TO writer"
    )
    settings = server.settings(user="writer", password=SecretStr("w"))
    connection = await open_connection(prepare(settings, "mysql_writer"), {})
    for statement in (b"INSERT INTO t VALUES (9)", b"UPDATE t SET a = 1", b"DROP TABLE t"):
        with pytest.raises(OperationalError) as caught:
            await connection.run(statement)
        assert caught.value.args[0] == 1792
    assert connection.clean
    await connection.aclose()


async def test_the_session_s_mode_wins_over_the_server_s(server: SqlServer) -> None:
    server.create_schema("mysql_mode")
    server.run("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES,PIPES_AS_CONCAT'")
    try:
        connection = await open_connection(prepare(server.settings(), "mysql_mode"), {})
        text = 'it\'s \\ "quoted"'
        assert await connection.run(render("SELECT %s", (text,))) == [(text,)]
        await connection.aclose()
    finally:
        server.run("SET GLOBAL sql_mode = DEFAULT")


async def test_each_server_is_recognised(server: SqlServer, connection: Connection) -> None:
    assert connection.engine == Engine(server.engine)


async def test_a_session_can_be_ended_from_beside(
    server: SqlServer, connection: Connection
) -> None:
    await end_session(prepare(server.settings(), "mysql_types"), connection.thread)
    listed = "SELECT id FROM information_schema.processlist"
    with trio.fail_after(30):
        while str(connection.thread) in server.run(listed).split():  # noqa: ASYNC110
            await trio.sleep(0.02)


def test_limits_are_told_in_each_server_s_unit() -> None:
    assert b"max_statement_time=0.250000" in session(Engine.MARIADB, 0.25)[0]
    assert b"max_execution_time=250" in session(Engine.MYSQL, 0.25)[0]
    assert b"max_execution_time=1" in session(Engine.MYSQL, 0.0001)[0]
