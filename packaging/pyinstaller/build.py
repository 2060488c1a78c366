"""Build the program that needs no Python: one file for download, one folder for packages.

Usage: python packaging/pyinstaller/build.py   (`make binary`; products in dist/)
"""

from __future__ import annotations

import fcntl
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

import environment
import libraries
from environment import CACHE, CHECKOUT

HERE = Path(__file__).resolve().parent
DIST = CHECKOUT / "dist"
NAME = "trinitycore-mcp"


def main() -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        python = environment.ready()
        libraries.link(python, CACHE / "libraries")
        build(python)


def build(python: Path) -> None:
    version = re.search(r'__version__ = "(.+)"', (CHECKOUT / "appliance/__init__.py").read_text())
    assert version
    out = CACHE / "out"
    subprocess.run(
        [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "--distpath", out,
         "--workpath", CACHE / "work", HERE / f"{NAME}.spec"],
        check=True,
        env=os.environ | {
            "INVENTORY": str(CACHE / "inventory.json"), "LIBRARIES": str(CACHE / "libraries"),
            "PYTHONHASHSEED": "0",
            "PYINSTALLER_CONFIG_DIR": str(CACHE / "config"),
        },
    )  # fmt: skip
    DIST.mkdir(exist_ok=True)
    shutil.rmtree(DIST / NAME, ignore_errors=True)
    shutil.copytree(out / NAME, DIST / NAME, symlinks=True)
    shutil.copy2(out / f"{NAME}-onefile", DIST / f"{NAME}-{version[1]}-linux-{platform.machine()}")


if __name__ == "__main__":
    main()
