"""Files that are cut off, damaged or made to do harm: refused with words, at once."""

import struct
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.clientdata.definitions import parse_line
from appliance.clientdata.interface import Table
from appliance.clientdata.layout import Layout
from appliance.clientdata.wdc import open_wdc
from appliance.clientdata.wdc_header import Kind
from appliance.errors import ClientFileError
from tests.support.wdc_writer import Format, OneLayout, Part, plain, stored, write_wdc

LAYOUT = parse_line("T AB @ID Kind Mask:u Pair[2] Speed:f Rank File:s Files:s[2] ^Parent:u")
INLINE = parse_line("T AB Name:s #ID Kind ~Parent:u Pair[2]")
RECORDS: list[dict[str, Any]] = [
    {
        "ID": number,
        "Kind": -number,
        "Mask": number % 3,
        "Pair": (number, 1),
        "Rank": number % 2,
        "File": f"text {number}",
        "Files": ("", "b"),
        "Parent": number,
    }
    for number in (4, 5, 7, 9, 10)
]
HEAD = 204
PLACES = HEAD + 40
"""The fields' places, in a file with one section."""
COUNTS = {"records": 136, "fields": 140, "record size": 144, "flags": 172, "id field": 174}
COUNTS |= {"total fields": 176, "storage size": 188, "common size": 192, "pallet size": 196}
COUNTS |= {"sections": 200}
SECTION = ("key", "offset", "records", "texts", "end", "ids", "relations", "map", "copies")
COUNTS |= {f"section {name}": HEAD + 4 + 4 * at for at, name in enumerate(SECTION) if at}


def packed() -> list[Any]:
    fields = stored(plain(LAYOUT), "Kind", Kind.PACKED_SIGNED, 9)
    fields = stored(fields, "Mask", Kind.PALLET, 4)
    fields = stored(fields, "Pair", Kind.PALLET_ARRAY, 4)
    return stored(fields, "Rank", Kind.COMMON, default=0)


def opened(path: Path, layout: Layout | None = LAYOUT) -> Table:
    return open_wdc(path, OneLayout(layout))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "T.db2"
    write_wdc(path, packed(), [Part(RECORDS, copies=[(90, 4)])])
    return path


def test_the_file_is_whole_before_it_is_damaged(file: Path) -> None:
    table = opened(file)
    assert [row[1] for row in table.scan("File")][:2] == ["text 4", "text 5"]
    assert len(table) == 6


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", r"X\.db2 at byte 0: the file is empty"),
        (b"W", r"X\.db2 at byte 0: starts with b'W', not with WDC3, WDC4, WDC5"),
        (b"WDBC" + bytes(60), r"X\.db2 at byte 0: starts with b'WDBC'"),
        (b"WDC2" + bytes(600), r"X\.db2 at byte 0: starts with b'WDC2'"),
        (b"\xff\xfe\0\0" + bytes(60), r"X\.db2 at byte 0: starts with"),
        (b"WDC5" + bytes(60), r"X\.db2 at byte 64: truncated: the header's first fields"),
        (b"WDC5" + bytes(600), r"X\.db2 at byte 4: version 0 of WDC5; 5 can be read"),
        (b"WDC4" + bytes(60), r"X\.db2 at byte 64: truncated: the header's counts end at byte 72"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "X.db2"
    path.write_bytes(data)
    with pytest.raises(ClientFileError, match=why):
        opened(path)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(ClientFileError, match=r"Gone\.db2: No such file"):
        opened(tmp_path / "Gone.db2")
    with pytest.raises(ClientFileError, match="Is a directory"):
        opened(tmp_path)


def test_a_file_cut_off_anywhere_is_refused(file: Path) -> None:
    data = file.read_bytes()
    for size in range(len(data)):
        file.unlink()
        file.write_bytes(data[:size])
        with pytest.raises(ClientFileError) as caught:
            opened(file)
        assert caught.value.path == "T.db2"
        assert str(file.parent) not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("records", 2**32 - 1, "5 records in sections, 4294967295 in all"),
        ("fields", 5000, "5000 fields, 7 in all"),
        ("total fields", 9, "7 fields, 9 in all"),
        ("record size", 3, "does not fit into a record of 3 bytes"),
        ("record size", 2**32 - 1, "truncated: records end at byte"),
        ("storage size", 24, "7 fields with 24 bytes about their storage"),
        ("pallet size", 4, "bytes of 4 left in the pallet"),
        ("pallet size", 2**32 - 4, "truncated: the pallet end at byte"),
        ("common size", 0, "bytes of 0 left in common values"),
        ("common size", 2**32 - 8, "truncated: common values end"),
        ("sections", 70000, "70000 sections: no table has those"),
        ("sections", 60000, "truncated: the sections' headers end at byte 2400204"),
        ("section offset", 2**32 - 1, "truncated: records end at byte 4294967"),
        ("section records", 2**32 - 1, "truncated: records end at byte"),
        ("section records", 4, "20 bytes of ids for 4 records"),
        ("section texts", 2**32 - 1, "truncated: texts end at byte"),
        ("section ids", 16, "16 bytes of ids for 5 records"),
        ("section copies", 2**32 - 1, "truncated: copies end at byte"),
        ("section map", 2**32 - 1, "truncated: the map of records end at byte"),
        ("section relations", 2**32 - 1, "truncated: relations end at byte"),
        ("section relations", 8, "8 bytes of relations"),
        ("section relations", 20, "5 relations do not fit into 20 bytes"),
    ],
)
def test_counts_are_held_against_the_file(file: Path, name: str, value: int, why: str) -> None:
    patch(file, COUNTS[name], value)
    with pytest.raises(ClientFileError, match=why):
        opened(file)


