"""A realm's schema on MySQL or MariaDB: the `Database` that stands on a pool of connections."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import starmap
from typing import NamedTuple

import trio

from appliance.database.connections import DRIVER_ERRORS, Connections, Deadline
from appliance.database.errors import is_lost, translate
from appliance.database.interface import Database, Engine, Parameter, Row
from appliance.database.literals import render
from appliance.database.login import prepare
from appliance.database.mysql import Connection, Rows
from appliance.database.rows import Columns
from appliance.errors import (
    DatabaseBusy,
    DatabaseDenied,
    DatabaseError,
    DatabaseUnavailable,
    QueryFailed,
    QueryTimeout,
)
from appliance.settings.model import DatabaseSettings
from appliance.telemetry.metrics import Metrics

TABLES = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position
"""
_REPEATABLE = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)
_ERROR_NAMES: dict[type[DatabaseError], str] = {
    DatabaseUnavailable: "unavailable",
    DatabaseBusy: "busy",
    DatabaseDenied: "denied",
    QueryTimeout: "timeout",
    QueryFailed: "refused",
}


@asynccontextmanager
async def open_pool(
    settings: DatabaseSettings,
    schema: str,
    metrics: Metrics,
    *,
    kind: str = "world",
) -> AsyncIterator[Database]:
    """A database ready for use; no connection is made before the first query.

    Args:
        kind: what the schema is to the realm ("world", "auth", …): the label of its metrics.

    Raises:
        SettingsError: a file the settings name cannot be used.
    """
    connections = Connections(prepare(settings, schema), metrics, kind)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(connections.close_unused)
        try:
            yield Pool(connections, metrics, kind)
        finally:
            nursery.cancel_scope.cancel()
            await connections.aclose()


class _Answer(NamedTuple):
    """An answer being read: its connection takes one of the places until `Pool._finish`."""

    connection: Connection
    columns: Columns | None
    sent_at: float
    deadline: Deadline


