"""Tables of 3.3.5: .dbc files in the format WDBC.

A file is a header of five words ("WDBC", records, fields, bytes a record, bytes of texts), records
of one size, and a block of texts that the records point into. The file is mapped, not read: what
nobody asks for costs no memory. Every place a file points to is checked before it is used.
"""

from __future__ import annotations

import mmap
import struct
import threading
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from appliance.clientdata.columns import HEADER_SIZE, Column, Texts, record_format
from appliance.clientdata.files import map_file
from appliance.clientdata.interface import Field, FileFacts, Record, Table
from appliance.clientdata.layout import Layout, LayoutField, Role
from appliance.clientdata.value_index import ValueIndexes
from appliance.errors import ClientFileError

MAGIC = b"WDBC"
BUILD = "3.3.5.12340"
_HEADER = struct.Struct("<4s4I")
_NUMBERED = "fields are numbered and read as integers"


class Header(NamedTuple):
    """What the first 20 bytes say."""

    records: int
    fields: int
    record_size: int
    text_size: int

    @property
    def text_start(self) -> int:
        """Where the block of texts begins."""
        return HEADER_SIZE + self.records * self.record_size

    @property
    def end(self) -> int:
        """Where the file should end."""
        return self.text_start + self.text_size


def open_wdbc(path: Path, layout: Layout | None, locale: str = "enUS") -> Table:
    """Map a .dbc file; `layout` None reads it by numbered fields.

    Raises:
        ClientFileError: it cannot be read, is truncated, or is no WDBC file.
    """
    data = map_file(path)
    header = read_header(data, path.name)
    notes: list[str] = []
    why_not = _misfit(layout, header)
    if why_not:
        notes.append(f"{why_not}: {_NUMBERED}")
    if len(data) > header.end:
        notes.append(f"{len(data) - header.end} bytes after the texts are not read")
    if layout is None or why_not:
        layout = _numbered(path.stem if layout is None else layout.table, header)
    build = "" if why_not else BUILD
    facts = FileFacts(path.name, "WDBC", len(data), "", build, tuple(notes))
    return WdbcTable(data, header, layout, locale, facts)


def read_header(data: mmap.mmap, path: str) -> Header:
    """The header, held against the file's size.

    Raises:
        ClientFileError: it is no WDBC file, or a part of one.
    """
    if data[:4] != MAGIC:
        raise ClientFileError(f"starts with {data[:4]!r}, not {MAGIC!r}", path=path, offset=0)
    if len(data) < HEADER_SIZE:
        raise ClientFileError("the header is cut off", path=path, offset=len(data))
    _, *words = _HEADER.unpack_from(data)
    header = Header(*words)
    if header.records and not header.record_size:
        raise ClientFileError("records of no bytes", path=path, offset=12)
    if header.end > len(data):
        message = (
            f"truncated: {header.records} records of {header.record_size} bytes and "
            f"{header.text_size} bytes of texts end at {header.end}"
        )
        raise ClientFileError(message, path=path, offset=len(data))
    return header


def _misfit(layout: Layout | None, header: Header) -> str:
    """Why the records cannot have these fields; "" when they can."""
    if layout is None:
        return "no definition of this table"
    if layout.size == header.record_size or not header.records:
        return ""
    return f"records have {header.record_size} bytes, those of build {BUILD} {layout.size}"


def _numbered(table: str, header: Header) -> Layout:
    words, rest = divmod(header.record_size, 4)
    widths = [4] * words + [1] * rest
    fields = (LayoutField(f"field_{index}", width=width) for index, width in enumerate(widths))
    return Layout(table, tuple(fields))


class WdbcTable:
    """A mapped .dbc file; see `interface.Table`. Safe in threads."""

    def __init__(
        self, data: mmap.mmap, header: Header, layout: Layout, locale: str, facts: FileFacts
    ) -> None:
        records = memoryview(data)[HEADER_SIZE : header.text_start]
        texts = Texts(data, header.text_start, header.end, facts.path, locale)
        self._header = header
        self._unpack = struct.Struct(record_format(layout.fields)).unpack_from
        self._records = records
        self._columns: dict[str, Column] = {}
        offset = position = 0
        for field in layout.fields:
            if not field.role.outside:
                column = Column(field, records, header.record_size, offset, position, texts)
                self._columns[field.name] = column
                offset, position = offset + field.size, position + column.places
        self._number = next((f.name for f in layout.fields if f.role is Role.ID), None)
        self.name = layout.table
        self.facts = facts
        own = tuple(
            Field(column.name, column.field.kind, column.field.count, column.field.signed)
            for column in self._columns.values()
        )
        self.fields = own if "ID" in self._columns else (Field("ID", "int"), *own)
        self._lock = threading.Lock()
        self._order: tuple[Sequence[int], Sequence[int]] | None = None
        self._indexes = ValueIndexes()

    def __len__(self) -> int:
        return len(self.ids())

    def ids(self) -> Sequence[int]:
        return self._by_id()[0]

    def get(self, number: int) -> Record | None:
        ids, places = self._by_id()
        at = bisect_left(ids, number)
        if at == len(ids) or ids[at] != number:
            return None
        return self._record(number, places[at])

    def scan(self, *fields: str) -> Iterator[tuple[Any, ...]]:
        ids, places = self._by_id()
        columns = [ids if name == "ID" else self._column(name).ordered(places) for name in fields]
        return zip(ids, *columns, strict=True)

    def find(self, field: str, value: int) -> Sequence[int]:
        if field == "ID":
            return () if self.get(value) is None else (value,)
        return self._indexes.find(self, field, value)

    def _record(self, number: int, place: int) -> Record:
        at = place * self._header.record_size
        values = self._unpack(self._records, at)
        found: dict[str, Any] = {"ID": number}
        for name, column in self._columns.items():
            found[name] = column.value(values, HEADER_SIZE + at)
        return found

    def _column(self, field: str) -> Column:
        if field not in self._columns:
            raise KeyError(f"{self.name} has no field {field}")
        return self._columns[field]

    def _by_id(self) -> tuple[Sequence[int], Sequence[int]]:
        """Ids ascending, and the record each stands in."""
        if self._order is not None:
            return self._order
        with self._lock:
            if self._order is None:
                self._order = self._ordered()
            return self._order

    def _ordered(self) -> tuple[Sequence[int], Sequence[int]]:
        every = range(self._header.records)
        if self._number is None:
            return every, every
        numbers = array("q", self._columns[self._number].numbers())
        if all(one < other for one, other in pairwise(numbers)):
            return numbers, every
        # The last record with an id counts, as in the server's own table.
        last = dict(zip(numbers, every, strict=True))
        ids = sorted(last)
        return array("q", ids), array("q", (last[number] for number in ids))
