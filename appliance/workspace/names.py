"""Names of files below the folder, as callers write them: checked before anything is touched."""

from __future__ import annotations

import os
from pathlib import Path

from appliance.errors import InvalidArgument

MOST_BYTES = 1024
"""Of a whole name."""
MOST_PART_BYTES = 255
"""Of one part of a name: what Linux file systems allow."""
MOST_PARTS = 32
"""How deep below the folder a file may lie."""

Parts = tuple[str, ...]


def parts_below(root: Path, name: str, *, field: str) -> Parts:
    """The parts of `name` below `root`; an absolute name has to begin with `root` itself.

    Decided by the text alone, so that no answer depends on what exists elsewhere. `()` is the
    folder itself. `..` is taken back textually: right, because links are not followed.

    Raises:
        InvalidArgument: the name leaves the folder or is none; says `field`, not what is there.
    """
    if not name or not name.isprintable():
        raise InvalidArgument(f"{field} must be a file name without control characters")
    if len(name.encode()) > MOST_BYTES:
        raise InvalidArgument(f"{field} is longer than {MOST_BYTES} bytes")
    parts: list[str] = []
    for part in _relative(root, name, field).split("/"):
        if part == "..":
            if not parts:
                raise InvalidArgument(_outside(field))
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    if len(parts) > MOST_PARTS or any(len(part.encode()) > MOST_PART_BYTES for part in parts):
        raise InvalidArgument(f"{field} is too deep, or a part of it is too long")
    return tuple(parts)


def _relative(root: Path, name: str, field: str) -> str:
    if not name.startswith("/"):
        return name
    # normpath, not resolve(): that would look at the files.
    whole, prefix = os.path.normpath(name), os.path.normpath(root)
    if whole == prefix:
        return "."
    below = whole.removeprefix(prefix.rstrip("/") + "/")
    if below == whole:
        raise InvalidArgument(_outside(field))
    return below


def _outside(field: str) -> str:
    return f"{field} must lie in the workspace: give it relative to that folder"
