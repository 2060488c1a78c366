"""What a node knows of each peer it talks to, and what waits to be sent there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import trio

from appliance.failover.messages import NodeId
from appliance.failover.plan import Limits
from appliance.failover.refusals import Refusal, Refused

Packed = tuple[int, Mapping[int, bytes]]
"""Kind and fields of a frame."""


@dataclass(frozen=True, slots=True)
class PeerStatus:
    """A peer as the network knows it.

    Attributes:
        address: host:port of the stream to it, "" before the first.
        connected: whether there is such a stream now.
        heard_at: `trio.current_time()` of the newest frame from it; None: never.
        round_trip_s: the newest way there and back; None: never.
    """

    name: NodeId
    address: str
    connected: bool
    heard_at: float | None
    round_trip_s: float | None


class Outbox:
    """What waits for one peer: the newest message of each kind, so nothing ever queues.

    Of two heartbeats that wait only the newer has a meaning; a vote beside them is kept.
    """

    def __init__(self, fresh_s: float) -> None:
        self._fresh_s = fresh_s
        self._waiting: dict[int, tuple[float, Packed]] = {}
        self._lot = trio.lowlevel.ParkingLot()

    def put(self, packed: Packed, now: float) -> None:
        """Let it wait in the place of the last one of its kind."""
        self._waiting[packed[0]] = now, packed
        self.stir()

    def take(self, now: float) -> Packed | None:
        """The one that is to be sent next; what has waited for too long is forgotten."""
        while self._waiting:
            since, packed = self._waiting.pop(next(iter(self._waiting)))
            if now - since <= self._fresh_s:
                return packed
        return None

    async def changed(self) -> None:
        """Return at the next `put` or `stir`."""
        await self._lot.park()

    def stir(self) -> None:
        """Let the sender look whether it can go on."""
        self._lot.unpark_all()


class Contact:
    """One peer: its outbox, what is known of it, and the streams that its process keeps open."""

    def __init__(self, name: NodeId, limits: Limits) -> None:
        self.name = name
        self.outbox = Outbox(limits.fresh_s)
        self.address = ""
        self.heard_at: float | None = None
        self.round_trip_s: float | None = None
        self._silence_s = limits.silence_s
        self._instance = b""
        self._scopes: dict[bool, trio.CancelScope] = {}

    def heard(self) -> None:
        """Note a sign of life."""
        self.heard_at = trio.current_time()

    @contextmanager
    def speaking(self, instance: bytes, *, dialed: bool) -> Iterator[None]:
        """For as long as a stream is open; a newer one of the same direction ends the block.

        Raises:
            Refused: another process with this name is alive.
        """
        recent = self.heard_at is not None and (
            trio.current_time() - self.heard_at < self._silence_s
        )
        if self._scopes and recent and instance != self._instance:
            raise Refused(Refusal.NODE, f"two processes call themselves {self.name}")
        self._instance = instance
        if before := self._scopes.get(dialed):
            before.cancel()
        with trio.CancelScope() as scope:
            self._scopes[dialed] = scope
            self.heard()
            try:
                yield
            finally:
                if self._scopes.get(dialed) is scope:
                    del self._scopes[dialed]

    @property
    def connected(self) -> bool:
        """Whether there is a stream to it."""
        return True in self._scopes

    @property
    def present(self) -> bool:
        """Whether there is a stream to it or from it."""
        return bool(self._scopes)

    def close(self) -> None:
        """End its streams."""
        for scope in self._scopes.values():
            scope.cancel()

    def status(self) -> PeerStatus:
        """What is known of it now."""
        return PeerStatus(self.name, self.address, self.connected, self.heard_at, self.round_trip_s)


class Contacts:
    """The peers of a node. Names come from the configuration or, with DNS, from the peers."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._members: frozenset[NodeId] | None = None
        self._known: dict[NodeId, Contact] = {}

    def restrict(self, members: frozenset[NodeId]) -> None:
        """Talk to these and to nobody else from now on."""
        self._members = members
        for name in self._known.keys() - members:
            self._known.pop(name).close()
        for name in members:
            self.meet(name)

    def meet(self, name: NodeId) -> Contact:
        """The contact of a peer that has proved its name.

        Raises:
            Refused: it is not a member, or there are too many.
        """
        if (contact := self._known.get(name)) is not None:
            return contact
        if self._members is not None and name not in self._members:
            raise Refused(Refusal.NODE, f"{name} is not among ha.peers")
        if len(self._known) >= self._limits.nodes:
            self._forget_one(f"{name} is one more than {self._limits.nodes} nodes")
        self._known[name] = contact = Contact(name, self._limits)
        return contact

    def _forget_one(self, otherwise: str) -> None:
        """Make room: pods of a deployment have a new name after each roll-out."""
        gone = [contact for contact in self._known.values() if not contact.present]
        if not gone:
            raise Refused(Refusal.NODE, otherwise)
        del self._known[min(gone, key=lambda each: each.heard_at or 0.0).name]

    def find(self, name: NodeId) -> Contact | None:
        """The contact of that name, if there is one."""
        return self._known.get(name)

    def statuses(self) -> tuple[PeerStatus, ...]:
        """All peers, by name."""
        return tuple(self._known[name].status() for name in sorted(self._known))
