"""A database that remembers what it was asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from appliance.database.interface import Database, Engine, Parameter


class Recording:
    """Hands every call on to `database`; `asked` holds the queries in their order."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.asked: list[tuple[str, tuple[Parameter, ...]]] = []

    @property
    def name(self) -> str:
        return self._database.name

    @property
    def engine(self) -> Engine:
        return self._database.engine

    async def fetch(self, sql: str, parameters: Sequence[Parameter] = (), **options: Any) -> Any:
        self.asked.append((sql, tuple(parameters)))
        return await self._database.fetch(sql, parameters, **options)

    def stream(
        self, sql: str, parameters: Sequence[Parameter] = (), **options: Any
    ) -> AbstractAsyncContextManager[AsyncIterator[list[tuple[Any, ...]]]]:
        self.asked.append((sql, tuple(parameters)))
        return self._database.stream(sql, parameters, **options)

    async def ping(self) -> float:
        return await self._database.ping()

    async def tables(self) -> Mapping[str, frozenset[str]]:
        return await self._database.tables()
