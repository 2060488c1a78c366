"""How far a dump or a restore has come: counted here, told to whoever asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio

from appliance.backup.logical.rate import remaining_s

Progress = Callable[[int, int, int, int, float | None], Awaitable[None]]
"""Tables done, tables in all, rows and bytes so far, estimated seconds to go (None: unknown)."""


async def unheard(
    tables_done: int, tables_total: int, rows: int, size: int, eta_s: float | None
) -> None:
    """The progress nobody asked for."""


class Tally:
    """Counts what was done and tells it.

    Args:
        weight: estimated bytes of all tables; the estimate of the time to go comes from it.
    """

    def __init__(self, progress: Progress, tables: int, weight: int) -> None:
        self.rows = 0
        self.bytes = 0
        self._progress = progress
        self._tables = tables
        self._weight = max(1, weight)
        self._done = 0
        self._weight_done = 0
        self._table_weight_done: dict[str, int] = {}
        self._began = trio.current_time()

    async def add(self, table: str, weight: int, rows: int, size: int) -> None:
        """Some rows of a table, of estimated `weight` bytes in all, were passed on."""
        self.rows += rows
        self.bytes += size
        known = self._table_weight_done.get(table, 0)
        self._table_weight_done[table] = min(weight, known + size)
        await self._tell()

    async def finish(self, table: str, weight: int) -> None:
        """A table is done."""
        self._done += 1
        self._weight_done += weight
        self._table_weight_done.pop(table, None)
        await self._tell()

    async def _tell(self) -> None:
        done = self._weight_done + sum(self._table_weight_done.values())
        elapsed_s = trio.current_time() - self._began
        eta_s = remaining_s(done, self._weight, elapsed_s)
        await self._progress(self._done, self._tables, self.rows, self.bytes, eta_s)
