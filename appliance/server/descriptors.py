"""The process's standard streams, taken over for a protocol that must not be disturbed."""

from __future__ import annotations

import fcntl
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import trio

from appliance.errors import StartError

STDIN, STDOUT, STDERR = 0, 1, 2


@contextmanager
def claim_standard_streams() -> Iterator[tuple[trio.abc.ReceiveStream, trio.abc.SendStream]]:
    """Yield what standard input and output were; nobody else can reach them any more.

    Descriptor 0 reads as empty and descriptor 1 writes to standard error, for this process and
    its children, and they stay so: what is printed while the process ends must not reach the
    client either. At the end of the block the blocking mode of the originals is restored.

    Raises:
        StartError: standard input or output is closed.
    """
    if sys.__stdin__ is None or sys.__stdout__ is None:
        # Python's sign that they were closed; by now other files may have got their numbers.
        raise StartError("standard input and output must be open to serve MCP on them")
    source, sink = (
        fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, STDERR + 1) for number in (STDIN, STDOUT)
    )
    null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    os.dup2(null, STDIN)
    os.dup2(STDERR if sys.__stderr__ is not None else null, STDOUT)
    os.close(null)
    reader, writer = open_descriptor(source), open_descriptor(sink)
    try:
        yield reader, writer
    finally:
        for stream in (reader, writer):
            if isinstance(stream, trio.lowlevel.FdStream):
                stream.close()


def open_descriptor(number: int) -> trio.abc.Stream:
    """Return a stream over a descriptor, whatever it is.

    Pipes and sockets are polled. The blocking mode belongs to the open file and not to the
    descriptor, so for terminals (and wherever standard error is the same file) polling would
    make log lines fail: those are read and written in threads. So are regular files, which
    cannot be polled.
    """
    mode = os.fstat(number).st_mode
    pollable = stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
    if pollable and not _same_file(number, STDERR):
        return trio.lowlevel.FdStream(number)
    return ThreadedFile(number)


class ThreadedFile(trio.abc.Stream):
    """A descriptor read and written by blocking calls in threads.

    A cancelled read leaves its thread behind, blocked. It holds up nothing, not even the end of
    the process, but the descriptor is never closed, lest its number be taken by another file.
    """

    def __init__(self, number: int) -> None:
        self._number = number
        self._limiter = trio.CapacityLimiter(2)

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        """Return the next bytes, none at the end."""
        try:
            return await trio.to_thread.run_sync(
                os.read,
                self._number,
                max_bytes or 65536,
                abandon_on_cancel=True,
                limiter=self._limiter,
            )
        except OSError as error:
            raise trio.BrokenResourceError from error

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        """Write everything."""
        rest = memoryview(data)
        while rest:
            try:
                written = await trio.to_thread.run_sync(
                    os.write, self._number, rest, abandon_on_cancel=True, limiter=self._limiter
                )
            except OSError as error:
                raise trio.BrokenResourceError from error
            rest = rest[written:]

    async def wait_send_all_might_not_block(self) -> None:
        """Writing in a thread never blocks the caller's loop."""
        await trio.lowlevel.checkpoint()

    async def aclose(self) -> None:
        """Leave the descriptor open; see the class."""
        await trio.lowlevel.checkpoint()


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _same_file(number: int, other: int) -> bool:
    return _is_open(other) and os.path.samestat(os.fstat(number), os.fstat(other))
