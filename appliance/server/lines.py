"""Lines out of bytes as they arrive, with a bound on their length. Pure."""

from __future__ import annotations

from collections.abc import Iterator


class LineSplitter:
    """Cuts a stream of bytes into lines.

    A line longer than `limit_bytes` is dropped as it arrives, so no more than that is ever held.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._begun: list[bytes] = []
        self._held_bytes = 0
        self._too_long = False

    def feed(self, data: bytes) -> Iterator[bytes | None]:
        """Yield each line that `data` completes, without its end; None for one too long."""
        *ends, rest = data.split(b"\n")
        for end in ends:
            self._hold(end)
            yield self._take()
        self._hold(rest)

    def finish(self) -> bytes | None:
        """Return what came after the last line's end; None when that is too long."""
        return self._take()

    def _hold(self, part: bytes) -> None:
        self._held_bytes += len(part)
        if self._held_bytes > self._limit_bytes:
            self._too_long = True
            self._begun.clear()
        elif part:
            self._begun.append(part)

    def _take(self) -> bytes | None:
        line = None if self._too_long else b"".join(self._begun)
        self._begun.clear()
        self._held_bytes, self._too_long = 0, False
        return line
