"""Where the peers are: names resolved again and again, a file read again when it changed.

What DNS does not answer for a while stays as it was: an address that was good a minute ago is worth
a try, and a cluster must outlive its name server. Who may vote is never taken from DNS: a node
that is cut off resolves nobody but itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog
import trio

from appliance.errors import StartError
from appliance.failover.messages import NodeId
from appliance.failover.refusals import Throttle
from appliance.settings.peers import DnsPeers, FilePeers, Peer, Peers, parse_file, show_address

logger = structlog.get_logger("appliance.failover")

MAX_FILE_BYTES = 64 * 1024
MAX_ADDRESSES = 64
"""What is taken of one name's answer."""

_ONE_STEP = (
    "change one, wait until every node has seen it, then the next; "
    "only then do majorities before and after overlap"
)

Address = tuple[str, int]
"""Numeric address and port."""


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody to connect to: a node by name with the addresses to try, or a place of no name."""

    name: NodeId | None
    addresses: tuple[Address, ...]


Tell = Callable[[tuple[Target, ...]], None]


class Directory:
    """The peers of one node.

    Args:
        peers: the setting; the node itself may be in it.
        node: the name of the node itself.
        refresh_s: how often names are resolved and the file is looked at.
        tell: called with all targets at first and when they change.
    """

    def __init__(self, peers: Peers, *, node: NodeId, refresh_s: float, tell: Tell) -> None:
        self._peers = peers
        self._node = node
        self._refresh_s = refresh_s
        self._tell = tell
        self._throttle = Throttle(60.0)
        self._known: dict[NodeId | None, tuple[Address, ...]] = {}
        self._resolving: dict[Peer, trio.CancelScope] = {}
        self._limiter = trio.CapacityLimiter(1)

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Keep the targets true, for ever; started when `tell` knew them by name.

        Raises:
            StartError: the file of the peers cannot be used.
        """
        match self._peers:
            case DnsPeers(name, port):
                self._say()
                task_status.started()
                await self._resolve_often(None, name, port)
            case FilePeers(path):
                await self._follow_file(path, task_status)
            case peers:
                async with trio.open_nursery() as nursery:
                    self._change(peers, nursery)
                    task_status.started()

    def _say(self) -> None:
        if isinstance(self._peers, DnsPeers):
            self._tell(tuple(Target(None, (each,)) for each in self._known.get(None, ())))
        else:
            self._tell(tuple(Target(name, found) for name, found in self._known.items()))

    def _change(self, peers: tuple[Peer, ...], nursery: trio.Nursery) -> None:
        """Resolve these from now on."""
        others = [peer for peer in peers if peer.node != self._node]
        for gone in self._resolving.keys() - set(others):
            self._resolving.pop(gone).cancel()
        names = {peer.node for peer in others}
        self._known = {name: found for name, found in self._known.items() if name in names}
        for peer in others:
            self._known.setdefault(peer.node, ())
            if peer not in self._resolving:
                scope = self._resolving[peer] = trio.CancelScope()
                nursery.start_soon(self._follow_peer, peer, scope)
        self._say()

    async def _follow_peer(self, peer: Peer, scope: trio.CancelScope) -> None:
        with scope:
            await self._resolve_often(peer.node, peer.host, peer.port)

    async def _resolve_often(self, node: NodeId | None, host: str, port: int) -> None:
        while True:
            found = await self._resolve(host, port)
            if found and found != self._known.get(node):
                self._known[node] = found
                self._say()
            await trio.sleep(self._refresh_s)

    async def _resolve(self, host: str, port: int) -> tuple[Address, ...]:
        """The addresses of a name; none when it cannot be resolved now.

        There is no deadline: the resolver has its own, and its thread cannot be stopped. Where a
        name has addresses of both families IPv4 is taken: the same node need not be met twice.
        """
        try:
            found = await trio.socket.getaddrinfo(host, port, type=trio.socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            if self._throttle.passes(host, trio.current_time()) is not None:
                logger.warning("cannot resolve a peer", host=host, reason=str(error))
            return ()
        family = min((entry[0] for entry in found), key=lambda each: each != trio.socket.AF_INET)
        hosts = {str(entry[4][0]) for entry in found if entry[0] == family}
        return tuple((host, port) for host in sorted(hosts)[:MAX_ADDRESSES])

    async def _follow_file(self, path: Path, task_status: trio.TaskStatus[None]) -> None:
        """Take what the file says once two looks agree: the first may have met it half written."""
        peers = before = await self._read(path)
        if not peers:
            raise StartError(f"ha.peers: {path} names no node", hint="one name=host:port a line")
        async with trio.open_nursery() as nursery:
            self._change(peers, nursery)
            task_status.started()
            while True:
                await trio.sleep(self._refresh_s)
                try:
                    found = await self._read(path)
                except StartError as error:
                    self._complain(str(error))
                    continue
                settled, before = found == before, found
                if found == peers or not settled:
                    continue
                if _one_step(peers, found):
                    peers = found
                    self._change(peers, nursery)
                else:
                    self._complain(f"ha.peers: {path} changed by more than one node: {_ONE_STEP}")

    def _complain(self, reason: str) -> None:
        if self._throttle.passes("the file", trio.current_time()) is not None:
            logger.error("kept the peers as they were", reason=reason)

    async def _read(self, path: Path) -> tuple[Peer, ...]:
        try:
            return await trio.to_thread.run_sync(_read, path, limiter=self._limiter)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise StartError(f"ha.peers: cannot use {path}: {reason}") from error


def _read(path: Path) -> tuple[Peer, ...]:
    with path.open("rb") as file:
        raw = file.read(MAX_FILE_BYTES + 1)
    if len(raw) > MAX_FILE_BYTES:
        raise ValueError(f"longer than {MAX_FILE_BYTES} bytes")
    return parse_file(raw.decode())


def _one_step(before: tuple[Peer, ...], after: tuple[Peer, ...]) -> bool:
    """Whether at most one name came or went; addresses may change at will."""
    return len({peer.node for peer in before} ^ {peer.node for peer in after}) <= 1


def show(address: Address) -> str:
    """host:port of an address."""
    return show_address(*address)
