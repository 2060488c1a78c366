"""Fresh data folders of database servers: made once for a version and its options, then copied.

Making one takes seconds of work, which a run would spend for each of its many servers.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
TEMPLATES = CHECKOUT / ".cache" / "data-folders"


def fresh_data_folder(folder: Path, daemon: str, command: Sequence[str]) -> None:
    """Make `folder` the data folder of a server that was never started.

    Args:
        daemon: the server's program, whose version decides whether a template still fits.
        command: what makes a data folder, without the option `--datadir`.
    """
    version = subprocess.run([daemon, "--version"], capture_output=True, check=True).stdout
    key = hashlib.sha256(version + "\0".join(command).encode()).hexdigest()[:16]
    template = TEMPLATES / key
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with (TEMPLATES / f"{key}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            _make(template, command)
    shutil.copytree(template, folder, symlinks=True)
    # MySQL's identity: each server makes one of its own.
    (folder / "auto.cnf").unlink(missing_ok=True)


def _make(template: Path, command: Sequence[str]) -> None:
    staged = template.with_suffix(".staged")
    shutil.rmtree(staged, ignore_errors=True)
    made = subprocess.run([*command, f"--datadir={staged}"], capture_output=True, check=False)
    if made.returncode:
        pytest.fail(f"{command[0]}: {made.stderr.decode(errors='replace')[-2000:]}")
    staged.rename(template)
