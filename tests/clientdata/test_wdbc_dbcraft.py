"""Another reader and writer of WDBC, dbcraft, as a second opinion."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dbcraft
import pytest

from appliance.clientdata.definitions import Layouts
from appliance.clientdata.interface import Record
from appliance.clientdata.layout import Layout, LayoutField
from appliance.clientdata.wdbc import open_wdbc
from tests.support.wdbc_writer import write_wdbc

TABLES = ["Spell", "Talent", "AreaTable", "ItemSet", "Faction", "Map", "CharStartOutfit"]
TEMPLATES = dbcraft.templates.base.get_all_templates()


def wrath(name: str) -> Layout:
    layout = Layouts().wrath(name)
    assert layout is not None
    return layout


def flat(values: Any) -> Iterator[Any]:
    """A record's values in file order, one place after another; the base language of texts."""
    for value in values:
        if isinstance(value, tuple):
            yield from value
        else:
            yield value.en_us if isinstance(value, dbcraft.LocalizedString) else value


def ours(record: Record, layout: Layout) -> list[Any]:
    return list(flat(record[field.name] for field in layout.fields))


def theirs(record: Any) -> list[Any]:
    return list(flat(getattr(record, field.name) for field in dataclasses.fields(record)))


def sample(field: LayoutField, salt: int) -> Any:
    parts = [_sample(field, salt + index) for index in range(field.count)]
    return tuple(parts) if field.count > 1 else parts[0]


def _sample(field: LayoutField, salt: int) -> Any:
    if field.kind == "string":
        return f"{field.name} {salt} Ä" if salt % 5 else ""
    if field.kind == "float":
        return salt / 4 - 3
    return salt % 100 if field.width == 1 else salt * 7919 - 50_000


def records(layout: Layout) -> list[Record]:
    return [
        {
            field.name: 100 + number if field.name == "ID" else sample(field, number * 31 + place)
            for place, field in enumerate(layout.fields)
        }
        for number in range(5)
    ]


@pytest.mark.parametrize("name", TABLES)
def test_what_we_write_and_read_dbcraft_reads_alike(tmp_path: Path, name: str) -> None:
    layout, path = wrath(name), tmp_path / f"{name}.dbc"
    written = records(layout)
    write_wdbc(path, layout, written)
    table, other = open_wdbc(path, layout), dbcraft.DbcFile.read(path)
    assert [table.get(record["ID"]) for record in written] == written
    assert [theirs(record) for record in other.records] == [
        ours(record, layout) for record in written
    ]


@pytest.mark.parametrize("name", TABLES)
def test_what_dbcraft_writes_we_read(tmp_path: Path, name: str) -> None:
    layout, path = wrath(name), tmp_path / f"{name}.dbc"
    write_wdbc(path, layout, records(layout))
    file = dbcraft.DbcFile.read(path)
    rewritten = tmp_path / "again" / f"{name}.dbc"
    rewritten.parent.mkdir()
    file.write(rewritten)
    table = open_wdbc(rewritten, layout)
    assert [ours(record, layout) for record in map(table.get, table.ids()) if record] == [
        theirs(record) for record in file.records
    ]


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_both_know_records_of_the_same_size(name: str) -> None:
    file = dbcraft.DbcFile.create(name)
    assert int.from_bytes(file.to_bytes()[12:16], "little") == wrath(name).size