def patch(file: Path, at: int, value: int, size: int = 4) -> None:
    data = bytearray(file.read_bytes())
    data[at : at + size] = value.to_bytes(size, "little")
    file.unlink()
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("field", "at", "value", "why"),
    [
        (0, 8, 9, "storage 9 of a field is not known"),
        (0, 8, 4, "an array of no values"),
        (0, 0, 65535 << 16, "a packed field of 65535 bits"),
        (3, 0, 65535 << 16, "a field of 65535 bits at bit 0 does not fit into a record"),
        (3, 0, 900, "a field of 0 bits at bit 900 does not fit into a record"),
        (1, 4, 400, "a field has 400 bytes of 52 left in the pallet"),
        (1, 4, 3, "a field has 3 bytes of 52 left in the pallet"),
        (2, 20, 2**32 - 1, "a field has 40 bytes of 40 left in the pallet"),
    ],
)
def test_storage_is_held_against_the_file(
    file: Path, field: int, at: int, value: int, why: str
) -> None:
    patch(file, PLACES + 4 * 7 + 24 * field + at, value)
    with pytest.raises(ClientFileError, match=why):
        opened(file)


def test_records_without_ids_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "T.db2"
    layout = parse_line("T AB @ID Kind")
    write_wdc(path, plain(layout), [{"ID": 1}])
    patch(path, COUNTS["section ids"], 0)
    with pytest.raises(ClientFileError, match="1 records without ids"):
        opened(path, layout)


def test_a_place_outside_the_pallet_is_refused_when_it_is_read(tmp_path: Path) -> None:
    for kind, bits, length in ((Kind.PALLET, 8, 3), (Kind.PALLET_ARRAY, 8, 2)):
        count = 2 if kind is Kind.PALLET_ARRAY else 1
        layout = parse_line(f"T AB @ID Kind[{count}]" if count > 1 else "T AB @ID Kind")
        path = tmp_path / f"{count}.db2"
        given = [(n % length, 1) if count > 1 else n % length for n in range(7)]
        records = [{"ID": n + 1, "Kind": value} for n, value in enumerate(given)]
        write_wdc(path, stored(plain(layout), "Kind", kind, bits), [Part(records)])
        data = bytearray(path.read_bytes())
        start = len(data) - 7 * 4 - 2 - 7 * 4
        data[start + 4 * 2] = 200
        path.write_bytes(data)
        table = opened(path, layout)
        assert table.get(2) == records[1]
        uses: list[Callable[[], Any]] = [
            lambda table=table: table.get(3),
            lambda table=table: list(table.scan("Kind")),
            lambda table=table: table.find("Kind", 0),
        ]
        for ask in uses:
            with pytest.raises(ClientFileError, match=f"Kind counts to 200 in {length} values"):
                ask()


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (Kind.PALLET, "the id is stored as PALLET"),
        (Kind.COMMON, "the id is stored as COMMON"),
    ],
)
def test_ids_stored_in_ways_that_need_ids_are_refused(tmp_path: Path, kind: Kind, why: str) -> None:
    path = tmp_path / "T.db2"
    write_wdc(path, stored(plain(INLINE), "ID", kind, 4), [{"ID": 3}])
    with pytest.raises(ClientFileError, match=why):
        opened(path, INLINE)
    write_wdc(path, plain(INLINE), [{"ID": 3}], Format(id_field=77))
    with pytest.raises(ClientFileError, match="the id is field 77 of 5"):
        opened(path, INLINE)
    write_wdc(path, plain(INLINE, ID=64), [{"ID": 3}])
    with pytest.raises(ClientFileError, match="the id is stored as PLAIN in 64 bits"):
        opened(path, INLINE)


@pytest.mark.parametrize(
    ("block", "offset", "why"),
    [
        (b"\0ab\0", 99, r"T\.db2 at byte \d+: points to byte 99 of 4 bytes of texts"),
        (b"\0ab", 1, r"T\.db2 at byte \d+: a text without an end"),
        (b"\0ab\0", 4, "points to byte 4 of 4 bytes"),
        (b"", 0, "points to byte 0 of 0 bytes"),
    ],
)
def test_texts_outside_their_block_are_refused(
    tmp_path: Path, block: bytes, offset: int, why: str
) -> None:
    path = tmp_path / "T.db2"
    layout = parse_line("T AB #ID Text:s")
    path.write_bytes(text_file(1, block, lambda _: offset))
    table = opened(path, layout)
    for ask in (lambda: table.get(0), lambda: list(table.scan("Text"))):
        with pytest.raises(ClientFileError, match=why):
            ask()


