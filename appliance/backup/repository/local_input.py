"""A file of a backup in a local folder, being read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from appliance.errors import BackupDamaged


class LocalInput:
    """A file being read."""

    def __init__(self, path: Path, name: str) -> None:
        self._name = name
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise BackupDamaged("is not a file", file=name)
        self._file = path.open("rb", buffering=0)

    def read(self, limit: int, /) -> bytes:
        """At most `limit` bytes; empty at the end.

        Raises:
            BackupDamaged: the disk does not give them back.
        """
        try:
            return self._file.read(limit)
        except OSError as error:
            raise BackupDamaged(f"cannot be read: {error.strerror}", file=self._name) from error

    def close(self) -> None:
        """Let go of it."""
        self._file.close()
