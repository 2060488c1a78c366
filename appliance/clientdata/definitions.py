"""Field names and types of client tables: the product's own, and an operator's .dbd files.

The product's notation has one line for a table's field list: `<Table> <hash>[,<hash>] <field> …`.
A hash of `-` stands for build 3.3.5.12340, whose files carry none. A field is
`<marker><name>:<type>[<count>]`; markers: `#` the id, `@` an id outside the record, `^` a relation
outside the record, `~` a relation inside; types: nothing a signed integer, `u` unsigned, `f` float,
`s` text, `l` localised text (17 words in WDBC), `b` one byte.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from appliance.clientdata.dbd import DbdFolder
from appliance.clientdata.layout import Layout, LayoutField, Role

__all__ = ["FILES", "Layout", "LayoutField", "Layouts", "Role", "own_lines", "parse_line"]

FILES = ("wrath.txt", "master_a.txt", "master_b.txt", "master_c.txt")
WRATH_HASH = "-"
WRATH_BUILD = (3, 3, 5, 12340)
_FIELD = re.compile(r"([#@^~]?)(\w+)(?::([ufslb]))?(?:\[(\d+)\])?")


class Layouts:
    """Every definition at hand; read at the first question, safe in threads.

    Args:
        folder: an operator's .dbd files; they win over the product's own definitions.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = DbdFolder(folder) if folder is not None else None
        self._lines: dict[tuple[str, str], str] | None = None
        self._lock = threading.Lock()

    def find(self, table: str, layout_hash: int) -> Layout | None:
        """The fields of `table` (in any case) in the layout a DB2 file names in its header.

        Raises:
            ClientFileError: the operator's .dbd file of this table cannot be understood.
        """
        if self._folder is not None:
            found = self._folder.by_hash(table, layout_hash)
            if found is not None:
                return found
        return self._own(table, f"{layout_hash:08X}")

    def wrath(self, table: str) -> Layout | None:
        """The fields of `table` (in any case) in build 3.3.5.12340.

        Raises:
            ClientFileError: the operator's .dbd file of this table cannot be understood.
        """
        if self._folder is not None:
            found = self._folder.by_build(table, WRATH_BUILD)
            if found is not None:
                return found
        return self._own(table, WRATH_HASH)

    def every(self, table: str) -> list[Layout]:
        """The product's own layouts of a DB2 table (in any case), oldest first."""
        lines = (
            line
            for (known, layout_hash), line in self._known().items()
            if known == table.lower() and layout_hash != WRATH_HASH
        )
        return [parse_line(line) for line in dict.fromkeys(lines)]

    def _own(self, table: str, layout_hash: str) -> Layout | None:
        line = self._known().get((table.lower(), layout_hash))
        return None if line is None else parse_line(line)

    def _known(self) -> dict[tuple[str, str], str]:
        with self._lock:
            if self._lines is None:
                self._lines = dict(_own_lines())
            return self._lines


def parse_line(line: str) -> Layout:
    """One line of the product's notation, whatever its hashes.

    Raises:
        ValueError: it is no such line.
    """
    table, _, *fields = line.split()
    return Layout(table, tuple(_field(text) for text in fields))


def own_lines() -> Iterator[str]:
    """Every line of the product's definitions, without comments."""
    folder = resources.files("appliance.clientdata") / "definitions"
    for name in FILES:
        file = folder / name
        if file.is_file():
            for line in file.read_text("utf-8").splitlines():
                if line and not line.startswith(";"):
                    yield line


def _own_lines() -> Iterator[tuple[tuple[str, str], str]]:
    for line in own_lines():
        table, hashes, _ = line.split(" ", 2)
        for layout_hash in hashes.split(","):
            yield (table.lower(), layout_hash), line


def _field(text: str) -> LayoutField:
    found = _FIELD.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no field")
    marker, name, kind, count = found.groups()
    return LayoutField(
        name,
        kind={"f": "float", "s": "string", "l": "string"}.get(kind, "int"),
        count=int(count or 1),
        signed=kind not in ("u", "b"),
        role=Role(marker),
        width=1 if kind == "b" else 4,
        localised=kind == "l",
    )
