"""Client tables made by hand: the demo realm's, and tests'."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from appliance.clientdata.interface import Field, FileEntry, FileFacts, GameTable, Record, Table


class MemoryTable:
    """Records given as mappings; every one has an "ID". Fields a record lacks hold 0 or ""."""

    def __init__(self, name: str, records: Iterable[Record]) -> None:
        given = list(records)
        shapes: dict[str, Any] = {"ID": 0}
        for record in given:
            for field, value in record.items():
                shapes.setdefault(field, value)
        empty = {field: _empty(value) for field, value in shapes.items()}
        self._records = {record["ID"]: empty | dict(record) for record in given}
        self._ids = tuple(sorted(self._records))
        self.name = name
        self.fields = tuple(_field(field, value) for field, value in shapes.items())
        self.facts = FileFacts(name, "memory", 0)

    def __len__(self) -> int:
        return len(self._ids)

    def ids(self) -> Sequence[int]:
        return self._ids

    def get(self, number: int) -> Record | None:
        return self._records.get(number)

    def scan(self, *fields: str) -> Iterator[tuple[Any, ...]]:
        for number in self._ids:
            record = self._records[number]
            yield number, *(record[field] for field in fields)

    def find(self, field: str, value: int) -> Sequence[int]:
        return tuple(number for number, found in self.scan(field) if value in _values(found))


class MemoryClient:
    """Client data of tables made by hand."""

    def __init__(
        self,
        tables: Mapping[str, Iterable[Record]] | None = None,
        gametables: Iterable[GameTable] = (),
    ) -> None:
        self._tables = {
            name.lower(): MemoryTable(name, records) for name, records in (tables or {}).items()
        }
        self._gametables = {_game_key(table.name): table for table in gametables}

    async def table(self, name: str, locale: str = "enUS") -> Table | None:
        return self._tables.get(name.lower())

    async def gametable(self, name: str) -> GameTable | None:
        return self._gametables.get(_game_key(name))

    async def tables(self) -> list[FileEntry]:
        found = sorted(self._tables.values(), key=lambda table: table.name)
        return [FileEntry(table.name, table.name, 0, 0.0) for table in found]

    async def gametables(self) -> list[FileEntry]:
        found = sorted(self._gametables.values(), key=lambda table: table.name)
        return [FileEntry(table.name, table.name, 0, 0.0) for table in found]

    def missing(self, name: str, *, gametable: bool = False) -> str:
        return f"this realm has no client table {name}"


def _game_key(name: str) -> str:
    return name.lower().removeprefix("gt")


def _values(found: Any) -> tuple[Any, ...]:
    return found if isinstance(found, tuple) else (found,)


def _empty(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_empty(part) for part in value)
    return type(value)()


def _field(name: str, value: Any) -> Field:
    parts = _values(value)
    kind = {int: "int", float: "float", str: "string"}[type(parts[0])]
    return Field(name, kind, len(parts))
