"""An opened DB2 file as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from appliance.clientdata.interface import Field, FileFacts, Record
from appliance.clientdata.layout import LayoutField
from appliance.clientdata.value_index import ValueIndexes
from appliance.clientdata.wdc_records import Records
from appliance.clientdata.wdc_rows import Rows


class WdcTable:
    """A mapped .db2 file; see `interface.Table`. Safe in threads."""

    def __init__(
        self,
        name: str,
        fields: Sequence[LayoutField],
        rows: Rows,
        records: Records,
        facts: FileFacts,
    ) -> None:
        own = tuple(Field(field.name, field.kind, field.count, field.signed) for field in fields)
        self.name = name
        self.facts = facts
        if all(field.name != "ID" for field in own):
            own = (Field("ID", "int", signed=False), *own)
        self.fields = own
        self._rows, self._records = rows, records
        self._indexes = ValueIndexes()

    def __len__(self) -> int:
        return len(self._rows.ids)

    def ids(self) -> Sequence[int]:
        return self._rows.ids

    def get(self, number: int) -> Record | None:
        place = self._rows.place(number)
        return None if place is None else self._records.record(self._rows.spot(number, place))

    def scan(self, *fields: str) -> Iterator[tuple[Any, ...]]:
        for field in fields:
            if all(known.name != field for known in self.fields):
                raise KeyError(f"{self.name} has no field {field}")
        return self._records.scan(fields)

    def find(self, field: str, value: int) -> Sequence[int]:
        if field == "ID":
            return () if self._rows.place(value) is None else (value,)
        return self._indexes.find(self, field, value)
