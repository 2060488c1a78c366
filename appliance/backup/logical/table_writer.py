"""Writes the rows of one table: read as the server renders them, joined to INSERTs, summed up."""

from __future__ import annotations

from collections.abc import Sequence

import trio

from appliance.backup.archive import StatementSink
from appliance.backup.logical.plan import Table
from appliance.backup.logical.progress import Tally
from appliance.backup.logical.rate import Rate
from appliance.backup.logical.rows import Inserts, select_rows
from appliance.backup.logical.tasks import run_together
from appliance.backup.manifest import FileEntry
from appliance.database.session import Session, identifier
from appliance.errors import BackupError

STATEMENT_BYTES = 1_000_000
"""About how long an INSERT is; one that holds a longer row is as long as that row."""
TOO_LONG = b"1301"
"""The warning for a value of more than max_allowed_packet bytes."""


class TableWriter:
    """Writes one table after the other.

    Args:
        session: in the schema, with the character set `rows.BYTES`.
        sformat: whether the server knows SFORMAT.
    """

    def __init__(self, session: Session, rate: Rate, tally: Tally, *, sformat: bool) -> None:
        self.session = session
        self._sformat = sformat
        self._rate = rate
        self._tally = tally

    async def write(self, table: Table, sink: StatementSink) -> tuple[int, int | None, FileEntry]:
        """Write the rows and close the file; returns the number of rows and the checksum too.

        Raises:
            BackupError: a row is longer than the server can send or take.
            DatabaseError: the server is away or refuses.
        """
        rows = await self._rows(table, sink)
        entry: list[FileEntry] = []
        checksum: list[int | None] = []

        async def close() -> None:
            entry.append(await sink.close())

        async def sum_up() -> None:
            checksum.append(await self.checksum(table))

        await run_together(close, sum_up)
        return rows, checksum[0], entry[0]

    async def checksum(self, table: Table) -> int | None:
        """CHECKSUM TABLE; None where the engine has none."""
        rows = await self.session.rows(f"CHECKSUM TABLE {identifier(table.name)} EXTENDED")
        value = rows[0][1]
        return None if value is None else int(value)

    async def _rows(self, table: Table, sink: StatementSink) -> int:
        """Write the rows; returns how many."""
        session = self.session
        inserts = Inserts(table.name, table.columns, STATEMENT_BYTES)
        count = 0
        sql = select_rows(table.name, table.columns, table.source, sformat=self._sformat)
        await session.begin(sql)
        while batch := await session.first_column():
            count += len(batch)
            try:
                full = inserts.add(batch)
            except TypeError:  # the server could not render a row
                raise _too_long(table) from None
            await self._pass_on(table, sink, full)
        if session.warnings:
            raise await self._warned(table)
        await self._pass_on(table, sink, inserts.finish())
        return count

    async def _pass_on(
        self, table: Table, sink: StatementSink, statements: Sequence[tuple[bytes, int]]
    ) -> None:
        for statement, rows in statements:
            await sink.write(statement)
            await self._tally.add(table.name, table.weight, rows, len(statement))
            await trio.sleep(self._rate.delay_s(len(statement), trio.current_time()))

    async def _warned(self, table: Table) -> BackupError:
        found = await self.session.raw_rows("SHOW WARNINGS LIMIT 1")
        if not found or found[0][1] == TOO_LONG:
            return _too_long(table)
        text = (found[0][2] or b"").decode("utf-8", "replace")
        return BackupError(f"{table.name} cannot be read exactly: {text}")


def _too_long(table: Table) -> BackupError:
    return BackupError(
        f"a row of {table.name} is longer than the server's max_allowed_packet",
        hint="raise max_allowed_packet there: no INSERT could bring that row back",
    )
