"""Numbers in records of one size: of one record, or of all.

Each class prepares what it can once, so that reading a field of every record is one pass in C
where bytes allow it, and a single list comprehension where bits have to be cut out.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any, Protocol

PLAIN_BITS = (8, 16, 24, 32, 64)
_CODES = {8: "bB", 16: "hH", 32: "iI", 64: "qQ"}
_CASTS: dict[str, Callable[[memoryview], memoryview[Any]]] = {
    "b": lambda view: view.cast("b"),
    "B": lambda view: view,
    "h": lambda view: view.cast("h"),
    "H": lambda view: view.cast("H"),
    "i": lambda view: view.cast("i"),
    "I": lambda view: view.cast("I"),
    "q": lambda view: view.cast("q"),
    "Q": lambda view: view.cast("Q"),
    "f": lambda view: view.cast("f"),
}
_FLOAT, _WORD = struct.Struct("<f"), struct.Struct("<I")


def cast(view: memoryview, code: str) -> memoryview[Any]:
    """The bytes of `view` as numbers of a `struct` code, without copying them."""
    return _CASTS[code](view)


class Cells(Protocol):
    """A field of records of one size."""

    def one(self, records: memoryview, at: int) -> Any:
        """The value in the record that starts at byte `at`."""

    def all(self, records: memoryview) -> list[Any]:
        """The value in every record, in order."""


class Words:
    """Values of 1, 2, 4 or 8 bytes at whole bytes: one a record, or a tuple of `count`."""

    def __init__(self, offset: int, code: str, count: int, record_size: int) -> None:
        self._offset, self._code, self._count = offset, code, count
        self._size = record_size
        one = struct.Struct(f"<{count}{code}")
        self._one = one.unpack_from
        rest = record_size - offset - one.size
        self._all = struct.Struct(f"<{offset}x{count}{code}{rest}x").iter_unpack
        self._width = one.size // count

    def one(self, records: memoryview, at: int) -> Any:
        """See `Cells`."""
        values = self._one(records, at + self._offset)
        return values if self._count > 1 else values[0]

    def all(self, records: memoryview) -> list[Any]:
        """See `Cells`."""
        if self._count > 1:
            return list(self._all(records))
        step, rest = divmod(self._size, self._width)
        if rest or self._offset % self._width:
            return [value for (value,) in self._all(records)]
        return cast(records, self._code)[self._offset // self._width :: step].tolist()


class Packed:
    """An integer of up to 64 bits at any bit."""

    def __init__(self, offset: int, bits: int, signed: bool, record_size: int) -> None:
        first, shift = divmod(offset, 8)
        self._mask = (1 << bits) - 1
        self._sign = 1 << (bits - 1) if signed and bits else 0
        self._first, self._size = first, (shift + bits + 7) // 8
        self._shift = shift
        word = _word_around(first, self._size, record_size)
        self._words: Words | None = None
        self._word_shift = shift
        if word is not None:
            start, width = word
            self._word_shift += 8 * (first - start)
            self._words = Words(start, _CODES[8 * width][1], 1, record_size)
        self._record_size = record_size

    def one(self, records: memoryview, at: int) -> int:
        """See `Cells`."""
        start = at + self._first
        word = int.from_bytes(records[start : start + self._size], "little")
        value = (word >> self._shift) & self._mask
        return (value ^ self._sign) - self._sign

    def all(self, records: memoryview) -> list[int]:
        """See `Cells`."""
        if self._words is None:
            return [self.one(records, at) for at in range(0, len(records), self._record_size)]
        shift, mask, sign = self._word_shift, self._mask, self._sign
        words = self._words.all(records)
        if sign:
            return [(((word >> shift) & mask) ^ sign) - sign for word in words]
        if shift:
            return [(word >> shift) & mask for word in words]
        return [word & mask for word in words]


def _word_around(first: int, size: int, record_size: int) -> tuple[int, int] | None:
    """Start and width of a word that holds `size` bytes at `first`; aligned if possible."""
    for width in (1, 2, 4, 8):
        aligned = first - first % width
        if aligned + width >= first + size and aligned + width <= record_size:
            return aligned, width
    for width in (1, 2, 4, 8):
        start = min(first, record_size - width)
        if width >= size and start >= 0 and start + width >= first + size:
            return start, width
    return None


class Masked:
    """Signed values whose bits a definition reads as unsigned."""

    def __init__(self, cells: Cells, bits: int) -> None:
        self._cells, self._mask = cells, (1 << bits) - 1

    def one(self, records: memoryview, at: int) -> int:
        """See `Cells`."""
        value: int = self._cells.one(records, at)
        return value & self._mask

    def all(self, records: memoryview) -> list[int]:
        """See `Cells`."""
        return [value & self._mask for value in self._cells.all(records)]


class Floats:
    """Numbers whose bits are a float's."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells

    def one(self, records: memoryview, at: int) -> float:
        """See `Cells`."""
        return _float(self._cells.one(records, at))

    def all(self, records: memoryview) -> list[float]:
        """See `Cells`."""
        return [_float(word) for word in self._cells.all(records)]


def _float(word: int) -> float:
    value: float = _FLOAT.unpack(_WORD.pack(word & 0xFFFFFFFF))[0]
    return value


class Parts:
    """An array whose values have to be cut out one by one."""

    def __init__(self, cells: Sequence[Cells]) -> None:
        self._cells = cells

    def one(self, records: memoryview, at: int) -> tuple[Any, ...]:
        """See `Cells`."""
        return tuple(cells.one(records, at) for cells in self._cells)

    def all(self, records: memoryview) -> list[Any]:
        """See `Cells`."""
        return list(zip(*(cells.all(records) for cells in self._cells), strict=True))


def plain_code(bits: int, signed: bool, is_float: bool) -> str | None:
    """The `struct` code of a plain value; None where there is none."""
    if is_float:
        return "f" if bits == 32 else None
    codes = _CODES.get(bits)
    return codes[not signed] if codes else None


def plain(
    offset: int, bits: int, count: int, *, signed: bool, is_float: bool, record_size: int
) -> Cells:
    """Plain values: `count` of `bits` each, from bit `offset` on."""
    code = plain_code(bits, signed, is_float)
    if code is not None and offset % 8 == 0:
        return Words(offset // 8, code, count, record_size)
    cells: list[Cells] = [
        Packed(offset + index * bits, bits, signed, record_size) for index in range(count)
    ]
    if is_float:
        cells = [Floats(one) for one in cells]
    return cells[0] if count == 1 else Parts(cells)
