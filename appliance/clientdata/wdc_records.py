"""All records of a DB2 file: one of them as a mapping, or some fields of all.

Two kinds: records of one size, read field by field; and those of a sparse file, which hold their
texts and are walked through one by one.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from appliance.clientdata.layout import LayoutField
from appliance.clientdata.wdc_bits import plain_code
from appliance.clientdata.wdc_columns import Column
from appliance.clientdata.wdc_header import Source, Storage
from appliance.clientdata.wdc_rows import Rows, Spot
from appliance.clientdata.wdc_sections import Section
from appliance.clientdata.wdc_texts import Texts


class Records(Protocol):
    """The records of a file."""

    def record(self, spot: Spot) -> dict[str, Any]:
        """Every field of one record."""

    def scan(self, fields: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """(id, field, …) of every record, by ascending id."""


class FixedRecords:
    """Records of one size."""

    def __init__(self, rows: Rows, columns: Mapping[str, Column], texts: Texts) -> None:
        self._rows, self._columns, self._texts = rows, columns, texts

    def record(self, spot: Spot) -> dict[str, Any]:
        """See `Records`."""
        reader = self._texts.reader()
        return {name: column.one(spot, reader) for name, column in self._columns.items()}

    def scan(self, fields: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """See `Records`."""
        rows = self._rows
        return zip(rows.ids, *(self._columns[name].all(rows) for name in fields), strict=True)


class _Value:
    """A field inside a sparse record: `after` texts stand before it, then `distance` bytes."""

    def __init__(self, field: LayoutField, bits: int, after: int, distance: int) -> None:
        self.is_text, self.count = field.kind == "string", field.count
        self.after, self.distance = after, distance
        self.walk = after + field.count if self.is_text else after
        self.size = 0 if self.is_text else field.count * bits // 8
        self._signed, self._width = field.signed, bits // 8
        code = plain_code(bits, field.signed, field.kind == "float")
        self._struct = struct.Struct(f"<{field.count}{code}") if code and not self.is_text else None

    def numbers(self, view: memoryview, at: int) -> Any:
        """The numbers that stand at byte `at`."""
        if self._struct is not None:
            values: tuple[Any, ...] = self._struct.unpack_from(view, at)
        else:
            starts = range(at, at + self.size, self._width)
            values = tuple(
                int.from_bytes(view[start : start + self._width], "little", signed=self._signed)
                for start in starts
            )
        return values if self.count > 1 else values[0]


class SparseRecords:
    """Records of different sizes.

    Args:
        fields: those inside of records, in order.
        outer: the other columns.
        names: every field, in order.
    """

    def __init__(
        self,
        source: Source,
        rows: Rows,
        fields: Sequence[tuple[LayoutField, Storage]],
        outer: Mapping[str, Column],
        names: Sequence[str],
        texts: Texts,
    ) -> None:
        self._source, self._rows, self._outer, self._names = source, rows, outer, names
        self._reader = texts.reader()
        self._values: dict[str, _Value] = {}
        self._gaps: list[int] = []
        distance = 0
        for field, storage in fields:
            bits = 32 if field.kind == "float" else storage.plain_bits
            value = _Value(field, bits, len(self._gaps), distance)
            self._values[field.name] = value
            if value.is_text:
                self._gaps += [distance, *[0] * (field.count - 1)]
                distance = 0
            distance += value.size

    def record(self, spot: Spot) -> dict[str, Any]:
        """See `Records`."""
        start, end = spot.section.extent(spot.at)
        marks = self._marks(start, end, len(self._gaps))
        found: dict[str, Any] = {}
        for name in self._names:
            if name in self._outer:
                found[name] = self._outer[name].one(spot, self._reader)
            else:
                found[name] = self._value(self._values[name], marks, start, end)
        return found

    def scan(self, fields: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """See `Records`."""
        rows = self._rows
        inner: dict[str, list[Any]] = {name: [] for name in fields if name not in self._outer}
        plan = [(self._values[name], column) for name, column in inner.items()]
        texts = max((value.walk for value, _ in plan), default=0)
        for offset, size in rows.gather(Section.extents) if plan else ():
            end = offset + size
            marks = self._marks(offset, end, texts)
            for value, column in plan:
                column.append(self._value(value, marks, offset, end))
        columns: list[Sequence[Any]] = [
            inner[name] if name in inner else self._outer[name].all(rows) for name in fields
        ]
        return zip(rows.ids, *columns, strict=True)

    def _marks(self, start: int, end: int, texts: int) -> list[int]:
        """Where the record begins, and where each of its first texts has ended."""
        find, at = self._source.data.find, start
        marks = [start]
        for gap in self._gaps[:texts]:
            stop = find(b"\0", at + gap, end)
            if stop < 0:
                raise self._source.error("a text without an end in a record", start)
            at = stop + 1
            marks.append(at)
        return marks

    def _value(self, value: _Value, marks: list[int], start: int, end: int) -> Any:
        at = marks[value.after] + value.distance
        if not value.is_text:
            if at + value.size > end:
                raise self._source.error("a record ends before its last field", start)
            return value.numbers(self._source.view, at)
        texts = []
        for index in range(value.after, value.after + value.count):
            begin = marks[index] + self._gaps[index]
            texts.append(str(self._source.data[begin : marks[index + 1] - 1], "utf-8", "replace"))
        return tuple(texts) if value.count > 1 else texts[0]
