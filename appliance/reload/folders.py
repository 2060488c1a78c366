"""Folders that a changed configuration names: one that is not there is a mistake now.

At the start and later a missing folder is a warning, for it may come; but a change that makes
answers poorer at once is refused.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from appliance.errors import SettingsError
from appliance.reload.reading import read
from appliance.reload.steps import Step
from appliance.settings.reload import Changes, value_of

FOLDERS = (
    "client_data.dbc_path",
    "client_data.db2_path",
    "client_data.gt_path",
    "client_data.dbd_path",
    "source_tree.path",
    "library.documents_path",
    "workspace.path",
)
INDEX = "library.index_path"


class Folders:
    """Looks at the folders; nobody has anything to do with them otherwise."""

    async def prepare(self, changes: Changes) -> Step:
        """Look at the folders that other settings name.

        Raises:
            SettingsError: some cannot be read.
        """
        if problems := await read(lambda: tuple(_problems(changes)), "a folder"):
            raise SettingsError("; ".join(problems), problems=problems)
        return Step()


def can_hold(folder: Path) -> bool:
    """Whether a folder can be written, or made where it is not there."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    return there.is_dir() and os.access(there, os.W_OK)


def _problems(changes: Changes) -> Iterator[str]:
    for key in FOLDERS:
        folder = value_of(changes.settings, key)
        if key in changes.keys and isinstance(folder, Path):
            try:
                with os.scandir(folder):
                    pass
            except OSError as error:
                yield f"{key}: cannot read {folder}: {error.strerror}"
                continue
            if key == "source_tree.path" and not (folder / "src" / "server").is_dir():
                yield f"{key}: {folder} has no src/server"
    index = changes.settings.library.index_path
    if INDEX in changes.keys and index is not None and not can_hold(index):
        yield f"{INDEX}: {index} cannot be written"
