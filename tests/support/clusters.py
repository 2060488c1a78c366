"""Clusters of real processes on loopback: started, hurt, watched, and their ledger judged."""

from __future__ import annotations

import fcntl
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from appliance.failover.certificates import init
from tests.support.process import CHECKOUT, environment
from tests.support.relays import Relays
from tests.support.servers import free_port

HOST = "127.0.0.1"
NAMES = ("a", "b", "c")
PATIENCE_S = 60.0


@dataclass
class NodeProcess:
    """One node; `events` grows as it tells them."""

    name: str
    process: subprocess.Popen[str]
    log: Path
    events: list[dict[str, Any]] = field(default_factory=list)

    def last(self) -> dict[str, Any] | None:
        """Who leads, as it told last."""
        return next((e for e in reversed(self.events) if e["event"] == "leader"), None)

    def read(self) -> None:
        """Read its events until it ends."""
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.events.append(json.loads(line))


@dataclass
class Cluster:
    """Nodes by name, those that run; `processes` are all that were ever started."""

    folder: Path
    settings: Mapping[str, Any]
    addresses: dict[str, dict[str, str]]
    nodes: dict[str, NodeProcess] = field(default_factory=dict)
    processes: list[subprocess.Popen[str]] = field(default_factory=list)
    relays: Relays | None = None

    @property
    def ledger(self) -> Path:
        """What the leaders append to."""
        return self.folder / "ledger"

    def start(self, name: str) -> NodeProcess:
        """Start a node."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        peers = [f"{peer}={address}" for peer, address in self.addresses[name].items()]
        ha = {
            "enabled": True,
            "node": name,
            "cluster": "test",
            "peers": peers,
            "bind_host": HOST,
            "port": int(self.addresses[name][name].rpartition(":")[2]),
            "state_dir": str(folder),
            "tls_ca": str(self.folder / "tls" / "ca.pem"),
            "tls_certificate": str(self.folder / "tls" / f"{name}.pem"),
            "tls_key": str(self.folder / "tls" / f"{name}.key"),
            **self.settings,
        }
        line = [sys.executable, "-m", "tests.support.cluster_node", json.dumps(ha)]
        log = folder / "log"
        with log.open("a") as errors:
            process = subprocess.Popen(
                [*line, str(self.ledger)],
                cwd=CHECKOUT,
                env=environment(),
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self.processes.append(process)
        node = self.nodes[name] = NodeProcess(name, process, log)
        threading.Thread(target=node.read, daemon=True).start()
        return node

    def leader(self, *, after: int = 0) -> tuple[str, int]:
        """Wait until every running node knows the same leader, which acts; its name and term.

        Args:
            after: the term has to be higher.
        """

        def agreed() -> tuple[str, int] | None:
            told = [node.last() for node in self.nodes.values()]
            known = {(each["leader"], each["term"]) for each in told if each}
            if None in told or len(known) != 1:
                return None
            leader, term = known.pop()
            acts = leader in self.nodes and self.nodes[leader].last()
            return (leader, term) if acts and acts["acts"] and term > after else None

        return self.wait(agreed)

    def wait(self, found: Callable[[], Any]) -> Any:
        """Wait until it finds something."""
        deadline = time.monotonic() + PATIENCE_S
        while not (value := found()):
            if time.monotonic() > deadline:
                logs = {name: node.log.read_text()[-2000:] for name, node in self.nodes.items()}
                raise AssertionError(
                    f"{ {n: x.events[-5:] for n, x in self.nodes.items()} } {logs}"
                )
            time.sleep(0.005)
        return value

    def hurt(self, name: str, number: int) -> float:
        """Send a signal; when, on the clock of the events."""
        at = time.monotonic()
        self.nodes[name].process.send_signal(number)
        if number in (signal.SIGKILL, signal.SIGTERM):
            self.nodes.pop(name).process.wait(PATIENCE_S)
        return at

    def pause(self, name: str) -> NodeProcess:
        """Stop a node where it stands, but not while it has the ledger: nobody else could act."""
        node = self.nodes.pop(name)
        with self.ledger.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            node.process.send_signal(signal.SIGSTOP)
            self.wait(lambda: psutil.Process(node.process.pid).status() == psutil.STATUS_STOPPED)
        return node

    def settle(self) -> list[tuple[int, str, float]]:
        """The ledger, after the proof that nobody acted in a term that was over, or beside another.

        Lines are term, node, time. The file is one sequence, so its order is what happened.
        """
        rows = [line.split() for line in self.ledger.read_text().splitlines()]
        entries = [(int(term), node, float(at)) for term, node, at in rows]
        nodes: dict[int, set[str]] = {}
        for term, node, _at in entries:
            nodes.setdefault(term, set()).add(node)
        assert all(len(each) == 1 for each in nodes.values()), nodes
        terms = [term for term, _node, _at in entries]
        assert terms == sorted(terms)
        return entries


@contextmanager
def cluster(folder: Path, *, start: bool = True, **settings: Any) -> Iterator[Cluster]:
    """Three nodes that know each other by certificates."""
    init(folder / "tls", "test", dict.fromkeys(NAMES, (HOST,)), now=datetime.now(UTC))
    own = {name: f"{HOST}:{free_port()}" for name in NAMES}
    made = Cluster(folder, settings, {name: dict(own) for name in NAMES})
    made.ledger.touch()
    try:
        if start:
            for name in NAMES:
                made.start(name)
        yield made
    finally:
        for process in made.processes:
            process.kill()
        for process in made.processes:
            process.wait()
