"""The head of a DB2 file: counts, sections, and how each field is stored.

Formats WDC3, WDC4 and WDC5. WDC5 puts a version and a build before the counts; from WDC4 on each
encrypted section also has a list of its ids, which nothing here needs. Every count is held against
the file's size before it is used.
"""

from __future__ import annotations

import mmap
import struct
from enum import IntEnum, IntFlag
from typing import NamedTuple

from appliance.errors import ClientFileError

FORMATS = ("WDC3", "WDC4", "WDC5")
_BUILD = struct.Struct("<4sI128s")
_COUNTS = struct.Struct("<9I2H7I")
_SECTION = struct.Struct("<Q8I")
_PLACE = struct.Struct("<hH")
_STORAGE = struct.Struct("<2H5I")
_MOST_FIELDS = 4096
_MOST_SECTIONS = 65536
_MOST_PACKED = 64


class Flags(IntFlag):
    """What a file has besides records of one size."""

    SPARSE = 1
    """Records of different sizes, with their texts inside."""
    BY_ID = 2
    """Relations name a record by its id, not by its place."""
    ID_LIST = 4


class Kind(IntEnum):
    """How a field is stored."""

    PLAIN = 0
    PACKED = 1
    COMMON = 2
    PALLET = 3
    PALLET_ARRAY = 4
    PACKED_SIGNED = 5


class Source(NamedTuple):
    """A mapped file."""

    data: mmap.mmap
    view: memoryview
    path: str

    def part(self, offset: int, size: int, what: str) -> memoryview:
        """`size` bytes at `offset`.

        Raises:
            ClientFileError: the file ends before; `what` names what is cut off.
        """
        if offset + size > len(self.view):
            raise self.error(f"truncated: {what} end at byte {offset + size}", len(self.view))
        return self.view[offset : offset + size]

    def error(self, message: str, offset: int | None = None) -> ClientFileError:
        """What to raise when the file makes no sense."""
        return ClientFileError(message, path=self.path, offset=offset)


class Header(NamedTuple):
    """What the first bytes say."""

    format: str
    build: str
    size: int
    records: int
    fields: int
    record_size: int
    text_size: int
    table_hash: int
    layout_hash: int
    min_id: int
    max_id: int
    locale: int
    flags: int
    id_field: int
    total_fields: int
    packed_offset: int
    relations: int
    storage_size: int
    common_size: int
    pallet_size: int
    sections: int

    @property
    def sparse(self) -> bool:
        """Whether records have different sizes and hold their texts."""
        return bool(self.flags & Flags.SPARSE)

    @property
    def by_id(self) -> bool:
        """Whether relations name records by id; the list of a map's ids then stands before them."""
        return self.format != "WDC3" and bool(self.flags & Flags.BY_ID)


class SectionHeader(NamedTuple):
    """The sizes of one section; `key` is not 0 where it is encrypted."""

    key: int
    offset: int
    records: int
    text_size: int
    records_end: int
    id_size: int
    relation_size: int
    map_ids: int
    copies: int


class Storage(NamedTuple):
    """How one field is stored.

    `offset` and `bits` are its place in a record; `plain_bits` the size of one value where it is
    stored plainly; `extra` its values in the pallet, or its (id, value) pairs; `first` and `third`
    words whose meaning depends on `kind`.
    """

    kind: Kind
    offset: int
    bits: int
    plain_bits: int
    extra: memoryview
    first: int
    third: int
    at: int
    """Where the file says so."""

    @property
    def inside(self) -> bool:
        """Whether a record holds something of the field."""
        return self.kind is not Kind.COMMON


