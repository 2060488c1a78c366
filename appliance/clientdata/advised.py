"""A table whose errors say what to do about them.

Damage inside of a file shows only when a record is read, long after the file was opened; the
readers know bytes, not settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from appliance.clientdata.interface import Field, FileFacts, Record, Table
from appliance.errors import ClientFileError


class AdvisedTable:
    """A table as it is; see `interface.Table`.

    Args:
        fix: the hint of errors that have none.
    """

    def __init__(self, table: Table, fix: str) -> None:
        self._table, self._fix = table, fix

    @property
    def name(self) -> str:
        """The table's name."""
        return self._table.name

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its columns."""
        return self._table.fields

    @property
    def facts(self) -> FileFacts:
        """Its file."""
        return self._table.facts

    def __len__(self) -> int:
        with self._advice():
            return len(self._table)

    def ids(self) -> Sequence[int]:
        with self._advice():
            return self._table.ids()

    def get(self, number: int) -> Record | None:
        with self._advice():
            return self._table.get(number)

    def scan(self, *fields: str) -> Iterator[tuple[Any, ...]]:
        with self._advice():
            rows = self._table.scan(*fields)
        return self._walked(rows)

    def find(self, field: str, value: int) -> Sequence[int]:
        with self._advice():
            return self._table.find(field, value)

    def _walked(self, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        with self._advice():
            yield from rows

    @contextmanager
    def _advice(self) -> Iterator[None]:
        try:
            yield
        except ClientFileError as error:
            error.hint = error.hint or self._fix
            raise
