"""Which fields a DB2 file has: a definition's if it fits what the file stores, else numbered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from appliance.clientdata.layout import Layout, LayoutField, Role
from appliance.clientdata.wdc_bits import PLAIN_BITS
from appliance.clientdata.wdc_header import Header, Kind, Source, Storage

_SINGLE = (Kind.PACKED, Kind.PACKED_SIGNED, Kind.COMMON, Kind.PALLET)


class Shape(NamedTuple):
    """Fields in order, each with its storage; None for what lies outside of records.

    `note` says why they are numbered; "" when a definition fits.
    """

    fields: tuple[tuple[LayoutField, Storage | None], ...]
    note: str


def shape(
    source: Source,
    header: Header,
    storages: Sequence[Storage],
    layout: Layout | None,
    *,
    outer_ids: bool,
    relations: bool,
) -> Shape:
    """The fields of a file.

    Args:
        layout: the definition of the file's layout, if there is one.
        outer_ids: whether ids lie outside of records.
        relations: whether there are relations outside of records.

    Raises:
        ClientFileError: a field is stored in a way that nothing can read.
    """
    if layout is not None and not header.sections:
        return Shape(tuple((field, None) for field in layout.fields), "")
    why = _misfit(header, storages, layout, outer_ids)
    if layout is not None and not why:
        inside = iter(storages)
        given = layout.fields
        return Shape(tuple((f, None if f.role.outside else next(inside)) for f in given), "")
    if header.sparse:
        note = f"{why}: records of different sizes cannot be told apart, only their ids are known"
        return Shape((), note)
    note = f"{why}: fields are numbered and read as integers"
    return Shape(tuple(_numbered(source, storages, relations)), note)


def _misfit(
    header: Header, storages: Sequence[Storage], layout: Layout | None, outer_ids: bool
) -> str:
    """Why the file cannot have the definition's fields; "" when it can."""
    if layout is None:
        return f"no definition of layout {header.layout_hash:08X}"
    inside = [field for field in layout.fields if not field.role.outside]
    name = f"the definition of layout {header.layout_hash:08X}"
    if len(inside) != len(storages):
        return f"{name} has {len(inside)} fields in a record, the file {len(storages)}"
    for field, storage in zip(inside, storages, strict=True):
        fits = _fits_sparse(field, storage) if header.sparse else _fits(field, storage)
        if not fits:
            return f"{name} does not fit how {field.name} is stored"
    numbers = [index for index, field in enumerate(inside) if field.role is Role.ID]
    if not outer_ids and numbers != [header.id_field]:
        return f"{name} has another field for the id"
    return ""


def _fits(field: LayoutField, storage: Storage) -> bool:
    if storage.kind is Kind.PLAIN:
        bits, rest = divmod(storage.bits, field.count)
        if rest or bits not in PLAIN_BITS:
            return False
        if storage.plain_bits in PLAIN_BITS and storage.plain_bits != bits:
            return False
        return field.kind == "int" or bits == 32
    if field.kind == "string":
        return False
    if storage.kind is Kind.PALLET_ARRAY:
        return storage.third == field.count
    return field.count == 1 and (field.kind == "int" or storage.bits <= 32)


def _fits_sparse(field: LayoutField, storage: Storage) -> bool:
    if storage.kind is not Kind.PLAIN:
        return False
    if field.kind == "int":
        return storage.plain_bits in PLAIN_BITS
    return True


def _numbered(
    source: Source, storages: Sequence[Storage], relations: bool
) -> Iterator[tuple[LayoutField, Storage | None]]:
    for index, storage in enumerate(storages):
        count, signed, width = 1, storage.kind is not Kind.PACKED, 4
        if storage.kind is Kind.PALLET_ARRAY:
            count = storage.third
        elif storage.kind not in _SINGLE:
            bits = storage.plain_bits
            if bits not in PLAIN_BITS:
                bits = storage.bits
            count, rest = divmod(storage.bits, bits) if bits else (0, 0)
            if rest or not count or bits not in PLAIN_BITS:
                message = f"field {index} has {storage.bits} bits, each value {bits}"
                raise source.error(message, storage.at)
            width = max(4, bits // 8)
        yield LayoutField(f"field_{index}", count=count, signed=signed, width=width), storage
    if relations:
        name = f"field_{len(storages)}"
        yield LayoutField(name, signed=False, role=Role.OUTER_RELATION), None
