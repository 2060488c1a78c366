"""Definitions of client tables in WoWDBDefs' format: one .dbd file a table.

A file is `COLUMNS` with a type and a name a line, then blocks parted by empty lines: `LAYOUT`
hashes, `BUILD` numbers or ranges, `COMMENT`, and the fields in order:
`$noninline,id$Name<u16>[4]`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from appliance.clientdata.files import read_text
from appliance.clientdata.layout import Layout, LayoutField, Role
from appliance.errors import ClientFileError

Build = tuple[int, int, int, int]
"""A client's version, e.g. (3, 3, 5, 12340)."""

_COLUMN = re.compile(r"(\w+)(?:<[^<>]*>)?\s+(\w+)\??")
_FIELD = re.compile(r"(?:\$([\w,]*)\$)?(\w+)(?:<(u?)(\d+)>)?(?:\[(\d+)\])?")
_HASH = re.compile(r"[0-9A-Fa-f]{8}")
_KINDS = {"int": "int", "uint": "int", "float": "float", "string": "string", "locstring": "string"}
_ROLES = {
    frozenset(): Role.PLAIN,
    frozenset({"id"}): Role.ID,
    frozenset({"relation"}): Role.RELATION,
    frozenset({"id", "relation"}): Role.ID,
    frozenset({"noninline", "id"}): Role.OUTER_ID,
    frozenset({"noninline", "relation"}): Role.OUTER_RELATION,
}
_WIDTHS = (8, 16, 32, 64)
_FIX = "correct it, or client_data.dbd_path"
_LARGEST = 16 * 2**20
_MOST_VALUES = 4096
"""More values than any array of a client's table has."""


@dataclass(slots=True)
class _Block:
    hashes: list[int] = field(default_factory=list)
    builds: list[tuple[Build, Build]] = field(default_factory=list)
    fields: list[LayoutField] = field(default_factory=list)


class _Misread(Exception):
    """A line that is not understood; becomes a ClientFileError with its number."""


@dataclass(frozen=True, slots=True)
class Definition:
    """All layouts of one table."""

    table: str
    by_hash: Mapping[int, Layout]
    by_builds: tuple[tuple[Build, Build, Layout], ...]

    def of_build(self, build: Build) -> Layout | None:
        """The layout whose builds include `build`."""
        found = (layout for least, most, layout in self.by_builds if least <= build <= most)
        return next(found, None)


def parse(text: str, table: str, path: str) -> Definition:
    """Understand a .dbd file's text.

    Raises:
        ClientFileError: a line is no part of the format; names `path` and the line.
    """
    columns: dict[str, str] = {}
    blocks: list[_Block] = []
    reading: _Block | None = None
    in_columns = False
    for number, raw in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        line = raw.split("//", 1)[0].strip()
        try:
            if not raw.strip():
                reading, in_columns = None, False
            elif line == "COLUMNS":
                in_columns = True
            elif in_columns and line:
                name, kind = _column(line)
                columns[name] = kind
            elif line:
                if reading is None:
                    reading = _Block()
                    blocks.append(reading)
                _block_line(reading, line, columns)
        except _Misread as why:
            raise ClientFileError(f"line {number}: {why}", path=path, hint=_FIX) from None
    return _definition(table, blocks)


def _definition(table: str, blocks: list[_Block]) -> Definition:
    by_hash: dict[int, Layout] = {}
    by_builds: list[tuple[Build, Build, Layout]] = []
    for block in blocks:
        layout = Layout(table, tuple(block.fields))
        by_hash |= dict.fromkeys(block.hashes, layout)
        by_builds += [(least, most, layout) for least, most in block.builds]
    return Definition(table, by_hash, tuple(by_builds))


def _column(line: str) -> tuple[str, str]:
    found = _COLUMN.fullmatch(line)
    if found is None:
        raise _Misread(f"{line[:60]!r} is no column (a type and a name)")
    kind, name = found.groups()
    if kind not in _KINDS:
        raise _Misread(f"{kind} is no type of a column ({', '.join(_KINDS)})")
    return name, kind


