import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from appliance.clientdata.definitions import Layouts, parse_line
from appliance.clientdata.interface import Field, Table
from appliance.clientdata.layout import Layout
from appliance.clientdata.wdc import open_wdc
from appliance.clientdata.wdc_header import Kind
from tests.support.wdc_writer import (
    BUILD,
    Format,
    OneLayout,
    Part,
    Stored,
    plain,
    stored,
    write_wdc,
    write_wdc5,
)

LAYOUT = parse_line(
    "Thing AB @ID Kind Mask:u Pair[2] Speed:f Spots:f[2] File:s Files:s[2] ^Parent:u"
)
INLINE = parse_line("Thing AB Name:s #ID Kind ~Parent:u")


def thing(number: int) -> dict[str, Any]:
    return {
        "ID": number,
        "Kind": -number,
        "Mask": 0xFFFF0000 + number,
        "Pair": (number % 3, -8),
        "Speed": number / 2,
        "Spots": (0.25, -2.0),
        "File": f"Übel {number}",
        "Files": ("", f"{number}.blp"),
        "Parent": number // 2,
    }


RECORDS = [thing(number) for number in (3, 5, 6, 11)]


def opened(path: Path, layout: Layout | None = LAYOUT) -> Table:
    return open_wdc(path, OneLayout(layout))


def every(table: Table) -> list[Any]:
    return [table.get(number) for number in table.ids()]


def scanned(table: Table) -> list[dict[str, Any]]:
    """The same as `every`, by way of `scan`."""
    names = [field.name for field in table.fields]
    return [dict(zip(names, row[1:], strict=True)) for row in table.scan(*names)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Thing.db2"
    write_wdc5(path, LAYOUT, RECORDS, layout_hash=0xAB)
    return path


def test_a_record_has_every_field_typed(file: Path) -> None:
    table = opened(file)
    assert every(table) == RECORDS
    assert scanned(table) == RECORDS
    assert [table.get(number) for number in (-1, 0, 4, 12, 2**40)] == [None] * 5
    assert (table.name, len(table), list(table.ids())) == ("Thing", 4, [3, 5, 6, 11])


def test_fields_and_facts_are_said(file: Path) -> None:
    table = opened(file)
    assert table.fields[:4] == (
        Field("ID", "int"),
        Field("Kind", "int"),
        Field("Mask", "int", 1, signed=False),
        Field("Pair", "int", 2),
    )
    facts = table.facts
    assert (facts.path, facts.format, facts.layout) == ("Thing.db2", "WDC5", "000000AB")
    assert (facts.size_bytes, facts.build, facts.notes) == (file.stat().st_size, BUILD, ())


def test_a_file_made_by_hand(tmp_path: Path) -> None:
    """Written out word by word from the description of the format, without the writer."""
    layout = parse_line("Hand AB Name:s #ID Level:u Rank")
    head = b"WDC5" + struct.pack("<I128s", 5, b"11.0.2.55959")
    counts = (2, 4, 12, 8, 0x1234, 0xAB, 70, 80, 1)
    head += struct.pack("<9I2H", *counts, 0, 1) + struct.pack("<7I", 4, 8, 0, 96, 8, 12, 1)
    assert len(head) == 204
    begin = 204 + 40 + 16 + 96 + 12 + 8
    section = struct.pack("<Q8I", 0, begin, 2, 8, 0, 0, 0, 0, 1)
    places = struct.pack("<hHhHhHhH", 0, 0, 16, 4, 32, 6, 32, 8)
    storage = struct.pack("<2H5I", 0, 32, 0, 0, 0, 0, 0)
    storage += struct.pack("<2H5I", 32, 16, 0, 0, 0, 0, 0)
    storage += struct.pack("<2H5I", 64, 2, 12, 3, 0, 2, 0)
    storage += struct.pack("<2H5I", 0, 0, 8, 2, 9, 0, 0)
    pallet, common = struct.pack("<3I", 60, 70, 80), struct.pack("<2I", 80, 2**32 - 4)
    # Texts begin 24 bytes after the first record; the second record's are 12 bytes nearer.
    records = struct.pack("<IHHI", 24 + 2, 70, 0, 2) + struct.pack("<IHHI", 12 + 5, 80, 0, 1)
    texts = b"\0\0Ab\0Cd\0"
    body = records + texts + struct.pack("<2I", 75, 70)
    path = tmp_path / "Hand.db2"
    path.write_bytes(head + section + places + storage + pallet + common + body)
    table = opened(path, layout)
    assert every(table) == [
        {"ID": 70, "Name": "Ab", "Level": 80, "Rank": 9},
        {"ID": 75, "Name": "Ab", "Level": 80, "Rank": 9},
        {"ID": 80, "Name": "Cd", "Level": 70, "Rank": -4},
    ]
    assert scanned(table) == every(table)
    assert table.facts.build == "11.0.2.55959"


@pytest.mark.parametrize("version", [3, 4, 5])
@pytest.mark.parametrize("layout", [LAYOUT, INLINE], ids=["list of ids", "id in the record"])
def test_all_versions_are_read(tmp_path: Path, version: int, layout: Layout) -> None:
    path = tmp_path / "Thing.db2"
    names = {field.name for field in layout.fields}
    records = [{name: value for name, value in one.items() if name in names} for one in RECORDS]
    records = [one | {"Name": "n"} for one in records] if "Name" in names else records
    write_wdc(path, plain(layout), records, Format(version=version))
    table = opened(path, layout)
    assert every(table) == scanned(table) == records
    assert table.facts.format == f"WDC{version}"
    assert table.facts.build == (BUILD if version == 5 else "")
    assert table.find("Parent", 3) == (6,)


def test_find_looks_at_every_place_of_an_array(file: Path) -> None:
    table = opened(file)
    assert table.find("Pair", 2) == (5, 11)
    assert table.find("Pair", -8) == (3, 5, 6, 11)
    assert table.find("Kind", -5) == (5,)
    assert table.find("Mask", 0xFFFF0006) == (6,)
    assert table.find("Parent", 1) == (3,)
    assert (table.find("ID", 6), table.find("ID", 7)) == ((6,), ())
    assert (table.find("Kind", 1), table.find("Kind", 2**70)) == ((), ())


def test_fields_that_are_not_there_are_named(file: Path) -> None:
    table = opened(file)
    uses: list[Callable[[], Any]] = [
        lambda: table.scan("Nothing"),
        lambda: table.find("Nothing", 1),
    ]
    for use in uses:
        with pytest.raises(KeyError, match="Thing has no field Nothing"):
            use()
    with pytest.raises(KeyError, match=r"Thing\.Speed holds no integers"):
        table.find("Speed", 1)


def test_many_fields_can_be_asked_from_many_threads(tmp_path: Path) -> None:
    layout = parse_line("Many AB @ID " + " ".join(f"F{index}" for index in range(20)))
    records = [{"ID": n} | {f"F{index}": index * n for index in range(20)} for n in range(1, 60)]
    path = tmp_path / "Many.db2"
    write_wdc5(path, layout, records, layout_hash=0xAB)
    table = opened(path, layout)
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda at: table.find(f"F{at % 20}", at % 20 * 7), range(200))
    assert [ids for at, ids in enumerate(found) if at % 20] == [(7,)] * 190


