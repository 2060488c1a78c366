"""The libraries of the system that the built program needs: read from its ELF files."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

# Debian's packages of the few libraries that stay outside; the symbol versions that tell the
# package's version. Those of libstdc++ are numbers of their own: 3.4.x came with that GCC.
_LIBC = ("libc6", "GLIBC")
_PACKAGES = {
    "ld-linux-aarch64.so.1": _LIBC,
    "ld-linux-x86-64.so.2": _LIBC,
    "libc.so.6": _LIBC,
    "libdl.so.2": _LIBC,
    "libm.so.6": _LIBC,
    "libpthread.so.0": _LIBC,
    "libresolv.so.2": _LIBC,
    "librt.so.1": _LIBC,
    "libutil.so.1": _LIBC,
    "libgcc_s.so.1": ("libgcc-s1", "GCC"),
    "libstdc++.so.6": ("libstdc++6", "GLIBCXX"),
    "libz.so.1": ("zlib1g", "ZLIB"),
}
_GCC_OF_GLIBCXX = ((28, 9), (29, 11), (30, 12), (32, 13), (33, 14), (34, 15))
_NEEDED = re.compile(r"^  NEEDED +(\S+)$", re.MULTILINE)
_FROM = re.compile(r"^  required from (\S+):\n((?:    .*\n)*)", re.MULTILINE)
_VERSION = re.compile(r"([A-Z]\w*?)_([\d.]+)$", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Need:
    """A library outside, and where it has versions the highest one that is used of a kind."""

    library: str
    kind: str = ""
    version: tuple[int, ...] = ()

    def __str__(self) -> str:
        """As rpm names the capability."""
        number = ".".join(map(str, self.version))
        return f"{self.library}({self.kind and f'{self.kind}_{number}'})(64bit)"


def needs(folder: Path) -> list[Need]:
    """What the ELF files below a folder need that is not there too."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and _is_elf(path)]
    inside = {path.name for path in files}
    highest: dict[tuple[str, str], tuple[int, ...]] = {}
    for need in _demands(files):
        if need.library not in inside:
            key = need.library, need.kind
            highest[key] = max(need.version, highest.get(key, ()))
    return sorted(Need(*key, version) for key, version in highest.items())


def debian_depends(found: Iterable[Need]) -> list[str]:
    """Debian's packages, with the least versions that have what is needed.

    Raises:
        SystemExit: a library that should be inside is not, or is newer than what is known here.
    """
    versions: dict[str, tuple[int, ...]] = {}
    for need in found:
        if need.library not in _PACKAGES:
            raise SystemExit(f"{need.library} is needed; it belongs into the program's folder")
        package, kind = _PACKAGES[need.library]
        least = _package_version(need) if need.kind == kind else ()
        versions[package] = max(least, versions.get(package, ()))
    return [
        f"{package} (>= {'.'.join(map(str, version))})" if version else package
        for package, version in sorted(versions.items())
    ]


def _package_version(need: Need) -> tuple[int, ...]:
    """The package's version that first had this version of the library's symbols; () for any.

    Raises:
        SystemExit: libstdc++ is newer than what is known here.
    """
    if need.kind == "GLIBC":
        return need.version
    if need.kind != "GLIBCXX":
        return ()
    for number, gcc in _GCC_OF_GLIBCXX:
        if need.version <= (3, 4, number):
            return (gcc,)
    raise SystemExit(f"{need} is needed; say in depends.py which GCC brought it")


def _demands(files: Iterable[Path]) -> Iterator[Need]:
    for path in files:
        said = subprocess.run(["objdump", "-p", path], capture_output=True, text=True, check=True)
        yield from map(Need, _NEEDED.findall(said.stdout))
        for library, block in _FROM.findall(said.stdout):
            for kind, number in _VERSION.findall(block):
                yield Need(library, kind, tuple(map(int, number.split("."))))


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"
