"""What the rest of the appliance may ask of a database, whatever is behind it.

SQL is written once, in the common subset of MySQL, MariaDB and SQLite, with `%s` for every
parameter. Table names are unqualified: a `Database` is one schema (world, auth, …), and nothing
joins across two of them, so each may live on another server.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol, TypeVar

Parameter = str | bytes | int | float | Decimal | None
Row = TypeVar("Row")


class Engine(StrEnum):
    """What answers the SQL."""

    MYSQL = "mysql"
    MARIADB = "mariadb"
    DEMO = "demo"


class Database(Protocol):
    """One schema, ready for concurrent use by any number of tasks.

    Every method may raise:
        DatabaseUnavailable: no connection could be had, or it broke and a retry did not help.
        DatabaseDenied: wrong password, missing right, unknown schema.
        QueryTimeout: the deadline passed; the query was stopped on the server too.
        QueryFailed: the server refused the statement.
    """

    @property
    def name(self) -> str:
        """The schema's name on its server."""

    @property
    def engine(self) -> Engine:
        """Which engine answers; known after the first successful call."""

    async def fetch(
        self,
        sql: str,
        parameters: Sequence[Parameter] = (),
        *,
        row: Callable[..., Row],
        timeout_s: float | None = None,
    ) -> list[Row]:
        """Run one SELECT and return its rows, each as `row(*values)`.

        Integers come as int (also SUM of integers), FLOAT and DOUBLE as float, other decimals as
        Decimal, text as str, BLOB and BIT as bytes, dates and times as ISO text, NULL as None.
        `timeout_s` shortens the configured deadline; it never lengthens it.
        """

    def stream(
        self,
        sql: str,
        parameters: Sequence[Parameter] = (),
        *,
        batch_rows: int = 2000,
        timeout_s: float | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[list[tuple[Any, ...]]]]:
        """Run one SELECT and yield its rows in batches, holding one batch in memory."""

    async def ping(self) -> float:
        """Return the seconds one trip to the server and back took."""

    async def tables(self) -> Mapping[str, frozenset[str]]:
        """Every table or view of the schema with its column names, as the server spells them."""
