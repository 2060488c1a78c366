"""The fields of a DB2 file with records of one size."""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Sequence
from itertools import count, repeat
from typing import Any, Protocol

from appliance.clientdata.layout import LayoutField
from appliance.clientdata.wdc_bits import Cells, Floats, Masked, Packed, cast, plain
from appliance.clientdata.wdc_header import Header, Kind, Source, Storage
from appliance.clientdata.wdc_rows import Rows, Spot, ascending
from appliance.clientdata.wdc_sections import Section
from appliance.clientdata.wdc_texts import Reader, Texts

_WORD = struct.Struct("<I")
_PACKED = (Kind.PACKED, Kind.PACKED_SIGNED)


class Column(Protocol):
    """One field of every record."""

    def one(self, spot: Spot, reader: Reader) -> Any:
        """The value of a record."""

    def all(self, rows: Rows) -> Sequence[Any]:
        """The values of all records, by ascending id."""


def column(
    source: Source, header: Header, field: LayoutField, storage: Storage, texts: Texts
) -> Column:
    """The column of a field inside records."""
    size = header.record_size
    if storage.kind is Kind.COMMON:
        return CommonColumn(field, storage)
    if storage.kind in (Kind.PALLET, Kind.PALLET_ARRAY):
        index = Packed(storage.offset, storage.bits, False, size)
        return PalletColumn(source, index, size, field, storage)
    if field.kind == "string":
        return TextColumn(source, header, field, storage, texts)
    return NumberColumn(numbers(field, storage, size), size)


def numbers(field: LayoutField, storage: Storage, record_size: int) -> Cells:
    """The numbers of a field that is stored plainly or packed."""
    is_float = field.kind == "float"
    if storage.kind not in _PACKED:
        bits = storage.bits // field.count
        return plain(
            storage.offset,
            bits,
            field.count,
            signed=field.signed,
            is_float=is_float,
            record_size=record_size,
        )
    value_bits = max(32, 8 * field.width)
    signed = storage.kind is Kind.PACKED_SIGNED or (field.signed and storage.bits >= value_bits)
    cells: Cells = Packed(storage.offset, storage.bits, signed, record_size)
    if is_float:
        return Floats(cells)
    if signed and not field.signed:
        return Masked(cells, 32 if storage.bits <= 32 else 64)
    return cells


def typed(words: memoryview, field: LayoutField) -> memoryview[Any]:
    """Values of a pallet or of pairs: words of four bytes whose low bytes count."""
    if field.kind == "float":
        return cast(words, "f")
    if field.width == 1:
        return cast(words, "b" if field.signed else "B")[::4]
    if field.width == 2:
        return cast(words, "h" if field.signed else "H")[::2]
    return cast(words, "i" if field.signed else "I")


class NumberColumn:
    """Numbers in the record itself."""

    def __init__(self, cells: Cells, record_size: int) -> None:
        self._cells, self._size = cells, record_size

    def one(self, spot: Spot, reader: Reader) -> Any:
        """See `Column`."""
        return self._cells.one(spot.section.records, spot.at * self._size)

    def all(self, rows: Rows) -> Sequence[Any]:
        """See `Column`."""
        return rows.gather(lambda section: self._cells.all(section.records))


