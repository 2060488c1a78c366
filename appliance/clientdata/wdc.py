"""Opens tables of master: .db2 files in the formats WDC3, WDC4 and WDC5.

A file is mapped and decoded when somebody asks: opening reads its head, finds its sections and
puts ids in order. Field names and types come from a definition of the file's layout hash; without
one, or when it does not fit what the file stores, fields are numbered.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

from appliance.clientdata.definitions import Layouts
from appliance.clientdata.files import map_file
from appliance.clientdata.interface import FileFacts, Table
from appliance.clientdata.layout import LayoutField, Role
from appliance.clientdata.wdc_columns import Column
from appliance.clientdata.wdc_columns import column as column_of
from appliance.clientdata.wdc_columns import numbers as numbers_of
from appliance.clientdata.wdc_header import (
    Flags,
    Header,
    Kind,
    Source,
    Storage,
    read_header,
    read_sections,
    read_storages,
)
from appliance.clientdata.wdc_outer import EmptyColumn, IdColumn, RelationColumn
from appliance.clientdata.wdc_records import FixedRecords, Records, SparseRecords
from appliance.clientdata.wdc_rows import Rows
from appliance.clientdata.wdc_sections import Section, Sections, parse
from appliance.clientdata.wdc_shape import Shape, shape
from appliance.clientdata.wdc_table import WdcTable
from appliance.clientdata.wdc_texts import Texts

_ID_KINDS = (Kind.PLAIN, Kind.PACKED, Kind.PACKED_SIGNED)
_ID_BITS = 32


def open_wdc(path: Path, layouts: Layouts) -> Table:
    """Map a .db2 file.

    Raises:
        ClientFileError: it cannot be read, is truncated or damaged, or is of another format.
    """
    data = map_file(path)
    source = Source(data, memoryview(data), path.name)
    header = read_header(source)
    heads = read_sections(source, header)
    storages = read_storages(source, header)
    sections = parse(source, header, heads)
    layout = layouts.find(path.stem, header.layout_hash)
    outer_ids = (
        header.sparse or bool(header.flags & Flags.ID_LIST) or any(head.id_size for head in heads)
    )
    relations = any(head.relation_size for head in heads)
    shaped = shape(source, header, storages, layout, outer_ids=outer_ids, relations=relations)
    rows = Rows(sections.readable, _Ids(source, header, storages, outer_ids).of)
    notes = tuple(_notes(shaped, sections, rows))
    layout_hash = f"{header.layout_hash:08X}"
    facts = FileFacts(path.name, header.format, len(data), layout_hash, header.build, notes)
    name = path.stem if layout is None else layout.table
    records = _records(source, header, shaped, sections, rows)
    return WdcTable(name, [field for field, _ in shaped.fields], rows, records, facts)


class _Ids:
    """The ids of a section's records: its list, or a field of the records."""

    def __init__(
        self, source: Source, header: Header, storages: Sequence[Storage], outer: bool
    ) -> None:
        self._source, self._header, self._storages = source, header, storages
        self._outer = outer

    def of(self, section: Section) -> Sequence[int]:
        """The ids, in the records' order."""
        if section.ids is not None:
            return section.ids
        if self._outer:
            if section.size:
                raise self._source.error(f"{section.size} records without ids", section.start)
            return ()
        at = self._header.id_field
        if at >= len(self._storages):
            message = f"the id is field {at} of {len(self._storages)}"
            raise self._source.error(message, self._header.size)
        storage = self._storages[at]
        if storage.kind not in _ID_KINDS or not 0 < storage.bits <= _ID_BITS:
            message = f"the id is stored as {storage.kind.name} in {storage.bits} bits"
            raise self._source.error(message, storage.at)
        field = LayoutField("ID", signed=False, role=Role.ID)
        cells = numbers_of(field, storage, self._header.record_size)
        return array("q", cells.all(section.records))


def _notes(shaped: Shape, sections: Sections, rows: Rows) -> Iterator[str]:
    """What cannot be read, and why."""
    if shaped.note:
        yield shaped.note
    if sections.locked:
        yield (
            f"{sections.locked_records} records in {sections.locked} encrypted sections "
            "cannot be read without their keys"
        )
    if rows.lost_copies:
        yield f"{rows.lost_copies} copies of records that are not there are left out"


def _records(
    source: Source, header: Header, shaped: Shape, sections: Sections, rows: Rows
) -> Records:
    texts = Texts(source, sections.texts)
    columns: dict[str, Column] = {"ID": IdColumn()}
    inside: list[tuple[LayoutField, Storage]] = []
    for field, storage in shaped.fields:
        if header.sparse and storage is not None:
            inside.append((field, storage))
        if field.role.identifies:
            columns[field.name] = IdColumn()
        elif field.role is Role.OUTER_RELATION:
            columns[field.name] = RelationColumn(header.by_id)
        elif storage is None:
            columns[field.name] = EmptyColumn()
        elif not header.sparse:
            columns[field.name] = column_of(source, header, field, storage, texts)
    if not header.sparse or not header.sections:
        return FixedRecords(rows, columns, texts)
    names = list(dict.fromkeys(["ID", *(field.name for field, _ in shaped.fields)]))
    return SparseRecords(source, rows, inside, columns, names, texts)
