"""The built packages: those of dist/, and a later version of them made for tests of upgrades."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.process import CHECKOUT

DIST = CHECKOUT / "dist"
NAME = "trinitycore-mcp"
CONFIGURATION = "/etc/trinitycore-mcp/appliance.toml"
LATER = "99.0"
"""A version after every other."""

LATER_LINE = "# A line of the later version.\n"
"""What the later version's configuration has that this one's has not."""

_SOURCES = ("packaging/packages", "systemd")
_FILES = ("CHANGELOG.md", "LICENSE", "config/appliance.toml", "appliance/__init__.py")


@dataclass(frozen=True)
class Packages:
    """A .deb and a .rpm of one version, alone in a folder."""

    deb: Path
    rpm: Path

    @property
    def folder(self) -> Path:
        """Where both are."""
        return self.deb.parent


def in_folder(folder: Path) -> Packages:
    """The packages of a folder."""
    (deb,), (rpm,) = folder.glob(f"{NAME}_*.deb"), folder.glob(f"{NAME}-*.rpm")
    return Packages(deb, rpm)


def built() -> Packages:
    """The packages of dist/; the test is skipped where there are none."""
    if not list(DIST.glob(f"{NAME}_*.deb")):
        pytest.skip("make packages builds the packages that this test examines")
    return in_folder(DIST)


def build(checkout: Path, dist: Path, out: Path, *options: str, **environ: str) -> Packages:
    """Build packages of the program in `dist` with what a checkout says of them."""
    script = checkout / "packaging" / "packages" / "build.py"
    subprocess.run(
        [sys.executable, script, "--program", dist / NAME, "--out", out, *options],
        env=os.environ | environ,
        check=True,
    )
    return in_folder(out)


def build_later(folder: Path) -> Packages:
    """Build a later version, with another configuration and another layout of its program.

    The program's file is a script that starts the real one, so whoever reads that file as what it
    was in this version finds nothing. The packages are hardly compressed, to be made soon.
    """
    checkout, dist = folder / "checkout", folder / "dist"
    for source in _SOURCES:
        shutil.copytree(CHECKOUT / source, checkout / source)
    for source in _FILES:
        (checkout / source).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / source, checkout / source)
    description = checkout / "packaging/packages/nfpm.yaml"
    text = description.read_text().replace("compression: gzip", "compression: none")
    description.write_text(text.replace("compression: zstd", "compression: zstd:1"))
    with (checkout / "packaging/packages/appliance.toml").open("a") as file:
        file.write(LATER_LINE)
    for product in (NAME, "completions"):
        shutil.copytree(DIST / product, dist / product, symlinks=True)
    for product in (DIST / f"{NAME}.1", *DIST.glob("*.cdx.json")):
        shutil.copy(product, dist)
    program = dist / NAME / NAME
    program.rename(program.with_name("program"))
    program.write_text('#!/bin/sh\nexec /usr/lib/trinitycore-mcp/program "$@"\n')
    program.chmod(0o755)
    environ = {"SOURCE_DATE_EPOCH": "1800000000"}
    return build(checkout, dist, folder / "later", "--version", LATER, **environ)
