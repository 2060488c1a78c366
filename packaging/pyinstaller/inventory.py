"""What is inside the built program: packages, the interpreter and the system's libraries."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

# Files of a package that carry its terms.
TERMS = ("LICEN", "COPYING", "NOTICE", "COPYRIGHT")


@dataclass(frozen=True)
class Part:
    """Something of others that the program carries.

    Attributes:
        kind: "pypi" or "deb": where name and version are to be looked up.
        licence: its own words, an SPDX expression where it has one; "" when it says none.
        texts: file name -> text of its terms.
        crates: the lists (CycloneDX) of what is compiled into it, as its makers give them.
    """

    kind: str
    name: str
    version: str
    licence: str
    texts: dict[str, str]
    crates: tuple[Path, ...] = ()


def parts(inventory: Path, site: Path, linked_anew: Path) -> list[Part]:
    """Everything of others in the program, by name.

    Args:
        inventory: the list of (name inside, source file) that the freezing wrote.
        site: the folder of the build environment's packages.
        linked_anew: the folder of libraries that replace the system's of the same name.
    """
    sources = {Path(source) for _, source in json.loads(inventory.read_text()) if source}
    found = [package(each) for each in packages(sources, site)]
    outside = {path for path in sources if not path.is_relative_to(site)}
    found.extend(system_parts(outside, linked_anew))
    return sorted(found, key=lambda part: (part.kind, part.name))


def packages(sources: set[Path], site: Path) -> Iterator[Distribution]:
    """The packages of which at least one file of code is among `sources`."""
    for each in distributions(path=[str(site)]):
        files = (site / str(file) for file in each.files or () if ".dist-info/" not in str(file))
        if any(path in sources for path in files):
            yield each


def package(found: Distribution) -> Part:
    """A package with its terms."""
    about = found.metadata
    licence = about.get("License-Expression") or _one_line(about.get("License")) or _classified(
        about.get_all("Classifier") or ()
    )  # fmt: skip
    texts, crates = {}, []
    for file in found.files or ():
        path = Path(str(found.locate_file(file)))
        if ".dist-info/" not in str(file):
            continue
        if path.name.upper().startswith(TERMS) or "/licenses/" in str(file):
            texts[str(file).partition(".dist-info/")[2]] = path.read_text(errors="replace")
        elif "/sboms/" in str(file):
            crates.append(path)
    return Part("pypi", about["Name"], found.version, licence, texts, tuple(sorted(crates)))


def _one_line(text: str | None) -> str:
    return text if text and "\n" not in text else ""


def _classified(classifiers: Iterable[str]) -> str:
    names = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License ::")]
    return ", ".join(names)


def system_parts(sources: Iterable[Path], linked_anew: Path) -> list[Part]:
    """The packages of the system that shared libraries and the interpreter come from.

    Raises:
        SystemExit: a file belongs to no package, so its terms are not known.
    """
    owners = {}
    for path in sources:
        if path.is_relative_to(linked_anew):
            path = _installed(path.name)
        if path.suffix == ".so" or ".so." in path.name or path.name == "os.py":
            owner = _owner(path)
            owners[owner.removesuffix("-minimal").removesuffix("-stdlib")] = owner
    return [_debian(source, package) for source, package in owners.items()]


def _installed(library: str) -> Path:
    listed = subprocess.run(["ldconfig", "-p"], check=True, capture_output=True, text=True).stdout
    return next(
        Path(line.rpartition(" => ")[2])
        for line in listed.splitlines()
        if line.strip().startswith(library)
    )


def _owner(path: Path) -> str:
    for each in dict.fromkeys((path, path.resolve(), Path(str(path).removeprefix("/usr")))):
        done = subprocess.run(["dpkg", "-S", each], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.partition(":")[0]
    raise SystemExit(f"{path} belongs to no Debian package: what are its terms?")


def _debian(name: str, package: str) -> Part:
    version = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", package],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    text = Path(f"/usr/share/doc/{package}/copyright").read_text(errors="replace")
    # Two architectures of a package give one line each.
    return Part("deb", name, version, "", {"copyright": text})
