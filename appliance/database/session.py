"""One session of its own: long work beside the pools, such as a dump or a restore.

It sets itself up as it is told, has no time limits of the pool's, hands out values undecoded where
they are only passed on, and is ended on the server too when it is given up.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import trio

from appliance.database.connections import DRIVER_ERRORS, stop_session
from appliance.database.errors import translate
from appliance.database.interface import Engine, Parameter
from appliance.database.literals import render
from appliance.database.login import Login
from appliance.database.mysql import Connection, Rows, Setup, open_connection
from appliance.database.rows import Columns, undecoded
from appliance.errors import DatabaseUnavailable

Answer = TypeVar("Answer")
SILENCE_S = 600.0
"""How long the server may take for the next batch of a result."""
BATCH_BYTES = 256 * 1024
"""About how much a batch holds: waiting costs more than reading, and is done once a batch."""


class Session:
    """A session that runs one statement after the other, for one task.

    Every method may raise:
        DatabaseUnavailable: the connection broke, or the server fell silent.
        DatabaseDenied: a right is missing.
        QueryFailed: the server refuses the statement; `code` is its number.
    """

    def __init__(self, connection: Connection, login: Login) -> None:
        self._connection = connection
        self._login = login
        self._columns: Columns | None = None

    @property
    def engine(self) -> Engine:
        """Which server this is."""
        return self._connection.engine

    @property
    def version(self) -> str:
        """The server's version as it greets with it, without MariaDB's historical `5.5.5-`."""
        return str(self._connection.server_version).removeprefix("5.5.5-")

    @property
    def account(self) -> str:
        """Whom the session belongs to, for messages."""
        return self._login.settings.user

    async def rows(self, sql: str, parameters: Sequence[Parameter] | None = None) -> Rows:
        """Run a statement and return its rows.

        Args:
            parameters: one for each `%s`; None: the statement is sent as it is.
        """
        statement = sql.encode() if parameters is None else render(sql, parameters)
        return await self._answered(lambda: self._connection.run(statement))

    async def raw_rows(self, sql: str) -> list[tuple[bytes | None, ...]]:
        """Run a statement as it is and return its rows as the server sent them."""
        found: list[tuple[bytes | None, ...]] = []
        await self.begin(sql)
        while batch := await self._batch():
            found += batch
        return found

    async def execute(self, statement: bytes) -> None:
        """Run a statement as it is; what it answers is dropped."""
        await self._answered(lambda: self._connection.run(statement))

    async def begin(self, sql: str) -> None:
        """Send a statement as it is, whose rows are then read by `first_column`."""
        self._columns = await self._answered(lambda: self._connection.begin(sql.encode()))

    async def first_column(self) -> list[bytes]:
        """The next rows of the statement begun, of each the first value; none at the end.

        A NULL comes as None, in spite of the type: joining the list then raises TypeError.
        """
        return [row[0] for row in await self._batch()]

    @property
    def warnings(self) -> int:
        """How many the last statement with rows raised."""
        return self._connection.warnings

    async def _batch(self) -> Rows:
        rows: Rows = []
        columns = self._columns
        if columns is None:
            return rows
        done = await self._answered(
            lambda: self._connection.read_rows(undecoded(columns), rows, BATCH_BYTES), SILENCE_S
        )
        if done:
            self._columns = None
        return rows

    async def _answered(
        self, ask: Callable[[], Awaitable[Answer]], timeout_s: float = math.inf
    ) -> Answer:
        with _translated(self._login):
            try:
                with trio.fail_after(timeout_s):
                    return await ask()
            except trio.TooSlowError:
                raise DatabaseUnavailable(
                    f"{self._login.place}: the server said nothing for {timeout_s:g} s"
                ) from None


@asynccontextmanager
async def open_session(login: Login, setup: Setup) -> AsyncIterator[Session]:
    """A session for as long as the block; on the server it ends with the block at the latest.

    Args:
        setup: the statements that set it up, by engine.

    Raises:
        DatabaseError: as a query of a pool would.
    """
    with _translated(login, connecting=True):
        connection = await open_connection(login, {}, setup)
    try:
        yield Session(connection, login)
    finally:
        abandoned = connection.answer_due
        await connection.aclose()
        if abandoned:
            await stop_session(login, connection.thread)


@contextmanager
def _translated(login: Login, *, connecting: bool = False) -> Iterator[None]:
    try:
        yield
    except DRIVER_ERRORS as error:
        raise translate(error, login.place, connecting=connecting) from error


def identifier(name: str) -> str:
    """`name` as SQL quotes it, whatever is in it."""
    return "`" + name.replace("`", "``") + "`"
