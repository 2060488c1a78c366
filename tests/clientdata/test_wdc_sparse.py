"""Files whose records have different sizes and hold their texts."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.clientdata.definitions import parse_line
from appliance.clientdata.interface import Table
from appliance.clientdata.layout import Layout
from appliance.clientdata.wdc import open_wdc
from appliance.errors import ClientFileError
from tests.support.wdc_writer import Format, OneLayout, Part, plain, write_wdc

LAYOUT = parse_line(
    "Loose AB @ID Race Description:s Names:s[2] Kind:u Flags:u[2] Speed:f Last:s Tail Odd ^Parent:u"
)
BITS = {"Race": 64, "Kind": 8, "Flags": 16, "Tail": 16, "Odd": 24}


def loose(number: int) -> dict[str, Any]:
    return {
        "ID": number,
        "Race": -(2**40) * number,
        "Description": "Лёд " * (number % 4),
        "Names": ("", f"name {number}"),
        "Kind": number % 256,
        "Flags": (0xFFFF, number),
        "Speed": number / 4,
        "Last": "",
        "Tail": -number,
        "Odd": -number * 1000,
        "Parent": number + 1,
    }


RECORDS = [loose(number) for number in (2, 3, 9, 14)]
SPARSE = Format(sparse=True)


def opened(path: Path, layout: Layout | None = LAYOUT) -> Table:
    return open_wdc(path, OneLayout(layout))


def every(table: Table) -> list[Any]:
    names = [field.name for field in table.fields]
    rows = [dict(zip(names, row[1:], strict=True)) for row in table.scan(*names)]
    records = [table.get(number) for number in table.ids()]
    assert rows == records
    return records


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Loose.db2"
    write_wdc(path, plain(LAYOUT, **BITS), RECORDS, SPARSE)
    return path


@pytest.mark.parametrize(
    ("version", "by_id"), [(3, False), (4, False), (4, True), (5, False), (5, True)]
)
def test_every_field_is_read(tmp_path: Path, version: int, by_id: bool) -> None:
    path = tmp_path / "Loose.db2"
    form = Format(version=version, sparse=True, by_id=by_id)
    write_wdc(path, plain(LAYOUT, **BITS), RECORDS, form)
    table = opened(path)
    assert every(table) == RECORDS
    assert (table.get(4), table.facts.notes) == (None, ())


def test_some_fields_of_all_records(file: Path) -> None:
    table = opened(file)
    assert list(table.scan("Tail")) == [(2, -2), (3, -3), (9, -9), (14, -14)]
    assert next(iter(table.scan("Names", "ID", "Race"))) == (2, ("", "name 2"), 2, -(2**41))
    assert table.find("Flags", 9) == (9,)
    assert table.find("Race", -3 * 2**40) == (3,)
    assert table.find("Parent", 10) == (9,)
    with pytest.raises(KeyError, match="Loose has no field Nothing"):
        table.scan("Nothing")


def test_sections_copies_and_missing_keys(tmp_path: Path) -> None:
    path = tmp_path / "Loose.db2"
    parts = [
        Part(RECORDS[2:], copies=[(30, 9)]),
        Part(RECORDS[1:2], key=8, blank=True),
        Part(RECORDS[:1], key=9),
    ]
    write_wdc(path, plain(LAYOUT, **BITS), parts, SPARSE)
    table = opened(path)
    assert every(table) == [RECORDS[0], RECORDS[2], RECORDS[3], RECORDS[2] | {"ID": 30}]
    assert table.facts.notes == (
        "1 records in 1 encrypted sections cannot be read without their keys",
    )


def test_the_id_may_also_stand_in_the_record(tmp_path: Path) -> None:
    layout = parse_line("Loose AB Name:s #ID Value")
    path = tmp_path / "Loose.db2"
    records = [{"ID": 5, "Name": "a", "Value": 6}, {"ID": 7, "Name": "", "Value": 8}]
    write_wdc(path, plain(layout), [Part(records, copies=[(9, 5)])], SPARSE)
    assert every(opened(path, layout)) == [*records, records[0] | {"ID": 9}]


def test_without_a_definition_only_ids_are_known(file: Path) -> None:
    table = opened(file, None)
    assert [field.name for field in table.fields] == ["ID"]
    assert every(table) == [{"ID": number} for number in (2, 3, 9, 14)]
    assert table.facts.notes == (
        "no definition of layout ABCD0123: "
        "records of different sizes cannot be told apart, only their ids are known",
    )


def test_a_definition_that_does_not_fit_is_not_used(file: Path) -> None:
    table = opened(file, parse_line("Loose AB @ID Race Description:s"))
    assert every(table)[0] == {"ID": 2}
    assert "has 2 fields in a record, the file 9" in table.facts.notes[0]


def test_an_empty_table_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "Loose.db2"
    for parts in ([], [Part([])]):
        write_wdc(path, plain(LAYOUT, **BITS), parts, SPARSE)
        table = opened(path)
        assert (every(table), table.find("Tail", 0)) == ([], ())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"shorter": 1}, "a record ends before its last field"),
        ({"size": 12}, "a text without an end in a record"),
        ({"size": 0}, "a text without an end in a record"),
        ({"size": 65535}, "is outside its section"),
        ({"offset": 5}, "is outside its section"),
        ({"offset": 2**32 - 1}, "is outside its section"),
    ],
)
def test_records_outside_their_section_or_cut_off(
    file: Path, change: dict[str, int], why: str
) -> None:
    data = bytearray(file.read_bytes())
    entry = map_entry(data)
    if "shorter" in change:
        data[entry + 4] -= change["shorter"]
    for name, at, size in (("offset", entry, 4), ("size", entry + 4, 2)):
        if name in change:
            data[at : at + size] = change[name].to_bytes(size, "little")
    file.write_bytes(data)
    with pytest.raises(ClientFileError, match=why):
        every(opened(file))


def map_entry(data: bytes) -> int:
    """Where the map's first entry is: behind the list of ids, which follows the records."""
    return data.index(b"".join(one.to_bytes(4, "little") for one in (2, 3, 9, 14))) + 16


