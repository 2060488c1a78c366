"""Files that survive a power cut, and locks that a dead process does not keep."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from appliance.durable import (
    NO_FOLLOW,
    TEMPORARY,
    create,
    fsync_directory,
    replace,
    write_all,
    write_new,
)
from appliance.errors import BackupError, BackupLocked, RepositoryError

__all__ = [
    "FULL",
    "NO_FOLLOW",
    "TEMPORARY",
    "FileLock",
    "create",
    "disk_full",
    "fsync_directory",
    "read",
    "remove_tree",
    "replace",
    "translating",
    "write_all",
    "write_new",
]

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FULL = (errno.ENOSPC, errno.EDQUOT)
"""Errors of a disk without room."""


def disk_full(path: Path) -> BackupError:
    """The error of a disk without room."""
    return BackupError(
        f"{path}: disk full",
        hint="make room, or let retention keep less; nothing half-done is left",
    )


@contextmanager
def translating(path: Path) -> Iterator[None]:
    """Turn errors of the operating system into ours, in one line."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise disk_full(path) from error
        raise RepositoryError(f"{error.filename or path}: {error.strerror or error}") from error


def read(path: Path, *, limit_bytes: int) -> bytes:
    """The content of a regular file; links are not followed."""
    fd = os.open(path, os.O_RDONLY | NO_FOLLOW)
    with open(fd, "rb") as file:
        content = file.read(limit_bytes + 1)
    if len(content) > limit_bytes:
        raise RepositoryError(f"{path}: is larger than {limit_bytes} bytes")
    return content


def remove_tree(path: Path) -> None:
    """Remove a folder of ours and all in it; links in it are removed, not followed."""
    with contextlib.suppress(FileNotFoundError):  # somebody else cleans, too
        shutil.rmtree(path)


class FileLock:
    """An exclusive lock that ends with the process that holds it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd = -1

    def __enter__(self) -> FileLock:
        if not self.acquire(wait=True):
            raise BackupLocked(f"{self._path}: another process does not let go of it")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def acquire(self, *, wait: bool = False) -> bool:
        """Take it; False when another has it."""
        while True:
            fd = os.open(self._path, os.O_CREAT | os.O_RDWR | NO_FOLLOW, 0o600)
            try:
                taken = _lock(fd, wait=wait)
            except OSError:  # a disk without locks
                os.close(fd)
                raise
            if not taken:
                os.close(fd)
                return False
            if self._still_there(fd):
                self._fd = fd
                return True
            os.close(fd)  # its last holder removed the file while we waited

    def renew_file(self) -> bool:
        """Take it from a holder that does not let go: its file gives way to a new one.

        Whoever may do so at the same time has to be kept out by another lock.
        """
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._path)
        return self.acquire()

    def is_named(self) -> bool:
        """Whether its name still means the file that is held."""
        return self._fd >= 0 and self._still_there(self._fd)

    def write(self, content: bytes) -> None:
        """Say who holds it."""
        os.ftruncate(self._fd, 0)
        os.lseek(self._fd, 0, os.SEEK_SET)
        write_all(self._fd, content)

    def release(self, *, unlink: bool = False) -> None:
        """Give it back, and with `unlink` remove its file."""
        if self._fd < 0:
            return
        fd, self._fd = self._fd, -1
        if unlink and sys.platform != "win32":
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._path)
        os.close(fd)

    def _still_there(self, fd: int) -> bool:
        try:
            named = os.stat(self._path, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return os.path.samestat(named, os.fstat(fd))


if sys.platform == "win32":

    def _lock(fd: int, *, wait: bool) -> bool:
        try:
            msvcrt.locking(fd, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _lock(fd: int, *, wait: bool) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
