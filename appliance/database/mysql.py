"""A session that is set up for us, and the statements it runs."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any

import trio
from trio_mysql.constants import COMMAND, SERVER_STATUS
from trio_mysql.err import OperationalError
from trio_mysql.protocol import MysqlPacket, OKPacketWrapper

from appliance.database.errors import GONE, LOCAL_FILE_REFUSED, NO_CONNECTION
from appliance.database.interface import Engine
from appliance.database.login import Login
from appliance.database.rows import (
    EOF_MARK,
    EOF_MAX_BYTES,
    HEADER_BYTES,
    MAX_PAYLOAD,
    Columns,
    MalformedPacket,
    parse_rows,
    read_columns,
    read_row,
)
from appliance.database.wire import Wire

QUIT_TIMEOUT_S = 1.0
ALREADY_ENDED = 1094
OK_MARK = 0x00
LOCAL_FILE_MARK = 0xFB
MAX_KNOWN_RESULTS = 500
SQL_MODE = "ONLY_FULL_GROUP_BY,NO_UNSIGNED_SUBTRACTION"
"""Without NO_BACKSLASH_ESCAPES and ANSI_QUOTES, whatever the server's default is; differences of
unsigned columns may be negative, as in the embedded engine."""
GROUP_CONCAT_BYTES = 1024 * 1024
"""MySQL's default of 1024 cuts off lists without an error."""

ColumnCache = dict[tuple[int, bytes], tuple[bytes, Columns]]
"""By number of columns and bytes of the first definition: the bytes of all definitions and what
they say. Most queries ask for the same columns again and again."""
Rows = list[tuple[Any, ...]]
Setup = Callable[[Engine], tuple[bytes, ...]]


async def open_connection(
    login: Login, known: ColumnCache, setup: Setup | None = None
) -> Connection:
    """Connect, log in and set the session up, all before the configured deadline.

    Args:
        setup: other statements than `session`'s, by engine.

    Raises:
        MySQLError, OSError: it failed; `errors.translate` knows both.
    """
    connection = Connection(login, known)
    deadline_s = login.settings.connect_timeout_s
    ready = False
    try:
        with trio.fail_after(deadline_s):
            await connection.connect()
            if setup is None:
                statements = session(connection.engine, login.settings.query_timeout_s)
            else:
                statements = setup(connection.engine)
            for statement in statements:
                await connection.run(statement)
        ready = True
    except trio.TooSlowError:
        text = f"it {connection.stage} within {deadline_s:g} s"
        raise OperationalError(NO_CONNECTION, text) from None
    finally:
        if not ready:
            connection.close()
    return connection


async def end_session(login: Login, thread: int) -> None:
    """Stop what the session `thread` of this account is doing, and end it, from beside.

    The whole session and not only its query: a query that has not begun yet would not notice.
    """
    connection = Connection(login, {})
    try:
        await connection.connect()
        await connection.run(b"KILL %d" % thread)
    except OperationalError as error:
        if error.args[0] != ALREADY_ENDED:
            raise
    finally:
        await connection.aclose()


def session(engine: Engine, query_timeout_s: float) -> tuple[bytes, ...]:
    """The statements that make a session ours: character set, limits, reading only."""
    if engine is Engine.MARIADB:
        limit = f"max_statement_time={query_timeout_s:.6f}"
    else:
        limit = f"max_execution_time={math.ceil(query_timeout_s * 1000)}"
    variables = (
        f"sql_mode='{SQL_MODE}', time_zone='+00:00', autocommit=1, "
        f"group_concat_max_len={GROUP_CONCAT_BYTES}, {limit}"
    )
    return f"SET NAMES utf8mb4, {variables}".encode(), b"SET SESSION TRANSACTION READ ONLY"


