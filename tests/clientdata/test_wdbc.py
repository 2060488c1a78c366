import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.clientdata.definitions import Layout, Layouts, parse_line
from appliance.clientdata.interface import Field, Table
from appliance.clientdata.wdbc import open_wdbc
from appliance.errors import ClientFileError
from tests.support.wdbc_writer import write_wdbc

LAYOUT = parse_line("Thing - #ID Kind Mask:u Pair[2] Speed:f Spots:f[2] File:s Files:s[2] Name:l")
RECORDS: list[dict[str, Any]] = [
    {
        "ID": 5,
        "Kind": -3,
        "Mask": 0xFFFF0000,
        "Pair": (7, -8),
        "Speed": 1.5,
        "Spots": (0.25, -2.0),
        "File": "a.blp",
        "Files": ("b.blp", "a.blp"),
        "Name": {"enUS": "Ice", "deDE": "Eis", "ruRU": "Лёд"},
    },
    {"ID": 9, "Kind": 4, "Pair": (7, 7), "Name": {"frFR": "Feu"}},
    {"ID": 12, "Kind": -3},
]


@pytest.fixture
def thing(tmp_path: Path) -> Path:
    path = tmp_path / "Thing.dbc"
    write_wdbc(path, LAYOUT, RECORDS)
    return path


def wrath(name: str) -> Layout:
    layout = Layouts().wrath(name)
    assert layout is not None
    return layout


def test_a_record_has_every_field_typed(thing: Path) -> None:
    table = open_wdbc(thing, LAYOUT)
    assert table.get(5) == RECORDS[0] | {"Name": "Ice"}
    assert table.get(12) == {
        "ID": 12,
        "Kind": -3,
        "Mask": 0,
        "Pair": (0, 0),
        "Speed": 0.0,
        "Spots": (0.0, 0.0),
        "File": "",
        "Files": ("", ""),
        "Name": "",
    }
    assert table.get(6) is None
    assert table.get(13) is None
    assert (table.name, len(table), list(table.ids())) == ("Thing", 3, [5, 9, 12])


def test_fields_and_facts_are_said(thing: Path) -> None:
    table = open_wdbc(thing, LAYOUT)
    assert table.fields[:4] == (
        Field("ID", "int"),
        Field("Kind", "int"),
        Field("Mask", "int", 1, signed=False),
        Field("Pair", "int", 2),
    )
    assert table.fields[-1] == Field("Name", "string")
    facts = table.facts
    assert (facts.path, facts.format, facts.layout) == ("Thing.dbc", "WDBC", "")
    assert (facts.size_bytes, facts.build) == (thing.stat().st_size, "3.3.5.12340")
    assert facts.notes == ()


@pytest.mark.parametrize(
    ("locale", "names"),
    [
        ("enUS", ["Ice", "Feu", ""]),
        ("deDE", ["Eis", "Feu", ""]),
        ("ruRU", ["Лёд", "Feu", ""]),
        ("frFR", ["Ice", "Feu", ""]),
        ("ptBR", ["Ice", "Feu", ""]),
    ],
)
def test_a_text_is_of_the_locale_then_the_base_then_any(
    thing: Path, locale: str, names: list[str]
) -> None:
    table = open_wdbc(thing, LAYOUT, locale)
    assert [name for _, name in table.scan("Name")] == names
    assert [table.get(number)["Name"] for number in table.ids()] == names


def test_scan_gives_columns_by_ascending_id(thing: Path) -> None:
    table = open_wdbc(thing, LAYOUT)
    assert list(table.scan()) == [(5,), (9,), (12,)]
    assert list(table.scan("Kind", "Pair", "Speed", "Files")) == [
        (5, -3, (7, -8), 1.5, ("b.blp", "a.blp")),
        (9, 4, (7, 7), 0.0, ("", "")),
        (12, -3, (0, 0), 0.0, ("", "")),
    ]
    assert next(iter(table.scan("ID", "Mask"))) == (5, 5, 0xFFFF0000)
    with pytest.raises(KeyError, match="Thing has no field Nothing"):
        list(table.scan("Nothing"))


def test_find_looks_at_every_place_of_an_array(thing: Path) -> None:
    table = open_wdbc(thing, LAYOUT)
    assert table.find("Kind", -3) == (5, 12)
    assert table.find("Pair", 7) == (5, 9)
    assert table.find("Pair", -8) == (5,)
    assert table.find("ID", 9) == (9,)
    assert table.find("ID", 10) == ()
    assert table.find("Mask", 1) == ()
    with pytest.raises(KeyError, match="Thing has no field Nothing"):
        table.find("Nothing", 1)
    with pytest.raises(KeyError, match=r"Thing\.Speed holds no integers"):
        table.find("Speed", 1)


