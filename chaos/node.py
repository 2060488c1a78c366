"""A replica of the lab: its configuration, its process, and what its operations port says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import tomli_w
import trio

from chaos.hosts import LabError, Network, end, wait_for_end

MCP_PORT, CONSOLE_PORT, PEER_PORT = 3000, 9090, 3004
START_S = 90.0
PROBE_S = 0.5
"""How long an answer of an operations port may take before it counts as none, in seconds."""


@dataclass
class Node:
    """One replica, on the host of the same name."""

    name: str
    network: Network
    directory: Path
    settings: dict[str, Any]
    environ: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Its IPv4 address in the lab."""
        return self.network.address(self.name)

    @property
    def running(self) -> bool:
        """Whether its process exists."""
        return self.process is not None and self.process.poll() is None

    @property
    def log(self) -> Path:
        """What the process wrote."""
        return self.directory / "log"

    def start(self, **environ: str) -> None:
        """Start the process, with more environment if given."""
        assert not self.running
        config = self.directory / "config.toml"
        config.write_text(tomli_w.dumps(self.settings))
        program = [sys.executable, "-m", "chaos.replica", "serve", "--config", str(config)]
        self.process = self.network.start(
            self.name,
            program,
            log=self.log,
            environ={**self.environ, **environ},
            directory=self.directory,
        )

    def signal(self, number: int) -> None:
        """Send a signal to the process."""
        assert self.process is not None
        self.process.send_signal(number)

    def pause(self) -> None:
        """Stop the process where it is; it has stopped then."""
        self.signal(signal.SIGSTOP)
        assert self.process is not None
        os.waitpid(self.process.pid, os.WUNTRACED)

    def kill(self) -> None:
        """End the process without a word, as a crash of the machine would."""
        self.signal(signal.SIGKILL)
        assert self.process is not None
        self.process.wait()

    async def stop(self) -> None:
        """End the process as a service manager does.

        Raises:
            LabError: it did not end in time, or not well.
        """
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        status = await wait_for_end(self.process)
        if status != 0:
            raise LabError(f"{self.name} ended with status {status}:\n{self.tail()}")

    def close(self) -> None:
        """End the process in any case."""
        end(self.process)

    def tail(self, lines: int = 15) -> str:
        """The last lines of its log, without those of calls."""
        written = self.log.read_text(errors="replace").splitlines()
        return "\n".join([line for line in written if '"event":"call"' not in line][-lines:])

    def times_logged(self, event: str) -> int:
        """How many lines of its log tell of an event."""
        return self.log.read_text(errors="replace").count(f'"event":"{event}"')

    async def told(self, path: str) -> Any:
        """What the operations port says, once it answers.

        Raises:
            LabError: it did not.
        """
        with trio.move_on_after(START_S):
            while True:
                status, text = await self.ask(path)
                if status:
                    return json.loads(text)
                await trio.sleep(0.03)
        raise LabError(f"{self.name}{path} did not answer within {START_S:g} s\n{self.tail()}")

    async def ask(self, path: str) -> tuple[int, str]:
        """Ask the operations port; status 0 when there is no answer in time."""
        url = f"http://{self.address}:{CONSOLE_PORT}{path}"
        async with httpx2.AsyncClient(timeout=PROBE_S, trust_env=False) as client:
            try:
                reply = await client.get(url)
            except httpx2.HTTPError:
                return 0, ""
            return reply.status_code, reply.text

    async def wait_until(self, path: str, status: int, seconds: float = START_S) -> None:
        """Ask until the answer has this status.

        Raises:
            LabError: it never had, or the process ended.
        """
        answer = (0, "")
        with trio.move_on_after(seconds):
            while self.running or status == 0:
                answer = await self.ask(path)
                if answer[0] == status:
                    return
                await trio.sleep(0.03)
        raise LabError(
            f"{self.name}{path} says {answer}, not {status}, within {seconds:g} s\n{self.tail()}"
        )
