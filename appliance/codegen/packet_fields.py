"""Fields of packets as callers write them, and the C++ that reads and writes them.

On master, `bool`, `bits` and lengths of strings are single bits: what stands side by side shares
bytes, and the letters of the strings follow when the bits end. 3.3.5 has whole bytes only, and
strings end with a zero byte.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from appliance.errors import InvalidArgument

DEFAULT_LENGTH_BITS = 8
"""Bits of a string's length when the caller names none: up to 255 letters."""
DEFAULT_MOST_ELEMENTS = 100
"""Elements a client may send of an array when the caller names no limit."""
MOST_ELEMENTS = 10_000
MOST_LENGTH_BITS = 16
"""Bits of a string's length: a client must not make us reserve more than 64 kB."""

_SIZES = {
    "uint8": 1,
    "int8": 1,
    "uint16": 2,
    "int16": 2,
    "uint32": 4,
    "int32": 4,
    "uint64": 8,
    "int64": 8,
    "float": 4,
    "double": 8,
}
_SYNONYMS = {
    "byte": "uint8",
    "ubyte": "uint8",
    "ushort": "uint16",
    "short": "int16",
    "uint": "uint32",
    "int": "int32",
    "ulong": "uint64",
    "long": "int64",
    "boolean": "bool",
    "bit": "bool",
    "guid": "ObjectGuid",
    "objectguid": "ObjectGuid",
    "packedguid": "PackedGuid",
    "cstring": "string",
}
_SYNONYMS |= {f"{name}_t": name for name in ("uint8", "uint16", "uint32", "uint64")}
_SYNONYMS |= {f"{name}_t": name for name in ("int8", "int16", "int32", "int64")}
_TYPE = re.compile(
    r"(?:std::)?(?:(?:vector|array)<\s*(?P<inner>\w+)\s*>|(?P<name>\w+))"
    r"(?:<\s*(?P<bits>\d{1,3})\s*>)?(?P<array>\[\s*(?P<size>\d{1,6})?\s*\])?",
    re.ASCII,
)
KNOWN_TYPES = (*_SIZES, "bool", "bits", "string", "ObjectGuid", "PackedGuid")


class Shape(StrEnum):
    """How often a field's type occurs in it."""

    ONE = "one"
    FIXED = "fixed"
    """`size` times."""
    COUNTED = "counted"
    """As often as a uint32 before it says, at most `size` times."""


@dataclass(frozen=True, slots=True)
class PacketField:
    """One field: `bits` is the width of `bits`, or of a string's length on master."""

    name: str
    type: str
    shape: Shape = Shape.ONE
    size: int = 0
    bits: int = 0

    @property
    def is_bits(self) -> bool:
        """Whether master packs it, or its length, in bits."""
        return self.type in ("bool", "bits", "string")

    @property
    def cpp_type(self) -> str:
        """The type of one element in C++."""
        if self.type == "bits":
            return "uint8" if self.bits <= 8 else "uint16" if self.bits <= 16 else "uint32"
        return {"string": "std::string", "PackedGuid": "ObjectGuid"}.get(self.type, self.type)

    @property
    def bytes(self) -> int:
        """Bytes it takes in a packet: a guess for what varies, to reserve memory by."""
        one = _SIZES.get(self.type, 16 if self.type.endswith("Guid") else 1)
        return one * self.size if self.shape is Shape.FIXED else one


def parse_field(written: str | Mapping[str, object], where: str) -> PacketField:
    """A field from `{"name": …, "type": …}` with `size`, `array` or `bits`, or from "type name".

    Types: those of KNOWN_TYPES and their usual synonyms; `bits<3>`, `string<6>` (bits of the
    length), `uint32[4]`, `uint32[]`, `vector<uint32>`.

    Raises:
        InvalidArgument: it says no name or type, or they do not fit together; begins with `where`.
    """
    if isinstance(written, str):
        parts = written.strip().rpartition(" ")
        written = {"name": parts[2], "type": parts[0]}
    name, declared = written.get("name"), written.get("type")
    if not isinstance(name, str) or not isinstance(declared, str) or not declared.strip():
        raise InvalidArgument(f'{where} needs a name and a type, like "uint32 SpellId"')
    match = _TYPE.fullmatch(declared.strip())
    kind = match and (match["inner"] or match["name"])
    kind = _SYNONYMS.get(kind.lower(), kind) if kind else None
    if match is None or kind not in KNOWN_TYPES:
        raise InvalidArgument(f"{where}: the type is none of {', '.join(KNOWN_TYPES)}")
    size = _number(written.get("size") or match["size"], f"{where}: size", MOST_ELEMENTS)
    width = _number(written.get("bits") or match["bits"], f"{where}: bits", 32)
    counted = bool(written.get("array")) or match["inner"] is not None
    if match["array"] and not match["size"]:
        counted = True
    shape = Shape.COUNTED if counted else Shape.FIXED if size else Shape.ONE
    return _fitting(PacketField(name, kind, shape, size, width), where)


def _fitting(field: PacketField, where: str) -> PacketField:
    """The field with its defaults, when type, width and shape go together."""
    if field.is_bits and field.shape is not Shape.ONE:
        raise InvalidArgument(
            f"{where}: no arrays of {field.type}; use uint8, or packets of a kind"
        )
    if field.type == "bits" and not field.bits:
        raise InvalidArgument(f"{where}: how many bits? Write bits<3>, or bits: 3")
    if field.type not in ("bits", "string") and field.bits:
        raise InvalidArgument(f"{where}: {field.type} has no width in bits; use bits<n>")
    if field.type == "string" and field.bits > MOST_LENGTH_BITS:
        raise InvalidArgument(f"{where}: a string's length has up to {MOST_LENGTH_BITS} bits")
    width = field.bits or (DEFAULT_LENGTH_BITS if field.type == "string" else 0)
    size = field.size or (DEFAULT_MOST_ELEMENTS if field.shape is Shape.COUNTED else 0)
    return PacketField(field.name, field.type, field.shape, size, width)


def _number(value: object, what: str, most: int) -> int:
    """A whole number that may be missing (0)."""
    if value is None:
        return 0
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 6:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise InvalidArgument(f"{what} is a whole number from 1 to {most}")
    return value
