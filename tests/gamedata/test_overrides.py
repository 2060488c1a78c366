"""Which column of the databases is which field of a client table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from appliance.clientdata.definitions import Layouts, own_lines
from appliance.clientdata.interface import Field
from appliance.gamedata.dbc_tables import DBC_TABLES
from appliance.gamedata.overrides import BUILD, by_name, override_of
from appliance.gamedata.realm import Branch, Realm, Schema


def test_columns_are_found_by_name_number_and_letter() -> None:
    fields = (
        Field("ID", "int"),
        Field("AmbientMultiplier", "float"),
        Field("Flags", "int", 2),
        Field("Pos", "float", 3),
        Field("Display1", "string"),
        Field("Gone", "int", 2),
        Field("Half", "int", 2),
    )
    columns = frozenset(
        (
            "id",
            "Ambient_Multiplier",
            "Flags1",
            "Flags2",
            "PosX",
            "PosY",
            "PosZ",
            "Display1",
            "Half1",
        )
    )
    assert by_name(fields, columns) == {
        "ID": ("id",),
        "AmbientMultiplier": ("Ambient_Multiplier",),
        "Flags": ("Flags1", "Flags2"),
        "Pos": ("PosX", "PosY", "PosZ"),
        "Display1": ("Display1",),
        "Gone": (None, None),
        "Half": ("Half1", None),
    }


@pytest.mark.parametrize("table", sorted(DBC_TABLES))
def test_tables_of_the_world_name_fields_the_file_has(table: str) -> None:
    layout = Layouts().wrath(table)
    assert layout is not None
    fields = {field.name: field.count for field in layout.fields}
    for field, columns in DBC_TABLES[table].columns.items():
        assert len(columns) <= fields[field], field


def columns_of(script: Path) -> dict[str, frozenset[str]]:
    tables = re.findall(r"CREATE TABLE `(\w+)` \((.*?)\n\) ENGINE", script.read_text(), re.S)
    return {name: frozenset(re.findall(r"^\s+`(\w+)` ", body, re.M)) for name, body in tables}


@pytest.mark.realdata
def test_every_column_of_the_servers_tables_is_known(data_dir: Path) -> None:
    """The world's three tables, and all of the hotfixes whose fields the product knows."""
    world = columns_of(data_dir / "trinitycore-335" / "schema" / "world_database.sql")
    for known in DBC_TABLES.values():
        assert set().union(*known.columns.values()) == world[known.table]
    schema = data_dir / "trinitycore-master" / "schema" / "92_full" / "hotfixes_database.sql"
    tables = columns_of(schema)
    fixes: object = object()
    realm = Realm(Schema(Branch.MASTER, "", "", {}, tables), "x", fixes, fixes)  # type: ignore[arg-type]
    tried = 0
    for name in sorted({line.split()[0] for line in own_lines() if line.split()[1] != "-"}):
        override = override_of(realm, name, None)
        if override is None:
            continue
        tried += 1
        used = {column for columns in override.columns.values() for column in columns}
        unused = tables[override.table] - {BUILD} - used
        assert None not in used or not unused, f"{name}: a field may be another's column"
        assert len(unused) <= 2, name
    assert tried > 50
