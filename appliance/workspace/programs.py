"""Programs without a shell: bounded in time, memory and output, ended with their children.

A program gets a list of arguments, an environment of four plain values (none of ours, so no
secrets and no library path of a packed executable), no input, and a session of its own. At its
end, at the deadline and when the caller leaves, everything it started is killed: its process
group, and what left the group but still carries the mark in its environment.

Limits are set on the running child (`prlimit`), because code between fork and exec is not safe in
a process with threads. A child of the program born in the first instants would miss them; the
deadline and the killing hold for it all the same.
"""

from __future__ import annotations

import os
import resource
import secrets
import signal
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import trio

from appliance.errors import Unavailable

CHUNK_BYTES = 65_536
MOST_FILE_BYTES = 2**30
"""Largest file a program may write."""
MOST_OPEN_FILES = 1024
MOST_PROCESSES = 2048
"""Processes of our account while a program runs, threads included. Does not bind root."""
FLOOD_PAUSE_S = 0.01
"""Pause between chunks beyond the limit: a flood is slowed down, not read as fast as it comes."""
LAST_OUTPUT_S = 1.0
"""How long output may still come when everything has been killed."""
END_S = 5.0
"""How long a killed program may take to be gone, for instance in a system call on a dead disk."""
LOOK_AGAIN_S = 0.01
MARK = "TRINITYCORE_MCP_RUN"
"""Variable that marks everything a program starts."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program may take: seconds, bytes of address space, bytes kept of each output."""

    timeout_s: float
    memory_bytes: int
    output_bytes: int


@dataclass(frozen=True, slots=True)
class Finished:
    """A program that has ended.

    `exit_code` is negative for the signal that ended it. `truncated` says that an output went
    beyond the limit: the beginning is kept. `timed_out` says that the deadline ended it.
    """

    exit_code: int
    stdout: bytes
    stderr: bytes
    truncated: bool
    timed_out: bool
    duration_s: float


class _Output:
    """The beginning of what came through a pipe."""

    def __init__(self, limit_bytes: int) -> None:
        self.kept = bytearray()
        self.truncated = False
        self._limit_bytes = limit_bytes

    async def read(self, pipe: trio.abc.ReceiveStream | None) -> None:
        """Read until everybody who could write is gone."""
        assert pipe is not None, "both outputs are pipes"
        while chunk := await pipe.receive_some(CHUNK_BYTES):
            room = self._limit_bytes - len(self.kept)
            self.kept += chunk[:room]
            if len(chunk) > room:
                self.truncated = True
                await trio.sleep(FLOOD_PAUSE_S)


async def run_program(argv: Sequence[str], *, cwd: Path, home: Path, limits: Limits) -> Finished:
    """Run `argv` in `cwd` and wait until it and everything it started is gone.

    Raises:
        Unavailable: the program cannot be started.
    """
    started = trio.current_time()
    stdout, stderr = _Output(limits.output_bytes), _Output(limits.output_bytes)
    mark = secrets.token_hex(16)
    environment = _environment(home, mark)
    async with _started(argv, cwd, environment) as process, trio.open_nursery() as nursery:
        try:
            _limit(process.pid, limits)
            nursery.start_soon(stdout.read, process.stdout)
            nursery.start_soon(stderr.read, process.stderr)
            with trio.move_on_after(limits.timeout_s) as deadline:
                await process.wait()
        finally:
            await _end(process, mark)
        nursery.cancel_scope.deadline = trio.current_time() + LAST_OUTPUT_S
    return Finished(
        exit_code=-signal.SIGKILL if process.returncode is None else process.returncode,
        stdout=bytes(stdout.kept),
        stderr=bytes(stderr.kept),
        truncated=stdout.truncated or stderr.truncated,
        timed_out=deadline.cancelled_caught,
        duration_s=trio.current_time() - started,
    )


@asynccontextmanager
async def _started(
    argv: Sequence[str], cwd: Path, environment: dict[str, str]
) -> AsyncIterator[trio.Process]:
    """The running program, whose pipes are closed on the way out."""
    try:
        process = await trio.lowlevel.open_process(
            list(argv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise Unavailable(
            f"{argv[0]!r} cannot be started: {error.strerror}",
            hint="install it, or name it in the [workspace] settings",
        ) from error
    try:
        yield process
    finally:
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                await trio.aclose_forcefully(pipe)


def _environment(home: Path, mark: str) -> dict[str, str]:
    search = os.pathsep.join(os.get_exec_path())
    return {"PATH": search, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "HOME": str(home), MARK: mark}


def _limit(pid: int, limits: Limits) -> None:
    """Bound the running child; what is lower already stays."""
    # Enforced by the kernel even if we die: a backstop of the deadline, for every core in use.
    seconds = int(limits.timeout_s * (os.cpu_count() or 1)) + 1
    wanted = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: MOST_FILE_BYTES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: MOST_OPEN_FILES,
        resource.RLIMIT_NPROC: MOST_PROCESSES,
    }
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with suppress(ProcessLookupError):  # ended already
            resource.prlimit(pid, kind, (bound, bound))


async def _end(process: trio.Process, mark: str) -> None:
    """Kill the program and everything it started."""
    with trio.move_on_after(END_S, shield=True):
        # Forking cannot outrun this: the kernel refuses to fork with a signal pending.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        # What left the group may fork between two looks, so we look until nothing is left.
        wanted = f"{MARK}={mark}".encode()
        while await trio.to_thread.run_sync(_kill_marked, wanted):  # noqa: ASYNC110
            await trio.sleep(LOOK_AGAIN_S)


def _kill_marked(mark: bytes) -> bool:
    """Kill the processes that have `mark` in their environment; whether there was one."""
    found = False
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            with suppress(OSError):  # another account's, or gone
                if mark in Path(entry.path, "environ").read_bytes().split(b"\0"):
                    os.kill(int(entry.name), signal.SIGKILL)
                    found = True
    return found
