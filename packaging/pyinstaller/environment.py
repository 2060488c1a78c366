"""The environment that the program is frozen from: locked run-time packages and PyInstaller."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
CACHE = CHECKOUT / ".cache" / "binary"

# Debian's Python is compiled with profiles, which takes 20 to 40 % off its CPU time, and Debian
# keeps it and its OpenSSL patched.
PREFERRED = "/usr/bin/python3.11"
BUILDERS = ("altgraph", "pyinstaller", "pyinstaller-hooks-contrib", "setuptools")


def interpreter() -> str:
    """The Python to freeze: BUILD_PYTHON, else Debian's, else the one that runs this."""
    named = os.environ.get("BUILD_PYTHON")
    if named:
        return named
    return PREFERRED if Path(PREFERRED).exists() else os.path.realpath(sys.executable)


def lock() -> str:
    """The requirements: those of run time, and PyInstaller's out of the lock for development."""
    development = (CHECKOUT / "requirements-dev.lock").read_text()
    parts = re.split(r"^(?=[a-z0-9])", development, flags=re.MULTILINE)
    builders = [part for part in parts if part.partition("==")[0] in BUILDERS]
    return (CHECKOUT / "requirements.lock").read_text() + "".join(builders)


def ready() -> Path:
    """Make the environment unless it is there; return its Python."""
    base, requirements = interpreter(), lock()
    version = subprocess.run([base, "-VV"], check=True, capture_output=True, text=True).stdout
    key = hashlib.sha256(f"{base}{version}{requirements}".encode()).hexdigest()[:16]
    folder = CACHE / f"venv-{key}"
    python = folder / "bin" / "python"
    if (folder / ".ready").exists():
        return python
    for old in CACHE.glob("venv-*"):
        shutil.rmtree(old)
    # Debian's Python has no ensurepip unless a package is added; the pip at hand does it.
    subprocess.run([base, "-m", "venv", "--without-pip", folder], check=True)
    (folder / "requirements.lock").write_text(requirements)
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--python", python, "install",
         "--require-hashes", "--only-binary", ":all:", "-r", folder / "requirements.lock"],
        check=True,
    )  # fmt: skip
    (folder / ".ready").touch()
    return python
