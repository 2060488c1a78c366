"""Nodes on the loopback interface, and somebody between them."""

from __future__ import annotations

import math
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trio

from appliance.failover.certificates import init
from appliance.failover.messages import Message, NodeId
from appliance.failover.network import Network, open_network
from appliance.failover.plan import Credentials, Limits, Plan, SharedSecret, TlsFiles
from appliance.failover.refusals import Refusal
from appliance.settings.peers import Peer
from tests.support.servers import free_port

HOST = "127.0.0.1"
CLUSTER = "azeroth"
SECRET = SharedSecret(b"correct horse battery staple 335")
QUICK = Limits(
    handshake_s=5.0,
    keepalive_s=0.05,
    silence_s=5.0,
    backoff_min_s=0.01,
    backoff_max_s=0.05,
    refresh_s=0.05,
)


def tls_files(folder: Path, *nodes: NodeId) -> Callable[[NodeId], Credentials]:
    """Certificates of an authority of the folder's own; call the result with a node's name."""
    init(folder, CLUSTER, dict.fromkeys(nodes, ()), now=datetime.now(UTC))
    return lambda node: TlsFiles(folder / "ca.pem", folder / f"{node}.pem", folder / f"{node}.key")


@dataclass
class Node:
    """An open node and all it was told."""

    plan: Plan
    network: Network
    inbox: list[tuple[NodeId, Message]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    names: list[frozenset[NodeId]] = field(default_factory=list)

    def connected(self) -> set[NodeId]:
        """The peers that this node has a stream to."""
        return {peer.name for peer in self.network.peers() if peer.connected}

    def messages(self) -> list[Message]:
        """What was received, without senders."""
        return [message for _sender, message in self.inbox]


def make_plans(
    *names: NodeId, credentials: Callable[[NodeId], Credentials] = lambda _: SECRET
) -> dict[NodeId, Plan]:
    """Plans of nodes that know each other."""
    peers = tuple(Peer(name, HOST, free_port()) for name in names)
    return {
        peer.node: Plan(
            node=peer.node,
            cluster=CLUSTER,
            peers=peers,
            credentials=credentials(peer.node),
            bind_host=HOST,
            port=peer.port,
            limits=QUICK,
        )
        for peer in peers
    }


def at(plan: Plan, **ports: int) -> Plan:
    """The plan with peers at other ports of this machine."""
    assert isinstance(plan.peers, tuple)
    moved = tuple(replace(peer, port=ports.get(peer.node, peer.port)) for peer in plan.peers)
    return replace(plan, peers=moved)


@asynccontextmanager
async def opened(plan: Plan) -> AsyncIterator[Node]:
    """Open a node."""
    inbox: list[tuple[NodeId, Message]] = []
    refused: list[Refusal] = []
    names: list[frozenset[NodeId]] = []

    def receive(sender: NodeId, message: Message) -> None:
        inbox.append((sender, message))

    async with open_network(plan, receive, refused=refused.append, named=names.append) as network:
        yield Node(plan, network, inbox, refused, names)


async def until(claim: Callable[[], object], *, timeout_s: float = 10.0) -> None:
    """Wait until something holds."""
    with trio.move_on_after(timeout_s):
        while not claim():  # noqa: ASYNC110 - claims are about many things, real sockets below
            await trio.sleep(0.002)
    assert claim()


@contextmanager
def resolving(names: dict[str, list[str]]) -> Iterator[None]:
    """Let these names have these addresses, and no others; both may change meanwhile."""
    before = trio.socket.set_custom_hostname_resolver(_Resolver(names))
    try:
        yield
    finally:
        trio.socket.set_custom_hostname_resolver(before)


class _Resolver(trio.abc.HostnameResolver):
    def __init__(self, names: dict[str, list[str]]) -> None:
        self._names = names

    async def getaddrinfo(
        self,
        host: bytes | str | None,
        port: bytes | str | int | None,
        family: int = 0,
        type: int = 0,
        proto: int = 0,
        flags: int = 0,
    ) -> list[Any]:
        """As the real one, from the names."""
        await trio.lowlevel.checkpoint()
        name = host.decode() if isinstance(host, bytes) else str(host)
        found = self._names.get(name, [])
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [each for ip in found for each in socket.getaddrinfo(ip, port, family, type)]

    async def getnameinfo(self, sockaddr: Any, flags: int) -> tuple[str, str]:
        """Nobody asks."""
        raise NotImplementedError


class Relay:
    """Stands between a dialer and the port it wants, as a stranger on the wire could.

    Args:
        port: where connections are handed on to.
        forward: what becomes of a chunk from the dialer.

    Attributes:
        port: where to connect instead.
        recorded: what each dialer sent.
        cut: whether everything is swallowed, both ways, as by a cable that was pulled.
        hold: what everything waits for, both ways, as for a process that was stopped.
    """

    def __init__(self, target: int, forward: Callable[[bytes], bytes] = bytes) -> None:
        self.port = 0
        self.recorded: list[bytes] = []
        self.cut = False
        self.hold: trio.Event | None = None
        self._target = target
        self._forward = forward

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Relay]:
        """Relay for as long as the block runs."""
        async with trio.open_nursery() as nursery:
            listeners = await trio.open_tcp_listeners(0, host=HOST)
            self.port = listeners[0].socket.getsockname()[1]
            nursery.start_soon(trio.serve_listeners, self._connection, listeners)
            yield self
            nursery.cancel_scope.cancel()

    async def _connection(self, dialer: trio.SocketStream) -> None:
        index = len(self.recorded)
        self.recorded.append(b"")
        try:
            async with (
                await trio.open_tcp_stream(HOST, self._target) as listener,
                trio.open_nursery() as nursery,
            ):
                nursery.start_soon(self._pump, listener, dialer, None, nursery)
                nursery.start_soon(self._pump, dialer, listener, index, nursery)
        except OSError:
            return

    async def _pump(
        self,
        source: trio.SocketStream,
        sink: trio.SocketStream,
        index: int | None,
        nursery: trio.Nursery,
    ) -> None:
        try:
            while chunk := await source.receive_some(65536):
                if self.hold is not None:
                    await self.hold.wait()
                if self.cut:
                    continue
                if index is not None:
                    self.recorded[index] += chunk
                    chunk = self._forward(chunk)
                await sink.send_all(chunk)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            pass
        if self.cut:
            await trio.sleep(math.inf)  # nobody hears that the stream ended
        nursery.cancel_scope.cancel()
