"""Writes .dbc files of 3.3.5, for tests."""

import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from appliance.clientdata.columns import SLOTS, record_format
from appliance.clientdata.layout import Layout, LayoutField

_FLAGS = 0xFF01FE


class _Texts:
    def __init__(self) -> None:
        self.block = bytearray(b"\0")
        self._known = {"": 0}

    def place(self, text: str) -> int:
        if text not in self._known:
            self._known[text] = len(self.block)
            self.block += text.encode() + b"\0"
        return self._known[text]


def write_wdbc(
    path: Path, layout: Layout, records: Iterable[Mapping[str, Any]], locale: str = "enUS"
) -> None:
    """Write `records` with the fields of `layout`; what a record lacks is 0 or "".

    A localised text goes to the place of `locale`; a mapping gives a text for each locale.
    """
    texts = _Texts()
    unknown = {name for record in records for name in record}
    unknown -= {field.name for field in layout.fields} | {"ID"}
    if unknown:
        raise KeyError(f"{layout.table} has no field {', '.join(sorted(unknown))}")
    form = struct.Struct(record_format(layout.fields))
    rows = [form.pack(*_places(layout, record, locale, texts)) for record in records]
    count = sum(form_places(field) for field in layout.fields)
    header = struct.pack("<4s4I", b"WDBC", len(rows), count, form.size, len(texts.block))
    path.write_bytes(header + b"".join(rows) + texts.block)


def form_places(field: LayoutField) -> int:
    """How many values of a record the field takes, as a file's header counts them."""
    return field.count * (17 if field.localised else 1)


def _places(layout: Layout, record: Mapping[str, Any], locale: str, texts: _Texts) -> list[Any]:
    places: list[Any] = []
    for field in layout.fields:
        value = record.get(field.name)
        parts = value if isinstance(value, list | tuple) else (value,) if value is not None else ()
        if len(parts) > field.count:
            raise ValueError(f"{layout.table}.{field.name} holds {field.count} values: {value!r}")
        for part in (*parts, *[None] * (field.count - len(parts))):
            places += _written(field, part, locale, texts)
    return places


def _written(field: LayoutField, value: Any, locale: str, texts: _Texts) -> list[Any]:
    if field.kind != "string":
        return [_fitting(field, value or 0)]
    if not field.localised:
        return [texts.place(value or "")]
    given = value if isinstance(value, Mapping) else {locale: value or ""}
    offsets = [texts.place(given.get(slot, "")) for slot in SLOTS]
    return [*offsets, *[0] * (16 - len(SLOTS)), _FLAGS]


def _fitting(field: LayoutField, value: float) -> float:
    """Integers as the field stores them: a mask given unsigned may be a signed field's."""
    if field.kind == "float":
        return float(value)
    bits = 8 * field.width
    number = int(value) % (1 << bits)
    return number - (1 << bits) if field.signed and number >> (bits - 1) else number