class TextColumn:
    """Texts that the record points to."""

    def __init__(
        self, source: Source, header: Header, field: LayoutField, storage: Storage, texts: Texts
    ) -> None:
        size = header.record_size
        self._texts, self._size, self._count = texts, size, field.count
        self._offset = storage.offset // 8
        self._before = header.records * size - self._offset
        self._cells = plain(
            storage.offset, 32, field.count, signed=False, is_float=False, record_size=size
        )

    def one(self, spot: Spot, reader: Reader) -> Any:
        """See `Column`."""
        at = spot.at * self._size
        return self._read(reader, spot.section, at, self._cells.one(spot.section.records, at))

    def all(self, rows: Rows) -> Sequence[Any]:
        """See `Column`."""
        reader = self._texts.reader()

        def read(section: Section) -> list[Any]:
            found, size = self._cells.all(section.records), self._size
            if self._count > 1:
                return [self._read(reader, section, i * size, at) for i, at in enumerate(found)]
            base, where = section.base * size - self._before, section.start + self._offset
            text = reader.read
            return [
                text(base + at + value, where + at) if value else ""
                for at, value in zip(count(0, size), found, strict=False)
            ]

        return rows.gather(read)

    def _read(self, reader: Reader, section: Section, at: int, found: Any) -> Any:
        """The texts that a record at byte `at` of its section points to."""
        base = section.base * self._size + at - self._before
        where = section.start + at + self._offset
        if self._count == 1:
            return reader.read(base + found, where) if found else ""
        return tuple(
            reader.read(base + offset + 4 * index, where + 4 * index) if offset else ""
            for index, offset in enumerate(found)
        )


class PalletColumn:
    """Values, or arrays of them, that the record counts in a list of the file."""

    def __init__(
        self, source: Source, index: Packed, size: int, field: LayoutField, storage: Storage
    ) -> None:
        self._source, self._index, self._size = source, index, size
        self._count = storage.third if storage.kind is Kind.PALLET_ARRAY else 1
        self._values = typed(storage.extra, field)
        self._length = len(self._values) // self._count
        self._name = field.name

    def one(self, spot: Spot, reader: Reader) -> Any:
        """See `Column`."""
        at = spot.at * self._size
        index = self._index.one(spot.section.records, at)
        if index >= self._length:
            raise self._outside(index, spot.section.start + at)
        if self._count == 1:
            return self._values[index]
        first = index * self._count
        return tuple(self._values[first : first + self._count].tolist())

    def all(self, rows: Rows) -> Sequence[Any]:
        """See `Column`."""
        values: list[Any] = self._values.tolist()
        if self._count > 1:
            values = list(zip(*[iter(values)] * self._count, strict=True))

        def read(section: Section) -> list[Any]:
            indexes = self._index.all(section.records)
            try:
                return [values[index] for index in indexes]
            except IndexError:
                raise self._outside(max(indexes), section.start) from None

        return rows.gather(read)

    def _outside(self, index: int, at: int) -> Exception:
        message = f"{self._name} counts to {index} in {self._length} values of the pallet"
        return self._source.error(message, at)


class CommonColumn:
    """One value for nearly all records; the others' by id. A copy without a value of its own has
    that of the record it was made from."""

    def __init__(self, field: LayoutField, storage: Storage) -> None:
        self._default = typed(memoryview(_WORD.pack(storage.first)), field)[0]
        self._given = cast(storage.extra, "I")[::2]
        self._given_values = typed(storage.extra, field)[1::2]
        self._sorted: tuple[Sequence[int], Sequence[Any]] | None = None

    def one(self, spot: Spot, reader: Reader) -> Any:
        """See `Column`."""
        if self._sorted is None:
            self._sorted = self._by_id()
        ids, values = self._sorted
        for number in (spot.number, spot.source):
            at = bisect_left(ids, number)
            if at < len(ids) and ids[at] == number:
                return values[at]
        return self._default

    def all(self, rows: Rows) -> Sequence[Any]:
        """See `Column`."""
        default = self._default
        if not self._given:
            return list(repeat(default, len(rows.ids)))
        find = dict(zip(self._given, self._given_values, strict=True)).get
        if not rows.copied:
            return [find(number, default) for number in rows.ids]
        own = rows.own
        return [
            find(number, find(own[place], default))
            for number, place in zip(rows.ids, rows.places, strict=True)
        ]

    def _by_id(self) -> tuple[Sequence[int], Sequence[Any]]:
        ids, values = self._given, self._given_values
        if ascending(ids):
            return ids, values
        pairs = dict(zip(ids, values, strict=True))
        ordered = sorted(pairs)
        return ordered, [pairs[number] for number in ordered]
