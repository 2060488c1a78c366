"""One look at a process: what is cheap enough to repeat, and what is asked for once or twice.

Everything here blocks for as long as the kernel takes: call it in a thread.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from appliance.errors import Unavailable
from appliance.worldserver.cgroup import Cgroup, group_path, read_cgroup
from appliance.worldserver.finding import Target, read_stat
from appliance.worldserver.procfs import (
    Stat,
    parse_numbers,
    parse_open_files_limit,
    parse_schedule,
    parse_stat,
    parse_traffic,
)
from appliance.worldserver.sockets import Sockets, count_sockets, socket_inodes

MOST_THREADS = 1024
"""Threads looked at; the rest are counted."""
MOST_FILES = 65536
"""File descriptors looked at."""
MOST_APART_S = 0.001
"""Between reading the clock and the CPU time: a share is the quotient of their differences."""
MOST_LOOKS = 5
"""At the two, where this thread lost its core in between; the last one counts all the same."""
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a process has used so far. `read_bytes` and `written_bytes` (disk) are None where this
    account may not look."""

    at_s: float
    """On a clock that only tells differences."""
    cpu_s: float
    user_s: float
    system_s: float
    rss_bytes: int
    peak_rss_bytes: int
    swap_bytes: int
    threads: int
    minor_faults: int
    major_faults: int
    disk_wait_s: float
    read_bytes: int | None
    written_bytes: int | None


@dataclass(frozen=True, slots=True)
class ThreadReading:
    """What a thread has used so far; `wait_s` is the time it was ready and no core was free, None
    where the kernel does not count it."""

    thread_id: int
    name: str
    run_s: float
    wait_s: float | None


@dataclass(frozen=True, slots=True)
class Detail:
    """What takes longer to look at. None: not asked for, not there, or not for this account; then
    `refused` names it."""

    at_s: float
    """When the threads were looked at, on the clock of `Reading.at_s`."""
    threads: tuple[ThreadReading, ...]
    allowed_cores: int | None
    """Cores the scheduler may give it (affinity)."""
    open_files: int | None
    open_files_limit: int | None
    proportional_bytes: int | None
    private_dirty_bytes: int | None
    sockets: Sockets | None
    traffic: tuple[int, int] | None
    cgroup: Cgroup | None
    refused: tuple[str, ...]


def take_reading(target: Target, proc: Path) -> Reading:
    """The process's figures now.

    Raises:
        Unavailable: it has ended.
    """
    stat = _stat(target, proc)
    folder = proc / str(target.pid)
    try:
        at_s, cpu_s = _cpu_at(target.pid, stat.user_s + stat.system_s)
        status = parse_numbers((folder / "status").read_text(errors="replace"))
    except (FileNotFoundError, ProcessLookupError):
        raise _ended(target) from None
    if "VmRSS" not in status:
        raise _ended(target)  # between the two files: its memory goes first
    disk = _try(lambda: parse_numbers((folder / "io").read_text())) or {}
    return Reading(
        at_s=at_s,
        cpu_s=cpu_s,
        user_s=stat.user_s,
        system_s=stat.system_s,
        rss_bytes=status["VmRSS"],
        peak_rss_bytes=status.get("VmHWM", 0),
        swap_bytes=status.get("VmSwap", 0),
        threads=status.get("Threads", 0),
        minor_faults=stat.minor_faults,
        major_faults=stat.major_faults,
        disk_wait_s=stat.disk_wait_s,
        read_bytes=disk.get("read_bytes"),
        written_bytes=disk.get("write_bytes"),
    )


