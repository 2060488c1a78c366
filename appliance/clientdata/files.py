"""Opens the files an operator put there: regular files only, since a pipe would wait for ever."""

from __future__ import annotations

import mmap
import stat
from pathlib import Path
from typing import BinaryIO

from appliance.errors import ClientFileError


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading; links are followed.

    Raises:
        ClientFileError: it cannot be opened, or is no regular file.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise ClientFileError("is no regular file", path=path.name)
        return path.open("rb")
    except OSError as error:
        raise ClientFileError(error.strerror or "cannot be read", path=path.name) from None


def read_file(path: Path, most: int) -> bytes:
    """A whole file.

    Raises:
        ClientFileError: it cannot be read, or is larger than `most` bytes.
    """
    with open_regular(path) as file:
        try:
            data = file.read(most + 1)
        except OSError as error:
            raise ClientFileError(error.strerror or "cannot be read", path=path.name) from None
    if len(data) > most:
        raise ClientFileError(f"is larger than {most} bytes", path=path.name)
    return data


def read_text(path: Path, most: int) -> str:
    """A whole file of UTF-8, without its byte order mark.

    Raises:
        ClientFileError: it cannot be read, is larger than `most` bytes or not UTF-8.
    """
    try:
        return read_file(path, most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ClientFileError("is not UTF-8", path=path.name, offset=error.start) from None


def map_file(path: Path) -> mmap.mmap:
    """Map a whole file for reading.

    Raises:
        ClientFileError: it cannot be read or is too short to be a table.
    """
    with open_regular(path) as file:
        try:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError as error:
            raise ClientFileError(error.strerror or "cannot be read", path=path.name) from None
        except ValueError:
            raise ClientFileError("the file is empty", path=path.name, offset=0) from None
