"""Writes .db2 files of master, for tests: WDC3, WDC4 and WDC5 with all that such files can have."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from appliance.clientdata.definitions import Layouts
from appliance.clientdata.layout import Layout, LayoutField, Role
from appliance.clientdata.wdc_header import Flags, Kind

BUILD = "mainline 11.0.2.55959"
Rows = Sequence[Mapping[str, Any]]


class OneLayout(Layouts):
    """Definitions of a single layout, or of none, whatever a file's name and hash."""

    def __init__(self, layout: Layout | None) -> None:
        super().__init__()
        self._layout = layout

    def find(self, table: str, layout_hash: int) -> Layout | None:
        return self._layout


@dataclass(frozen=True)
class Stored:
    """A field and how it is stored; `bits` of one value, plain or packed (a pallet's index)."""

    field: LayoutField
    kind: Kind = Kind.PLAIN
    bits: int = 32
    default: float = 0
    """Of common values."""
    more: Mapping[int, float] = field(default_factory=dict)
    """Common values of ids that no record has: those of copies."""

    @property
    def size(self) -> int:
        """Bits in a record."""
        if self.field.role.outside or self.kind is Kind.COMMON:
            return 0
        return self.bits * (self.field.count if self.kind is Kind.PLAIN else 1)


@dataclass(frozen=True)
class Part:
    """A section. `key` encrypts it; `blank` fills it with zero bytes, as without the key."""

    records: Rows
    copies: Sequence[tuple[int, int]] = ()
    """(new, old)."""
    key: int = 0
    blank: bool = False
    zero_ids: bool = False
    reverse_relations: bool = False


@dataclass(frozen=True)
class Format:
    """What a whole file is like."""

    version: int = 5
    sparse: bool = False
    by_id: bool = False
    pad: int = 4
    """Records are filled up to a multiple of this."""
    id_field: int | None = None
    layout_hash: int = 0xABCD0123
    table_hash: int = 0
    build: str = BUILD


def write_wdc5(
    path: Path,
    layout: Layout,
    records: list[dict[str, Any]],
    *,
    layout_hash: int,
    table_hash: int = 0,
) -> None:
    """Write records of a layout plainly; what a record lacks is 0 or ""."""
    unknown = {name for record in records for name in record}
    unknown -= {one.name for one in layout.fields} | {"ID"}
    if unknown:
        raise KeyError(f"{layout.table} has no field {', '.join(sorted(unknown))}")
    fields = [Stored(one, bits=_natural_bits(one, records)) for one in layout.fields]
    write_wdc(path, fields, records, Format(layout_hash=layout_hash, table_hash=table_hash))


def write_wdc(
    path: Path,
    fields: Sequence[Stored],
    parts: Sequence[Part] | Rows,
    form: Format | None = None,
) -> None:
    """Write a file.

    Args:
        parts: sections, or the records of a single one.
    """
    sections = [one for one in parts if isinstance(one, Part)]
    records = [one for one in parts if not isinstance(one, Part)]
    sections += [Part(records)] if records else []
    path.write_bytes(_File(list(fields), sections, form or Format()).bytes())


def _natural_bits(one: LayoutField, records: Rows) -> int:
    values = [value for record in records for value in _values(one, record.get(one.name))]
    if one.kind == "int" and any(not -(2**31) <= int(value) < 2**32 for value in values):
        return 64
    return 8 * one.width if one.kind == "int" else 32


def _values(one: LayoutField, value: Any) -> list[Any]:
    """Every place of a field; what is missing is 0 or ""."""
    given = [] if value is None else list(value) if isinstance(value, list | tuple) else [value]
    if len(given) > one.count:
        raise ValueError(f"{one.name} holds {one.count} values: {value!r}")
    return given + ["" if one.kind == "string" else 0] * (one.count - len(given))


def _word(one: LayoutField, value: float, bits: int = 32) -> int:
    """A number as unsigned bits."""
    if one.kind == "float":
        return int.from_bytes(struct.pack("<f", value), "little")
    return int(value) % (1 << bits)


class _Texts:
    def __init__(self, first: int) -> None:
        self.first = first
        self.block = bytearray(b"\0\0")
        self._known = {"": 0}

    def place(self, text: str) -> int:
        if text not in self._known:
            self._known[text] = len(self.block)
            self.block += text.encode() + b"\0"
        return self.first + self._known[text]


