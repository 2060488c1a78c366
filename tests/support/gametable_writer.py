"""Writes GameTables as the files of both branches, for tests. What a table lacks is 0."""

import struct
from collections.abc import Sequence
from pathlib import Path

from appliance.clientdata.gametables import CLASSES, LEVELS, RATINGS
from appliance.clientdata.interface import GameTable


def write_text(folder: Path, table: GameTable) -> Path:
    """Master's gt/<name>.txt; rows from 1 to the last one the table has."""
    path = folder / f"{table.name}.txt"
    lines = ["\t".join([table.key.title(), *table.columns])]
    for row in range(1, max(table.rows, default=0) + 1):
        values = table.rows.get(row, (0.0,) * len(table.columns))
        lines.append("\t".join([str(row), *(f"{value:.9g}" for value in values)]))
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def write_list(folder: Path, table: GameTable) -> Path:
    """gt<name>.dbc of 3.3.5, whole as the client has it."""
    path = folder / f"gt{table.name}.dbc"
    values = [table.value(row, column) or 0.0 for row, column in _places(table)]
    if "Scalar" in table.name:
        body = b"".join(struct.pack("<If", place, value) for place, value in enumerate(values, 1))
        size = 8
    else:
        body, size = struct.pack(f"<{len(values)}f", *values), 4
    path.write_bytes(struct.pack("<4s4I", b"WDBC", len(values), size // 4, size, 1) + body + b"\0")
    return path


def _places(table: GameTable) -> Sequence[tuple[int, str]]:
    """Row and column of each number of the list, in the list's order."""
    levels = range(1, LEVELS + 1)
    classes = [CLASSES.get(number, "") for number in range(1, 12)]
    if "Scalar" in table.name and table.key == "class":
        return [(number, rating) for number in range(1, 12) for rating in RATINGS]
    if table.key == "class":
        return [(number, "value") for number in range(1, 12)]
    if table.key == "index":
        return [(row, "value") for row in range(max(table.rows, default=-1) + 1)]
    columns = classes if table.columns[0] in classes else table.columns
    columns = RATINGS if table.columns[0] in RATINGS else columns
    return [(level, column) for column in columns for level in levels]
