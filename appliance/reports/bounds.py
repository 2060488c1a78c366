"""How much of a stranger's file is looked at."""

from __future__ import annotations

MOST_BYTES = 32 * 2**20
"""Largest file, in bytes: lcov's of all of TrinityCore has some 27 MB."""
MOST_CASES = 100_000
"""Most test cases of one run."""
MOST_TEXT = 64 * 2**10
"""Most characters kept of one message or output."""


def cut(text: str, most: int = MOST_TEXT) -> str:
    """Return the first `most` characters of `text`, and say how many are missing."""
    if len(text) <= most:
        return text
    return f"{text[:most]}… ({len(text) - most} more characters)"


def tail(text: str, most: int) -> str:
    """Return the last `most` characters of `text`, and say how many are missing."""
    if len(text) <= most:
        return text
    return f"({len(text) - most} characters before) …{text[-most:]}"
