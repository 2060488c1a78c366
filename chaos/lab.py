"""The lab: three replicas, a database and a balancer, each on a host of its own, and clients."""

from __future__ import annotations

import ctypes
import json
import math
import os
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trio

from appliance.failover import certificates
from chaos.balancer import Balancer, Site, balancing, wait_until_listening
from chaos.clients import Load
from chaos.hosts import LabError, Network, network
from chaos.ledger import Entry, Reader, next_term
from chaos.node import CONSOLE_PORT, MCP_PORT, PEER_PORT, Node
from chaos.pulse import Pulse
from chaos.switch import inside
from tests.support.authority import Authority
from tests.support.demo_realm import sql_files
from tests.support.servers import READER, READER_PASSWORD, SqlServer, running_mariadb

NODES = ("n1", "n2", "n3")
DATABASE, EDGE = "db", "edge"
"""The hosts beside the replicas; NGINX and the clients share one, as the way in from outside."""
CLUSTER = "drills"
STATE = "state"
"""A replica's folder of what outlasts it: a small file system of its own."""
STALL_S = 1.0
SETTLE_S = 30.0

_CLONE_NEWNS = 0x00020000
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass
class Lab:
    """Everything a drill works with."""

    network: Network
    nodes: dict[str, Node]
    database: SqlServer
    balancer: Balancer
    load: Load
    ledger: Reader
    elects: bool
    pulse: Pulse = field(default_factory=Pulse)
    database_command: list[str] = field(default_factory=list)

    def entries(self) -> list[Entry]:
        """The ledger so far."""
        return self.ledger.entries()

    async def leader(self) -> Node | None:
        """The one node that says it leads, if all that answer agree on it."""
        answers = {name: await node.ask("/leader") for name, node in self.nodes.items()}
        leading = [name for name, (status, _) in answers.items() if status == 200]
        named = {json.loads(text)["leader"] for status, text in answers.values() if status}
        return self.nodes[leading[0]] if len(leading) == 1 and named == set(leading) else None

    async def wait_for_leader(self) -> Node:
        """Wait until one node leads and all that answer agree.

        Raises:
            LabError: that does not come to be.
        """
        with trio.move_on_after(SETTLE_S):
            while True:
                if found := await self.leader():
                    return found
                await trio.sleep(0.02)
        raise LabError(f"no leader that all agree on within {SETTLE_S:g} s\n{self.tails()}")

    async def settle(self) -> Node | None:
        """Put everything in order: network, database, replicas; return the leader, if they elect.

        Raises:
            LabError: the lab does not come to rest.
        """
        self.network.heal()
        if self.database.process is None:
            await self.start_database()
        for node in self.nodes.values():
            if not node.running:
                node.start()
        for node in self.nodes.values():
            await node.wait_until("/readyz", 200)
        return await self.wait_for_leader() if self.elects else None

    def kill_database(self) -> None:
        """End the database without a word."""
        assert self.database.process is not None
        self.database_command = list(self.database.process.args)  # type: ignore[arg-type]
        self.database.stop(kill=True)

    async def start_database(self) -> None:
        """Start it again as it was; return when it takes connections.

        From this thread: it is to die with the thread that started it.
        """
        server = self.database
        server.process = self.network.start(
            DATABASE, self.database_command, log=server.log, directory=server.directory
        )
        await wait_until_listening(self.network.address(DATABASE), server.port)

    async def restart(self) -> None:
        """Start all replicas anew, whatever state they are in."""
        for node in self.nodes.values():
            if node.running:
                node.kill()
        await self.settle()

    def followers(self, leader: Node) -> list[Node]:
        """The other nodes."""
        return [node for node in self.nodes.values() if node is not leader]

    def tails(self) -> str:
        """The ends of all logs, for a person who looks for a reason."""
        return "\n".join(f"--- {node.name}\n{node.tail()}" for node in self.nodes.values())

    async def wait_for_effect(self, above_term: int, since: float, seconds: float) -> float:
        """Wait for the first effect in a higher term; seconds after `since`, or infinity."""
        with trio.move_on_after(seconds):
            while True:
                if found := next_term(self.entries(), since, above_term):
                    return found.at - since
                await trio.sleep(0.02)
        return math.inf


