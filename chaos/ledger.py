"""The file that the leaders of a drill write to, and what must hold of it.

Every replica runs the same leader-only task: append who and in which term, some hundred times a
second. The file is a place with a fence, as every place with effects has to be: who comes with a
lower term than the highest it has seen is refused, and the refusal is written down.

Times are of the machine's monotonic clock, which all processes of the lab share.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from time import monotonic

_TAIL_BYTES = 512


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `what` is "began", "acted" or "ended"; `refused` says that the fence held.

    `highest` is the highest term that was accepted so far, this entry included.
    """

    at: float
    node: str
    term: int
    what: str
    refused: bool = False
    highest: int = 0


def append(path: Path, node: str, term: int, what: str) -> bool:
    """Write an entry, with the time at which the file was ours; say whether it was accepted.

    The word of a task that it ended is accepted in any case: it is no effect.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        highest = _highest(descriptor)
        refused = what != "ended" and term < highest
        entry = Entry(monotonic(), node, term, what, refused, max(highest, term))
        os.write(descriptor, json.dumps(asdict(entry)).encode() + b"\n")
    finally:
        os.close(descriptor)
    return not refused


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Keep everyone from writing: who is stopped while it has the file keeps the others from it."""
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _highest(descriptor: int) -> int:
    """The highest term so far, which the last line knows."""
    size = os.fstat(descriptor).st_size
    lines = os.pread(descriptor, _TAIL_BYTES, max(0, size - _TAIL_BYTES)).splitlines()
    return int(json.loads(lines[-1])["highest"]) if lines else 0


class Reader:
    """Reads a ledger as it grows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read = 0
        self._entries: list[Entry] = []

    def entries(self) -> list[Entry]:
        """Every entry so far, in the order in which they were written."""
        if self.path.exists():
            with self.path.open("rb") as source:
                source.seek(self._read)
                whole, newline, _ = source.read().rpartition(b"\n")
            self._read += len(whole) + len(newline)
            self._entries += [Entry(**json.loads(line)) for line in whole.splitlines()]
        return self._entries


def violations(
    entries: Iterable[Entry], *, silenced: Collection[str] = (), excused: int = 0
) -> list[str]:
    """What must never be seen, a line each.

    One node a term; no effect in a lower term after a higher; no task that begins before the last
    one said that it ended.

    Args:
        silenced: nodes whose task could not say so: they were killed, stopped or stalled.
        excused: so many effects of an old term may have come as far as the fence: a process that
            the kernel stops between its question and its effect cannot know.
    """
    found: list[str] = []
    holder: dict[int, str] = {}
    open_tasks: set[str] = set()
    highest, refused = 0, 0
    for entry in entries:
        if holder.setdefault(entry.term, entry.node) != entry.node:
            found.append(f"term {entry.term} was {holder[entry.term]}'s and {entry.node}'s")
        if entry.what == "ended":
            open_tasks.discard(entry.node)
        elif entry.refused:
            refused += 1
        else:
            if entry.term < highest:
                found.append(f"{entry.node} acted in term {entry.term} after term {highest}")
            highest = max(highest, entry.term)
            others = open_tasks - {entry.node} - set(silenced)
            if entry.what == "began" and others:
                found.append(f"{entry.node} began while the task of {', '.join(others)} still ran")
            open_tasks.add(entry.node)
    if refused > excused:
        found.append(f"{refused} effects of an old term came as far as the fence")
    return found


def silence(entries: Iterable[Entry], since: float, until: float) -> float:
    """The longest time within these bounds in which nobody acted, in seconds."""
    times = [entry.at for entry in entries if _is_effect(entry) and since <= entry.at <= until]
    edges = [since, *times, until]
    return max(after - before for before, after in pairwise(edges))


def next_term(entries: Iterable[Entry], since: float, above: int) -> Entry | None:
    """The first effect after `since` in a term higher than `above`."""
    later = (entry for entry in entries if entry.at >= since and entry.term > above)
    return next((entry for entry in later if _is_effect(entry)), None)


def last_effect(entries: Iterable[Entry]) -> Entry | None:
    """The newest effect."""
    return max((entry for entry in entries if _is_effect(entry)), key=lambda e: e.at, default=None)


def _is_effect(entry: Entry) -> bool:
    return entry.what != "ended" and not entry.refused
