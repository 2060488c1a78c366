"""The demo realm's client tables: small, invented, and answering like files of 3.3.5."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import orjson

from appliance.clientdata.definitions import Layouts
from appliance.clientdata.demo_numbers import demo_gametables
from appliance.clientdata.interface import Record
from appliance.clientdata.layout import Layout, LayoutField
from appliance.clientdata.memory import MemoryClient

_EMPTY: dict[str, Any] = {"int": 0, "float": 0.0, "string": ""}


def demo_client() -> MemoryClient:
    """Every table of the demo realm.

    Raises:
        KeyError: a record has a field its table lacks in 3.3.5: a mistake in the demo's data.
    """
    layouts = Layouts()
    tables = {name: _whole(layouts.wrath(name), rows) for name, rows in demo_rows().items()}
    return MemoryClient(tables, demo_gametables())


def demo_rows() -> dict[str, list[dict[str, Any]]]:
    """The records of each table as they are written down: without the fields that are 0."""
    found: dict[str, list[dict[str, Any]]] = orjson.loads(
        (files("appliance.clientdata") / "demo_realm" / "tables.json").read_bytes()
    )
    return found


def _whole(layout: Layout | None, rows: list[dict[str, Any]]) -> list[Record]:
    """The rows with every field that a file of this table has."""
    if layout is None:
        raise KeyError("the demo has a table that 3.3.5 lacks")
    empty = {field.name: _empty(field) for field in layout.fields}
    for row in rows:
        if unknown := row.keys() - empty.keys():
            raise KeyError(f"{layout.table} has no {sorted(unknown)}")
    return [empty | {name: _frozen(value) for name, value in row.items()} for row in rows]


def _empty(field: LayoutField) -> Any:
    value = _EMPTY[field.kind]
    return value if field.count == 1 else (value,) * field.count


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
