"""The lab's machines: the switch that makes them, and processes that run on them."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import trio

from appliance.errors import ApplianceError
from chaos.switch import Rules, address, inside, remove_namespaces

CHECKOUT = Path(__file__).resolve().parents[1]
PREFIX = "tcmcp"
_END_S = 60.0


class LabError(ApplianceError):
    """The lab itself cannot be built or does not work: no verdict about the product."""

    exit_code = 2


@dataclass
class Network:
    """The hosts by name, and the cables between them."""

    prefix: str
    hosts: tuple[str, ...]
    switch: subprocess.Popen[str]
    rules: Rules = field(default_factory=Rules)

    def address(self, host: str) -> str:
        """The IPv4 address of a host."""
        return address(self.hosts.index(host))

    def namespace(self, host: str) -> str:
        """The name of its namespace."""
        return f"{self.prefix}-{host}"

    def apply(self) -> None:
        """Make `rules` hold; returns when they do."""
        assert self.switch.stdin is not None
        self.switch.stdin.write(self.rules.encode() + "\n")
        self.switch.stdin.flush()
        _expect_ok(self.switch)

    def heal(self) -> None:
        """Everything passes at once."""
        self.rules = Rules()
        self.apply()

    def cut(self, source: str, target: str, *, both: bool = True) -> None:
        """Nothing passes from one host to the other any more, nor back unless told."""
        self.rules.cut.add((source, target))
        if both:
            self.rules.cut.add((target, source))
        self.apply()

    def isolate(self, host: str, *, outgoing: bool = True, incoming: bool = True) -> None:
        """Cut a host from all others, in one direction or both."""
        for other in self.hosts:
            if other != host:
                if outgoing:
                    self.rules.cut.add((host, other))
                if incoming:
                    self.rules.cut.add((other, host))
        self.apply()

    def start(
        self,
        host: str,
        command: Sequence[str],
        *,
        log: Path,
        environ: Mapping[str, str] = {},
        directory: Path | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a process on a host; it dies with this one. What it says goes to `log`."""
        setpriv = shutil.which("setpriv")
        guard = [setpriv, "--pdeathsig", "KILL"] if setpriv else []
        with inside(self.namespace(host)), log.open("ab") as out:
            return subprocess.Popen(
                [*guard, *command],
                cwd=directory,
                env=environment(environ),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without what could reach the program by accident."""
    dropped = ("TRINITY", "MCP_", "REDIS_", "CHAOS_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | {"PYTHONPATH": str(CHECKOUT)} | dict(more)


@contextmanager
def network(*hosts: str) -> Iterator[Network]:
    """Build hosts on one switch for as long as the block.

    Raises:
        LabError: this machine does not allow it.
    """
    if os.geteuid() != 0 or not Path("/dev/net/tun").exists() or shutil.which("ip") is None:
        raise LabError("the lab needs root, iproute2 and /dev/net/tun")
    remove_leftovers()
    prefix = f"{PREFIX}{os.getpid()}"
    with subprocess.Popen(
        [sys.executable, "-m", "chaos.switch", prefix, *hosts],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=CHECKOUT,
        start_new_session=True,  # Ctrl-C is ours to handle
    ) as switch:
        try:
            _expect_ok(switch)
            yield Network(prefix, hosts, switch)
        finally:
            assert switch.stdin is not None
            switch.stdin.close()
            try:
                switch.wait(_END_S)
            except subprocess.TimeoutExpired:
                switch.kill()
                remove_namespaces([f"{prefix}-{host}" for host in hosts])


def _expect_ok(switch: subprocess.Popen[str]) -> None:
    assert switch.stdout is not None
    if switch.stdout.readline().strip() != "ok":
        raise LabError(f"the switch ended with {switch.wait(_END_S)}; its error is above")


def remove_leftovers() -> None:
    """Remove namespaces of drills whose processes were killed, switch and all."""
    folder = Path("/run/netns")
    for path in folder.iterdir() if folder.is_dir() else ():
        found = re.fullmatch(rf"{PREFIX}(\d+)-\w+", path.name)
        if found and not Path("/proc", found[1]).exists():
            remove_namespaces([path.name])


async def wait_for_end(process: subprocess.Popen[bytes], seconds: float = _END_S) -> int:
    """Wait until a process ended; one that takes too long is killed and that is an error.

    Raises:
        LabError: it did not end by itself.
    """
    try:
        return await trio.to_thread.run_sync(process.wait, seconds)
    except subprocess.TimeoutExpired as error:
        process.kill()
        process.wait()
        raise LabError(f"{process.args!r} did not end within {seconds:g} s") from error


def end(process: subprocess.Popen[bytes] | None, number: int = signal.SIGTERM) -> None:
    """End a process of the lab, whatever state it is in."""
    if process is None or process.poll() is not None:
        return
    process.send_signal(signal.SIGCONT)
    process.send_signal(number)
    try:
        process.wait(_END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
