"""Servers that misbehave: each is told apart, and no connection goes on out of step."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
import trio.lowlevel
from trio_mysql.constants import CLIENT, FIELD_TYPE
from trio_mysql.err import InternalError, MySQLError, OperationalError

from appliance.database.errors import (
    BAD_HANDSHAKE,
    GONE,
    LOCAL_FILE_REFUSED,
    LOST,
    MALFORMED,
    NO_CONNECTION,
    PLUGIN_UNSUPPORTED,
    TLS_FAILED,
)
from appliance.database.login import prepare
from appliance.database.mysql import Connection, open_connection
from appliance.settings.model import DatabaseSettings, TlsMode
from tests.support import mysql_packets as packets
from tests.support.mysql_packets import Reader, accept_session, packet, scripted_server

INT = packets.definition(FIELD_TYPE.LONG, packets.BINARY)


async def fail_to_open(settings: DatabaseSettings) -> tuple[int, str]:
    """Open a connection that fails; returns the error's code and text."""
    with pytest.raises(MySQLError) as caught:
        await open_connection(prepare(settings, "world"), {})
    gc.collect()  # a socket left open would be told now
    await trio.testing.wait_all_tasks_blocked()  # the server sees the end
    code, text = caught.value.args
    return code, text


def speaking(data: bytes) -> packets.Script:
    """A server that says this, and nothing to what it hears."""

    async def script(stream: trio.SocketStream) -> None:
        await stream.send_all(data)
        async for _ in stream:
            pass

    return script


async def test_a_server_that_says_nothing_ends_the_wait_at_the_deadline() -> None:
    async with scripted_server(speaking(b"")) as settings:
        settings = settings.model_copy(update={"connect_timeout_s": 0.2})
        code, text = await fail_to_open(settings)
    assert code == NO_CONNECTION
    assert text == "it took the connection but did not finish the login within 0.2 s"


async def test_a_server_that_hangs_in_the_login_ends_there_too() -> None:
    async with scripted_server(speaking(packet(0, packets.greeting()))) as settings:
        settings = settings.model_copy(update={"connect_timeout_s": 0.2})
        assert (await fail_to_open(settings))[0] == NO_CONNECTION


@pytest.mark.parametrize(
    "noise",
    [
        packet(0, b"\x0a8.4.3\0short"),
        packet(0, b"\x0a"),
        packet(0, packets.greeting(version="no number")),
        packet(0, packets.greeting(capabilities=CLIENT.PROTOCOL_41)),
    ],
)
async def test_a_greeting_that_is_none_is_refused(noise: bytes) -> None:
    async with scripted_server(speaking(noise)) as settings:
        assert (await fail_to_open(settings))[0] == BAD_HANDSHAKE


@pytest.mark.parametrize("noise", [b"SSH-2.0-OpenSSH_9.2p1\r\n", b"\x00\x00\x00\x00"])
async def test_another_protocol_is_noticed(noise: bytes) -> None:
    async with scripted_server(speaking(noise)) as settings:
        assert (await fail_to_open(settings))[0] == MALFORMED


async def test_a_server_that_hangs_up_is_noticed() -> None:
    async def script(stream: trio.SocketStream) -> None:
        return

    async with scripted_server(script) as settings:
        assert (await fail_to_open(settings))[0] == LOST


async def test_a_refusal_instead_of_a_greeting_is_told_in_full() -> None:
    refusal = packets.error(1040, "Too many connections", state="")
    async with scripted_server(speaking(packet(0, refusal))) as settings:
        assert await fail_to_open(settings) == (1040, "Too many connections")


async def test_encryption_that_is_not_offered_sends_nothing_in_the_clear() -> None:
    heard = b"unset"

    async def script(stream: trio.SocketStream) -> None:
        nonlocal heard
        await stream.send_all(packet(0, packets.greeting()))
        heard = await stream.receive_some(1000)

    async with scripted_server(script) as settings:
        settings = settings.model_copy(update={"tls_mode": TlsMode.REQUIRED})
        assert await fail_to_open(settings) == (
            TLS_FAILED,
            "the server does not offer encryption",
        )
        with trio.fail_after(30):
            while heard == b"unset":  # noqa: ASYNC110 - the end of a connection takes its way
                await trio.sleep(0.01)
    assert heard == b""


