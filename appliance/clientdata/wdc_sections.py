"""The sections of a DB2 file: where each part of them lies.

A section is records (or records of different sizes), texts, ids, copies, the map of records'
places, and relations. Sections lie apart, so that all records together are never more than the
file has bytes. An encrypted section whose key is missing is full of zero bytes; it counts in the
places of texts and is otherwise left out.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

from appliance.clientdata.wdc_bits import cast
from appliance.clientdata.wdc_header import Header, SectionHeader, Source

_CHUNK = 65536
_MAP_ENTRY = struct.Struct("<IH")
_RELATION_HEAD = 12
_SPARE = 4096


class Section(NamedTuple):
    """A section that can be read.

    `first` counts the records of readable sections before it, `base` those of all before it,
    `size` its own.
    """

    first: int
    base: int
    size: int
    records: memoryview
    start: int
    """Where the records begin in the file."""
    ids: Sequence[int] | None
    copies: Sequence[int]
    """(new, old), one after the other."""
    relations: memoryview[Any]
    """(parent, place or id), one after the other."""
    map: memoryview
    """Offset and size of each record in a sparse file."""

    def extent(self, index: int) -> tuple[int, int]:
        """Start and end of a record of a sparse file."""
        offset, size = _MAP_ENTRY.unpack_from(self.map, index * _MAP_ENTRY.size)
        return offset, offset + size

    def extents(self) -> list[tuple[int, ...]]:
        """Start and size of every record of a sparse file."""
        return list(_MAP_ENTRY.iter_unpack(self.map))


class Sections(NamedTuple):
    """All there is."""

    readable: list[Section]
    texts: list[tuple[int, int]]
    """Start and size of each block of texts, those of locked sections too."""
    locked: int
    """Encrypted sections without a key."""
    locked_records: int


def parse(source: Source, header: Header, heads: Sequence[SectionHeader]) -> Sections:
    """Find the parts of every section.

    Raises:
        ClientFileError: they lie outside the file or on one another, or do not add up.
    """
    readable: list[Section] = []
    texts: list[tuple[int, int]] = []
    first = base = locked = locked_records = 0
    used = header.size
    for head in heads:
        cursor = _Cursor(source, head.offset)
        section = _section(cursor, header, head, first, base)
        used += cursor.at - head.offset
        if used > len(source.view):
            raise source.error("sections lie on one another", head.offset)
        text_at = section.start + len(section.records)
        texts.append((text_at, 0 if header.sparse else head.text_size))
        base += section.size
        if head.key and section.size and _zero(source.view[head.offset : cursor.at]):
            locked += 1
            locked_records += section.size
            continue
        if header.sparse:
            _check_map(source, section)
        readable.append(section)
        first += section.size
    if heads and not header.sparse and base != header.records:
        message = f"{base} records in sections, {header.records} in all"
        raise source.error(message, header.size)
    return Sections(readable, texts, locked, locked_records)


class _Cursor:
    """Takes one part after the other."""

    def __init__(self, source: Source, at: int) -> None:
        self.source, self.at = source, at

    def take(self, size: int, what: str) -> memoryview:
        part = self.source.part(self.at, size, what)
        self.at += size
        return part


def _section(
    cursor: _Cursor, header: Header, head: SectionHeader, first: int, base: int
) -> Section:
    source, start = cursor.source, cursor.at
    count = head.map_ids if header.sparse else head.records
    if header.sparse:
        if head.records and not count:
            raise source.error(f"{head.records} records without a map of them", start)
        if head.records_end < start:
            raise source.error(f"records end at byte {head.records_end}, before they begin", start)
        records = cursor.take(head.records_end - start, "records")
    else:
        records = cursor.take(head.records * header.record_size, "records")
        cursor.take(head.text_size, "texts")
    if head.id_size not in (0, 4 * count):
        raise source.error(f"{head.id_size} bytes of ids for {count} records", cursor.at)
    if count and not (head.id_size or header.sparse or header.record_size):
        raise source.error("records of no bytes", start)
    ids: Sequence[int] = cast(cursor.take(head.id_size, "ids"), "I")
    copies = cast(cursor.take(8 * head.copies, "copies"), "I")
    entries = cursor.take(_MAP_ENTRY.size * head.map_ids, "the map of records")
    if header.by_id:
        map_ids = cursor.take(4 * head.map_ids, "ids of the map")
    relations = _relations(cursor, head)
    if not header.by_id:
        map_ids = cursor.take(4 * head.map_ids, "ids of the map")
    if header.sparse:
        ids = cast(map_ids, "I")
    ids = _healed(ids, header.min_id + base)
    has_ids = bool(head.id_size) or header.sparse
    return Section(
        first, base, count, records, start, ids if has_ids else None, copies, relations, entries
    )


def _relations(cursor: _Cursor, head: SectionHeader) -> memoryview[Any]:
    at = cursor.at
    block = cursor.take(head.relation_size, "relations")
    if not block:
        return cast(block, "I")
    if len(block) < _RELATION_HEAD:
        raise cursor.source.error(f"{len(block)} bytes of relations", at)
    count = int.from_bytes(block[:4], "little")
    if _RELATION_HEAD + 8 * count > len(block):
        message = f"{count} relations do not fit into {len(block)} bytes"
        raise cursor.source.error(message, at)
    return cast(block[_RELATION_HEAD : _RELATION_HEAD + 8 * count], "I")


def _healed(ids: Sequence[int], least: int) -> Sequence[int]:
    """Some files have a list of zeros for ids that count up from the least."""
    if len(ids) > 1 and not ids[0] and not ids[-1] and not any(ids):
        return range(least, least + len(ids))
    return ids


def _check_map(source: Source, section: Section) -> None:
    """Every record of a sparse section lies in it, and they do not lie on one another."""
    begin, end = section.start, section.start + len(section.records)
    total = 0
    for index, (offset, size) in enumerate(_MAP_ENTRY.iter_unpack(section.map)):
        total += size
        if not begin <= offset <= offset + size <= end:
            message = f"record {index} at byte {offset} with {size} bytes is outside its section"
            raise source.error(message, begin)
    if total > 2 * len(section.records) + _SPARE:
        raise source.error("records lie on one another", begin)


def _zero(part: memoryview) -> bool:
    """Whether all bytes are 0; looks no further than the first that is not."""
    for start in range(0, len(part), _CHUNK):
        chunk = part[start : start + _CHUNK].tobytes()
        if chunk.count(0) != len(chunk):
            return False
    return True