def read_header(source: Source) -> Header:
    """The header alone.

    Raises:
        ClientFileError: the file is of another format, or too short.
    """
    magic = bytes(source.view[:4])
    name = magic.decode("latin-1")
    if name not in FORMATS:
        raise source.error(f"starts with {magic!r}, not with {', '.join(FORMATS)}", 0)
    start, build = 4, ""
    if name == "WDC5":
        _, version, text = _BUILD.unpack(source.part(0, _BUILD.size, "the header's first fields"))
        if version != 5:
            raise source.error(f"version {version} of WDC5; 5 can be read", 4)
        start, build = _BUILD.size, text.split(b"\0")[0].decode("utf-8", "replace").strip()
    counts = _COUNTS.unpack(source.part(start, _COUNTS.size, "the header's counts"))
    header = Header(name, build, start + _COUNTS.size, *counts)
    if header.fields > _MOST_FIELDS or header.total_fields != header.fields:
        message = f"{header.fields} fields, {header.total_fields} in all: no table has those"
        raise source.error(message, start + 4)
    if header.sections > _MOST_SECTIONS:
        raise source.error(f"{header.sections} sections: no table has those", header.size - 4)
    return header


def read_sections(source: Source, header: Header) -> list[SectionHeader]:
    """The sections' headers.

    Raises:
        ClientFileError: the file is too short.
    """
    part = source.part(header.size, header.sections * _SECTION.size, "the sections' headers")
    return [SectionHeader(*words) for words in _SECTION.iter_unpack(part)]


def read_storages(source: Source, header: Header) -> list[Storage]:
    """How each field of a record is stored; nothing in a file without sections.

    Raises:
        ClientFileError: a field would lie outside its record or its values outside the file.
    """
    if not header.sections:
        return []
    place_at = header.size + header.sections * _SECTION.size
    places = source.part(place_at, header.fields * _PLACE.size, "the fields' places")
    at = place_at + len(places)
    if header.storage_size != header.fields * _STORAGE.size:
        message = f"{header.fields} fields with {header.storage_size} bytes about their storage"
        raise source.error(message, at)
    words = source.part(at, header.storage_size, "the fields' storage")
    pallet_at = at + len(words)
    pallet = _Block(source, pallet_at, header.pallet_size, "the pallet")
    common = _Block(source, pallet_at + header.pallet_size, header.common_size, "common values")
    storages = []
    fields = zip(_PLACE.iter_unpack(places), _STORAGE.iter_unpack(words), strict=True)
    for (unused, _), field in fields:
        storages.append(_storage(source, unused, field, at, pallet, common))
        at += _STORAGE.size
    if not header.sparse:
        _refuse_overlap(source, header, storages)
    return storages


class _Block:
    """Values of several fields, one field's after the other's, in the fields' order."""

    def __init__(self, source: Source, at: int, size: int, what: str) -> None:
        self._source, self._at, self._what = source, at, what
        self._rest = source.part(at, size, what)

    def take(self, size: int, unit: int) -> memoryview:
        if size > len(self._rest) or size % unit:
            message = f"a field has {size} bytes of {len(self._rest)} left in {self._what}"
            raise self._source.error(message, self._at)
        taken, self._rest = self._rest[:size], self._rest[size:]
        self._at += size
        return taken


def _storage(
    source: Source,
    unused: int,
    words: tuple[int, ...],
    at: int,
    pallet: _Block,
    common: _Block,
) -> Storage:
    offset, bits, size, number, first, _, third = words
    if number not in list(Kind):
        raise source.error(f"storage {number} of a field is not known", at + 8)
    kind, extra = Kind(number), source.view[:0]
    if kind is Kind.COMMON:
        extra = common.take(size, 8)
    elif kind is Kind.PALLET:
        extra = pallet.take(size, 4)
    elif kind is Kind.PALLET_ARRAY:
        if not third:
            raise source.error("an array of no values", at + 20)
        extra = pallet.take(size, 4 * third)
    if kind not in (Kind.PLAIN, Kind.COMMON) and bits > _MOST_PACKED:
        raise source.error(f"a packed field of {bits} bits", at + 2)
    return Storage(kind, offset, bits, 32 - unused, extra, first, third, at)


def _refuse_overlap(source: Source, header: Header, storages: list[Storage]) -> None:
    """Fields share no bit of a record, so that a record's values are never more than its bits."""
    space, used = 8 * header.record_size, 0
    for storage in storages:
        if storage.inside:
            used += storage.bits
            if not space or storage.offset + storage.bits > space or used > space:
                message = (
                    f"a field of {storage.bits} bits at bit {storage.offset} does not fit into "
                    f"a record of {header.record_size} bytes"
                )
                raise source.error(message, storage.at)