def test_several_sections_are_one_table(tmp_path: Path) -> None:
    path = tmp_path / "Thing.db2"
    write_wdc(path, plain(LAYOUT), [Part(RECORDS[2:]), Part([]), Part(RECORDS[:2])])
    table = opened(path)
    assert every(table) == scanned(table) == RECORDS
    assert table.find("Parent", 5) == (11,)
    write_wdc(path, plain(LAYOUT), [Part(RECORDS[:1]), Part(RECORDS[1:])])
    assert every(opened(path)) == RECORDS


def test_copies_share_data_but_not_the_id(tmp_path: Path) -> None:
    path = tmp_path / "Thing.db2"
    parts = [Part(RECORDS[:2], copies=[(4, 5), (90, 3)]), Part(RECORDS[2:], copies=[(1, 90)])]
    write_wdc(path, plain(LAYOUT), parts)
    table = opened(path)
    assert list(table.ids()) == [1, 3, 4, 5, 6, 11, 90]
    assert table.get(4) == RECORDS[1] | {"ID": 4}
    assert table.get(90) == RECORDS[0] | {"ID": 90}
    assert table.get(1) == RECORDS[0] | {"ID": 1}, "a copy of a copy"
    assert scanned(table) == every(table)
    assert table.find("Kind", -3) == (1, 3, 90)


def test_copies_of_inline_ids_have_their_own(tmp_path: Path) -> None:
    path = tmp_path / "Thing.db2"
    records = [{"ID": 7, "Kind": 1, "Name": "a", "Parent": 2}]
    write_wdc(path, plain(INLINE, ID=16), [Part(records, copies=[(9, 7), (7, 7)])])
    table = opened(path, INLINE)
    assert every(table) == scanned(table) == [records[0], records[0] | {"ID": 9}]


