"""Reads result rows out of the receive buffer. Pure: bytes in, tuples out.

Two parsers with the same results: one in Python, and the C one of the optional package `asyncmy`.
Both stop before the first packet that is not a complete row of less than 16 MiB (the end, an
error, a longer row): the connection reads that one.

Wire format: Client/Server Protocol, "Text Resultset" and "Column Definition" (MySQL Internals).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from trio_mysql.constants import FIELD_TYPE

try:
    from asyncmy.errors import MySQLError as _FastParserError
    from asyncmy.protocol import parse_rows_from_buffer as _parse_rows_fast
except ImportError:
    FAST = False
else:
    FAST = True

HEADER_BYTES = 4
MAX_PAYLOAD = 0xFFFFFF
"""A packet of this many payload bytes is continued by the next one."""
NULL = 251
EOF_MARK = 0xFE
ERROR_MARK = 0xFF
EOF_MAX_BYTES = 9
"""An end-of-rows packet is shorter; a row that starts with 0xFE is longer than 16 MiB."""
BINARY_CHARSET = 63

Decoder: TypeAlias = Callable[[bytes], Any]


class MalformedPacket(Exception):
    """The bytes do not follow the protocol."""


class Columns(NamedTuple):
    """How the values of each column are decoded: `decoders` in Python, `fast` in C."""

    decoders: tuple[Decoder, ...]
    fast: tuple[tuple[int, str | None, Callable[..., Any] | None], ...]


RowParser: TypeAlias = Callable[
    [bytearray, int, int, Columns, int, list[tuple[Any, ...]]], tuple[int, int]
]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _decimal(data: bytes) -> Decimal:
    return Decimal(data.decode("ascii"))


def _decimal_of_text(text: str) -> Decimal:
    return Decimal(text)


_INTEGERS = {
    FIELD_TYPE.TINY,
    FIELD_TYPE.SHORT,
    FIELD_TYPE.INT24,
    FIELD_TYPE.LONG,
    FIELD_TYPE.LONGLONG,
    FIELD_TYPE.YEAR,
}
_FLOATS = {FIELD_TYPE.FLOAT, FIELD_TYPE.DOUBLE}
_DECIMALS = {FIELD_TYPE.DECIMAL, FIELD_TYPE.NEWDECIMAL}
_MOMENTS = {FIELD_TYPE.DATE, FIELD_TYPE.TIME, FIELD_TYPE.DATETIME, FIELD_TYPE.TIMESTAMP}
_ALWAYS_BYTES = {FIELD_TYPE.BIT, FIELD_TYPE.GEOMETRY}

# What the C parser wants for each decoder: 0 hands it bytes, 1 UTF-8 text, 2 ASCII text.
_FAST_CODES: dict[Decoder, tuple[int, str | None, Callable[..., Any] | None]] = {
    int: (0, None, int),
    float: (0, None, float),
    bytes: (0, None, None),
    _text: (1, "utf-8", None),
    _decimal: (2, "ascii", _decimal_of_text),
}


def decoder(type_code: int, charset: int, decimals: int) -> Decoder:
    """Return what turns a column's bytes into a value.

    Args:
        type_code: the protocol's column type.
        charset: number of the collation; 63 is binary.
        decimals: digits after the point; a DECIMAL without any is an integer (SUM of integers).
    """
    if type_code in _INTEGERS or (type_code in _DECIMALS and decimals == 0):
        return int
    if type_code in _FLOATS:
        return float
    if type_code in _DECIMALS:
        return _decimal
    if type_code == FIELD_TYPE.JSON or type_code in _MOMENTS:
        return _text  # both say "binary", and both are text
    if type_code in _ALWAYS_BYTES or charset == BINARY_CHARSET:
        return bytes
    return _text


def read_columns(data: bytes, count: int) -> Columns:
    """Return the columns that `count` definition packets, one after the other, describe.

    Raises:
        MalformedPacket: they are not column definitions.
    """
    decoders = []
    position = 0
    for _ in range(count):
        length = int.from_bytes(data[position : position + 3], "little")
        position += HEADER_BYTES + length
        if length < 13 or position > len(data):
            raise MalformedPacket("column definition cut short")
        # The names before these fields have any length; the fields end the packet.
        charset, _length, type_code, _flags, decimals = struct.unpack_from(
            "<HIBHB", data, position - 12
        )
        decoders.append(decoder(type_code, charset, decimals))
    return Columns(tuple(decoders), tuple(_FAST_CODES[each] for each in decoders))


def undecoded(columns: Columns) -> Columns:
    """The same columns with every value left as the server sent it."""
    count = len(columns.decoders)
    return Columns((bytes,) * count, (_FAST_CODES[bytes],) * count)


def read_row(payload: bytes, columns: Columns) -> tuple[Any, ...]:
    """Return the row in one packet's payload, of any length.

    Raises:
        MalformedPacket: it is cut short or a value is not of its column's type.
    """
    values: list[Any] = []
    position, end = 0, len(payload)
    try:
        for decode in columns.decoders:
            first = payload[position]
            if first < NULL:
                start = position + 1
                position = start + first
            elif first == NULL:
                position += 1
                values.append(None)
                continue
            else:
                width = _LENGTH_WIDTHS[first]
                start = position + 1 + width
                position = start + int.from_bytes(payload[position + 1 : start], "little")
            if position > end:
                raise MalformedPacket("row cut short")
            values.append(decode(payload[start:position]))
    except (IndexError, KeyError, ValueError, ArithmeticError) as error:
        raise MalformedPacket(f"unreadable row: {type(error).__name__}") from error
    return tuple(values)


_LENGTH_WIDTHS = {252: 2, 253: 3, 254: 8}


def parse_rows_pure(
    buffer: bytearray,
    position: int,
    end: int,
    columns: Columns,
    sequence: int,
    rows: list[tuple[Any, ...]],
) -> tuple[int, int]:
    """Append the complete rows of `buffer[position:end]` to `rows`.

    Returns the position after the last row and the sequence number expected next.

    Raises:
        MalformedPacket: as `read_row`; `rows` then holds the rows before.
    """
    while end - position > HEADER_BYTES:
        length = buffer[position] | buffer[position + 1] << 8 | buffer[position + 2] << 16
        start = position + HEADER_BYTES
        after = start + length
        mark = buffer[start]
        if (
            after > end
            or length in (0, MAX_PAYLOAD)
            or buffer[position + 3] != sequence
            or mark == ERROR_MARK
            or (mark == EOF_MARK and length < EOF_MAX_BYTES)
        ):
            break
        rows.append(read_row(bytes(buffer[start:after]), columns))
        position = after
        sequence = (sequence + 1) & 0xFF
    return position, sequence


def parse_rows_fast(
    buffer: bytearray,
    position: int,
    end: int,
    columns: Columns,
    sequence: int,
    rows: list[tuple[Any, ...]],
) -> tuple[int, int]:
    """`parse_rows_pure` in C; only with `asyncmy`."""
    known = len(rows)
    try:
        after, following = _parse_rows_fast(buffer, position, end, columns.fast, sequence, rows)
    except (_FastParserError, ValueError, ArithmeticError, SystemError):
        # Invalid UTF-8, or a malformed row: the other parser replaces the one, names the other.
        del rows[known:]
        return parse_rows_pure(buffer, position, end, columns, sequence, rows)
    return after, following


parse_rows: RowParser = parse_rows_fast if FAST else parse_rows_pure