def test_many_fields_can_be_asked_one_after_another(tmp_path: Path) -> None:
    layout = parse_line("Many - #ID " + " ".join(f"F{index}" for index in range(20)))
    record = {"ID": 1} | {f"F{index}": index for index in range(20)}
    write_wdbc(tmp_path / "Many.dbc", layout, [record])
    table = open_wdbc(tmp_path / "Many.dbc", layout)
    for index in (*range(20), *range(20)):
        assert table.find(f"F{index}", index) == (1,)


def test_records_in_any_order_and_twice(tmp_path: Path) -> None:
    path = tmp_path / "Thing.dbc"
    records = [{"ID": number, "Kind": kind} for kind, number in enumerate([30, 10, 20, 10])]
    write_wdbc(path, LAYOUT, records)
    table = open_wdbc(path, LAYOUT)
    assert list(table.scan("Kind")) == [(10, 3), (20, 2), (30, 0)]
    assert table.get(10)["Kind"] == 3, "the last one counts"
    assert (len(table), table.find("Kind", 1), table.find("Kind", 3)) == (3, (), (10,))


def test_bytes_and_records_of_odd_size(tmp_path: Path) -> None:
    layout = parse_line("Odd - #ID Race:b Class:b Sex:b Value Factor:f")
    path = tmp_path / "Odd.dbc"
    records = [
        {"ID": 1, "Race": 255, "Class": 2, "Sex": 1, "Value": -9, "Factor": 0.5},
        {"ID": 2, "Race": 3, "Class": 4, "Sex": 0, "Value": 8, "Factor": 2.0},
    ]
    write_wdbc(path, layout, records)
    table = open_wdbc(path, layout)
    assert [table.get(number) for number in (1, 2)] == records
    assert list(table.scan("Race", "Value", "Factor")) == [(1, 255, -9, 0.5), (2, 3, 8, 2.0)]
    assert table.find("Race", 255) == (1,)


def test_without_an_id_the_records_are_counted(tmp_path: Path) -> None:
    layout = wrath("CharBaseInfo")
    path = tmp_path / "CharBaseInfo.dbc"
    write_wdbc(path, layout, [{"RaceID": 1, "ClassID": 2}, {"RaceID": 11, "ClassID": 8}])
    table = open_wdbc(path, layout)
    assert table.fields[0] == Field("ID", "int")
    assert table.get(1) == {"ID": 1, "RaceID": 11, "ClassID": 8}
    assert list(table.scan("ClassID")) == [(0, 2), (1, 8)]
    assert table.find("RaceID", 11) == (1,)
    assert (table.get(2), table.get(-1)) == (None, None)


def test_a_file_without_definition_is_read_by_number(thing: Path) -> None:
    table = open_wdbc(thing, None)
    assert [field.name for field in table.fields][:3] == ["ID", "field_0", "field_1"]
    assert list(table.scan("field_0", "field_1")) == [(0, 5, -3), (1, 9, 4), (2, 12, -3)]
    assert "no definition" in table.facts.notes[0]
    assert table.facts.build == ""


def test_a_definition_of_another_size_is_not_used(thing: Path) -> None:
    table = open_wdbc(thing, wrath("Talent"))
    assert table.get(0)["field_0"] == 5
    assert table.facts.notes == (
        "records have 112 bytes, those of build 3.3.5.12340 92: "
        "fields are numbered and read as integers",
    )


def test_an_empty_table_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "Thing.dbc"
    write_wdbc(path, LAYOUT, [])
    table = open_wdbc(path, LAYOUT)
    assert (len(table), list(table.ids()), list(table.scan("Name", "Kind"))) == (0, [], [])
    assert (table.get(0), table.find("Kind", 0)) == (None, ())
    path.write_bytes(struct.pack("<4s4I", b"WDBC", 0, 0, 0, 0))
    assert len(open_wdbc(path, None)) == 0


