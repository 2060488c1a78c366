"""Which process is the worldserver: by its pid file, else by its name.

A pid file may be older than the machine's last start, and its number given to another program
since. So the process found must have started before the file was written, or bear the name.
"""

from __future__ import annotations

import os
import pwd
import time
from dataclasses import dataclass
from pathlib import Path

from appliance.clock import WallClock
from appliance.errors import Unavailable
from appliance.settings.workspace import WorldserverSettings
from appliance.worldserver.procfs import TICKS_PER_S, Stat, parse_stat

COMM_CHARACTERS = 15
"""Linux keeps this much of a program's name."""
PID_FILE_BYTES = 64
AGE_SLACK_S = 2.0
"""Clocks of files run up to a tick behind, and the wall clock is corrected now and then."""
MOST_NAMED = 10
"""Process ids an error tells."""


@dataclass(frozen=True, slots=True)
class Target:
    """A process, named for good: its id with the moment it started, in ticks after boot."""

    pid: int
    name: str
    start_ticks: int
    started_at: float
    """Seconds since 1970."""
    found_by: str


def find(settings: WorldserverSettings, proc: Path, clock: WallClock) -> Target:
    """The running worldserver.

    Raises:
        Unavailable: none is configured, none runs, several do, or it may not be read.
    """
    if (settings.pid_file or settings.executable) and not proc.is_dir():
        raise Unavailable(
            f"a worldserver cannot be measured here: there is no {proc}",
            hint="only Linux has it; in a container, let it be mounted",
        )
    if settings.pid_file is not None:
        return _by_pid_file(settings.pid_file, settings.executable, proc, clock)
    if settings.executable:
        return _by_name(settings.executable, proc, clock)
    raise Unavailable(
        "no worldserver is configured",
        hint="set worldserver.pid_file to the PidFile of worldserver.conf, or"
        " worldserver.executable to the program's name",
    )


def read_stat(pid: int, proc: Path) -> Stat | None:
    """The process's stat; None when there is no such process any more.

    Raises:
        Unavailable: the kernel hides it from this account.
    """
    try:
        stat = parse_stat((proc / str(pid) / "stat").read_text(errors="replace"))
    except (FileNotFoundError, ProcessLookupError):
        return None
    except PermissionError:
        raise Unavailable(
            f"process {pid} may not be read by {account(os.geteuid())}",
            hint=f"run this server as {owner(pid, proc)}, or mount /proc without hidepid",
        ) from None
    return None if stat.dead else stat


def owner(pid: int, proc: Path) -> str:
    """The account a process runs as, for messages."""
    try:
        return account((proc / str(pid)).stat().st_uid)
    except OSError:
        return "the worldserver's account"


def account(uid: int) -> str:
    """The name of an account, or its number."""
    try:
        return f"user {pwd.getpwuid(uid).pw_name}"
    except KeyError:
        return f"user id {uid}"


def _by_pid_file(path: Path, executable: str | None, proc: Path, clock: WallClock) -> Target:
    pid, written_at = _read_pid_file(path)
    stat = read_stat(pid, proc)
    if stat is None:
        raise Unavailable(
            f"the worldserver does not run: process {pid} of {path} is gone",
            hint="start it; worldserver.pid_file is the PidFile of worldserver.conf",
        )
    started_at = _started_at(stat, clock)
    if executable:
        if not _is_named(pid, stat, executable, proc):
            raise Unavailable(
                f"process {pid} of {path} is another program than worldserver.executable",
                hint="the pid file is a leftover, or the name is not the one /proc shows",
            )
    elif started_at > written_at + AGE_SLACK_S:
        raise Unavailable(
            f"the worldserver does not run: {path} is older than the process {pid}",
            hint="the pid file is a leftover; start the worldserver, or delete the file",
        )
    return Target(pid, stat.name, stat.start_ticks, started_at, f"pid file {path}")


def _read_pid_file(path: Path) -> tuple[int, float]:
    try:
        with path.open("rb") as file:
            text = file.read(PID_FILE_BYTES)
            written_at = os.fstat(file.fileno()).st_mtime
    except FileNotFoundError:
        raise Unavailable(
            f"the worldserver does not run: there is no {path}",
            hint="set PidFile in worldserver.conf to the path of worldserver.pid_file",
        ) from None
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be read: {error.strerror}",
            hint=f"let {account(os.geteuid())} read it, or correct worldserver.pid_file",
        ) from None
    number = text.strip()
    if not number.isdigit() or int(number) == 0:
        raise Unavailable(
            f"{path} holds no process id", hint="correct worldserver.pid_file or delete the file"
        )
    return int(number), written_at


def _by_name(executable: str, proc: Path, clock: WallClock) -> Target:
    found: list[tuple[int, Stat]] = []
    for entry in proc.iterdir():
        if not entry.name.isdecimal():
            continue
        pid = int(entry.name)
        try:
            stat = parse_stat((entry / "stat").read_text(errors="replace"))
        except OSError:
            continue  # ended meanwhile, or hidden from this account
        if not stat.dead and _is_named(pid, stat, executable, proc):
            found.append((pid, stat))
    if len(found) > 1:
        pids = ", ".join(str(pid) for pid, _ in sorted(found)[:MOST_NAMED])
        raise Unavailable(
            f"{len(found)} processes are called {executable}: {pids}",
            hint="set worldserver.pid_file to say which",
        )
    if not found:
        raise Unavailable(
            f"the worldserver does not run: no process in {proc} is called {executable}",
            hint=f"start it; {account(os.geteuid())} has to see it",
        )
    pid, stat = found[0]
    started_at = _started_at(stat, clock)
    return Target(pid, stat.name, stat.start_ticks, started_at, f"name {executable}")


def _is_named(pid: int, stat: Stat, executable: str, proc: Path) -> bool:
    if stat.name == executable[:COMM_CHARACTERS]:
        return True
    try:
        program = os.readlink(proc / str(pid) / "exe")
    except OSError:
        return False  # only its own account may look
    program = program.removesuffix(" (deleted)")  # rebuilt since it started
    return executable in (program, Path(program).name)


def _started_at(stat: Stat, clock: WallClock) -> float:
    # By its age, not by the moment of boot in /proc/stat: containers are told another one.
    age_s = time.clock_gettime(time.CLOCK_BOOTTIME) - stat.start_ticks / TICKS_PER_S
    return clock.now().timestamp() - age_s
