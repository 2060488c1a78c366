"""Rows are read alike by both parsers, whatever their length, and nonsense is refused."""

from __future__ import annotations

import math
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trio_mysql.constants import FIELD_TYPE

from appliance.database import rows
from appliance.database.rows import (
    Columns,
    MalformedPacket,
    parse_rows_fast,
    parse_rows_pure,
    read_columns,
    read_row,
)
from tests.support import mysql_packets as packets

BOTH = pytest.mark.parametrize("parse", [parse_rows_pure, parse_rows_fast])


def columns(*definitions: bytes) -> Columns:
    data = b"".join(packets.packet(place, each) for place, each in enumerate(definitions))
    return read_columns(data, len(definitions))


def wire(payloads: list[bytes], sequence: int = 0) -> bytearray:
    data = bytearray()
    for payload in payloads:
        data += packets.packet(sequence, payload)
        sequence = (sequence + 1) & 0xFF
    return data


def parse_all(parse: rows.RowParser, payloads: list[bytes], what: Columns) -> list[Any]:
    found: list[Any] = []
    data = wire(payloads)
    position, sequence = parse(data, 0, len(data), what, 0, found)
    assert (position, sequence) == (len(data), len(payloads) & 0xFF)
    return found


INT = packets.definition(FIELD_TYPE.LONG, packets.BINARY)
TEXT = packets.definition(FIELD_TYPE.VAR_STRING)


def test_the_optional_parser_is_installed_for_the_tests() -> None:
    assert rows.FAST
    assert rows.parse_rows is parse_rows_fast


def test_without_the_optional_parser_the_other_one_reads() -> None:
    code = (
        "import sys; sys.modules['asyncmy.protocol'] = sys.modules['asyncmy.errors'] = None;"
        "from appliance.database import rows;"
        "assert not rows.FAST and rows.parse_rows is rows.parse_rows_pure"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


@pytest.mark.parametrize(
    ("type_code", "charset", "decimals", "data", "value"),
    [
        (FIELD_TYPE.TINY, 63, 0, b"-128", -128),
        (FIELD_TYPE.SHORT, 63, 0, b"65535", 65535),
        (FIELD_TYPE.INT24, 63, 0, b"00042", 42),
        (FIELD_TYPE.LONG, 63, 0, b"0", 0),
        (FIELD_TYPE.LONGLONG, 63, 0, b"18446744073709551615", 2**64 - 1),
        (FIELD_TYPE.LONGLONG, 63, 0, b"-9223372036854775808", -(2**63)),
        (FIELD_TYPE.YEAR, 63, 0, b"2004", 2004),
        (FIELD_TYPE.FLOAT, 63, 31, b"1.14286", 1.14286),
        (FIELD_TYPE.DOUBLE, 63, 31, b"-1.7976931348623157e308", -1.7976931348623157e308),
        (FIELD_TYPE.NEWDECIMAL, 63, 2, b"12.30", Decimal("12.30")),
        (FIELD_TYPE.NEWDECIMAL, 63, 0, b"99999999999999999999999999", 10**26 - 1),
        (FIELD_TYPE.VAR_STRING, 45, 0, "Хоггер 😀".encode(), "Хоггер 😀"),
        (FIELD_TYPE.STRING, 45, 0, b"", ""),
        (FIELD_TYPE.BLOB, 45, 0, b"text", "text"),
        (FIELD_TYPE.BLOB, 63, 0, b"\x00\xff", b"\x00\xff"),
        (FIELD_TYPE.VAR_STRING, 63, 0, b"\x00\xff", b"\x00\xff"),
        (FIELD_TYPE.BIT, 63, 0, b"\x05", b"\x05"),
        (FIELD_TYPE.GEOMETRY, 63, 0, b"\x01", b"\x01"),
        (FIELD_TYPE.JSON, 63, 0, b'{"a": 1}', '{"a": 1}'),
        (FIELD_TYPE.DATE, 63, 0, b"0000-00-00", "0000-00-00"),
        (FIELD_TYPE.DATETIME, 63, 0, b"2024-05-20 10:00:00", "2024-05-20 10:00:00"),
        (FIELD_TYPE.TIMESTAMP, 63, 6, b"2024-05-20 10:00:00.5", "2024-05-20 10:00:00.5"),
        (FIELD_TYPE.TIME, 63, 0, b"-838:59:59", "-838:59:59"),
        (FIELD_TYPE.NULL, 63, 0, None, None),
        (242, 63, 0, b"\x00\x01", b"\x00\x01"),
    ],
)
@BOTH
def test_every_type_has_its_value(
    parse: rows.RowParser,
    type_code: int,
    charset: int,
    decimals: int,
    data: bytes | None,
    value: Any,
) -> None:
    what = columns(packets.definition(type_code, charset, decimals))
    (found,) = parse_all(parse, [packets.row(data)], what)
    assert found == (value,)
    assert type(found[0]) is type(value)


@pytest.mark.parametrize("length", [0, 1, 250, 251, 252, 65535, 65536, 2**24 - 8])
@BOTH
def test_values_of_every_length(parse: rows.RowParser, length: int) -> None:
    what = columns(TEXT, INT)
    assert parse_all(parse, [packets.row(b"x" * length, b"7")], what) == [("x" * length, 7)]


def test_a_value_beyond_16_mib_is_left_to_the_connection_and_then_read() -> None:
    what = columns(TEXT, INT)
    payload = packets.row(b"y" * (2**24 + 5), None)
    data = wire([payload])
    for parse in (parse_rows_pure, parse_rows_fast):
        found: list[Any] = []
        assert parse(data, 0, len(data), what, 0, found) == (0, 0)
        assert found == []
    assert read_row(payload, what) == ("y" * (2**24 + 5), None)


@pytest.mark.parametrize("text", [b"caf\xe9", b"\xff\xfe", b"\xf0\x9f\x98", b"ok\x00\xc0\x80"])
@BOTH
def test_invalid_utf8_is_replaced(parse: rows.RowParser, text: bytes) -> None:
    what = columns(INT, TEXT)
    found = parse_all(parse, [packets.row(b"1", b"good"), packets.row(b"2", text)], what)
    assert found == [(1, "good"), (2, text.decode("utf-8", "replace"))]


@BOTH
def test_it_stops_before_what_is_no_whole_row(parse: rows.RowParser) -> None:
    what = columns(INT)
    first = packets.packet(255, packets.row(b"1"))
    stops = [
        packets.packet(0, packets.end_of_rows()),
        packets.packet(0, packets.error(1969, "too slow")),
        packets.packet(0, packets.row(b"22"))[:-1],
        packets.packet(0, packets.row(b"22"))[:3],
        packets.packet(9, packets.row(b"22")),
        packets.packet(0, b""),
        b"",
    ]
    for stop in stops:
        data = bytearray(first + stop)
        found: list[Any] = []
        assert parse(data, 0, len(data), what, 255, found) == (len(first), 0)
        assert found == [(1,)]


@pytest.mark.parametrize(
    "payload",
    [
        b"\x05ab",
        b"\xfc\xff\xff" + b"x" * 20,
        b"\x01x",
        b"\x00",
        b"\xfd\x01",
    ],
)
@BOTH
def test_malformed_rows_are_refused(parse: rows.RowParser, payload: bytes) -> None:
    what = columns(INT)
    found: list[Any] = []
    data = wire([packets.row(b"1"), payload]) + bytes(16)
    with pytest.raises(MalformedPacket):
        parse(data, 0, len(data) - 16, what, 0, found)
    assert found == [(1,)]


@pytest.mark.parametrize("count", [2, 3])
def test_definitions_cut_short_are_refused(count: int) -> None:
    data = packets.packet(0, TEXT) + packets.packet(1, b"\x03def")
    with pytest.raises(MalformedPacket):
        read_columns(data, count)


value = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
    st.text(max_size=300),
    st.binary(max_size=300),
)
DEFINITIONS = {
    int: packets.definition(FIELD_TYPE.LONGLONG, 63),
    float: packets.definition(FIELD_TYPE.DOUBLE, 63),
    Decimal: packets.definition(FIELD_TYPE.NEWDECIMAL, 63, 3),
    str: TEXT,
    bytes: packets.definition(FIELD_TYPE.BLOB, 63),
    type(None): TEXT,
}


