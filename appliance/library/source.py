"""Source files: their declarations and their lines as chunks."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress

from appliance.fulltext.declarations import Class, Definition
from appliance.fulltext.texts import Chunk, File, Stamp, cut
from appliance.library.cpp import TooHard, read_declarations
from appliance.library.shelf import Indexed

MOST_NAMES = 8
"""Names that title a chunk."""


def read_source(path: str, stamp: Stamp, text: str) -> Indexed:
    """A source or configuration file; each chunk is titled with what is declared in it."""
    lines = text.split("\n")
    classes: list[Class] = []
    definitions: list[Definition] = []
    with suppress(TooHard):  # Searchable as text all the same.
        if not path.endswith(".dist"):
            classes, definitions = read_declarations(text)
    names = defaultdict[int, list[str]](list)
    for known in classes:
        names[known.line].append(known.qualified)
    for each in definitions:
        names[each.line].append(f"{each.owner}::{each.name}")
    chunks = []
    for chunk in cut(lines, 1, ""):
        end = chunk.line + chunk.body.count("\n")
        titles = [name for at in range(chunk.line, end + 1) for name in names.get(at, ())]
        chunks.append(Chunk(chunk.line, ", ".join(titles[:MOST_NAMES]), chunk.body))
    return Indexed(File(path, stamp, chunks, lines=len(lines)), classes, definitions)
