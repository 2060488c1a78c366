"""GameTables: numbers by level and column, from master's gt/*.txt and from gt*.dbc of 3.3.5.

Master's files are text: a header, then a row a line, parted by tabs. The server counts the rows and
ignores their first column, and stops at an empty line; so does this. 3.3.5's are one long list of
numbers each; `_FOLDS` says how the server finds a number in it.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from appliance.clientdata.columns import HEADER_SIZE
from appliance.clientdata.files import map_file, read_text
from appliance.clientdata.interface import FileFacts, GameTable
from appliance.clientdata.wdbc import BUILD, read_header
from appliance.errors import ClientFileError

CLASSES = {
    **{1: "warrior", 2: "paladin", 3: "hunter", 4: "rogue", 5: "priest", 6: "death knight"},
    **{7: "shaman", 8: "mage", 9: "warlock", 11: "druid"},
}
"""The classes of 3.3.5 by number."""
RATINGS = (
    *("weapon skill", "defense skill", "dodge", "parry", "block"),
    *("hit melee", "hit ranged", "hit spell", "crit melee", "crit ranged", "crit spell"),
    *("hit taken melee", "hit taken ranged", "hit taken spell"),
    *("crit taken melee", "crit taken ranged", "crit taken spell"),
    *("haste melee", "haste ranged", "haste spell"),
    *("weapon skill mainhand", "weapon skill offhand", "weapon skill ranged"),
    *("expertise", "armor penetration"),
    *(f"rating {number}" for number in range(25, 32)),
)
"""The combat ratings of 3.3.5, CombatRating of Unit.h; the files have room for 32."""
LEVELS = 100
"""Levels a list has room for, GT_MAX_LEVEL."""
_LARGEST = 16 * 2**20
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


def open_gametable(path: Path) -> GameTable:
    """Read a GameTable of either kind, told apart by the file's ending.

    Raises:
        ClientFileError: it cannot be read or is not what it should be; names file and line.
    """
    return _open_list(path) if path.suffix.lower() == ".dbc" else _open_text(path)


def _open_text(path: Path) -> GameTable:
    text = read_text(path, _LARGEST)
    lines = text.splitlines()
    header = [cell.strip() for cell in lines[0].split("\t")] if lines else []
    while header and not header[-1]:
        header.pop()
    if len(header) < 2:
        raise ClientFileError(
            "line 1: no header (a key and columns, parted by tabs)", path=path.name
        )
    rows: dict[int, tuple[float, ...]] = {}
    notes = []
    counted = True
    for number, line in enumerate(lines[1:], start=2):
        cells = line.rstrip().split("\t")
        if cells == [""]:
            if any(rest.strip() for rest in lines[number:]):
                notes.append(f"lines after {number} are not read: the server stops there")
            break
        values = _numbers(cells, len(header), path.name, number)
        counted = counted and values[0] == len(rows) + 1
        rows[len(rows) + 1] = values[1:]
    if not counted:
        notes.append(f"{header[0]} does not count from 1: rows are counted, as the server does")
    facts = FileFacts(path.name, "text", len(text.encode()), notes=tuple(notes))
    return GameTable(_name(path), header[0].lower(), tuple(header[1:]), rows, facts)


def _numbers(cells: Sequence[str], count: int, path: str, line: int) -> tuple[float, ...]:
    if len(cells) != count:
        message = f"line {line}: {len(cells)} cells, but the header has {count}"
        raise ClientFileError(message, path=path)
    for cell in cells:
        if not _NUMBER.fullmatch(cell.strip()) or not math.isfinite(float(cell)):
            raise ClientFileError(f"line {line}: {cell[:40]!r} is no number", path=path)
    return tuple(float(cell) for cell in cells)


class _Fold(NamedTuple):
    """How a list becomes a table: numbers of one column stand together, `rows` of them.

    `first` is the number of the first row; `across` swaps both: a row's numbers stand together.
    """

    key: str
    columns: Mapping[int, str]
    """Columns by place; a place without a name is left out."""
    rows: int
    first: int = 1
    across: bool = False


_BY_CLASS = _Fold("level", {number - 1: name for number, name in CLASSES.items()}, LEVELS)
_FOLDS = {
    "combatratings": _Fold("level", dict(enumerate(RATINGS)), LEVELS),
    "chancetomeleecrit": _BY_CLASS,
    "chancetospellcrit": _BY_CLASS,
    "octregenhp": _BY_CLASS,
    "octregenmp": _BY_CLASS,
    "regenhpperspt": _BY_CLASS,
    "regenmpperspt": _BY_CLASS,
    "octclasscombatratingscalar": _Fold(
        "class", dict(enumerate(RATINGS)), max(CLASSES), across=True
    ),
    "chancetomeleecritbase": _Fold("class", {0: "value"}, max(CLASSES)),
    "chancetospellcritbase": _Fold("class", {0: "value"}, max(CLASSES)),
    "npcmanacostscaler": _Fold("level", {0: "value"}, LEVELS),
    "barbershopcostbase": _Fold("level", {0: "value"}, LEVELS),
}


def _open_list(path: Path) -> GameTable:
    values, size = _list(path)
    name = _name(path)
    fold = _FOLDS.get(name.lower(), _Fold("index", {0: "value"}, len(values), first=0))
    width = max(fold.columns) + 1
    notes = []
    if len(values) != width * fold.rows:
        notes.append(f"{len(values)} numbers where {fold.rows} rows of {width} are expected")
    if not fold.across:
        reached = {at: name for at, name in fold.columns.items() if at * fold.rows < len(values)}
        fold = fold._replace(columns=reached)
    columns = tuple(fold.columns.values())
    rows = {
        fold.first + row: found
        for row in range(fold.rows)
        if (found := _row(values, fold, row, width)) is not None
    }
    if fold.key == "class":
        rows = {number: row for number, row in rows.items() if number in CLASSES}
    facts = FileFacts(path.name, "WDBC", size, build=BUILD, notes=tuple(notes))
    return GameTable(name, fold.key, columns, rows, facts)


def _row(values: Sequence[float], fold: _Fold, row: int, width: int) -> tuple[float, ...] | None:
    """One row's numbers; None when the list does not reach that far."""
    places = [
        row * width + column if fold.across else column * fold.rows + row for column in fold.columns
    ]
    reached = bool(places) and max(places) < len(values)
    return tuple(values[place] for place in places) if reached else None


def _list(path: Path) -> tuple[Sequence[float], int]:
    """The numbers of a gt*.dbc, each alone or after an id that counts from 1; the file's size."""
    data = map_file(path)
    header = read_header(data, path.name)
    body = memoryview(data)[HEADER_SIZE : header.text_start]
    if header.records and header.record_size not in (4, 8):
        message = f"records of {header.record_size} bytes, not a number (4) or id and number (8)"
        raise ClientFileError(message, path=path.name, offset=12)
    if header.record_size != 8:
        return [value for (value,) in struct.iter_unpack("<f", body)], len(data)
    pairs = list(struct.iter_unpack("<If", body))
    for place, (number, _) in enumerate(pairs):
        if number != place + 1:
            message = f"record {place} has the id {number}, not {place + 1}"
            raise ClientFileError(message, path=path.name, offset=HEADER_SIZE + 8 * place)
    return [value for _, value in pairs], len(data)


def _name(path: Path) -> str:
    """The table's name, the same on both branches: the file's without "gt"."""
    return path.stem[2:] if path.stem[:2].lower() == "gt" else path.stem
