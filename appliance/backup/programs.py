"""The servers' own programs: found by name, run without a shell, ended with all they started.

Linux only, as the servers' files are: a program is marked by the folder it works in, in its
environment, so that what a killed run left running is found again and ended.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import trio

from appliance.backup.repository import durable
from appliance.errors import BackupError

MARK = "TRINITYCORE_MCP_BACKUP"
"""Variable that marks what works in a folder of ours; its value is the folder."""
END_S = 10.0
"""How long a killed program may take to be gone."""
LOOK_AGAIN_S = 0.01
TAIL_BYTES = 2000
VERSION_S = 20.0
USUAL = ("/usr/sbin", "/usr/local/sbin", "/usr/libexec")


@dataclass(frozen=True, slots=True)
class Programs:
    """Where programs are looked for: in `folders`, then where the shell looks, then in sbin."""

    folders: tuple[Path, ...] = ()

    def find(self, name: str, package: str) -> str:
        """The path of a program.

        Raises:
            BackupError: it is not installed; names the Debian package.
        """
        search = os.pathsep.join([*map(str, self.folders), *os.get_exec_path(), *USUAL])
        path = shutil.which(name, path=search)
        if path is None:
            raise BackupError(f"the program {name} is missing", hint=f"apt-get install {package}")
        return path

    async def find_mysql(self, name: str, package: str) -> str:
        """The same for a program of MySQL: where only MariaDB is, its programs have those names.

        Raises:
            BackupError: it is missing, or MariaDB's.
        """
        path = self.find(name, package)
        if _is_mariadb_link(path) or "mariadb" in (await version(path)).lower():
            raise BackupError(
                f"{path} is MariaDB's, and the server is MySQL", hint=f"apt-get install {package}"
            )
        return path


def _is_mariadb_link(path: str) -> bool:
    """Debian's mysqlbinlog does not say whose it is, but it is a link to mariadb-binlog."""
    return "mariadb" in os.path.realpath(path)


async def version(path: str) -> str:
    """What a program says to `--version`.

    Raises:
        BackupError: it does not run.
    """
    try:
        with trio.fail_after(VERSION_S):
            done = await trio.run_process(
                [path, "--no-defaults", "--version"],
                capture_stdout=True,
                capture_stderr=True,
                check=False,
            )
    except (OSError, trio.TooSlowError) as error:
        raise BackupError(f"{path} does not run: {error}") from error
    return (done.stdout + done.stderr).decode(errors="replace").strip()


class ProgramFailed(BackupError):
    """A program of the server ended with a failure; `status` is negative for a signal."""

    def __init__(self, name: str, status: int | None, last: str) -> None:
        super().__init__(f"{name} failed ({status}): {last or 'silently'}")
        self.status = status


class Program:
    """A running program."""

    def __init__(self, process: trio.Process, name: str, said: Path) -> None:
        self.process = process
        self.name = name
        self._said = said

    @property
    def stdout(self) -> trio.abc.ReceiveStream:
        """What it writes, when that was asked for."""
        assert self.process.stdout is not None, "running(…, stdout=PIPE)"
        return self.process.stdout

    def said(self, limit_bytes: int | None = None) -> str:
        """Its messages; at most the last `limit_bytes`. Blocks."""
        content = self._said.read_bytes()
        if limit_bytes is not None:
            content = content[-limit_bytes:]
        return content.decode(errors="replace").strip()

    async def failure(self) -> ProgramFailed:
        """The error that its end, or what it said last, is."""
        text = await trio.to_thread.run_sync(self.said, TAIL_BYTES)
        last = " | ".join(line.strip() for line in text.splitlines()[-4:] if line.strip())
        return ProgramFailed(self.name, self.process.returncode, last)

    async def finish(self) -> None:
        """Wait for its end.

        Raises:
            ProgramFailed: it failed; holds the last it said.
        """
        if await self.process.wait():
            raise await self.failure()

    async def feed(self, data: bytes) -> None:
        """Write to its input.

        Raises:
            ProgramFailed: it ended before.
        """
        assert self.process.stdin is not None, "running(…, stdin=PIPE)"
        try:
            await self.process.stdin.send_all(data)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            await self.process.wait()
            raise await self.failure() from None

    async def end_input(self) -> None:
        """Say that no more input comes."""
        assert self.process.stdin is not None, "running(…, stdin=PIPE)"
        await self.process.stdin.aclose()


@asynccontextmanager
async def running(
    argv: Sequence[str],
    *,
    folder: Path,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
) -> AsyncIterator[Program]:
    """A program for as long as the block; at its end it is killed with its process group.

    Args:
        folder: a private one; the program starts there, and its messages are kept there.
        stdin, stdout: as of `subprocess`: DEVNULL, PIPE or a file's number.

    Raises:
        BackupError: it cannot be started.
    """
    name = Path(argv[0]).name
    said = folder / f"{name}.said"
    environment = {
        "PATH": os.pathsep.join(os.get_exec_path()),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "HOME": str(folder),  # no ~/.my.cnf
        MARK: str(folder),
    }
    errors = os.open(said, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    try:
        process = await trio.lowlevel.open_process(
            list(argv),
            stdin=stdin,
            stdout=stdout,
            stderr=errors,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise BackupError(f"{argv[0]} cannot be started: {error.strerror}") from error
    finally:
        os.close(errors)
    try:
        yield Program(process, name, said)
    finally:
        with trio.move_on_after(END_S, shield=True):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                await trio.aclose_forcefully(pipe)


def end_orphans(folder: Path) -> int:
    """Kill what a dead run left working in `folder` (whose lock the caller holds); how many.

    Blocks until they are gone.
    """
    wanted = f"{MARK}={folder}".encode()
    ended = 0
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # another account's, or gone
            if wanted not in entry.joinpath("environ").read_bytes().split(b"\0"):
                continue
            reference = os.pidfd_open(int(entry.name))
            try:
                signal.pidfd_send_signal(reference, signal.SIGKILL)
                gone = select.poll()  # takes any number of a file, unlike select
                gone.register(reference, select.POLLIN)
                gone.poll(END_S * 1000)
            finally:
                os.close(reference)
            ended += 1
    return ended


def remove_file(path: Path) -> None:
    """Remove a file of ours and have its absence survive a power cut."""
    path.unlink(missing_ok=True)
    durable.fsync_directory(path.parent)
