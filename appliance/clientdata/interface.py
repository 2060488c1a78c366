"""What client files are to the rest of the product: tables of records, and GameTables of numbers.

Files (`folders.py`) and rows made by hand (`memory.py`) both offer this. Nothing here knows a
database: what the server lays over the files is joined in `gamedata/client.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Record = Mapping[str, Any]
"""One row by field name: int, float, str, or a tuple of them where the field is an array.

A localised text is the one string of the table's language."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a client table.

    `kind` is "int", "float" or "string"; `count` is above 1 for an array; `signed` counts for
    integers only.
    """

    name: str
    kind: str
    count: int = 1
    signed: bool = True


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Where a table comes from, shown with answers.

    `path` is the file's name without its folder; `layout` the layout hash as 8 hex digits ("" for
    WDBC); `notes` say what cannot be read (encrypted sections, unknown layout).
    """

    path: str
    format: str
    size_bytes: int
    layout: str = ""
    build: str = ""
    notes: tuple[str, ...] = ()


class Table(Protocol):
    """A client table. Methods are plain functions: `get` takes microseconds, the others may walk
    all records; call those through `gamedata.client`, which uses a thread.

    Every method may raise ClientFileError when the file turns out to be damaged.
    """

    @property
    def name(self) -> str: ...

    @property
    def fields(self) -> tuple[Field, ...]: ...

    @property
    def facts(self) -> FileFacts: ...

    def __len__(self) -> int: ...

    def ids(self) -> Sequence[int]:
        """Every record's id, ascending."""

    def get(self, number: int) -> Record | None:
        """The record with this id."""

    def scan(self, *fields: str) -> Iterator[tuple[Any, ...]]:
        """(id, field, …) of every record, by ascending id; decodes nothing else.

        Raises KeyError for a field the table lacks.
        """

    def find(self, field: str, value: int) -> Sequence[int]:
        """Ids of the records whose integer `field` (any place of it, in an array) is `value`,
        ascending; the index is built at the first question about `field`."""


@dataclass(frozen=True, slots=True)
class GameTable:
    """A table of numbers by level (or another key) and column: the same on both branches.

    `rows` maps the key to one number a column. 3.3.5's gt*.dbc are lists of numbers; they are
    folded so that they look like master's: gtCombatRatings has a row for each level and a column
    for each rating, gtChanceToMeleeCrit a column for each class.
    """

    name: str
    key: str
    """What the rows count: "level", "class", "index"."""
    columns: tuple[str, ...]
    rows: Mapping[int, tuple[float, ...]]
    facts: FileFacts

    def value(self, row: int, column: str) -> float | None:
        """One number; None where the table has no such row or column.

        `column` may be written in any way that has the same letters and digits: "crit melee" is
        master's "Crit - Melee" as well.
        """
        values, wanted = self.rows.get(row), _plain(column)
        if values is None:
            return None
        found = zip(self.columns, values, strict=True)
        return next((value for name, value in found if _plain(name) == wanted), None)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file that is there: what a listing shows without reading it all."""

    name: str
    path: str
    size_bytes: int
    modified: float
    """Seconds since the epoch."""


class ClientData(Protocol):
    """The client files of one installation."""

    async def table(self, name: str, locale: str = "enUS") -> Table | None:
        """A table by its name ("Spell"), whatever its case; None when there is no such file.

        `locale` picks the language of texts; the base language where it has none.

        Raises:
            ClientFileError: the file is there and cannot be read.
        """

    async def gametable(self, name: str) -> GameTable | None:
        """A GameTable by its name ("CombatRatings", also "gtCombatRatings"), whatever its case."""

    async def tables(self) -> list[FileEntry]:
        """Every table's file, by name."""

    async def gametables(self) -> list[FileEntry]:
        """Every GameTable's file, by name."""

    def missing(self, name: str, *, gametable: bool = False) -> str:
        """One line that says why `name` is not there and what to do: names folder and setting."""
