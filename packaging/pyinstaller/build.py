"""Build the program that needs no Python: one file for download, one folder for packages.

Usage: python packaging/pyinstaller/build.py   (`make binary`; products in dist/)
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
CACHE = CHECKOUT / ".cache" / "binary"
DIST = CHECKOUT / "dist"
NAME = "trinitycore-mcp"


def main() -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        python = environment()
        build(python)


def environment() -> Path:
    interpreter = os.environ.get("BUILD_PYTHON", "/usr/bin/python3.11")
    lock = (CHECKOUT / "requirements.lock").read_text() + builder()
    key = hashlib.sha256((interpreter + lock).encode()).hexdigest()[:16]
    venv = CACHE / f"venv-{key}"
    python = venv / "bin" / "python"
    if not (venv / ".ready").exists():
        shutil.rmtree(venv, ignore_errors=True)
        subprocess.run([interpreter, "-m", "venv", "--without-pip", venv], check=True)
        (venv / "lock.txt").write_text(lock)
        subprocess.run(
            [sys.executable, "-m", "pip", "--python", python, "install", "--quiet",
             "--require-hashes", "-r", venv / "lock.txt"],
            check=True,
        )  # fmt: skip
        (venv / ".ready").touch()
    return python


def builder() -> str:
    """PyInstaller's part of the lock for development."""
    text = (CHECKOUT / "requirements-dev.lock").read_text()
    parts = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    wanted = ("altgraph", "pyinstaller", "pyinstaller-hooks-contrib", "setuptools")
    return "".join(part for part in parts if part.partition("==")[0] in wanted)


def build(python: Path) -> None:
    version = re.search(r'__version__ = "(.+)"', (CHECKOUT / "appliance/__init__.py").read_text())
    assert version
    out = CACHE / "out"
    subprocess.run(
        [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", out,
         "--workpath", CACHE / "work", HERE / f"{NAME}.spec"],
        check=True,
        env=os.environ | {
            "INVENTORY": str(CACHE / "inventory.json"), "PYTHONHASHSEED": "0",
            "PYINSTALLER_CONFIG_DIR": str(CACHE / "config"),
        },
    )  # fmt: skip
    DIST.mkdir(exist_ok=True)
    shutil.rmtree(DIST / NAME, ignore_errors=True)
    shutil.copytree(out / NAME, DIST / NAME, symlinks=True)
    shutil.copy2(
        out / f"{NAME}-onefile", DIST / f"{NAME}-{version[1]}-linux-{platform.machine()}"
    )


if __name__ == "__main__":
    main()