def take_detail(target: Target, proc: Path, *, network: bool, mapped: bool) -> Detail:
    """Threads, files, sockets and the control group now.

    Args:
        network: look at sockets and traffic.
        mapped: sum its memory maps up: the kernel holds up its page faults for that long, some
            milliseconds a gigabyte.

    Raises:
        Unavailable: it has ended.
    """
    folder = proc / str(target.pid)
    links = _try(lambda: _file_links(folder / "fd"))
    maps = None
    if mapped:
        maps = _try(lambda: parse_numbers((folder / "smaps_rollup").read_text()))
    limits = _try(lambda: parse_open_files_limit((folder / "limits").read_text()))
    group = _try(lambda: group_path((folder / "cgroup").read_text()))
    _stat(target, proc)  # what is missing above is refused, not gone
    refused = []
    if links is None:
        refused.append("open files, sockets and disk bytes")
    if mapped and maps is None:
        refused.append("memory maps")
    return Detail(
        at_s=time.monotonic(),
        threads=_threads(folder / "task"),
        allowed_cores=_try(lambda: len(os.sched_getaffinity(target.pid))),
        open_files=None if links is None else len(links),
        open_files_limit=limits,
        proportional_bytes=(maps or {}).get("Pss"),
        private_dirty_bytes=(maps or {}).get("Private_Dirty"),
        sockets=_sockets(folder, links) if network and links is not None else None,
        traffic=_traffic(target.pid, proc) if network else None,
        cgroup=None if group is None else read_cgroup(group),
        refused=tuple(refused),
    )


def _stat(target: Target, proc: Path) -> Stat:
    """The stat of the very process that was found."""
    stat = read_stat(target.pid, proc)
    if stat is None or stat.start_ticks != target.start_ticks:
        raise _ended(target)
    return stat


def _ended(target: Target) -> Unavailable:
    return Unavailable(
        f"the worldserver (process {target.pid}) ended while it was measured",
        hint="its log says why; ask again once it runs",
    )


def _cpu_at(pid: int, counted_s: float) -> tuple[float, float]:
    """The moment and the CPU time used by then, read side by side.

    Real time, whatever clock the event loop runs on, because CPU time is real too.
    """
    for _ in range(MOST_LOOKS):
        at_s = time.monotonic()
        cpu_s = _cpu_s(pid, counted_s)
        if time.monotonic() - at_s < MOST_APART_S:
            break
    return at_s, cpu_s


def _cpu_s(pid: int, counted_s: float) -> float:
    """CPU time of a process to the nanosecond, where its clock can be read; else as counted.

    The clock's number is made as clock_getcpuclockid(3) makes it: the complement of the process
    id, and 2 for the scheduler's own account of all threads.
    """
    try:
        return time.clock_gettime_ns(~pid << 3 | 2) / 1e9
    except OSError:
        return counted_s


def _try(read: Callable[[], Found]) -> Found | None:
    """What `read` finds; None where the process is gone or this account may not look."""
    try:
        return read()
    except OSError:
        return None


def _file_links(folder: Path) -> list[str]:
    links = []
    with os.scandir(folder) as entries:
        for entry in entries:
            # A descriptor closed meanwhile is none any more; the folder itself may be refused.
            if (link := _try(partial(os.readlink, entry.path))) is not None:
                links.append(link)
            if len(links) >= MOST_FILES:
                break
    return links


def _threads(folder: Path) -> tuple[ThreadReading, ...]:
    numbers = sorted(map(int, _try(lambda: os.listdir(folder)) or ()))[:MOST_THREADS]
    found = (_try(partial(_thread, folder, number)) for number in numbers)
    return tuple(each for each in found if each is not None)


def _thread(folder: Path, number: int) -> ThreadReading:
    stat = parse_stat((folder / str(number) / "stat").read_text(errors="replace"))
    schedule = _try(lambda: parse_schedule((folder / str(number) / "schedstat").read_text()))
    if schedule is None:
        return ThreadReading(number, stat.name, stat.user_s + stat.system_s, None)
    return ThreadReading(number, stat.name, *schedule)


def _sockets(folder: Path, links: list[str]) -> Sockets:
    tables = (_try((folder / "net" / name).read_text) for name in ("tcp", "tcp6"))
    return count_sockets((text for text in tables if text is not None), socket_inodes(links))


def _traffic(pid: int, proc: Path) -> tuple[int, int] | None:
    """Bytes of the process's network namespace, when it is neither ours nor the machine's."""
    own = _try(lambda: os.readlink(proc / str(pid) / "ns" / "net"))
    ours = _try(lambda: os.readlink(proc / "self" / "ns" / "net"))
    first = _try(lambda: os.readlink(proc / "1" / "ns" / "net"))
    # Where the first process may not be looked at, the machine's namespace is not known.
    if own is None or first is None or own in (ours, first):
        return None
    return _try(lambda: parse_traffic((proc / str(pid) / "net" / "dev").read_text()))
