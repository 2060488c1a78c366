"""What folders list, by lower-case name; looked at anew after a second."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

RECHECK_S = 1.0


class _Listing(NamedTuple):
    at: float
    files: Mapping[str, Path]
    folders: Mapping[str, Path]
    problem: str


class Listings:
    """Folders as they were at most a second ago. Safe in threads: a listing is replaced whole."""

    def __init__(self) -> None:
        self._known: dict[Path, _Listing] = {}

    def files(self, folder: Path, now: float) -> Mapping[str, Path]:
        """Everything but folders, by lower-case name; nothing when the folder cannot be read.

        Of names that differ in case only, the first in order counts.
        """
        return self._look(folder, now).files

    def folders(self, folder: Path, now: float) -> Mapping[str, Path]:
        """The folders inside, by name."""
        return self._look(folder, now).folders

    def problem(self, folder: Path) -> str:
        """Why the folder could not be read when it was last looked at; "" when it could."""
        known = self._known.get(folder)
        return "" if known is None else known.problem

    def _look(self, folder: Path, now: float) -> _Listing:
        known = self._known.get(folder)
        if known is None or not 0 <= now - known.at < RECHECK_S:
            known = self._known[folder] = _list(folder, now)
        return known


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself, or where nobody may look
        return False


def _list(folder: Path, now: float) -> _Listing:
    files: dict[str, Path] = {}
    folders: dict[str, Path] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if _is_folder(entry):
                    folders[entry.name] = folder / entry.name
                else:
                    files.setdefault(entry.name.lower(), folder / entry.name)
    except OSError as error:
        return _Listing(now, {}, {}, f"{folder}: {error.strerror}")
    return _Listing(now, files, folders, "")