@asynccontextmanager
async def open_lab(
    *, elects: bool = True, load: Mapping[str, Any] | None = None, keep: Path | None = None
) -> AsyncIterator[Lab]:
    """Build the lab for as long as the block; enter it with replicas that serve.

    Args:
        elects: the replicas elect a leader; otherwise each is alone.
        load: what `Load` is to be told.
        keep: folder that keeps logs and configurations.

    Raises:
        LabError: it cannot be built here.
    """
    with ExitStack() as stack:
        directory = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tcmcp-")))
        net = stack.enter_context(network(*NODES, DATABASE, EDGE))
        _keep_mounts_private()
        database = stack.enter_context(_database(net))
        nodes = {name: _node(name, net, directory, database.port, elects=elects) for name in NODES}
        for node in nodes.values():
            stack.callback(_unmount, node.directory / STATE)
            stack.callback(node.close)
        # From here on this process is on the edge: what it asks goes through the switch too.
        stack.enter_context(inside(net.namespace(EDGE)))
        authority, site = _site(net, directory)
        balancer = stack.enter_context(balancing(net, EDGE, directory / "nginx", site))
        clients = Load(balancer.url, authority, **(load or {}))
        lab = Lab(net, nodes, database, balancer, clients, Reader(directory / "ledger"), elects)
        await wait_until_listening(net.address(EDGE), 443)
        await lab.settle()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(lab.pulse.run)
            await nursery.start(clients.run)
            yield lab
            nursery.cancel_scope.cancel()


@contextmanager
def _database(net: Network) -> Iterator[SqlServer]:
    with ExitStack() as stack:
        with inside(net.namespace(DATABASE)):
            server = stack.enter_context(running_mariadb("--bind-address=0.0.0.0"))
            server.create_schema("world", *sql_files())
        yield server


def _site(net: Network, directory: Path) -> tuple[Path, Site]:
    """The balancer's certificate, and what its own files say."""
    folder = directory / "tls"
    folder.mkdir()
    authority = Authority(folder)
    name = net.address(EDGE)
    certificate, key = authority.issue("balancer", name)
    replicas = [f"{net.address(node)}:{MCP_PORT}" for node in NODES]
    return authority.certificate, Site(f"{name}:443", name, certificate, key, replicas)


def _node(name: str, net: Network, directory: Path, database_port: int, *, elects: bool) -> Node:
    own = directory / name
    own.mkdir(parents=True)
    (own / "password").write_text(READER_PASSWORD)
    (own / "password").chmod(0o600)
    here = net.address(name)
    settings: dict[str, Any] = {
        "server": {
            "host": here,
            "port": MCP_PORT,
            "allow_unauthenticated": True,
            "allowed_hosts": [net.address(EDGE)],
        },
        # Its loopback too: leadership is handed over from the machine itself only.
        "console": {"host": "0.0.0.0", "port": CONSOLE_PORT, "allow_unauthenticated": True},
        "database": {
            "host": net.address(DATABASE),
            "port": database_port,
            "user": READER,
            "password_file": str(own / "password"),
            "auth": "",
            "characters": "",
            "retry_interval_s": 0.5,
        },
        "log": {"format": "json"},
    }
    environ = {"CHAOS_STALL_S": str(STALL_S)}
    if elects:
        settings["ha"] = _ha(name, net, directory)
        environ |= {"CHAOS_LEDGER": str(directory / "ledger"), "CHAOS_NODE": name}
    return Node(name, net, own, settings, environ)


def _ha(name: str, net: Network, directory: Path) -> dict[str, Any]:
    """Certificates for the peers, and the ballot on a small file system of its own."""
    state = directory / name / STATE
    state.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tcmcp", str(state)], check=True)
    folder = directory / "cluster"
    if not folder.exists():
        hosts = {node: [net.address(node)] for node in NODES}
        certificates.init(folder, CLUSTER, hosts, now=datetime.now(UTC))
    return {
        "enabled": True,
        "cluster": CLUSTER,
        "node": name,
        "peers": [f"{node}={net.address(node)}:{PEER_PORT}" for node in NODES],
        "bind_host": net.address(name),
        "port": PEER_PORT,
        "tls_ca": str(folder / "ca.pem"),
        "tls_certificate": str(folder / f"{name}.pem"),
        "tls_key": str(folder / f"{name}.key"),
        "state_dir": str(state),
    }


def _unmount(state: Path) -> None:
    """Let go of a replica's small file system, or its folder could not be removed."""
    if state.is_mount():
        subprocess.run(["umount", str(state)], check=True)


def _keep_mounts_private() -> None:
    """Mounts of this process and its children vanish with them."""
    if _libc.unshare(_CLONE_NEWNS) != 0:
        raise LabError(f"cannot leave the mount namespace: {os.strerror(ctypes.get_errno())}")
    subprocess.run(["mount", "--make-rslave", "/"], check=True)
