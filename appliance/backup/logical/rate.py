"""How fast a dump may read, and how long it will take. Pure: the clock is passed in."""

from __future__ import annotations

BURST_S = 1.0
"""Unused allowance is kept for so long: a pause is not made up for by a flood."""


class Rate:
    """A token bucket.

    Args:
        bytes_s: most bytes a second in the long run; 0: no limit.
    """

    def __init__(self, bytes_s: int) -> None:
        self._bytes_s = bytes_s
        self._free_at = float("-inf")

    def delay_s(self, size: int, now: float) -> float:
        """Seconds to wait after `size` bytes were read at `now`."""
        if not self._bytes_s:
            return 0.0
        self._free_at = max(self._free_at, now - BURST_S) + size / self._bytes_s
        return max(0.0, self._free_at - now)


def remaining_s(done: int, total: int, elapsed_s: float) -> float | None:
    """Seconds until `total` at the pace so far; None while there is no pace."""
    if done <= 0 or elapsed_s <= 0:
        return None
    return elapsed_s * max(0, total - done) / done