def test_records_on_one_another_are_refused(tmp_path: Path) -> None:
    """Small files must not hold many times their size in records."""
    layout = parse_line("Loose AB @ID Text:s")
    path = tmp_path / "Loose.db2"
    records = [{"ID": number, "Text": "x" * 5000 if number == 1 else ""} for number in range(1, 99)]
    write_wdc(path, plain(layout), records, SPARSE)
    data = bytearray(path.read_bytes())
    first = data.index(bytes([2, 0, 0, 0, 3, 0, 0, 0])) - 4 + 4 * 98
    for index in range(98):
        data[first + 6 * index : first + 6 * index + 6] = data[first : first + 6]
    path.write_bytes(data)
    with pytest.raises(ClientFileError, match="records lie on one another"):
        opened(path, layout)


NAMES = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=8)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "ID": st.integers(1, 2**32 - 1),
                "Race": st.integers(-(2**63), 2**63 - 1),
                "Description": NAMES,
                "Names": st.tuples(NAMES, NAMES),
                "Kind": st.integers(0, 255),
                "Flags": st.tuples(st.integers(0, 65535), st.integers(0, 65535)),
                "Speed": st.floats(width=32, allow_nan=False),
                "Last": NAMES,
                "Tail": st.integers(-(2**15), 2**15 - 1),
                "Odd": st.integers(-(2**23), 2**23 - 1),
                "Parent": st.integers(0, 2**32 - 1),
            }
        ),
        unique_by=lambda record: record["ID"],
        max_size=8,
    )
)
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "Sparse.db2"
    path.unlink(missing_ok=True)
    write_wdc(path, plain(LAYOUT, **BITS), records, SPARSE)
    assert every(opened(path)) == sorted(records, key=lambda record: record["ID"])
