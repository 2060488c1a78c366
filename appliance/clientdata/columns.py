"""The values of a WDBC record's fields: one record's, or one field's of all records."""

from __future__ import annotations

import mmap
import struct
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from appliance.clientdata.layout import LOCALES, LayoutField
from appliance.errors import ClientFileError

SLOTS = ("enUS", "koKR", "frFR", "deDE", "zhCN", "zhTW", "esES", "esMX", "ruRU")
"""The languages of a localised text, in order; the other places of 3.3.5 are empty."""
HEADER_SIZE = 20
"""Bytes before the first record."""
_LONGEST_TEXT = 2**20
Reader = Callable[[int, int], str]
_CODES = {(1, True): "b", (1, False): "B", (2, True): "h", (2, False): "H"}
_CODES |= {(4, True): "i", (4, False): "I", (8, True): "q", (8, False): "Q"}


def record_format(fields: Iterable[LayoutField]) -> str:
    """The `struct` format of a record."""
    return "<" + "".join(
        f"{field.size // _width(field)}{_code(field)}" for field in fields if not field.role.outside
    )


def _code(field: LayoutField) -> str:
    if field.kind == "string":
        return "I"
    if field.kind == "float":
        return "f"
    return _CODES[field.width, field.signed]


def _width(field: LayoutField) -> int:
    return field.width if field.kind == "int" else 4


def _cast(view: memoryview, code: str) -> memoryview[Any]:
    """The bytes of `view` as words of four bytes."""
    if code == "f":
        return view.cast("f")
    return view.cast("i") if code == "i" else view.cast("I")


class Texts:
    """The block of texts of one file.

    Args:
        locale: the language to pick from a localised text.
    """

    def __init__(self, data: mmap.mmap, start: int, end: int, path: str, locale: str) -> None:
        self._data, self._start, self._end, self._path = data, start, end, path
        self.slot = SLOTS.index(locale) if locale in SLOTS else 0
        self._order = (self.slot, *(other for other in range(LOCALES) if other != self.slot))

    def read(self, offset: int, at: int) -> str:
        """The text at `offset` in the block; `at` is where the file says so.

        Raises:
            ClientFileError: there is no text.
        """
        begin = self._start + offset
        if begin >= self._end:
            if offset == 0:
                return ""
            size = self._end - self._start
            message = f"points to byte {offset} of {size} bytes of texts"
            raise ClientFileError(message, path=self._path, offset=at)
        stop = self._data.find(b"\0", begin, min(self._end, begin + _LONGEST_TEXT))
        if stop < 0:
            raise ClientFileError("a text without an end", path=self._path, offset=begin)
        return self._data[begin:stop].decode("utf-8", "replace")

    def pick(self, offsets: Sequence[int], at: int, read: Reader | None = None) -> str:
        """A localised text in the locale; else in the base language, else in any."""
        read = read or self.read
        for slot in self._order:
            if offsets[slot] and (text := read(offsets[slot], at + 4 * slot)):
                return text
        return ""

    def reader(self) -> Reader:
        """`read` for a walk through all records: keeps each text once.

        Raises:
            ClientFileError: the texts are together much longer than the block that holds them.
                Texts may end alike and share that; a file made to blow up shares nearly all.
        """
        known: dict[int, str] = {}
        most = 4 * (self._end - self._start) + _LONGEST_TEXT
        total = 0

        def read(offset: int, at: int) -> str:
            nonlocal total
            text = known.get(offset)
            if text is None:
                text = known[offset] = self.read(offset, at)
                total += len(text)
                if total > most:
                    raise ClientFileError("texts overlap without end", path=self._path, offset=at)
            return text

        return read


class Column:
    """One field of every record.

    Args:
        offset: its place in a record, in bytes.
        position: its first place among a record's unpacked values.
    """

    def __init__(
        self,
        field: LayoutField,
        records: memoryview,
        record_size: int,
        offset: int,
        position: int,
        texts: Texts,
    ) -> None:
        self.field = field
        self.name = field.name
        self.places = field.size // _width(field)
        self._records, self._record_size, self._offset = records, record_size, offset
        self._position = position
        self._texts = texts

    def value(self, values: Sequence[Any], at: int) -> Any:
        """The field's value among one record's unpacked values; the record starts at `at`."""
        field, first = self.field, self._position
        own = values[first : first + self.places]
        if field.kind == "string":
            texts = self._texts_of(own, at + self._offset)
            return tuple(texts) if field.count > 1 else next(texts)
        return own if field.count > 1 else own[0]

    def numbers(self) -> list[int]:
        """A plain integer field of every record, in the file's order."""
        return self._words(0)

    def ordered(self, places: Sequence[int]) -> Iterable[Any]:
        """The field of the records at `places`."""
        if self.field.kind == "string":
            return self._all_texts(places)
        parts = [self._words(index) for index in range(self.field.count)]
        values: Sequence[Any] = parts[0] if len(parts) == 1 else list(zip(*parts, strict=True))
        return values if isinstance(places, range) else [values[place] for place in places]

    def _words(self, index: int) -> list[Any]:
        """One place of the field, of every record."""
        code, width, size = _code(self.field), _width(self.field), self._record_size
        offset = self._offset + index * width
        if width == 4 and not offset % 4 and not size % 4 and sys.byteorder == "little":
            return _cast(self._records, code)[offset // 4 :: size // 4].tolist()
        one = struct.Struct(f"<{offset}x{code}{size - offset - width}x")
        return [value for (value,) in one.iter_unpack(self._records)]

    def _texts_of(self, offsets: Sequence[int], at: int) -> Iterator[str]:
        if not self.field.localised:
            return (self._texts.read(offset, at + 4 * i) for i, offset in enumerate(offsets))
        step = LOCALES + 1
        firsts = range(0, len(offsets), step)
        return (self._texts.pick(offsets[i : i + LOCALES], at + 4 * i) for i in firsts)

    def _all_texts(self, places: Sequence[int]) -> Iterator[Any]:
        """Read text by text; a place is read once, so that memory follows the file's size."""
        parts = [self._texts_at(index, places) for index in range(self.field.count)]
        return parts[0] if len(parts) == 1 else zip(*parts, strict=True)

    def _texts_at(self, index: int, places: Sequence[int]) -> Iterator[str]:
        """One place of the field, of the records at `places`."""
        step = LOCALES + 1 if self.field.localised else 1
        first = self._texts.slot if self.field.localised else 0
        offsets = self._words(index * step + first)
        unpack = struct.Struct(f"<{LOCALES}I").unpack_from
        read = self._texts.reader()
        for place in places:
            at = place * self._record_size + self._offset + 4 * index * step
            text = read(offsets[place], at + 4 * first + HEADER_SIZE)
            if not text and self.field.localised:
                text = self._texts.pick(unpack(self._records, at), at + HEADER_SIZE, read)
            yield text