async def test_words_slipped_in_before_encryption_are_not_heard() -> None:
    greeting = packets.greeting(capabilities=packets.CAPABILITIES | CLIENT.SSL)
    slipped_in = packet(0, greeting) + packet(2, packets.ok())
    async with scripted_server(speaking(slipped_in)) as settings:
        settings = settings.model_copy(update={"tls_mode": TlsMode.REQUIRED})
        assert (await fail_to_open(settings))[0] == TLS_FAILED


async def test_a_password_in_the_clear_is_not_given() -> None:
    heard: list[bytes] = []

    async def script(stream: trio.SocketStream) -> None:
        read = Reader(stream)
        await stream.send_all(packet(0, packets.greeting("caching_sha2_password")))
        heard.append(await read())
        await stream.send_all(packet(2, b"\xfemysql_clear_password\0"))
        heard.append(await read())

    async with scripted_server(script) as settings:
        settings = DatabaseSettings(**settings.model_dump() | {"password": "geheim"})
        code, text = await fail_to_open(settings)
        with trio.fail_after(30):
            while len(heard) < 2:  # noqa: ASYNC110
                await trio.sleep(0.01)
    assert (code, "mysql_clear_password" in text) == (PLUGIN_UNSUPPORTED, True)
    assert heard[1] == b""
    assert b"geheim" not in heard[0]


@asynccontextmanager
async def answering(*answers: bytes, piece: int = 1 << 20) -> AsyncIterator[Connection]:
    """A connection whose statements get these bytes, then the end of the connection."""

    async def script(stream: trio.SocketStream) -> None:
        read = Reader(stream)
        await accept_session(stream, read)
        for answer in answers:
            await read()
            for start in range(0, len(answer), piece):
                await stream.send_all(answer[start : start + piece])
                await trio.lowlevel.checkpoint()

    async with scripted_server(script) as settings:
        connection = await open_connection(prepare(settings, "world"), {})
        try:
            yield connection
        finally:
            await connection.aclose()


@pytest.mark.parametrize("piece", [1, 7, 1000])
async def test_answers_may_come_in_pieces(piece: int) -> None:
    rows = [packets.row(str(number).encode()) for number in range(50)]
    answer = packets.result([INT], rows)
    async with answering(answer, answer, piece=piece) as connection:
        for _ in range(2):  # the second time the columns are known
            assert await connection.run(b"SELECT") == [(number,) for number in range(50)]
            assert connection.clean


async def test_known_columns_are_not_taken_for_others() -> None:
    text = packets.definition(FIELD_TYPE.VAR_STRING)
    first = packets.result([INT, INT], [packets.row(b"1", b"2")])
    second = packets.result([INT, text], [packets.row(b"1", b"2")])
    third = packets.result([INT], [packets.row(b"1")])
    async with answering(first, second, first, third) as connection:
        assert await connection.run(b"SELECT") == [(1, 2)]
        assert await connection.run(b"SELECT") == [(1, "2")]
        assert await connection.run(b"SELECT") == [(1, 2)]
        assert await connection.run(b"SELECT") == [(1,)]


async def test_rows_beyond_16_mib_are_joined() -> None:
    text = packets.definition(FIELD_TYPE.BLOB)
    long = b"z" * (2**24 + 100)
    exact = b"y" * (0xFFFFFF - 4)
    rows = [packets.row(b"a"), packets.row(long), packets.row(b"b"), packets.row(exact)]
    async with answering(packets.result([text], rows), piece=1 << 22) as connection:
        found = await connection.run(b"SELECT")
        assert [len(value) for (value,) in found] == [1, len(long), 1, len(exact)]
        assert connection.clean