def test_copies_of_what_is_not_there_are_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "Thing.db2"
    write_wdc(path, plain(LAYOUT), [Part(RECORDS, copies=[(90, 1), (91, 3)])])
    table = opened(path)
    assert list(table.ids()) == [3, 5, 6, 11, 91]
    assert table.facts.notes == ("1 copies of records that are not there are left out",)


def test_common_values_go_by_id_and_copies_may_have_their_own(tmp_path: Path) -> None:
    path = tmp_path / "Thing.db2"
    fields = stored(plain(LAYOUT), "Kind", Kind.COMMON, default=-3, more={91: 44})
    write_wdc(path, fields, [Part(RECORDS, copies=[(90, 5), (91, 5)])])
    table = opened(path)
    assert [row[1] for row in table.scan("Kind")] == [-3, -5, -6, -11, -5, 44]
    assert [table.get(number)["Kind"] for number in table.ids()] == [-3, -5, -6, -11, -5, 44]


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("by_id", [False, True])
def test_relations_go_by_place_or_by_id(tmp_path: Path, by_id: bool, reverse: bool) -> None:
    path = tmp_path / "Thing.db2"
    without = dict(RECORDS[2])
    del without["Parent"]
    records = [*RECORDS[:2], without, RECORDS[3]]
    parts = [
        Part(records[:3], copies=[(12, 5)], reverse_relations=reverse),
        Part(records[3:], reverse_relations=reverse),
    ]
    write_wdc(path, plain(LAYOUT), parts, Format(by_id=by_id))
    table = opened(path)
    parents = [1, 2, 0, 5, 2]
    assert [parent for _, parent in table.scan("Parent")] == parents
    assert [table.get(number)["Parent"] for number in table.ids()] == parents
    assert (table.find("Parent", 2), table.find("Parent", 0)) == ((5, 12), (6,))


def test_sections_without_their_key_are_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "Thing.db2"
    parts = [
        Part(RECORDS[:1]),
        Part(RECORDS[1:3], key=0x1234, blank=True),
        Part([], key=0x77, blank=True),
        Part(RECORDS[3:]),
    ]
    for version in (3, 4, 5):
        write_wdc(path, plain(LAYOUT), parts, Format(version=version))
        table = opened(path)
        assert every(table) == scanned(table) == [RECORDS[0], RECORDS[3]]
        assert table.facts.notes == (
            "2 records in 1 encrypted sections cannot be read without their keys",
        )


def test_sections_with_their_key_are_read(tmp_path: Path) -> None:
    path = tmp_path / "Thing.db2"
    write_wdc(path, plain(LAYOUT), [Part(RECORDS[:2]), Part(RECORDS[2:], key=0x1234)])
    table = opened(path)
    assert (every(table), table.facts.notes) == (RECORDS, ())


def test_an_encrypted_record_of_zeros_with_an_id_is_read(tmp_path: Path) -> None:
    layout = parse_line("Zero AB @ID Value")
    path = tmp_path / "Zero.db2"
    write_wdc(path, plain(layout), [Part([{"ID": 4, "Value": 0}], key=9)])
    assert every(opened(path, layout)) == [{"ID": 4, "Value": 0}]


def test_a_list_of_zeros_counts_from_the_least_id(tmp_path: Path) -> None:
    layout = parse_line("Zero AB @ID Value")
    path = tmp_path / "Zero.db2"
    records = [{"ID": number, "Value": -number} for number in (20, 21, 22)]
    write_wdc(path, plain(layout), [Part(records, zero_ids=True)])
    assert every(opened(path, layout)) == records


def test_records_in_any_order_and_twice(tmp_path: Path) -> None:
    layout = parse_line("Any AB @ID Value")
    path = tmp_path / "Any.db2"
    records = [{"ID": number, "Value": value} for value, number in enumerate([30, 10, 20, 10])]
    write_wdc(path, plain(layout), [Part(records, copies=[(20, 30)])])
    table = opened(path, layout)
    assert list(table.scan("Value")) == [(10, 3), (20, 0), (30, 0)], "the last one counts"
    assert (len(table), table.find("Value", 2), table.find("Value", 0)) == (3, (), (20, 30))


def test_without_a_definition_fields_are_numbered(file: Path) -> None:
    table = opened(file, None)
    names = [field.name for field in table.fields]
    assert names == ["ID", *(f"field_{index}" for index in range(8))]
    assert table.fields[3] == Field("field_2", "int", 2)
    record = table.get(5)
    assert record is not None
    assert (record["ID"], record["field_0"], record["field_2"]) == (5, -5, (2, -8))
    assert record["field_7"] == 2, "the relation comes last"
    assert table.find("field_7", 3) == (6,)
    assert scanned(table) == every(table)
    assert table.name == "Thing"
    assert table.facts.notes == (
        "no definition of layout 000000AB: fields are numbered and read as integers",
    )


