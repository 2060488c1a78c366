"""Interactive shells on a terminal of their own: somebody types, Tab is pressed, words come out."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.process import environment

SET_UP = "packaging/setup/shells.sh"
DEADLINE_S = 60.0
PROMPT = "ready~"
_START = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]")


def need(program: str) -> str:
    """Where a program is; the test is skipped without it."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not here: {SET_UP} installs it")
    return found


def program_folder(folder: Path) -> Path:
    """A folder for PATH in which `trinitycore-mcp` is this checkout's."""
    script = folder / "trinitycore-mcp"
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -m appliance "$@"\n')
    script.chmod(0o755)
    return folder


class Shell:
    """A shell that waits for what is typed."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._shown = b""

    def type(self, text: str) -> None:
        """Press these keys."""
        os.write(self._terminal, text.encode())

    def until(self, wanted: str) -> str:
        """What is shown up to and with `wanted`, without the codes that move the cursor."""
        deadline = time.monotonic() + DEADLINE_S
        while wanted.encode() not in (plain := _START.sub(b"", self._shown)):
            if not select.select([self._terminal], [], [], deadline - time.monotonic())[0]:
                raise AssertionError(f"no {wanted!r} in {plain!r}")
            self._shown += os.read(self._terminal, 65_536)
        found, _, rest = plain.partition(wanted.encode())
        self._shown = rest
        return found.decode()

    def words(self, line: str) -> list[str]:
        """The words of a line that was typed, Tabs in it pressed; `printf` shows them."""
        self.type(f"{line}\x01printf '<%s>' \x05; echo; echo do''ne\r")
        shown = self.until("\ndone")
        self.until(PROMPT)
        return re.findall(r"<([^>]*)>", shown.splitlines()[-1])


@contextmanager
def shell(*line: str, folder: Path, begin: str) -> Iterator[Shell]:
    """Run a shell on a terminal.

    Args:
        folder: working directory and home; the program is in it.
        begin: typed first; it must make the prompt `PROMPT`.
    """
    ours, theirs = pty.openpty()
    environ = environment(
        PATH=f"{folder}:{os.environ['PATH']}", HOME=str(folder), TERM="dumb", COLUMNS="200"
    )
    process = subprocess.Popen(
        line, cwd=folder, env=environ, stdin=theirs, stdout=theirs, stderr=theirs,
        start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        found = Shell(ours)
        found.type(begin)
        found.until(f"\n{PROMPT}")
        yield found
    finally:
        process.kill()
        process.wait()
        os.close(ours)
