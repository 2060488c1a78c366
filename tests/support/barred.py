"""Folders that the account under test may not enter, even where tests run as root."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def barred_folder(mode: int) -> Iterator[Path]:
    """A folder `sub` of this mode with a file `a.h` in it, seen by an account without rights."""
    # Not pytest's folder: no other account may enter that at all.
    with tempfile.TemporaryDirectory() as made:
        os.chmod(made, 0o755)
        sub = Path(made, "sub")
        sub.mkdir()
        (sub / "a.h").write_text("x")
        sub.chmod(mode)
        before = os.geteuid()
        try:
            if before == 0:
                os.seteuid(NOBODY)
            yield sub
        finally:
            if before == 0:
                os.seteuid(0)
            sub.chmod(0o755)
