"""The whole program as a process, the way an operator runs it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.http import Reply, request_sync
from tests.support.servers import free_port

CHECKOUT = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 30.0


def environment(**more: str) -> dict[str, str]:
    """The test run's environment without settings that could reach the program."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TRINITY", "MCP_", "REDIS_", "PYTHONDONTWRITEBYTECODE"))
    }
    return kept | {"PYTHONPATH": str(CHECKOUT)} | more


def command(*arguments: str) -> list[str]:
    """The command line of the program under the tests' interpreter."""
    return [sys.executable, "-W", "error::ResourceWarning", "-m", "appliance", *arguments]


def run(
    *arguments: str,
    cwd: Path,
    timeout_s: float = 60,
    program: Program | None = None,
    **environ: str,
) -> subprocess.CompletedProcess[str]:
    """Run the program, the checkout's or the built one, to its end."""
    return subprocess.run(
        program.command(*arguments) if program else command(*arguments),
        cwd=cwd,
        env=program.environment(**environ) if program else environment(**environ),
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


@dataclass(frozen=True)
class Program:
    """A built program, with nothing around it that a plain machine would not have."""

    path: Path
    home: Path

    def command(self, *arguments: str) -> list[str]:
        """The command line."""
        return [str(self.path), *arguments]

    def environment(self, **more: str) -> dict[str, str]:
        """An environment of its own: a home, a folder for temporary files, no Python."""
        return {
            "HOME": str(self.home),
            "PATH": "/usr/sbin:/usr/bin",
            "TMPDIR": str(self.home),
        } | more


@dataclass
class Serving:
    """A running `serve`."""

    process: subprocess.Popen[str]
    mcp: str
    console: str
    directory: Path

    def get(self, path: str) -> Reply:
        """Ask the operations port."""
        return request_sync(self.console + path)

    def wait_until(self, path: str, status: int, *, timeout_s: float = START_TIMEOUT_S) -> Reply:
        """Ask the operations port until it answers with `status`."""
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                reply = self.get(path)
            except OSError:
                reply = Reply(0, {}, b"")
            if reply.status == status:
                return reply
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"{path}: {reply}\n{self.errors()}")
            time.sleep(0.02)

    def errors(self) -> str:
        """What the process wrote to standard error so far."""
        return (self.directory / "stderr").read_text()

    def output(self) -> str:
        """What the process wrote to standard output so far."""
        return (self.directory / "stdout").read_text()

    def end(self, signal_number: int, *, timeout_s: float = 20) -> int:
        """Send a signal and return the exit status."""
        self.process.send_signal(signal_number)
        return self.process.wait(timeout_s)


@contextmanager
def serving(
    directory: Path,
    *arguments: str,
    environ: Mapping[str, str] = {},
    program: Program | None = None,
) -> Iterator[Serving]:
    """Run `serve` on free ports; enter once the operations port answers."""
    mcp, console = free_port(), free_port()
    wanted = ("serve", "--port", str(mcp), "--set", f"console.port={console}", *arguments)
    line = program.command(*wanted) if program else command(*wanted)
    around = program.environment(**environ) if program else environment(**environ)
    with (directory / "stdout").open("w") as out, (directory / "stderr").open("w") as err:
        process = subprocess.Popen(
            line, cwd=directory, env=around, stdout=out, stderr=err, text=True
        )
        found = Serving(
            process, f"http://127.0.0.1:{mcp}/mcp", f"http://127.0.0.1:{console}", directory
        )
        try:
            found.wait_until("/livez", 200)
            yield found
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