def test_without_a_definition_the_id_in_the_record_is_known(tmp_path: Path) -> None:
    path = tmp_path / "Thing.db2"
    fields = stored(plain(INLINE), "Kind", Kind.PACKED, 5)
    fields = stored(fields, "Parent", Kind.PACKED_SIGNED, 9)
    write_wdc(path, fields, [{"ID": 7, "Kind": 31, "Parent": -2}, {"ID": 8, "Parent": 3}])
    table = opened(path, None)
    assert [row[1:] for row in table.scan("ID", "field_1", "field_2", "field_3")] == [
        (7, 7, 31, -2),
        (8, 8, 0, 3),
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Thing AB @ID Kind", "has 1 fields in a record, the file 7"),
        (
            "Thing AB @ID Kind Mask Pair[3] Speed:f Spots:f[2] File:s Files:s[2] ^Parent",
            "does not fit how Pair is stored",
        ),
        (
            "Thing AB @ID Kind Mask Pair[2] Speed:f Spots[4] File:s Files:s[2] ^Parent",
            "does not fit how Spots is stored",
        ),
        ("Thing AB #ID Mask Pair[2] Speed:f Spots:f[2] File:s Files:s[2]", ""),
    ],
)
def test_a_definition_that_does_not_fit_is_not_used(file: Path, line: str, why: str) -> None:
    table = opened(file, parse_line(line))
    if not why:
        assert table.get(5)["ID"] == 5, "the list of ids wins"
        return
    assert table.get(5)["field_0"] == -5
    assert table.facts.notes == (
        f"the definition of layout 000000AB {why}: fields are numbered and read as integers",
    )


def test_a_definition_with_another_id_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "Thing.db2"
    write_wdc(path, plain(INLINE), [{"ID": 7, "Kind": 9}])
    table = opened(path, parse_line("Thing AB Name:s Kind #ID Parent"))
    assert table.get(7)["field_2"] == 9
    assert "has another field for the id" in table.facts.notes[0]


def test_an_id_may_have_another_name(tmp_path: Path) -> None:
    layout = parse_line("Named AB @SpellID Value")
    path = tmp_path / "Named.db2"
    write_wdc(path, plain(layout), [{"ID": 7, "Value": 1}])
    table = opened(path, layout)
    assert table.fields == (Field("ID", "int", signed=False), *table.fields[1:])
    assert table.get(7) == {"ID": 7, "SpellID": 7, "Value": 1}
    assert list(table.scan("SpellID", "ID")) == [(7, 7, 7)]
    assert table.find("SpellID", 7) == (7,)


@pytest.mark.parametrize("layout", [LAYOUT, INLINE, None])
def test_an_empty_table_is_a_table(tmp_path: Path, layout: Layout | None) -> None:
    path = tmp_path / "Thing.db2"
    write_wdc(path, plain(layout or LAYOUT), [])
    table = opened(path, layout)
    assert (len(table), list(table.ids()), scanned(table)) == (0, [], [])
    assert (table.get(0), table.find("ID", 0)) == (None, ())
    if layout is not None:
        assert table.find("Kind", 0) == ()
        assert list(table.scan("Parent")) == []


def test_the_products_own_definitions_are_found_by_hash(tmp_path: Path) -> None:
    layouts = Layouts()
    layout = layouts.find("MapChallengeMode", 0x6C470AF8)
    assert layout is not None
    path = tmp_path / "mapchallengemode.db2"
    records = [{"ID": 900001, "Name": "Nowhere", "MapID": 3, "CriteriaCount": (1800, 1440)}]
    write_wdc5(path, layout, records, layout_hash=0x6C470AF8)
    table = open_wdc(path, layouts)
    record = table.get(900001)
    assert record is not None
    assert (table.name, record["Name"], record["MapID"]) == ("MapChallengeMode", "Nowhere", 3)
    assert record["CriteriaCount"] == (1800, 1440, 0)
    assert table.facts.notes == ()


def test_a_field_the_writer_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="Thing has no field Colour"):
        write_wdc5(tmp_path / "x.db2", LAYOUT, [{"ID": 1, "Colour": 2}], layout_hash=1)
    with pytest.raises(ValueError, match="Pair holds 2 values"):
        write_wdc(tmp_path / "x.db2", [Stored(LAYOUT.fields[3])], [{"ID": 1, "Pair": (1, 2, 3)}])
