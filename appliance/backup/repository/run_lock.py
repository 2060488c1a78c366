"""The lock of a folder: one process at a time runs. It lasts as long as its process, or its term.

A process that is paused, or behind a network that is cut, keeps the system's lock. So the file of a
holder whose term is over makes room for a new one; what that holder still does is refused, because
every change names its term.
"""

from __future__ import annotations

from pathlib import Path

from appliance.backup.repository import durable
from appliance.backup.repository.durable import FileLock
from appliance.backup.repository.layout import (
    NOTE_LIMIT_BYTES,
    Holder,
    decode_holder,
    unnamed_holder,
)
from appliance.errors import BackupLocked, RepositoryError


class RunLock:
    """The right to run. Call it with the folder's lock for changes held.

    Raises:
        BackupLocked: another process has it: of this term or a later one, or a person's.
    """

    def __init__(self, path: Path, holder: Holder, address: str) -> None:
        self._lock = FileLock(path)
        if not self._lock.acquire():
            content = _read(path)
            other = decode_holder(content)
            gives_way = other is not None and other.gives_way_to(holder.term)
            if not gives_way or not self._lock.renew_file():
                shown = other or unnamed_holder(content)
                raise BackupLocked(f"{address} is in use: {shown}")
        self._lock.write(holder.model_dump_json().encode())

    def renew(self) -> None:
        """Look whether it is still ours.

        Raises:
            BackupLocked: a node of a higher term took it.
        """
        if not self._lock.is_named():
            raise BackupLocked("another node leads, and took the lock of this run")

    def release(self) -> None:
        """Give it back."""
        self._lock.release()


def _read(path: Path) -> bytes:
    try:
        return durable.read(path, limit_bytes=NOTE_LIMIT_BYTES)
    except (OSError, RepositoryError):
        return b""