def encoded(each: Any) -> bytes | None:
    if each is None or isinstance(each, bytes):
        return each
    if isinstance(each, Decimal):
        return format(each, "f").encode()
    return (each if isinstance(each, str) else repr(each)).encode()


@settings(max_examples=150, deadline=None)
@given(st.lists(value, min_size=1, max_size=8), st.integers(1, 6), st.data())
def test_what_was_sent_is_read(values: list[Any], count: int, data: st.DataObject) -> None:
    what = columns(*(DEFINITIONS[type(each)] for each in values))
    buffer = wire([packets.row(*map(encoded, values))] * count, sequence=254)
    pure: list[Any] = []
    fast: list[Any] = []
    end = parse_rows_pure(buffer, 0, len(buffer), what, 254, pure)
    assert parse_rows_fast(buffer, 0, len(buffer), what, 254, fast) == end
    assert pure == fast == [tuple(values)] * count
    # However the stream is cut, the whole rows before the cut are read and nothing more.
    cut = data.draw(st.integers(0, len(buffer)))
    part: list[Any] = []
    position, _ = parse_rows_pure(buffer, 0, cut, what, 254, part)
    assert part == pure[: cut * count // len(buffer)]
    assert position == len(part) * len(buffer) // count


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_break_the_parser(noise: bytes) -> None:
    what = columns(INT, TEXT, packets.definition(FIELD_TYPE.NEWDECIMAL, 63, 2))
    buffer = wire([noise]) if noise else bytearray(4)
    try:
        parse_rows_pure(buffer, 0, len(buffer), what, 0, [])
    except MalformedPacket:
        return
    assert len(buffer) >= 4


def test_floats_keep_every_digit() -> None:
    what = columns(packets.definition(FIELD_TYPE.DOUBLE, 63))
    assert read_row(packets.row(repr(math.pi).encode()), what) == (math.pi,)
