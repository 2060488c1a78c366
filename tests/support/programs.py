"""Programs that stand in for a worldserver: real processes with a known behaviour."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BUSY = "while True: pass"
IDLE = "import time; time.sleep(600)"
GROWING = """
import time
kept = []
while True:
    kept.append(bytearray(b'x' * 2**20))
    time.sleep(0.05)
"""
NAMED = "open('/proc/self/comm', 'w').write({name!r}); "


@contextmanager
def program(code: str, *, name: str | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process that runs `code` once it is ready; `name` is what /proc calls it."""
    renamed = NAMED.format(name=name) if name else ""
    command = [sys.executable, "-c", f"{renamed}print(flush=True)\n{code}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


def write_pid_file(folder: Path, pid: int) -> Path:
    """A pid file as worldserver writes it: the number, without a line's end."""
    path = folder / "worldserver.pid"
    path.write_text(str(pid))
    return path