class Connection(Wire):
    """A session that runs one statement after the other."""

    warnings = 0
    """How many the last statement with rows raised; known at their end."""

    def __init__(self, login: Login, known: ColumnCache) -> None:
        super().__init__(login)
        self._known = known

    @property
    def thread(self) -> int:
        """The server's number for this session."""
        return int(self.server_thread_id[0])

    @property
    def engine(self) -> Engine:
        """Which server this is, by its greeting."""
        return Engine.MARIADB if "mariadb" in self.server_version.lower() else Engine.MYSQL

    @property
    def clean(self) -> bool:
        """Whether the next statement may use this connection."""
        busy = SERVER_STATUS.SERVER_STATUS_IN_TRANS | SERVER_STATUS.SERVER_MORE_RESULTS_EXISTS
        return (
            self._sock is not None
            and not self.answer_due
            and self._rbuf_offset == len(self._rbuf)
            and not self.server_status & busy
        )

    async def aclose(self) -> None:
        """Say goodbye when nothing is under way, then close. Never raises, never takes long."""
        if self._sock is not None and self.clean:
            with trio.CancelScope(shield=True, deadline=trio.current_time() + QUIT_TIMEOUT_S):
                try:
                    await self._sock.send_all(struct.pack("<iB", 1, COMMAND.COM_QUIT))
                except trio.BrokenResourceError:
                    self._force_close()
        self._force_close()

    async def run(self, statement: bytes) -> Rows:
        """Send a statement and return its rows."""
        rows: Rows = []
        columns = await self.begin(statement)
        if columns is not None:
            while not await self.read_rows(columns, rows):
                pass
        return rows

    async def begin(self, statement: bytes) -> Columns | None:
        """Send a statement and read up to its first row; None when it has no rows at all."""
        if self._sock is None:
            raise OperationalError(GONE, "the connection is closed")
        self._rbuf.clear()
        self._rbuf_offset = 0
        self.answered = False
        await self._execute_command(COMMAND.COM_QUERY, statement)
        self.answer_due = True
        payload = await self._read_payload()
        self.answered = True
        if payload[0] == LOCAL_FILE_MARK:
            self._force_close()
            raise OperationalError(LOCAL_FILE_REFUSED, "")
        packet = MysqlPacket(payload, self.encoding)
        try:
            if payload[0] == OK_MARK:
                self.server_status = OKPacketWrapper(packet).server_status
                self.answer_due = False
                return None
            count = packet.read_length_encoded_integer()
        except (IndexError, ValueError, struct.error) as error:
            raise self._malformed("an unreadable answer") from error
        columns = await self._read_columns(count)
        end = await self._read_payload()
        if end[0] != EOF_MARK or len(end) >= EOF_MAX_BYTES:
            raise self._malformed("no end of the column definitions")
        return columns

    async def _read_columns(self, count: int) -> Columns:
        position, length = await self._wait_for_packet(self._rbuf_offset, peek=True)
        key = count, bytes(self._rbuf[position : position + HEADER_BYTES + length])
        known = self._known.get(key)
        if known is not None and self._rbuf.startswith(known[0], position):
            # The same bytes in the same order, sequence numbers included.
            self._rbuf_offset = position + len(known[0])
            self._next_seq_id = (self._next_seq_id + count) & 0xFF
            return known[1]
        for _ in range(count):
            position, length = await self._wait_for_packet(position)
            position += HEADER_BYTES + length
        definitions = bytes(memoryview(self._rbuf)[self._rbuf_offset : position])
        self._rbuf_offset = position
        try:
            columns = read_columns(definitions, count)
        except MalformedPacket as error:
            raise self._malformed(str(error)) from error
        if len(self._known) >= MAX_KNOWN_RESULTS:
            self._known.clear()
        self._known[key] = definitions, columns
        return columns

    async def read_rows(self, columns: Columns, rows: Rows, at_least_bytes: int = 0) -> bool:
        """Append rows of about `at_least_bytes`, one at the least, to `rows` and return False.

        After the last row it returns True, with what came before in `rows`.
        """
        known, taken = len(rows), 0
        while not await self._read_arrived(columns, rows):
            if len(rows) > known and taken >= at_least_bytes:
                return False
            taken += await self._fill()
        return True

    async def _read_arrived(self, columns: Columns, rows: Rows) -> bool:
        """Append the rows that have arrived; True when the end of the rows came after them."""
        buffer = self._rbuf
        try:
            start, self._next_seq_id = parse_rows(
                buffer, self._rbuf_offset, len(buffer), columns, self._next_seq_id, rows
            )
            self._rbuf_offset = start
            if len(buffer) - start < HEADER_BYTES:
                return False
            length = int.from_bytes(buffer[start : start + 3], "little")
            if length == MAX_PAYLOAD:
                rows.append(read_row(await self._read_payload(), columns))
                return False
        except MalformedPacket as error:
            raise self._malformed(str(error)) from error
        if len(buffer) - start < HEADER_BYTES + length:
            return False
        payload = await self._read_payload()
        if payload[0] != EOF_MARK or length >= EOF_MAX_BYTES:
            raise self._malformed("a packet that is neither a row nor the end")
        self.warnings = int.from_bytes(payload[1:3], "little")
        self.server_status = int.from_bytes(payload[3:5], "little")
        self.answer_due = False
        return True
