"""What files there are below a folder, and one file's text. Reads, and never leaves the folder.

Links are not followed, anything that is not a plain file is not opened. Everything here blocks.
"""

from __future__ import annotations

import codecs
import errno
import os
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.errors import Unavailable
from appliance.fulltext.texts import Stamp

MOST_BYTES = 2 * 2**20
"""Of one file: larger ones are tables of generated values."""
MOST_FILES = 100_000
TOO_LARGE = "larger than 2 MiB"
BINARY = "not text"
UNREADABLE = "cannot be read"
_PEEK = 8192
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
         (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip


class Skipped(Exception):
    """The file has no text for the index; says why."""


def scan(root: Path, suffixes: Collection[str], below: str = "") -> dict[str, Stamp]:
    """Every plain file below `root` that ends with one of `suffixes`, by its path from there.

    Where `root` holds the folder `below`, only that is looked at.

    Hidden names are left out, and such as are no UTF-8 or hold control characters.

    Raises:
        Unavailable: `root` is no folder that can be read, or holds more than `MOST_FILES` files.
    """
    part = root / below
    # os.path and not Path: to whom the way there is barred, there is no folder.
    inside = below and os.path.isdir(part) and not os.path.islink(part)
    endings, found, folders = tuple(suffixes), dict[str, Stamp](), [f"{below}/" if inside else ""]
    if not os.path.isdir(root):
        raise Unavailable("the folder is not there or may not be read")
    while folders:
        folder = folders.pop()
        for entry in _entries(root / folder):
            path = f"{folder}{entry.name}"
            with _looked_at():
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{path}/")
                elif path.lower().endswith(endings) and entry.is_file(follow_symlinks=False):
                    found[path] = _stamp(entry.stat(follow_symlinks=False))
        if len(found) > MOST_FILES:
            raise Unavailable(f"the folder holds more than {MOST_FILES:,} files")
    return found


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What is in a folder and can be shown."""
    with _looked_at(), os.scandir(folder) as entries:
        return [each for each in entries if each.name[0] != "." and each.name.isprintable()]
    return []


@contextmanager
def _looked_at() -> Iterator[None]:
    """Pass over what has just gone or may not be looked at: its neighbours are still there."""
    try:
        yield
    except (PermissionError, FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise Unavailable(f"the folder cannot be read: {error.strerror}") from None


def may_read(root: Path, path: str) -> bool:
    """Whether a file that could not be read can be now."""
    return os.access(root / path, os.R_OK)


def read(root: Path, path: str) -> tuple[Stamp, str]:
    """Text of a file that `scan` found, with the stamp it had when it was opened.

    Raises:
        Skipped: it is too large, no text, or cannot be read.
        Unavailable: this process may open no more files.
    """
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        with open(os.open(root / path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Skipped(UNREADABLE)
            if status.st_size > MOST_BYTES:
                raise Skipped(TOO_LARGE)
            data = file.read(MOST_BYTES)
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM):  # Ours, not the file's.
            raise Unavailable(f"files cannot be read: {error.strerror}") from None
        raise Skipped(UNREADABLE) from None
    return _stamp(status), decode(data)


def decode(data: bytes) -> str:
    """Text of a file with lines that end in a line feed: UTF-8, else Latin-1.

    Raises:
        Skipped: it is no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            break
    else:
        if b"\0" in data[:_PEEK]:
            raise Skipped(BINARY)
        try:
            text = data.decode()
        except UnicodeDecodeError:
            text = data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_mtime_ns, status.st_size)
