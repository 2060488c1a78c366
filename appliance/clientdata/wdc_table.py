"""An opened DB2 file as a table."""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from appliance.clientdata.interface import Field, FileFacts, Record
from appliance.clientdata.layout import LayoutField
from appliance.clientdata.wdc_records import Records
from appliance.clientdata.wdc_rows import Rows

_INDEXES = 8
"""Fields whose values stay indexed at a time."""


class _Index(NamedTuple):
    """Values ascending, and the id of the record that has each."""

    values: array[int]
    ids: array[int]

    def find(self, value: int) -> tuple[int, ...]:
        first = bisect_left(self.values, value)
        return tuple(self.ids[first : bisect_right(self.values, value, lo=first)])


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
        self._kinds = {field.name: field for field in own}
        if "ID" not in self._kinds:
            own = (Field("ID", "int", signed=False), *own)
        self.fields = own
        self._rows, self._records = rows, records
        self._lock = threading.Lock()
        self._indexes: OrderedDict[str, _Index] = OrderedDict()

    def __len__(self) -> int:
        return len(self._rows.ids)

    def ids(self) -> Sequence[int]:
        return self._rows.ids

    def get(self, number: int) -> Record | None:
        place = self._rows.place(number)
        return None if place is None else self._records.record(self._rows.spot(number, place))

    def scan(self, *fields: str) -> Iterator[tuple[Any, ...]]:
        for field in fields:
            self._known(field)
        return self._records.scan(fields)

    def find(self, field: str, value: int) -> Sequence[int]:
        if field == "ID":
            return () if self._rows.place(value) is None else (value,)
        with self._lock:
            index = self._indexes.get(field)
            if index is None:
                index = self._indexes[field] = self._index(field)
            self._indexes.move_to_end(field)
            while len(self._indexes) > _INDEXES:
                self._indexes.popitem(last=False)
        return index.find(value)

    def _known(self, field: str) -> Field:
        found = next((known for known in self.fields if known.name == field), None)
        if found is None:
            raise KeyError(f"{self.name} has no field {field}")
        return found

    def _index(self, field: str) -> _Index:
        known = self._known(field)
        if known.kind != "int":
            raise KeyError(f"{self.name}.{field} holds no integers")
        values: list[int] = []
        ids: Sequence[int] = self._rows.ids
        if known.count == 1:
            values = [value for _, value in self._records.scan((field,))]
        else:
            ids = array("q")
            for number, found in self._records.scan((field,)):
                for value in set(found):
                    values.append(value)
                    ids.append(number)
        order = sorted(range(len(values)), key=values.__getitem__)
        code = "q" if known.signed else "Q"
        return _Index(
            array(code, (values[at] for at in order)), array("q", (ids[at] for at in order))
        )
