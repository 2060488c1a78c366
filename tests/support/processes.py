"""What the kernel tells of processes, and when."""

from __future__ import annotations

import time
from pathlib import Path

import trio


def alive(number: int) -> bool:
    """Whether a process runs; one that waits to be reaped does not."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


async def until_gone(number: int) -> None:
    """Wait until a process runs no more."""
    await trio.to_thread.run_sync(wait_until_gone, number)


def wait_until_gone(number: int) -> None:
    """Wait until a process, which need not be a child, runs no more."""
    deadline = time.monotonic() + 30
    while alive(number):
        assert time.monotonic() < deadline
        time.sleep(0.01)


async def until_its_variables_show(number: int, text: str) -> None:
    """Wait for a variable of a program's; the kernel shows them a moment after it has begun."""
    environ = trio.Path(f"/proc/{number}/environ")
    with trio.fail_after(30):
        while text.encode() not in await environ.read_bytes():  # noqa: ASYNC110 - nothing tells
            await trio.sleep(0.01)