def _block_line(block: _Block, line: str, columns: Mapping[str, str]) -> None:
    word, _, rest = line.partition(" ")
    if word == "LAYOUT":
        block.hashes += _hashes(rest)
    elif word == "BUILD":
        block.builds += _builds(rest)
    elif word != "COMMENT":
        block.fields.append(_field(line, columns))


def _hashes(text: str) -> Iterator[int]:
    for part in text.split(","):
        if _HASH.fullmatch(part.strip()) is None:
            raise _Misread(f"{part.strip()[:60]!r} is no layout hash (8 hex digits)")
        yield int(part, 16)


def _builds(text: str) -> Iterator[tuple[Build, Build]]:
    for part in text.split(","):
        least, dash, most = part.strip().partition("-")
        yield _build(least), _build(most if dash else least)


def _build(text: str) -> Build:
    parts = text.strip().split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() for part in parts):
        raise _Misread(f"{text.strip()[:60]!r} is no build (four numbers, as in 3.3.5.12340)")
    major, minor, patch, build = (int(part[:9]) for part in parts)
    return major, minor, patch, build


def _field(line: str, columns: Mapping[str, str]) -> LayoutField:
    found = _FIELD.fullmatch(line)
    if found is None:
        raise _Misread(f"{line[:60]!r} is no field")
    marks, name, unsigned, bits, count = found.groups()
    column = columns.get(name)
    if column is None:
        raise _Misread(f"{name} is not among the COLUMNS")
    role = _ROLES.get(frozenset(filter(None, (marks or "").split(","))))
    if role is None:
        raise _Misread(f"${marks}$ is not understood (id, relation, noninline)")
    width, values = int((bits or "32")[:4]), int((count or "1")[:6])
    if width not in _WIDTHS:
        raise _Misread(f"{name} has {bits} bits; 8, 16, 32 or 64 can be read")
    if not 0 < values <= _MOST_VALUES:
        raise _Misread(f"{name} has {count} values; 1 to {_MOST_VALUES} can be read")
    return LayoutField(
        _plain(name, columns),
        kind=_KINDS[column],
        count=values,
        signed=not unsigned and column != "uint",
        role=role,
        width=width // 8 if _KINDS[column] == "int" else 4,
        localised=column == "locstring",
    )


def _plain(name: str, columns: Mapping[str, str]) -> str:
    """The name without the mark of a localised text; a twin without it makes way."""
    return f"Internal{name}" if f"{name}_lang" in columns else name.removesuffix("_lang")


class DbdFolder:
    """A folder of .dbd files; each is read when its table is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: dict[str, Path] | None = None
        self._read: dict[str, Definition] = {}
        self._lock = threading.Lock()

    def by_hash(self, table: str, layout_hash: int) -> Layout | None:
        """The layout with this hash; None where the folder has none.

        Raises:
            ClientFileError: the table's file cannot be understood.
        """
        definition = self._definition(table)
        return None if definition is None else definition.by_hash.get(layout_hash)

    def by_build(self, table: str, build: Build) -> Layout | None:
        """The layout of a build; None where the folder has none.

        Raises:
            ClientFileError: the table's file cannot be understood.
        """
        definition = self._definition(table)
        return None if definition is None else definition.of_build(build)

    def _definition(self, table: str) -> Definition | None:
        key = table.lower()
        with self._lock:
            if self._paths is None:
                self._paths = _list(self._folder)
            path = self._paths.get(key)
            if path is None:
                return None
            if key not in self._read:
                self._read[key] = parse(read_text(path, _LARGEST), path.stem, path.name)
            return self._read[key]


def _list(folder: Path) -> dict[str, Path]:
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".dbd")
    except OSError as error:
        why = error.strerror or "cannot be read"
        raise ClientFileError(why, path=str(folder), hint=_FIX) from None
    return {path.stem.lower(): path for path in found}
