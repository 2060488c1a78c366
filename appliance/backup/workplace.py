"""Private folders that runs work in, and the removal of those a killed run left behind.

A folder is 0700 and has a lock file beside it; whoever gets the lock knows that its run is over.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import trio

from appliance.backup.programs import end_orphans
from appliance.backup.repository import durable
from appliance.backup.repository.durable import FileLock, translating
from appliance.errors import BackupError

PREFIX = "tcmcp-"
_LOCK = ".lock"
REMOVAL_S = 120.0


@asynccontextmanager
async def workplace(parent: Path) -> AsyncIterator[Path]:
    """A private folder in `parent` for as long as the block.

    What still works in it at the end is killed, then it is removed.

    Raises:
        RepositoryError: it cannot be made there.
    """
    folder, lock = await trio.to_thread.run_sync(_make, parent)
    try:
        yield folder
    finally:
        with trio.move_on_after(REMOVAL_S, shield=True):
            await trio.to_thread.run_sync(_remove, folder, lock)


def _make(parent: Path) -> tuple[Path, FileLock]:
    with translating(parent):
        folder, lock = _named(parent.absolute())
        # Who cleans up took the new name for a dead run's: it is left to them.
        while not lock.acquire():
            folder, lock = _named(parent.absolute())
        try:
            os.mkdir(folder, 0o700)
        except OSError:
            lock.release(unlink=True)
            raise
    return folder, lock


def _named(parent: Path) -> tuple[Path, FileLock]:
    folder = parent / f"{PREFIX}{secrets.token_hex(4)}"  # short: sockets' paths are
    return folder, FileLock(folder.with_name(folder.name + _LOCK))


def _remove(folder: Path, lock: FileLock) -> None:
    end_orphans(folder)
    with translating(folder):
        durable.remove_tree(folder)
    lock.release(unlink=True)


def clean_workplaces(parent: Path) -> list[str]:
    """End and remove what runs that are over left in `parent`; the folders' names. Blocks."""
    removed = []
    for lock_path in sorted(parent.absolute().glob(f"{PREFIX}*{_LOCK}")):
        lock = FileLock(lock_path)
        if not lock.acquire():
            continue
        folder = lock_path.with_name(lock_path.name.removesuffix(_LOCK))
        if folder.is_dir() and not folder.is_symlink():
            removed.append(folder.name)
        _remove(folder, lock)
    return removed


def check_room(folder: Path, wanted_bytes: int) -> None:
    """Look whether a folder's disk has room.

    Raises:
        BackupError: it has less.
    """
    with translating(folder):
        free = shutil.disk_usage(folder).free
    if free < wanted_bytes:
        raise BackupError(
            f"{folder} has {free >> 20} MB free, and {wanted_bytes >> 20} MB are needed",
            hint="make room, or name another folder",
        )


def move_out(made: Path, into: Path) -> None:
    """Have what was made in a workplace appear as `into`, which is not there or empty. Blocks.

    Raises:
        BackupError: it is not.
    """
    with translating(into):
        if into.exists() and any(into.iterdir()):
            raise BackupError(f"{into} is not empty", hint="name an empty folder")
        if into.exists():
            into.rmdir()
        made.rename(into)
        durable.fsync_directory(into.parent)