def test_what_lies_before_all_texts_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "T.db2"
    path.write_bytes(text_file(1, b"\0ab\0", lambda _: -2))
    table = opened(path, parse_line("T AB #ID Text:s"))
    assert table.get(0) == {"ID": 0, "Text": ""}


def text_file(count: int, block: bytes, place: Callable[[int], int]) -> bytes:
    """WDC4 with an id and a text; `place` says where in the block a record's text is."""
    head = struct.pack(
        "<4s9I2H7I", b"WDC4", count, 2, 8, 0, 0, 0, 0, 0, 1, 0, 0, 2, 8, 0, 48, 0, 0, 1
    )
    begin = len(head) + 40 + 8 + 48
    head += struct.pack("<Q8I", 0, begin, count, len(block), 0, 0, 0, 0, 0)
    head += struct.pack("<hHhH", 0, 0, 0, 4)
    head += struct.pack("<2H5I", 0, 32, 0, 0, 0, 0, 0) + struct.pack("<2H5I", 32, 32, 0, 0, 0, 0, 0)
    rows = (struct.pack("<2I", n, 8 * (count - n) - 4 + place(n)) for n in range(count))
    return head + b"".join(rows) + block


def test_texts_that_overlap_without_end_are_refused(tmp_path: Path) -> None:
    """Some 2 MB of file would become 130 GB of text."""
    path = tmp_path / "T.db2"
    path.write_bytes(text_file(200_000, b"x" * 700_000 + b"\0", lambda n: n))
    with pytest.raises(ClientFileError, match="texts overlap without end"):
        list(opened(path, parse_line("T AB #ID Text:s")).scan("Text"))


def test_sections_on_one_another_are_refused(tmp_path: Path) -> None:
    """A small file must not hold its records a thousand times."""
    layout = parse_line("T AB @ID Kind")
    path = tmp_path / "T.db2"
    records = [{"ID": number, "Kind": 1} for number in range(1, 2000)]
    write_wdc(path, plain(layout), [Part(records)] * 3)
    data = bytearray(path.read_bytes())
    for at in (1, 2):
        data[HEAD + 40 * at : HEAD + 40 * at + 40] = data[HEAD : HEAD + 40]
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(ClientFileError, match="sections lie on one another"):
        opened(path, layout)


def test_records_of_no_bytes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "T.db2"
    write_wdc(path, plain(parse_line("T AB #ID")), [{"ID": 1}])
    patch(path, COUNTS["record size"], 0)
    patch(path, COUNTS["section records"], 2**32 - 1)
    patch(path, COUNTS["records"], 2**32 - 1)
    with pytest.raises(ClientFileError, match="does not fit into a record of 0 bytes"):
        opened(path, parse_line("T AB #ID"))
    patch(path, COUNTS["fields"], 0)
    patch(path, COUNTS["total fields"], 0)
    patch(path, COUNTS["storage size"], 0)
    with pytest.raises(ClientFileError, match="records of no bytes"):
        opened(path, parse_line("T AB #ID"))


def test_opening_and_one_question_take_no_memory(tmp_path: Path) -> None:
    layout = parse_line("Big AB @ID " + " ".join(f"F{at}" for at in range(24)) + " Name:s")
    path = tmp_path / "Big.db2"
    write_wdc(path, plain(layout), [{"ID": 1, "Name": "first"}])
    one = path.read_bytes()
    count = 480_000
    begin = struct.unpack_from("<I", one, HEAD + 8)[0]
    head = bytearray(one[:begin])
    for name, value in (("records", count), ("section records", count), ("section ids", 4 * count)):
        struct.pack_into("<I", head, COUNTS[name], value)
    record = bytearray(one[begin : begin + 100])
    with path.open("wb") as file:
        file.write(head)
        for start in range(count, 0, -1000):
            texts = (
                struct.pack("<I", 100 * left - 96 + 2) for left in range(start, start - 1000, -1)
            )
            file.write(b"".join(record[:96] + text for text in texts))
        file.write(b"\0\0first\0")
        for start in range(1, count + 1, 1000):
            file.write(struct.pack("<1000I", *range(start, start + 1000)))
    assert path.stat().st_size > 49_000_000
    tracemalloc.start()
    try:
        began = time.process_time()
        table = opened(path, layout)
        record_found = table.get(count - 3)
        took = time.process_time() - began
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert record_found is not None
    assert (record_found["ID"], record_found["F3"], record_found["Name"]) == (count - 3, 0, "first")
    assert most < 3_000_000
    assert took < 5
