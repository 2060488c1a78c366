from pathlib import Path

import pytest

from appliance.clientdata.definitions import (
    FILES,
    LayoutField,
    Layouts,
    Role,
    own_lines,
    parse_line,
)
from appliance.errors import ClientFileError


def test_every_line_of_the_package_is_understood() -> None:
    tables = {parse_line(line).table for line in own_lines()}
    assert {"Spell", "Talent", "AreaTable", "SkillLineAbility"} <= tables


def test_a_field_list_names_its_field_once() -> None:
    for line in own_lines():
        names = [field.name for field in parse_line(line).fields]
        assert len(names) == len(set(names)), line


@pytest.mark.parametrize(
    ("table", "size"), [("Spell", 936), ("Talent", 92), ("AreaTable", 144), ("CharBaseInfo", 2)]
)
def test_records_of_the_old_build_have_the_size_their_files_have(table: str, size: int) -> None:
    layout = Layouts().wrath(table.upper())
    assert layout is not None
    assert (layout.table, layout.size) == (table, size)


def test_layouts_are_found_by_hash_and_any_case() -> None:
    layout = Layouts().find("areaTABLE", 0x6AA8A23B)
    assert layout is not None
    assert layout.fields[0] == LayoutField("ID", role=Role.OUTER_ID)
    assert Layouts().find("AreaTable", 1) is None
    assert Layouts().find("NoSuchTable", 0x6AA8A23B) is None
    assert Layouts().wrath("ItemSparse") is None


def test_the_notation() -> None:
    layout = parse_line("T 00000001 @ID A[3] B:u C:f[2] D:s E:l F:b ~G ^H:u")
    assert layout.fields == (
        LayoutField("ID", role=Role.OUTER_ID),
        LayoutField("A", count=3),
        LayoutField("B", signed=False),
        LayoutField("C", "float", 2),
        LayoutField("D", "string"),
        LayoutField("E", "string", localised=True),
        LayoutField("F", signed=False, width=1),
        LayoutField("G", role=Role.RELATION),
        LayoutField("H", signed=False, role=Role.OUTER_RELATION),
    )
    assert layout.size == 12 + 4 + 8 + 4 + 68 + 1 + 4
    assert [field.role.outside for field in layout.fields].count(True) == 2
    assert layout.fields[0].role.identifies
    with pytest.raises(ValueError, match="is no field"):
        parse_line("T - #ID Broken:q")


def test_the_operators_folder_wins(tmp_path: Path) -> None:
    (tmp_path / "areatable.DBD").write_text(
        "COLUMNS\nint ID\nlocstring Own_lang\n\n"
        "LAYOUT 6AA8A23B\nBUILD 3.3.5.12340\n$id$ID<32>\nOwn_lang\n"
    )
    layouts = Layouts(tmp_path)
    by_hash, by_build = layouts.find("AreaTable", 0x6AA8A23B), layouts.wrath("AreaTable")
    assert by_hash == by_build
    assert by_hash is not None
    assert [field.name for field in by_hash.fields] == ["ID", "Own"]
    other = layouts.find("AreaTable", 0xCD6850F0)
    assert other is not None
    assert other.fields[1].name == "ZoneName", "a layout the folder lacks comes from the package"


def test_a_broken_file_of_the_operator_is_named_only_for_its_table(tmp_path: Path) -> None:
    (tmp_path / "Spell.dbd").write_text("COLUMNS\nint ID\n\nLAYOUT xyz\n")
    layouts = Layouts(tmp_path)
    assert layouts.wrath("Talent") is not None
    with pytest.raises(ClientFileError, match=r"Spell\.dbd: line 4: 'xyz' is no layout hash"):
        layouts.wrath("Spell")


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClientFileError, match=r"gone: No such file .*client_data\.dbd_path"):
        Layouts(tmp_path / "gone").wrath("Spell")


def test_the_old_build_has_its_file() -> None:
    assert FILES[0] == "wrath.txt"
    assert len([line for line in own_lines() if line.split()[1] == "-"]) == 246
