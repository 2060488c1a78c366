"""A small Debian in a folder, in which packages are installed and removed without being booted."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.process import CHECKOUT

ARCHIVE = CHECKOUT / ".cache" / "bookworm.tar"
"""Made by packaging/setup/systemd.sh."""

CHANGED_BY_THE_PACKAGER = ("var/cache", "var/lib/dpkg", "var/lib/rpm", "var/log")
"""Where dpkg, apt and rpm keep their own records."""


@dataclass
class DebianTree:
    """An unpacked tree."""

    root: Path

    def run(self, *command: str, mounted: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command in the tree, with /proc, no network and no standard input.

        `mounted` is a folder of the host that can be read there as /mnt.
        """
        line = [
            "systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--private-network",
            "--pipe", f"--machine=tree-{uuid.uuid4().hex[:12]}", f"--directory={self.root}",
            "--setenv=DEBIAN_FRONTEND=noninteractive", "--setenv=LC_ALL=C.UTF-8",
            *([f"--bind-ro={mounted}:/mnt"] if mounted else []), *command,
        ]  # fmt: skip
        return subprocess.run(
            line, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600, check=False
        )

    def succeed(self, *command: str, mounted: Path | None = None) -> str:
        """Run a command that has to succeed; what it printed."""
        done = self.run(*command, mounted=mounted)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def path(self, name: str) -> Path:
        """Where a file of the tree is on the host."""
        return self.root / name.lstrip("/")

    def write(self, name: str, text: str) -> None:
        """Write a file and the folders above it."""
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_text(text)

    def files(self) -> dict[str, str]:
        """Every file of the tree and what it is, without the packagers' records."""
        return dict(_entries(self.root, ""))


def unpack(folder: Path) -> DebianTree:
    """Unpack the tree into an empty folder; the test is skipped where it cannot be had."""
    if os.geteuid() != 0 or shutil.which("systemd-nspawn") is None or not ARCHIVE.exists():
        pytest.skip("packaging/setup/systemd.sh makes the tree that this test runs in, as root")
    subprocess.run(["tar", "-C", folder, "-xf", ARCHIVE], check=True)
    tree = DebianTree(folder)
    # Nothing here has to outlive a loss of power.
    tree.write("/etc/dpkg/dpkg.cfg.d/tests", "force-unsafe-io\n")
    return tree


def _entries(root: Path, below: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in os.scandir(root / below):
        name = os.path.join(below, entry.name)
        if name in CHANGED_BY_THE_PACKAGER:
            continue
        about = entry.stat(follow_symlinks=False)
        what = f"{stat.filemode(about.st_mode)} {about.st_uid}:{about.st_gid}"
        if entry.is_symlink():
            what += f" -> {os.readlink(entry.path)}"
        elif entry.is_file():
            what += f" {about.st_size} {_digest(entry.path) if about.st_size < 1 << 16 else ''}"
        found.append((name, what))
        if entry.is_dir(follow_symlinks=False):
            found += _entries(root, name)
    return found


def _digest(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:16]
