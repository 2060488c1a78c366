"""The network of the peers: messages to each by name, from each with its name proved.

Every node keeps one stream open to every other and sends its messages on it; the other side
confirms each frame on the same stream, which tells round trips and finds out peers that are gone
without a word. Nothing waits behind a slow peer, and nothing is sent twice: whoever needs an answer
asks again. The streams have a port of their own, and no work of MCP comes before them.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import trio

from appliance.errors import StartError
from appliance.failover import wire
from appliance.failover.authentication import open_authenticator
from appliance.failover.channel import Me
from appliance.failover.contacts import Contacts, PeerStatus
from appliance.failover.discovery import Address, Directory, Target
from appliance.failover.link import Link, Station
from appliance.failover.messages import Message, NodeId
from appliance.failover.plan import Plan
from appliance.failover.reception import Reception
from appliance.failover.refusals import Refusal, Refusals
from appliance.settings.peers import DnsPeers, show_address

Receive = Callable[[NodeId, Message], None]


class Network:
    """The open network of one node.

    Attributes:
        port: where it listens.
    """

    def __init__(
        self,
        station: Station,
        nursery: trio.Nursery,
        *,
        port: int,
        named: Callable[[frozenset[NodeId]], None] | None,
    ) -> None:
        self.port = port
        self._station = station
        self._nursery = nursery
        self._named = named
        self._members: frozenset[NodeId] | None = None
        self._links: dict[NodeId | Address, Link] = {}

    def send(self, to: NodeId, message: Message) -> None:
        """Send a message soon; it may be lost, and is when its peer is away.

        While a peer is slow, the newest message of each kind waits for it.

        Raises:
            ValueError: the message has no place in a frame: a term or facts too big.
        """
        packed = wire.pack(message)
        if (contact := self._station.contacts.find(to)) is not None:
            contact.outbox.put(packed, trio.current_time())

    def peers(self) -> tuple[PeerStatus, ...]:
        """The other nodes, by name: configured ones, and with DNS those that were met."""
        return self._station.contacts.statuses()

    def retarget(self, targets: tuple[Target, ...]) -> None:
        """Keep streams to these and to no others."""
        if self._named is not None:
            self._restrict(frozenset(target.name for target in targets if target.name), self._named)
        wanted = {target.name or target.addresses[0]: target for target in targets}
        for key in self._links.keys() - wanted.keys():
            self._let_go(key)
        for key, target in wanted.items():
            if (link := self._links.get(key)) is None:
                link = self._links[key] = Link(self._station, target.name, target.addresses)
                self._nursery.start_soon(self._keep, key, link)
            else:
                link.retired = False
                link.addresses = target.addresses

    def _restrict(
        self, members: frozenset[NodeId], named: Callable[[frozenset[NodeId]], None]
    ) -> None:
        if members != self._members:
            self._members = members
            self._station.contacts.restrict(members)
            named(members)

    def _let_go(self, key: NodeId | Address) -> None:
        link = self._links[key]
        if link.name is None:
            # A pod that is not ready is not in DNS, and the stream to it may be a good one.
            link.retired = True
            link.wake()
        else:
            del self._links[key]
            link.scope.cancel()

    async def _keep(self, key: NodeId | Address, link: Link) -> None:
        await link.run()
        if self._links.get(key) is link:
            del self._links[key]

    def met(self, name: NodeId) -> None:
        """A peer came by itself: it is worth an attempt to reach it."""
        for link in self._links.values():
            if link.name in (None, name):
                link.wake()


def _ignore(_told: object) -> None:
    """For callers that do not want to be told."""


@asynccontextmanager
async def open_network(
    plan: Plan,
    receive: Receive,
    *,
    refused: Callable[[Refusal], None] = _ignore,
    named: Callable[[frozenset[NodeId]], None] = _ignore,
) -> AsyncIterator[Network]:
    """Take part in the network of the cluster for as long as the block runs.

    Args:
        receive: called in the event loop with each message and its sender; must not block.
        refused: called for everything that was dropped.
        named: called with the names of the other nodes before the block is entered, and when the
            peers' file changes; never where peers come from DNS, which knows no names.

    Raises:
        StartError: the port, a certificate or the peers' file cannot be used.
    """
    authenticator = await open_authenticator(plan.credentials)
    by_name = not isinstance(plan.peers, DnsPeers)
    limits, contacts = plan.limits, Contacts(plan.limits)
    if by_name:
        contacts.restrict(frozenset())
    me = Me(plan.node, plan.cluster)
    station = Station(me, limits, authenticator, contacts, Refusals(refused))
    listeners = await _listen(plan)
    async with trio.open_nursery() as nursery:
        port = listeners[0].socket.getsockname()[1]
        network = Network(station, nursery, port=port, named=named if by_name else None)
        reception = Reception(station, receive, network.met)
        nursery.start_soon(partial(trio.serve_listeners, reception.serve, listeners))
        directory = Directory(
            plan.peers, node=plan.node, refresh_s=limits.refresh_s, tell=network.retarget
        )
        await nursery.start(directory.run)
        nursery.start_soon(authenticator.keep_fresh, limits.refresh_s)
        yield network
        nursery.cancel_scope.cancel()


async def _listen(plan: Plan) -> list[trio.SocketListener]:
    where = show_address(plan.bind_host or "*", plan.port)
    try:
        return await trio.open_tcp_listeners(plan.port, host=plan.bind_host or None)
    except socket.gaierror as error:
        raise StartError(
            f"ha.bind_host: {plan.bind_host!r} is neither an address nor a name that resolves",
            hint="leave it empty to listen on every interface",
        ) from error
    except OSError as error:
        hint = "choose another ha.port" if error.errno == errno.EADDRINUSE else "see ha.bind_host"
        raise StartError(
            f"cannot listen for other nodes on {where}: {error.strerror or error}", hint=hint
        ) from error
