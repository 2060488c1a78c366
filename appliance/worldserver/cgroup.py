"""Limits and pressure of a process's control group (cgroup v2), where the kernel shows them.

A limit above counts as much as its own, so the tightest of the whole path is taken.
Source: Documentation/admin-guide/cgroup-v2.rst of Linux.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from appliance.worldserver.procfs import parse_numbers, parse_pressure

MOUNTS = (Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/unified"))
"""Alone, and beside version 1."""
RESOURCES = ("cpu", "memory", "io")


@dataclass(frozen=True, slots=True)
class Cgroup:
    """What the group may take and how it fares; None where the kernel says nothing.

    `periods` and `throttled_periods` are counts since the group was made: in a throttled period it
    had used its share of CPU up. `pressure_percent` is some avg60 by resource.
    """

    path: str
    cpu_limit_cores: float | None = None
    memory_limit_bytes: int | None = None
    memory_bytes: int | None = None
    periods: int | None = None
    throttled_periods: int | None = None
    pressure_percent: dict[str, float] = field(default_factory=dict)


def group_path(text: str) -> str | None:
    """The path of the version 2 group in /proc/<pid>/cgroup."""
    for line in text.splitlines():
        if line.startswith("0::"):
            return line.removeprefix("0::")
    return None


def read_cgroup(path: str, mounts: tuple[Path, ...] = MOUNTS) -> Cgroup | None:
    """The group's figures; None when no mount of version 2 shows it."""
    for mount in mounts:
        folder = mount / path.lstrip("/")
        # Seen from another namespace a path begins with "/..": there is nothing to read then.
        if ".." not in folder.parts and os.path.exists(folder / "cgroup.procs"):
            break
    else:
        return None
    above = list(_up(folder, mount))
    statistics = parse_numbers(_text(folder / "cpu.stat"))
    own = _text(folder / "memory.current").strip()
    pressure = {
        name: percent
        for name in RESOURCES
        if (percent := parse_pressure(_text(folder / f"{name}.pressure"))) is not None
    }
    return Cgroup(
        path=path,
        cpu_limit_cores=min(filter(None, (_cores(each) for each in above)), default=None),
        memory_limit_bytes=min(filter(None, (_memory(each) for each in above)), default=None),
        memory_bytes=int(own) if own.isdecimal() else None,
        periods=statistics.get("nr_periods"),
        throttled_periods=statistics.get("nr_throttled"),
        pressure_percent=pressure,
    )


def _up(folder: Path, mount: Path) -> Iterator[Path]:
    while folder != mount:
        yield folder
        folder = folder.parent
    yield mount


def _cores(folder: Path) -> float | None:
    words = _text(folder / "cpu.max").split()
    if len(words) == 2 and words[0].isdecimal():
        return int(words[0]) / int(words[1])
    return None


def _memory(folder: Path) -> int | None:
    limit = _text(folder / "memory.max").strip()
    return int(limit) if limit.isdecimal() else None


def _text(path: Path) -> str:
    """The file's text; nothing where the controller is off or the file may not be read."""
    try:
        return path.read_text()
    except OSError:
        return ""