async def test_an_error_among_the_rows_leaves_the_connection_in_step() -> None:
    head = packet(1, b"\x01") + packet(2, INT) + packet(3, packets.end_of_rows())
    broken = head + packet(4, packets.row(b"1")) + packet(5, packets.error(1969, "time limit"))
    fine = packets.result([INT], [packets.row(b"2")])
    async with answering(broken, fine) as connection:
        with pytest.raises(OperationalError) as caught:
            await connection.run(b"SELECT")
        assert caught.value.args == (1969, "time limit")
        assert connection.clean
        assert await connection.run(b"SELECT") == [(2,)]


HEAD = packet(1, b"\x01") + packet(2, INT) + packet(3, packets.end_of_rows())


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"", LOST),
        (HEAD[:9], LOST),
        (HEAD, LOST),
        (HEAD + packet(4, packets.row(b"1")), LOST),
        (packet(0, packets.error(1053, "Server shutdown in progress")), LOST),
        (packet(7, b"\x01"), MALFORMED),
        (HEAD + packet(9, packets.row(b"1")), MALFORMED),
        (HEAD + packet(4, packets.row(b"x")), MALFORMED),
        (HEAD + packet(4, b"\x05ab"), MALFORMED),
        (HEAD + packet(4, b""), MALFORMED),
        (packet(1, b""), MALFORMED),
        (packet(1, b"\x00"), MALFORMED),
        (packet(1, b"\x01") + packet(2, b"\x03def"), MALFORMED),
        (packet(1, b"\x01") + packet(2, INT) + packet(3, packets.row(b"1")), MALFORMED),
        (packet(1, b"\xfb/etc/passwd"), LOCAL_FILE_REFUSED),
    ],
)
async def test_a_stream_that_makes_no_sense_is_closed(answer: bytes, code: int) -> None:
    async with answering(answer) as connection:
        with pytest.raises((OperationalError, InternalError)) as caught:
            await connection.run(b"SELECT")
        assert caught.value.args[0] == code
        assert not connection.clean
        assert connection.is_dead()
        with pytest.raises(OperationalError) as again:
            await connection.run(b"SELECT")
        assert again.value.args[0] == GONE


async def test_further_results_make_a_connection_unfit() -> None:
    async with answering(packets.result([INT], [packets.row(b"1")], status=2 | 8)) as connection:
        assert await connection.run(b"CALL p()") == [(1,)]
        assert not connection.clean


async def test_an_open_transaction_makes_a_connection_unfit() -> None:
    async with answering(packet(1, packets.ok(status=1))) as connection:
        assert await connection.run(b"BEGIN") == []
        assert not connection.clean


async def hold(stream: trio.SocketStream) -> None:
    """Accept a session and read nothing of it."""
    await accept_session(stream, Reader(stream))
    await trio.sleep_forever()


async def test_cancelled_while_writing_it_closes_and_knows_that_nothing_runs() -> None:
    async with scripted_server(hold) as settings:
        connection = await open_connection(prepare(settings, "world"), {})
        with trio.move_on_after(0.1) as scope:
            await connection.run(b"SELECT '" + b"x" * 2**23 + b"'")
        assert scope.cancelled_caught
        assert connection.is_dead()
        assert not connection.answer_due


async def test_cancelled_while_reading_it_closes_and_knows_that_something_runs() -> None:
    async with scripted_server(hold) as settings:
        connection = await open_connection(prepare(settings, "world"), {})
        with trio.move_on_after(0.1) as scope:
            await connection.run(b"SELECT SLEEP(100)")
        assert scope.cancelled_caught
        assert connection.is_dead()
        assert connection.answer_due


async def test_an_idle_connection_the_server_closed_is_seen_without_asking() -> None:
    async with answering() as connection:
        with trio.fail_after(30):
            while not connection.is_dead():  # noqa: ASYNC110
                await trio.sleep(0.01)
