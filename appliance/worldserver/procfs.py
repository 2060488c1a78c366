"""The text of files below /proc, read into numbers. Pure.

Source of every field: proc(5), and Documentation/filesystems/proc.rst of Linux.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

KIB = 1024
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class Malformed(ValueError):
    """A file below /proc has another form than the kernel documents."""


@dataclass(frozen=True, slots=True)
class Stat:
    """/proc/<pid>/stat. `start_ticks` after boot, with the process id, names a process for good."""

    name: str
    state: str
    minor_faults: int
    major_faults: int
    user_s: float
    system_s: float
    start_ticks: int
    disk_wait_s: float

    @property
    def dead(self) -> bool:
        """Whether it has ended and only its entry is left (zombie, dead)."""
        return self.state in ("Z", "X", "x")


def parse_stat(text: str) -> Stat:
    """Read /proc/<pid>/stat; a name may hold spaces and parentheses."""
    opening, closing = text.find("("), text.rfind(")")
    fields = text[closing + 1 :].split()
    try:
        return Stat(
            name=text[opening + 1 : closing],
            state=fields[0],
            minor_faults=int(fields[7]),
            major_faults=int(fields[9]),
            user_s=int(fields[11]) / TICKS_PER_S,
            system_s=int(fields[12]) / TICKS_PER_S,
            start_ticks=int(fields[19]),
            disk_wait_s=int(fields[39]) / TICKS_PER_S,
        )
    except (IndexError, ValueError) as error:
        raise Malformed("unreadable stat") from error


def parse_numbers(text: str) -> dict[str, int]:
    """Lines "name: 12" or "name 12" by name; "12 kB" comes in bytes, other lines are left out."""
    found: dict[str, int] = {}
    for line in text.splitlines():
        words = line.replace(":", " ", 1).split()
        if len(words) > 1 and words[1].isdecimal():
            found[words[0]] = int(words[1]) * (KIB if words[2:3] == ["kB"] else 1)
    return found


def parse_open_files_limit(text: str) -> int | None:
    """The soft limit of open files in /proc/<pid>/limits; None when unlimited."""
    for line in text.splitlines():
        if line.startswith("Max open files"):
            soft = line.split()[3]
            return int(soft) if soft.isdecimal() else None
    return None


def parse_schedule(text: str) -> tuple[float, float]:
    """Seconds a thread ran and seconds it was ready but waited for a core (schedstat)."""
    words = text.split()
    return int(words[0]) / 1e9, int(words[1]) / 1e9


def parse_pressure(text: str) -> float | None:
    """Percent of the last minute some task stalled (pressure stall information, some avg60)."""
    for line in text.splitlines():
        if line.startswith("some "):
            for word in line.split():
                if word.startswith("avg60="):
                    return float(word.removeprefix("avg60="))
    return None


def parse_traffic(text: str) -> tuple[int, int]:
    """Bytes received and sent of every interface but the loopback (/proc/<pid>/net/dev)."""
    received = sent = 0
    for line in text.splitlines()[2:]:
        name, _, numbers = line.partition(":")
        words = numbers.split()
        if name.strip() != "lo" and len(words) > 8:
            received += int(words[0])
            sent += int(words[8])
    return received, sent
