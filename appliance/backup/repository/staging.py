"""A backup being written into a local folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from appliance.backup.manifest import MANIFEST
from appliance.backup.names import check_file_name
from appliance.backup.repository import durable
from appliance.backup.repository.durable import FileLock, translating
from appliance.backup.repository.layout import Holder
from appliance.errors import BackupLocked

PARTIAL = ".partial-"

_LOOK_EVERY_BYTES = 16 * 1024 * 1024
"""How often free space is looked at while writing."""


class LocalStaging:
    """A folder out of sight, and the lock that says its run is alive.

    Args:
        check_room: raises when the disk is too full to go on.
        appear: renames `folder` to its published name, in a term.
    """

    def __init__(
        self,
        backup_id: str,
        repository: Path,
        *,
        holder: Holder,
        check_room: Callable[[], None],
        appear: Callable[[Path, int], None],
    ) -> None:
        self.id = backup_id
        self._folder = repository / f"{PARTIAL}{backup_id}"
        self._check_room = check_room
        self._appear = appear
        self._lock = FileLock(repository / f"{PARTIAL}{backup_id}.lock")
        with translating(self._folder):
            # The lock comes first: a folder without a held lock is litter.
            if not self._lock.acquire():
                raise BackupLocked(f"{self._folder}: is being written already")
            try:
                self._lock.write(holder.model_dump_json().encode())
                self._folder.mkdir(mode=0o700)
            except OSError:
                self._lock.release(unlink=True)
                raise

    def create(self, name: str) -> LocalOutput:
        """A new file."""
        self._check_room()
        path = self._folder / check_file_name(name)
        with translating(path):
            for folder in reversed(path.relative_to(self._folder).parents[:-1]):
                (self._folder / folder).mkdir(mode=0o700, exist_ok=True)
            return LocalOutput(path, self._check_room)

    def publish(self, manifest: bytes, *, term: int) -> None:
        """Make the backup appear."""
        self._check_room()
        with translating(self._folder):
            durable.write_new(self._folder / MANIFEST, manifest)
            for folder, _, _ in os.walk(self._folder):
                durable.fsync_directory(Path(folder))
            self._appear(self._folder, term)
        self._lock.release(unlink=True)

    def discard(self) -> None:
        """Remove what was staged."""
        with translating(self._folder):
            durable.remove_tree(self._folder)
        self._lock.release(unlink=True)


class LocalOutput:
    """A file being written."""

    def __init__(self, path: Path, check_room: Callable[[], None]) -> None:
        self._path = path
        self._check_room = check_room
        self._unseen_bytes = 0
        self._fd = durable.create(path)

    def write(self, data: bytes, /) -> None:
        """Write all of `data`.

        Raises:
            BackupError: disk full, or less free than is to be left alone.
        """
        with translating(self._path):
            durable.write_all(self._fd, data)
        self._unseen_bytes += len(data)
        if self._unseen_bytes >= _LOOK_EVERY_BYTES:
            self._unseen_bytes = 0
            self._check_room()

    def finish(self) -> None:
        """Have the disk take it."""
        with translating(self._path):
            os.fsync(self._fd)
            self._close()

    def abandon(self) -> None:
        """Close it; the staged folder goes as a whole."""
        with translating(self._path):
            self._close()

    def _close(self) -> None:
        if self._fd >= 0:
            fd, self._fd = self._fd, -1
            os.close(fd)