HEADER = "<4s4I"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", r"X\.dbc at byte 0: the file is empty"),
        (b"WDC5" + bytes(60), r"X\.dbc at byte 0: starts with b'WDC5', not b'WDBC'"),
        (b"WDBC\1\0", r"X\.dbc at byte 6: the header is cut off"),
        (struct.pack(HEADER, b"WDBC", 1, 1, 0, 1) + b"\0", r"at byte 12: records of no bytes"),
        (
            struct.pack(HEADER, b"WDBC", 2**32 - 1, 1, 2**32 - 1, 1) + bytes(64),
            r"at byte 84: truncated: 4294967295 records",
        ),
        (struct.pack(HEADER, b"WDBC", 1, 1, 4, 8) + bytes(11), r"at byte 31: truncated"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "X.dbc"
    path.write_bytes(data)
    with pytest.raises(ClientFileError, match=why):
        open_wdbc(path, None)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(ClientFileError, match=r"Gone\.dbc: No such file"):
        open_wdbc(tmp_path / "Gone.dbc", None)
    with pytest.raises(ClientFileError, match="Is a directory"):
        open_wdbc(tmp_path, None)


def read_all(table: Table) -> None:
    for number in table.ids():
        table.get(number)


@pytest.mark.parametrize(
    ("offset", "block", "why"),
    [
        (99, b"\0ab\0", r"T\.dbc at byte 24: points to byte 99 of 4 bytes of texts"),
        (1, b"\0ab", r"T\.dbc at byte 29: a text without an end"),
        (4, b"\0ab\0", r"T\.dbc at byte 24: points to byte 4 of 4 bytes"),
    ],
)
def test_texts_outside_their_block_are_refused(
    tmp_path: Path, offset: int, block: bytes, why: str
) -> None:
    path = tmp_path / "T.dbc"
    head = struct.pack(HEADER, b"WDBC", 1, 2, 8, len(block))
    path.write_bytes(head + struct.pack("<2I", 1, offset) + block)
    table = open_wdbc(path, parse_line("T - #ID Text:s"))
    for read in (read_all, lambda table: list(table.scan("Text"))):
        with pytest.raises(ClientFileError, match=why):
            read(table)


def test_texts_that_overlap_without_end_are_refused(tmp_path: Path) -> None:
    """Some 2 MB of file would become 130 GB of text."""
    count, size = 200_000, 700_000
    block = b"\0" + b"x" * size + b"\0"
    records = b"".join(struct.pack("<2I", index, index + 1) for index in range(count))
    path = tmp_path / "T.dbc"
    path.write_bytes(struct.pack(HEADER, b"WDBC", count, 2, 8, len(block)) + records + block)
    with pytest.raises(ClientFileError, match="texts overlap without end"):
        list(open_wdbc(path, parse_line("T - #ID Text:s")).scan("Text"))


def test_one_text_may_belong_to_every_record(tmp_path: Path) -> None:
    layout, text = parse_line("T - #ID Text:l"), "x" * 5000
    records = [{"ID": number, "Text": text} for number in range(1000)]
    write_wdbc(tmp_path / "T.dbc", layout, records)
    for locale in ("enUS", "deDE"):
        table = open_wdbc(tmp_path / "T.dbc", layout, locale)
        assert {found for _, found in table.scan("Text")} == {text}


def test_bytes_after_the_texts_are_noted(thing: Path) -> None:
    thing.write_bytes(thing.read_bytes() + b"more")
    assert open_wdbc(thing, LAYOUT).facts.notes == ("4 bytes after the texts are not read",)


def uses(table: Table) -> list[Callable[[], Any]]:
    numbers = [field.name for field in table.fields if field.kind == "int"]
    names = [field.name for field in table.fields]
    return [
        lambda: read_all(table),
        *(lambda name=name: list(table.scan(name)) for name in names),
        *(lambda name=name: table.find(name, 1) for name in numbers),
    ]


@given(data=st.data(), size=st.integers(0, 400))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, size: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "Fuzz.dbc"
    write_wdbc(path, LAYOUT, RECORDS)
    whole = bytearray(path.read_bytes()[: size + 20])
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.sampled_from([0, 1, 20, 127, 128, 255]))
    path.unlink()
    path.write_bytes(whole)
    for layout in (LAYOUT, None):
        with suppress(ClientFileError):
            table = open_wdbc(path, layout)
            assert len(table) <= len(whole)
            for use in uses(table):
                with suppress(ClientFileError):
                    use()


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "ID": st.integers(0, 2**31 - 1),
                "Kind": st.integers(-(2**31), 2**31 - 1),
                "Mask": st.integers(0, 2**32 - 1),
                "Pair": st.tuples(st.integers(-9, 9), st.integers(-9, 9)),
                "Speed": st.floats(width=32, allow_nan=False),
                "Spots": st.tuples(st.just(1.0), st.floats(0, 1, width=32)),
                "File": st.text(st.characters(exclude_characters="\0", codec="utf-8")),
                "Files": st.tuples(st.just("x"), st.sampled_from(["", "y"])),
                "Name": st.text(st.characters(exclude_characters="\0", codec="utf-8")),
            }
        ),
        unique_by=lambda record: record["ID"],
    )
)
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "Round.dbc"
    path.unlink(missing_ok=True)
    write_wdbc(path, LAYOUT, records)
    table = open_wdbc(path, LAYOUT)
    by_id = sorted(records, key=lambda record: record["ID"])
    assert [table.get(number) for number in table.ids()] == by_id
    names = [field.name for field in table.fields if field.name != "ID"]
    assert list(table.scan(*names)) == [
        (record["ID"], *(record[name] for name in names)) for record in by_id
    ]
    for record in by_id:
        assert record["ID"] in table.find("Kind", record["Kind"])
