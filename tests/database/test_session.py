"""A session of its own: raw values, long work, and an end on the server in any case."""

from __future__ import annotations

import pytest
import trio

from appliance.database.interface import Engine
from appliance.database.session import identifier, open_session
from appliance.errors import DatabaseUnavailable, QueryFailed
from tests.support.logical_backups import administrator
from tests.support.servers import SqlServer


def plain(engine: Engine) -> tuple[bytes, ...]:
    return (b"SET NAMES utf8mb4",)


async def test_values_come_decoded_or_as_they_were_sent(server: SqlServer) -> None:
    async with open_session(administrator(server), plain) as session:
        assert session.engine.value == server.engine
        assert session.version[0].isdigit()
        assert session.account == "root"
        assert await session.rows("SELECT %s, '%%'", ("ü%s",)) == [("ü%s", "%")]
        assert await session.rows("SELECT '%s'") == [("%s",)]
        assert await session.raw_rows("SELECT 1, NULL, 'ü' UNION SELECT 2, '', x''") == [
            (b"1", None, "ü".encode()),
            (b"2", b"", b""),
        ]
        assert await session.raw_rows("SELECT 1 LIMIT 0") == []
        await session.execute(b"SET @x = 1")
        await session.begin("SELECT CAST('no date' AS DATE)")
        assert await session.first_column() == [None]
        assert await session.first_column() == []
        assert session.warnings == 1


async def test_a_refused_statement_leaves_the_session_usable(server: SqlServer) -> None:
    async with open_session(administrator(server), plain) as session:
        with pytest.raises(QueryFailed) as caught:
            await session.execute(b"SELECT no_such_column")
        assert caught.value.code == 1054
        assert await session.rows("SELECT 1") == [(1,)]


async def test_a_session_that_is_given_up_ends_on_the_server(server: SqlServer) -> None:
    with trio.move_on_after(0.3):
        async with open_session(administrator(server), plain) as session:
            await session.execute(b"SELECT SLEEP(600)")
    listed = "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP%'"
    with trio.fail_after(30):
        while server.run(listed).strip() != "0":  # noqa: ASYNC110 - the server tells no events
            await trio.sleep(0.01)


async def test_a_login_that_fails_is_told_in_our_words(server: SqlServer) -> None:
    login = administrator(server, socket="/nonexistent/socket")
    with pytest.raises(DatabaseUnavailable, match="no such socket"):
        async with open_session(login, plain):
            pass


def test_identifiers_are_quoted_whatever_is_in_them() -> None:
    assert identifier("a`b``") == "`a``b`````"
