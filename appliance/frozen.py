"""What the built program, which carries its own Python, must put right before anything else.

The program comes in two forms: a folder, and one file that unpacks itself below the folder for
temporary files and runs a second process from there. The first process waits for the second,
passes signals on and removes the files in the end.

Most libraries of the one file are unpacked when they are imported, which few are in any one run.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import stat
import sys
from collections.abc import MutableMapping, Sequence
from contextlib import suppress
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

from appliance.errors import StartError

MARK = ".trinitycore-mcp"
"""In each folder that one file was unpacked to; its running process holds a lock on it."""

TERMS = "LICENSE.trinitycore-mcp"
"""The first file that is unpacked: tells folders of ours in which not even all is unpacked."""
ABANDONED_S = 3600
"""How much older than ours a folder without a mark is that nobody unpacks into any more."""

PACKED = ".zst"
"""Ends the file names of modules that are unpacked when they are imported."""

UNPACKED = re.compile(r"_MEI[A-Za-z0-9]{6,}")
PR_SET_PDEATHSIG = 1


def settle() -> None:
    """Put right what the built program's start left; nothing where Python runs the source."""
    folder = unpacked_to()
    if folder is None:
        return
    restore_environment(os.environ)
    if UNPACKED.fullmatch(folder.name):
        sys.meta_path.append(PackedModules(folder))
        die_with_parent()
        mark(folder)
        sweep(folder.parent, now_s=folder.stat().st_mtime)


def unpacked_to() -> Path | None:
    """The folder of the program's libraries; None where Python runs the source."""
    folder: str | None = getattr(sys, "_MEIPASS", None)
    return Path(folder) if folder and getattr(sys, "frozen", False) else None


class PackedModules:
    """Finds what nothing before it finds: modules in machine code that are still packed.

    Args:
        folder: where the one file is unpacked to; a package is a folder in there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Unpack the module of that name and say where it is; None when there is none.

        Raises:
            StartError: it cannot be unpacked.
        """
        for suffix in EXTENSION_SUFFIXES:
            file = self._folder.joinpath(f"{name.replace('.', '/')}{suffix}")
            packed = file.with_name(f"{file.name}{PACKED}")
            if packed.exists():
                unpack(packed, file)
                return spec_from_file_location(name, file)
        return None


def unpack(packed: Path, file: Path) -> None:
    """Unpack a library, which has its name when it is whole.

    Raises:
        StartError: there is no room for it, or the folder was cleared away.
    """
    import zstandard  # itself never packed

    part = file.with_name(f"{file.name}.part")
    try:
        with packed.open("rb") as source, part.open("wb") as target:
            zstandard.ZstdDecompressor().copy_stream(source, target)
        part.rename(file)
    except OSError as error:
        raise StartError(
            f"cannot unpack {file.name} into {file.parent}: {error.strerror}",
            hint="make room there, or set TMPDIR to a folder with more of it",
        ) from error


def restore_environment(environ: MutableMapping[str, str]) -> None:
    """Give the programs that are run from here the environment that this one was given.

    The start set the library path to the program's own libraries, with which the system's
    programs do not run, and left notes that a second start of the program would take for its own.
    """
    given = environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if given is not None:
        environ["LD_LIBRARY_PATH"] = given
    else:
        environ.pop("LD_LIBRARY_PATH", None)
    for name in [name for name in environ if name.startswith("_PYI_")]:
        del environ[name]


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent dies.

    The parent is the process that was started and that a supervisor knows: where it is killed,
    nothing may go on serving unseen.

    Raises:
        OSError: the kernel refuses.
    """
    import ctypes  # takes milliseconds that only this form of the program needs to spend

    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    # A parent that died before that call sent nothing; then another process is the parent now.
    if not is_our_program(os.getppid()):
        os.kill(os.getpid(), signal.SIGKILL)


def is_our_program(process: int) -> bool:
    """Whether a process runs the same program as this one; True where that cannot be seen."""
    try:
        return os.path.samefile(f"/proc/{process}/exe", "/proc/self/exe")
    except OSError:
        return True


def mark(folder: Path) -> None:
    """Mark an unpacked folder as in use for as long as this process lives.

    The lock is taken before the mark has its name, so nobody sees a mark without a lock. The
    folder's own lock is for systemd-tmpfiles, which else removes files that nobody has read for
    days, and those may still be imported.
    """
    fcntl.flock(os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC), fcntl.LOCK_SH)
    unnamed = folder / f"{MARK}.new"
    number = os.open(unnamed, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(number, fcntl.LOCK_EX)
    unnamed.rename(folder / MARK)


def sweep(parent: Path, *, now_s: float) -> None:
    """Remove folders in `parent` that killed runs of this program of this user left."""
    # A parent that may be entered and not listed is no reason not to start.
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if UNPACKED.fullmatch(entry.name) and is_left(Path(entry.path), now_s):
                shutil.rmtree(entry.path, ignore_errors=True)


def is_left(folder: Path, now_s: float) -> bool:
    """Whether a folder is this user's and this program's, and its process has ended.

    Args:
        folder: what may be one.
        now_s: the time, as of files in it.
    """
    try:
        about = folder.lstat()
        if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.geteuid():
            return False
        number = os.open(folder / MARK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:  # another program's, or a start that goes on or was cut off
        return (folder / TERMS).exists() and about.st_mtime < now_s - ABANDONED_S
    except OSError:
        return False
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(number)
    return True