class _File:
    def __init__(self, fields: list[Stored], parts: list[Part], form: Format) -> None:
        self.parts, self.form = parts, form
        self.records = [record for part in parts for record in part.records]
        self.outer_ids = any(one.field.role is Role.OUTER_ID for one in fields)
        self.relation = next((f for f in fields if f.field.role is Role.OUTER_RELATION), None)
        self.inside = [one for one in fields if not one.field.role.outside]
        self.offsets: list[int] = []
        self.pallets: dict[str, list[tuple[int, ...]]] = {}
        cursor = 0
        for one in self.inside:
            if one.kind is Kind.PLAIN:
                cursor += -cursor % 8
            self.offsets.append(cursor)
            cursor += one.size
            if one.kind in (Kind.PALLET, Kind.PALLET_ARRAY):
                self.pallets[one.field.name] = self._pallet(one)
        size = -(-cursor // 8)
        self.record_size = size + -size % form.pad
        self.id_field = next(
            (at for at, one in enumerate(self.inside) if one.field.role is Role.ID), 0
        )
        if form.id_field is not None:
            self.id_field = form.id_field

    def value(self, one: Stored, record: Mapping[str, Any]) -> list[Any]:
        found = record.get(one.field.name)
        if found is None and one.field.role.identifies:
            found = record.get("ID")
        return _values(one.field, found)

    def words(self, one: Stored, record: Mapping[str, Any]) -> tuple[int, ...]:
        return tuple(_word(one.field, value) for value in self.value(one, record))

    def _pallet(self, one: Stored) -> list[tuple[int, ...]]:
        return list(dict.fromkeys(self.words(one, record) for record in self.records))

    def bytes(self) -> bytes:
        sections, base, text_first = [], 0, 0
        head_size = len(self.header()) + 40 * len(self.parts)
        head = self.field_head()
        at = head_size + len(head)
        bodies = bytearray()
        for part in self.parts:
            texts = _Texts(text_first)
            section, body = self.section(part, at, base, texts)
            sections.append(section)
            bodies += bytes(len(body)) if part.blank else body
            at += len(body)
            base += len(part.records)
            text_first += 0 if self.form.sparse else len(texts.block)
        self.text_size = text_first
        return self.header() + b"".join(sections) + head + bytes(bodies)

    text_size = 0

    def header(self) -> bytes:
        form = self.form
        start = f"WDC{form.version}".encode()
        if form.version == 5:
            start += struct.pack("<I128s", 5, form.build.encode())
        flags = Flags.SPARSE if form.sparse else 0
        flags |= Flags.BY_ID if form.by_id else 0
        flags |= Flags.ID_LIST if self.outer_ids else 0
        ids = [record["ID"] for record in self.records] or [0]
        pallets = sum(len(values) * len(values[0]) for values in self.pallets.values() if values)
        return start + struct.pack(
            "<9I2H7I",
            len(self.records),
            len(self.inside),
            self.record_size,
            self.text_size,
            form.table_hash,
            form.layout_hash,
            min(ids),
            max(ids),
            1,
            int(flags),
            self.id_field,
            len(self.inside),
            0,
            1 if self.relation else 0,
            24 * len(self.inside) if self.parts else 0,
            8 * sum(len(self.common(one)) for one in self.inside),
            4 * pallets,
            len(self.parts),
        )

    def common(self, one: Stored) -> dict[int, int]:
        """Words by id, where they are not the default."""
        if one.kind is not Kind.COMMON:
            return {}
        default = _word(one.field, one.default)
        found = {record["ID"]: self.words(one, record)[0] for record in self.records}
        found |= {number: _word(one.field, value) for number, value in one.more.items()}
        return {number: found[number] for number in sorted(found) if found[number] != default}

    def field_head(self) -> bytes:
        places, storages, pallet, common = [], [], b"", b""
        for one, offset in zip(self.inside, self.offsets, strict=True):
            unused = 32 - one.bits if one.kind is Kind.PLAIN else 32
            places.append(struct.pack("<hH", unused, offset // 8))
            extra, first, third = b"", offset, 0
            if one.kind is Kind.COMMON:
                pairs = self.common(one).items()
                extra = b"".join(struct.pack("<2I", *pair) for pair in pairs)
                common += extra
                first = _word(one.field, one.default)
            elif one.field.name in self.pallets:
                words = [word for words in self.pallets[one.field.name] for word in words]
                extra = struct.pack(f"<{len(words)}I", *words)
                pallet += extra
                third = one.field.count if one.kind is Kind.PALLET_ARRAY else 0
            numbers = (offset, one.size, len(extra), one.kind, first, one.size, third)
            storages.append(struct.pack("<2H5I", *numbers))
        head = b"".join(places)
        if self.parts:
            head += b"".join(storages) + pallet + common
        if self.form.version > 3:
            for part in self.parts:
                if part.key:
                    ids = [record["ID"] for record in part.records]
                    head += struct.pack(f"<{1 + len(ids)}I", len(ids), *ids)
        return head

    def section(self, part: Part, at: int, base: int, texts: _Texts) -> tuple[bytes, bytes]:
        form, count = self.form, len(part.records)
        ids = [0 if part.zero_ids else record["ID"] for record in part.records]
        id_bytes = struct.pack(f"<{count}I", *ids)
        body, entries = bytearray(), bytearray()
        first_text = self.first_text()
        for index, record in enumerate(part.records):
            if form.sparse:
                one = self.sparse_record(record)
                entries += struct.pack("<IH", at + len(body), len(one))
            else:
                start = (base + index) * self.record_size
                one = self.fixed_record(record, first_text - start, texts)
            body += one
        records_end = at + len(body) if form.sparse else 0
        body += b"" if form.sparse else bytes(texts.block)
        id_list = id_bytes if self.outer_ids else b""
        body += id_list + b"".join(struct.pack("<2I", *pair) for pair in part.copies)
        relations = self.relations(part)
        map_ids = id_bytes if form.sparse else b""
        body += entries
        body += map_ids + relations if form.by_id else relations + map_ids
        head = struct.pack(
            "<Q8I",
            part.key,
            at,
            count,
            0 if form.sparse else len(texts.block),
            records_end,
            len(id_list),
            len(relations),
            count if form.sparse else 0,
            len(part.copies),
        )
        return head, body

    def first_text(self) -> int:
        """Where texts begin, counted from the first record."""
        return len(self.records) * self.record_size

    def relations(self, part: Part) -> bytes:
        if self.relation is None:
            return b""
        name = self.relation.field.name
        entries = [
            (record[name], record["ID"] if self.form.by_id else index)
            for index, record in enumerate(part.records)
            if name in record
        ]
        entries = entries[::-1] if part.reverse_relations else entries
        parents = [parent for parent, _ in entries] or [0]
        block = struct.pack("<3I", len(entries), min(parents), max(parents))
        return block + b"".join(struct.pack("<2I", *entry) for entry in entries)

    def fixed_record(self, record: Mapping[str, Any], distance: int, texts: _Texts) -> bytes:
        bits = 0
        for one, offset in zip(self.inside, self.offsets, strict=True):
            for index, word in enumerate(self.cells(one, offset, record, distance, texts)):
                bits |= word << (offset + index * one.bits)
        return bits.to_bytes(self.record_size, "little")

    def cells(
        self, one: Stored, offset: int, record: Mapping[str, Any], distance: int, texts: _Texts
    ) -> Iterable[int]:
        if one.kind is Kind.COMMON:
            return []
        if one.field.name in self.pallets:
            return [self.pallets[one.field.name].index(self.words(one, record))]
        if one.field.kind == "string":
            places = [distance + texts.place(text) for text in self.value(one, record)]
            return [place - offset // 8 - 4 * index for index, place in enumerate(places)]
        return [_word(one.field, value, one.bits) for value in self.value(one, record)]

    def sparse_record(self, record: Mapping[str, Any]) -> bytes:
        parts = []
        for one in self.inside:
            for value in self.value(one, record):
                if one.field.kind == "string":
                    parts.append(value.encode() + b"\0")
                else:
                    parts.append(
                        _word(one.field, value, one.bits).to_bytes(one.bits // 8, "little")
                    )
        return b"".join(parts)


def plain(layout: Layout, **bits: int) -> list[Stored]:
    """Every field of a layout stored plainly; `bits` gives the size of values by field."""
    return [Stored(one, bits=bits.get(one.name, 32)) for one in layout.fields]


def stored(
    fields: Iterable[Stored], name: str, kind: Kind, bits: int = 0, **more: Any
) -> list[Stored]:
    """The fields with another storage of one of them."""
    return [
        replace(one, kind=kind, bits=bits, **more) if one.field.name == name else one
        for one in fields
    ]
