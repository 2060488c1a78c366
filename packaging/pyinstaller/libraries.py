"""Shared libraries that are linked anew, to run on older systems than the one that builds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

OLDEST_GLIBC = (2, 35)  # Ubuntu 22.04; Debian 12 has 2.36

# Debian's expat asks the C library for arc4random_buf, which is new in glibc 2.36.
RANDOM = """\
#include <stdlib.h>
#include <sys/random.h>

__attribute__((visibility("hidden"))) void arc4random_buf(void *buffer, size_t length)
{
    unsigned char *next = buffer;
    while (length > 0) {
        ssize_t got = getrandom(next, length, 0);
        if (got < 0)
            abort();
        next += got;
        length -= got;
    }
}
"""


def glibc_needed(library: Path) -> tuple[int, ...]:
    """The newest version of glibc of which an ELF file needs a symbol; (0,) when of none."""
    table = subprocess.run(
        ["objdump", "-T", library], check=True, capture_output=True, text=True
    ).stdout
    found = re.findall(r"\*UND\*.*GLIBC_([0-9.]+)", table)
    return max((tuple(map(int, version.split("."))) for version in found), default=(0,))


def link(python: Path, folder: Path) -> None:
    """Put into `folder` the libraries that must replace what `python` loads.

    Raises:
        SystemExit: the static library to link from is missing.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    expat = loaded(python, "pyexpat", "libexpat.so.1")
    if expat is None or glibc_needed(expat) <= OLDEST_GLIBC:
        return
    static = expat.with_name("libexpat.a")
    if not static.exists():
        raise SystemExit(f"{static} is missing: apt-get install libexpat1-dev gcc binutils")
    (folder.parent / "random.c").write_text(RANDOM)
    subprocess.run(
        ["gcc", "-O2", "-fPIC", "-shared", "-o", folder / "libexpat.so.1",
         "-Wl,-soname,libexpat.so.1", "-Wl,-Bsymbolic", "-Wl,-z,relro", "-Wl,--build-id=none",
         "random.c", "-Wl,--whole-archive", static, "-Wl,--no-whole-archive"],
        check=True, cwd=folder.parent,
    )  # fmt: skip


def loaded(python: Path, module: str, library: str) -> Path | None:
    """Where `module` loads `library` from; None when it does not."""
    script = f"import {module}; print(open('/proc/self/maps').read())"
    maps = subprocess.run(
        [python, "-c", script], check=True, capture_output=True, text=True
    ).stdout  # fmt: skip
    for path in re.findall(r"(/\S+)$", maps, flags=re.MULTILINE):
        if os.path.basename(path).startswith(library):
            return Path(path).resolve()
    return None
