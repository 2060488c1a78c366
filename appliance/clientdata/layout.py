"""What a definition says of a client table: its fields, in order, with their types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LOCALES = 16
"""Strings of a localised text in WDBC; a word of flags follows them."""


class Role(StrEnum):
    """What a field is to its record besides a value."""

    PLAIN = ""
    ID = "#"
    OUTER_ID = "@"
    """The id, kept outside the record."""
    RELATION = "~"
    OUTER_RELATION = "^"
    """The relation to a parent record, kept outside the record."""

    @property
    def outside(self) -> bool:
        """Whether the record itself does not hold the field."""
        return self in (Role.OUTER_ID, Role.OUTER_RELATION)

    @property
    def identifies(self) -> bool:
        """Whether the field is the record's id."""
        return self in (Role.ID, Role.OUTER_ID)


@dataclass(frozen=True, slots=True)
class LayoutField:
    """One field of a record as a definition has it.

    `kind` is "int", "float" or "string"; `count` is above 1 for an array; `signed` counts for
    integers only. `width` (bytes of one value) and `localised` hold for WDBC, where a value's size
    stands in no header.
    """

    name: str
    kind: str = "int"
    count: int = 1
    signed: bool = True
    role: Role = Role.PLAIN
    width: int = 4
    localised: bool = False

    @property
    def size(self) -> int:
        """Bytes of the field in a WDBC record."""
        words = LOCALES + 1 if self.localised else 1
        return 0 if self.role.outside else self.width * self.count * words


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of a table, in the order in which they stand."""

    table: str
    fields: tuple[LayoutField, ...]

    @property
    def size(self) -> int:
        """Bytes of a WDBC record."""
        return sum(field.size for field in self.fields)