class Pool:
    """Runs statements on pooled connections. What its methods promise: `interface.Database`."""

    def __init__(self, connections: Connections, metrics: Metrics, kind: str) -> None:
        self._connections = connections
        self._place = connections.login.place
        self._timeout_s = connections.login.settings.query_timeout_s
        self._duration = metrics.query_duration.labels(kind)
        self._errors = {
            error: metrics.query_errors.labels(kind, name) for error, name in _ERROR_NAMES.items()
        }

    @property
    def name(self) -> str:
        """The schema's name."""
        return self._connections.login.schema

    @property
    def engine(self) -> Engine:
        """Which server answers; MySQL until the first connection says otherwise."""
        return self._connections.engine

    async def fetch(
        self,
        sql: str,
        parameters: Sequence[Parameter] = (),
        *,
        row: Callable[..., Row],
        timeout_s: float | None = None,
    ) -> list[Row]:
        """Run one SELECT and return its rows, each as `row(*values)`."""
        return list(starmap(row, await self._fetch(sql, parameters, timeout_s)))

    @asynccontextmanager
    async def stream(
        self,
        sql: str,
        parameters: Sequence[Parameter] = (),
        *,
        batch_rows: int = 2000,
        timeout_s: float | None = None,
    ) -> AsyncIterator[AsyncIterator[Rows]]:
        """Run one SELECT and yield its rows in batches; left early, it stops on the server.

        The deadline covers all of it, the time the reader takes between batches included.
        """
        answer = await self._ask(sql, parameters, timeout_s)
        try:
            yield _Batches(self, answer, batch_rows)
        finally:
            await self._finish(answer)

    async def ping(self) -> float:
        """Seconds one trip to the server and back took; connecting is not counted."""
        answer = await self._ask("SELECT 1", (), None)
        try:
            while not await self.read(answer, []):
                pass
            return trio.current_time() - answer.sent_at
        finally:
            await self._finish(answer)

    async def tables(self) -> Mapping[str, frozenset[str]]:
        """Every table or view with its columns, as far as the account may see them."""
        found: dict[str, set[str]] = {}
        for table, column in await self._fetch(TABLES, (), None):
            found.setdefault(table, set()).add(column)
        return {table: frozenset(columns) for table, columns in found.items()}

    async def _fetch(
        self, sql: str, parameters: Sequence[Parameter], timeout_s: float | None
    ) -> Rows:
        rows: Rows = []
        started = trio.current_time()
        answer = await self._ask(sql, parameters, timeout_s)
        try:
            while not await self.read(answer, rows):
                pass
        finally:
            await self._finish(answer)
        self._duration.observe(trio.current_time() - started)
        return rows

    async def _ask(
        self, sql: str, parameters: Sequence[Parameter], timeout_s: float | None
    ) -> _Answer:
        """Send a statement as soon as a place is free; whoever calls must `_finish` the answer."""
        statement = render(sql, parameters)
        seconds = self._timeout_s if timeout_s is None else min(timeout_s, self._timeout_s)
        deadline = Deadline(trio.current_time() + seconds, seconds)
        with self._translated():
            await self._connections.wait_for_place(deadline)
            asked = False
            try:
                answer = await self._send(sql, statement, deadline)
                asked = True
            finally:
                if not asked:
                    self._connections.leave_place()
        return answer

    async def read(self, answer: _Answer, rows: Rows) -> bool:
        """Append rows that arrived to `rows`; True after the last."""
        if answer.columns is None:
            return True
        with self._translated(), self._until(answer.deadline):
            return await answer.connection.read_rows(answer.columns, rows)

    async def _finish(self, answer: _Answer) -> None:
        try:
            await self._connections.give_back(answer.connection)
        finally:
            self._connections.leave_place()

    async def _send(self, sql: str, statement: bytes, deadline: Deadline) -> _Answer:
        """Send on an idle connection, or on a new one when that turns out to be closed."""
        connection = await self._connections.take_idle()
        if connection is not None:
            try:
                return await self._begin(connection, statement, deadline)
            except DRIVER_ERRORS as error:
                # A server that restarts closes idle connections; one that answered has begun.
                if connection.answered or not is_lost(error) or not _REPEATABLE.match(sql):
                    raise
        connection = await self._connections.connect(deadline)
        return await self._begin(connection, statement, deadline)

    async def _begin(self, connection: Connection, statement: bytes, deadline: Deadline) -> _Answer:
        sent_at = trio.current_time()
        begun = False
        try:
            with self._until(deadline):
                columns = await connection.begin(statement)
            begun = True
        finally:
            if not begun:
                await self._connections.give_back(connection)
        return _Answer(connection, columns, sent_at, deadline)

    @contextmanager
    def _until(self, deadline: Deadline) -> Iterator[None]:
        try:
            with trio.fail_at(deadline.at):
                yield
        except trio.TooSlowError:
            raise QueryTimeout(
                f"{self._place}: no answer within {deadline.seconds:g} s, the query was stopped"
            ) from None

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DRIVER_ERRORS as error:
            problem = translate(error, self._place)
            self._count(problem)
            raise problem from error
        except DatabaseError as problem:
            self._count(problem)
            raise

    def _count(self, problem: DatabaseError) -> None:
        self._errors[type(problem)].inc()


class _Batches:
    """The rows of an answer, batch by batch."""

    def __init__(self, pool: Pool, answer: _Answer, batch_rows: int) -> None:
        self._pool = pool
        self._answer = answer
        self._batch_rows = batch_rows
        self._rows: Rows = []
        self._done = False

    def __aiter__(self) -> _Batches:
        return self

    async def __anext__(self) -> Rows:
        while not self._done and len(self._rows) < self._batch_rows:
            self._done = await self._pool.read(self._answer, self._rows)
        batch, self._rows = self._rows[: self._batch_rows], self._rows[self._batch_rows :]
        if not batch:
            raise StopAsyncIteration
        return batch
