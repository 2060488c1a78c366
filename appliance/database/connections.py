"""Keeps at most so many connections to one schema, and decides which may be used again.

A connection is kept only when the server and we agree that nothing is under way; every other one
is closed, and what it still runs on the server is stopped there.
"""

from __future__ import annotations

from typing import NamedTuple

import structlog
import trio
from trio_mysql.err import MySQLError

from appliance.database.errors import translate
from appliance.database.interface import Engine
from appliance.database.login import Login
from appliance.database.mysql import ColumnCache, Connection, end_session, open_connection
from appliance.errors import DatabaseBusy, DatabaseUnavailable
from appliance.telemetry.metrics import Metrics

STOP_TIMEOUT_S = 2.0
"""How long stopping an abandoned query on the server may hold up the task that gave it up."""
DRIVER_ERRORS = (MySQLError, OSError)

logger = structlog.get_logger("appliance.database")


class Deadline(NamedTuple):
    """A moment of trio's clock, and how many seconds after the question it is."""

    at: float
    seconds: float


class _Idle(NamedTuple):
    connection: Connection
    since: float


class Connections:
    """The connections to one schema: those in use take a place each, the others are idle."""

    def __init__(self, login: Login, metrics: Metrics, label: str) -> None:
        settings = login.settings
        self.engine = Engine.MYSQL
        self.login = login
        self._size = settings.pool_size
        self._idle_timeout_s = settings.idle_timeout_s
        self._places = trio.Semaphore(settings.pool_size)
        self._idle: list[_Idle] = []  # the one used last is at the end
        self._known: ColumnCache = {}
        self._closed = False
        # Added to and never set: while one pool takes over from another, both count.
        self._active_gauge = metrics.pool_active.labels(label)
        self._idle_gauge = metrics.pool_idle.labels(label)
        self._size_gauge = metrics.pool_size.labels(label)
        self._size_gauge.inc(settings.pool_size)

    async def wait_for_place(self, deadline: Deadline) -> None:
        """Wait until one more connection may be in use; the caller must `leave_place`."""
        try:
            self._places.acquire_nowait()
        except trio.WouldBlock:
            await self._queue_for_place(deadline)
        self._active_gauge.inc()

    async def _queue_for_place(self, deadline: Deadline) -> None:
        try:
            with trio.fail_at(deadline.at):
                await self._places.acquire()
        except trio.TooSlowError:
            raise DatabaseBusy(
                f"all {self._size} connections to {self.login.place} were busy for "
                f"{deadline.seconds:g} s",
                hint="look for slow queries, or raise database.pool_size",
            ) from None

    def leave_place(self) -> None:
        """Let the next one in."""
        self._active_gauge.dec()
        self._places.release()

    async def take_idle(self) -> Connection | None:
        """The idle connection used last that is still good, if there is one."""
        while self._idle:
            connection, since = self._idle.pop()
            self._idle_gauge.dec()
            expired = trio.current_time() - since > self._idle_timeout_s
            if not expired and not connection.is_dead():
                return connection
            await connection.aclose()
        return None

    async def connect(self, deadline: Deadline) -> Connection:
        """A new connection; raises ours, never the driver's errors."""
        place = self.login.place
        if self._closed:
            raise DatabaseUnavailable(f"the pool of {place} is closed")
        try:
            with trio.fail_at(deadline.at):
                connection = await open_connection(self.login, self._known)
        except trio.TooSlowError:
            raise DatabaseUnavailable(
                f"no connection to {place} within the query's {deadline.seconds:g} s"
            ) from None
        except DRIVER_ERRORS as error:
            raise translate(error, place, connecting=True) from error
        self.engine = connection.engine
        return connection

    async def give_back(self, connection: Connection) -> None:
        """Keep a connection for the next one, or close it and what it runs on the server."""
        if connection.clean and not self._closed:
            self._idle.append(_Idle(connection, trio.current_time()))
            self._idle_gauge.inc()
            return
        abandoned = connection.answer_due
        await connection.aclose()
        if abandoned:
            await stop_session(self.login, connection.thread)

    async def close_unused(self) -> None:
        """Close connections that nobody used for the configured time; runs until cancelled."""
        while True:
            oldest = self._idle[0].since if self._idle else trio.current_time()
            await trio.sleep_until(oldest + self._idle_timeout_s)
            expired = trio.current_time() - self._idle_timeout_s
            while self._idle and self._idle[0].since <= expired:
                unused = self._idle.pop(0)
                self._idle_gauge.dec()
                await unused.connection.aclose()

    async def aclose(self) -> None:
        """Close the idle connections; those in use are closed when they are given back."""
        if not self._closed:
            self._closed = True
            self._size_gauge.dec(self._size)
        while self._idle:
            self._idle_gauge.dec()
            await self._idle.pop().connection.aclose()


async def stop_session(login: Login, thread: int) -> None:
    """End what an abandoned session still runs on the server; takes a moment at most.

    A server that cannot be told is logged, no more: it ends the session by itself some time.
    """
    deadline = trio.current_time() + STOP_TIMEOUT_S
    reason = "the server did not answer"
    with trio.CancelScope(shield=True, deadline=deadline):
        try:
            await end_session(login, thread)
            return
        except DRIVER_ERRORS as error:
            reason = str(translate(error, login.place, connecting=True))
    logger.warning("query not stopped", database=login.schema, reason=reason)
