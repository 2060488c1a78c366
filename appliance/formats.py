"""Versions of the files that the program writes and reads again.

Each kind of file counts its own versions, from 1; a file that names none is of version 1. A program
reads its own version and every one before it. A newer one it refuses, in one line, before it looks
at anything else in the file, and changes nothing: what it does not understand it cannot keep.

So a change to a file of a kind, be it one more field, is a new version of that kind, unless its
reader leaves out what it does not know.
"""

from __future__ import annotations

import json
from typing import Final, Protocol

KEY: Final = "format_version"
FIRST: Final = 1
UPGRADE: Final = "a newer version of this program wrote it: upgrade this one"


class Refusal(Protocol):
    """An error that is told to people."""

    def __call__(self, message: str, /, *, hint: str) -> Exception:
        """The error."""


def version_in(content: bytes) -> int:
    """The version that a file of one JSON object names.

    1 also for what is no such object, or names no number: its reader says what is wrong with it.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return FIRST
    version = found.get(KEY, FIRST) if isinstance(found, dict) else FIRST
    return version if type(version) is int else FIRST


def refuse_newer(what: str, version: int, newest: int, error: Refusal) -> None:
    """Let nothing pass that a newer version of the program wrote.

    Args:
        what: the file, for people.
        newest: the last version that is read here.

    Raises:
        Exception: `error`, made of a line and a hint.
    """
    if version > newest:
        raise error(f"{what} has format {version}, this version reads up to {newest}", hint=UPGRADE)
