"""Writes log lines in a thread: a line never holds up a call and never fails one.

A pipe nobody reads blocks its writer, a full disk and a reader that left raise. In a thread the
first costs the oldest waiting lines, the others the lines of the moment, and the process goes on.
"""

from __future__ import annotations

import os
import select
import threading
from collections import deque
from typing import TextIO

MOST_LINES = 10_000
"""Lines that may wait; the oldest make room."""
PAUSE_S = 0.02
"""Lines of this many seconds are written together."""
PATIENCE_S = 1.0
"""How long the end of the process waits for the last lines."""


class LogWriter:
    """A text stream for log handlers in front of `stream`."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lines: deque[str] = deque(maxlen=MOST_LINES)
        self._waiting = threading.Event()
        self._closing = threading.Event()
        self.lost = 0
        """Batches that could not be written."""
        self._thread = threading.Thread(target=self._run, name="logs", daemon=True)
        self._thread.start()

    def isatty(self) -> bool:
        """Whether a person reads the lines on a terminal."""
        return self._stream.isatty()

    def write(self, text: str) -> int:
        """Have `text` written soon."""
        self._lines.append(text)
        if not self._waiting.is_set():
            self._waiting.set()
        return len(text)

    def flush(self) -> None:
        """Handlers ask for this after every line; the thread writes on its own time."""

    def close(self, timeout_s: float = PATIENCE_S) -> None:
        """Write what waits and end, but do not wait longer than that for a slow reader."""
        self._closing.set()
        self._waiting.set()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._closing.is_set():
            self._waiting.wait()
            self._closing.wait(PAUSE_S)
            self._drain()
        self._drain()

    def _drain(self) -> None:
        self._waiting.clear()
        lines = [self._lines.popleft() for _ in range(len(self._lines))]
        if not lines:
            return
        try:
            self._put("".join(lines))
        except (OSError, ValueError):
            self.lost += 1  # there is no place left to say so

    def _put(self, text: str) -> None:
        try:
            descriptor = self._stream.fileno()
        except (OSError, AttributeError):
            self._stream.write(text)
            return
        # Past Python's buffer: its lock, held by a blocked thread, would stop the process's end.
        data = memoryview(text.encode("utf-8", "backslashreplace"))
        while data:
            try:
                data = data[os.write(descriptor, data) :]
            except BlockingIOError:
                if not select.select((), (descriptor,), (), PATIENCE_S)[1]:
                    raise
