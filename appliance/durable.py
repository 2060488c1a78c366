"""Files that survive a kill and a power cut: the old one is there or the new one, whole."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from pathlib import Path

TEMPORARY = ".tmp-"
"""How files begin that become others by a rename."""

NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
"""Links are not followed; where there is a text mode, it is off."""


def fsync_directory(path: Path) -> None:
    """Make names that were created or renamed in a folder survive a power cut."""
    if sys.platform == "win32":
        return  # NTFS logs names itself, and folders cannot be opened there
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def create(path: Path, mode: int = 0o600) -> int:
    """A new file, open for writing; by default only we may read it, from its first moment on."""
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | NO_FOLLOW, mode)


def write_all(fd: int, data: bytes) -> None:
    """Write every byte."""
    left = memoryview(data)
    while left:
        left = left[os.write(fd, left) :]


def write_new(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Create a file, its bytes on the disk on return."""
    fd = create(path, mode)
    try:
        write_all(fd, content)
        os.fsync(fd)
    finally:
        os.close(fd)


def replace(
    path: Path, content: bytes, *, mode: int = 0o600, temporary: Path | None = None
) -> None:
    """Write a file in one step: readers see the old or the new one, whole.

    Args:
        temporary: what it is called until it is whole; a kill leaves it behind. None: a new name.
    """
    temporary = temporary or path.parent / f"{TEMPORARY}{secrets.token_hex(8)}"
    try:
        write_new(temporary, content, mode)
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    fsync_directory(path.parent)
