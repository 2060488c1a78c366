"""Files below the folder, opened part by part without following links. Runs in threads."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.workspace.names import Parts

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Not blocking: a file that becomes a FIFO between the look and the opening must not hold us.
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
MODE = 0o644
"""Of new files, less what the umask takes away."""


def read(root: Path, parts: Parts, field: str, limit_bytes: int) -> bytes:
    """The content of the file at `parts`; errors as of `Workspace.read`."""
    content = begin(root, parts, field, limit_bytes + 1)
    if len(content) > limit_bytes:
        raise InvalidArgument(f"{field}: the file has more than {limit_bytes} bytes")
    return content


def begin(root: Path, parts: Parts, field: str, count: int) -> bytes:
    """The first `count` bytes of the file at `parts`; errors as of `Workspace.begin`."""
    with _explained(field), _parent(root, parts, field) as parent:
        _check_file(parent, parts[-1], field)
        with os.fdopen(os.open(parts[-1], _READ, dir_fd=parent), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise InvalidArgument(_no_file(field))
            return file.read(count)


def write(root: Path, parts: Parts, content: bytes, field: str, *, overwrite: bool) -> None:
    """Put `content` at `parts`, whole or not at all; errors as of `Workspace.write`."""
    with _explained(field), _parent(root, parts, field, create=True) as parent:
        if _exists(parent, parts[-1], field) and not overwrite:
            raise InvalidArgument(_taken(field))
        temporary = f".{secrets.token_hex(8)}.part"
        try:
            with os.fdopen(os.open(temporary, _CREATE, MODE, dir_fd=parent), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if not overwrite:
                _reserve(parent, parts[-1], field)
            os.replace(temporary, parts[-1], src_dir_fd=parent, dst_dir_fd=parent)
        finally:
            with suppress(FileNotFoundError):  # renamed, or never made
                os.unlink(temporary, dir_fd=parent)


def locate(root: Path, parts: Parts, field: str, folder: bool) -> Path:
    """The absolute path of the existing file or folder; errors as of `Workspace.locate`."""
    with _explained(field):
        if folder:
            os.close(_open_folder(root, parts))
        else:
            with _parent(root, parts, field) as parent:
                _check_file(parent, parts[-1], field)
    # What is below has no links in it; with those above resolved too, this is the path that other
    # programs write of the file.
    return Path(os.path.realpath(root)).joinpath(*parts)


@contextmanager
def _parent(root: Path, parts: Parts, field: str, *, create: bool = False) -> Iterator[int]:
    """The opened folder that holds the last part."""
    if not parts:
        raise InvalidArgument(_no_file(field))
    opened = _open_folder(root, parts[:-1], create=create)
    try:
        yield opened
    finally:
        os.close(opened)


def _open_folder(root: Path, parts: Parts, *, create: bool = False) -> int:
    try:
        # The folder itself is the operator's word: links on the way to it are followed.
        current = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise Unavailable(
            f"the workspace cannot be opened: {error.strerror}",
            hint="workspace.path must be a folder we may read",
        ) from error
    for part in parts:
        try:
            if create:
                with suppress(FileExistsError):
                    os.mkdir(part, 0o755, dir_fd=current)
            below = os.open(part, _FOLDER, dir_fd=current)
        finally:
            os.close(current)
        current = below
    return current


def _exists(parent: int, name: str, field: str) -> bool:
    try:
        _check_file(parent, name, field)
    except FileNotFoundError:
        return False
    return True


def _check_file(parent: int, name: str, field: str) -> None:
    """Raise unless `name` is a regular file: looked at, because opening a device acts."""
    if not stat.S_ISREG(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode):
        raise InvalidArgument(_no_file(field))


def _reserve(parent: int, name: str, field: str) -> None:
    """Take the name if nobody has it; unlike a hard link, every file system can do this."""
    try:
        os.close(os.open(name, _CREATE, MODE, dir_fd=parent))
    except FileExistsError:
        raise InvalidArgument(_taken(field)) from None


@contextmanager
def _explained(field: str) -> Iterator[None]:
    """Turn what the system says into one line for the caller."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound(f"{field}: there is no such file in the workspace") from error
    except (NotADirectoryError, IsADirectoryError) as error:
        raise InvalidArgument(_no_file(field)) from error
    except OSError as error:
        raise Unavailable(f"{field}: the workspace says: {error.strerror}") from error


def _no_file(field: str) -> str:
    return f"{field}: not a regular file below ordinary folders (links are not followed)"


def _taken(field: str) -> str:
    return f"{field}: the file exists already"
