"""The stream that this node keeps open to one peer: connect, introduce, send, be confirmed."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
import trio

from appliance.failover.authentication import Authenticator
from appliance.failover.channel import Channel, Itself, Lost, Me
from appliance.failover.contacts import Contact, Contacts
from appliance.failover.discovery import Address, show
from appliance.failover.messages import NodeId
from appliance.failover.plan import Limits
from appliance.failover.refusals import Refusal, Refusals, Refused, Throttle
from appliance.failover.wire import Kind, Tag, decode_number

logger = structlog.get_logger("appliance.failover")

_DOUBLE_PAUSE_S = 30.0
"""How long an address rests behind which the same node was found as behind another."""

_REMIND_S = 60.0

_NUDGES = 2
"""Pings behind a frame that is late. Of 100 frames 5 being lost, one in a hundred messages took
40 ms with them and 110 to 240 ms without; many more of them make a bad line worse."""


@dataclass(frozen=True, slots=True)
class Station:
    """What every stream of this node shares."""

    me: Me
    limits: Limits
    authenticator: Authenticator
    contacts: Contacts
    refusals: Refusals


class Link:
    """Keeps one stream open to a node, or to whoever is at an address.

    Attributes:
        addresses: where to try, one after the other; may be changed at any time.
        retired: the address is no longer named: stop when the stream is lost.
    """

    def __init__(
        self, station: Station, name: NodeId | None, addresses: tuple[Address, ...]
    ) -> None:
        self.name = name
        self.addresses = addresses
        self.retired = False
        self.scope = trio.CancelScope()
        self._station = station
        self._attempts = 0
        self._met: NodeId = ""
        self._lot = trio.lowlevel.ParkingLot()
        self._said = ""
        self._throttle = Throttle(_REMIND_S)

    def wake(self) -> None:
        """Try at once: there is a sign that the peer is back."""
        self._lot.unpark_all()

    async def run(self) -> None:
        """Connect again and again, until cancelled or retired."""
        limits = self._station.limits
        pause = limits.backoff_min_s
        with self.scope:
            while not self.retired:
                begun = trio.current_time()
                if self.addresses:
                    await self._attempt(self.addresses[self._attempts % len(self.addresses)])
                    self._attempts += 1
                # A peer that takes us and drops us at once is not worth a try every moment.
                if trio.current_time() - begun > limits.silence_s:
                    pause = limits.backoff_min_s
                with trio.move_on_after(_DOUBLE_PAUSE_S if self._double() else pause):
                    await self._lot.park()
                pause = min(2 * pause, limits.backoff_max_s)

    def _double(self) -> bool:
        """Whether the node that was at this address is connected by another one."""
        contact = self._station.contacts.find(self._met)
        return self.name is None and contact is not None and contact.connected

    async def _attempt(self, address: Address) -> None:
        """One stream, from its connection to its end."""
        try:
            with trio.move_on_after(self._station.limits.connect_s) as connecting:
                stream = await trio.open_tcp_stream(*address)
            if connecting.cancelled_caught:
                raise Lost("no answer")
            try:
                await self._use(stream, address)
            finally:
                await trio.aclose_forcefully(stream)
        except Refused as refused:
            self._station.refusals.note(refused, address=show(address))
        except Itself:
            self.retired = True  # until DNS names the address anew
        except (Lost, OSError) as error:
            self._say("no stream to a node", address, reason=str(error))

    async def _use(self, stream: trio.SocketStream, address: Address) -> None:
        station = self._station
        with trio.move_on_after(station.limits.handshake_s) as introducing:
            secure = await station.authenticator.secure(stream, dialing=True)
            channel = Channel(secure, station.me)
            await channel.dial(station.authenticator)
        if introducing.cancelled_caught:
            raise Lost("it did not introduce itself in time")
        if self.name is not None and channel.peer != self.name:
            raise Refused(Refusal.NODE, f"{channel.peer} answers where {self.name} should be")
        self._met = channel.peer
        contact = station.contacts.meet(channel.peer)
        with contact.speaking(channel.instance, dialed=True):
            contact.address = show(address)
            self._say("stream to a node", address, node=channel.peer)
            await _Exchange(channel, contact, station.limits).run()

    def _say(self, event: str, address: Address, **more: object) -> None:
        """Log each change, and now and then that nothing has changed."""
        if event != self._said:
            self._said, self._throttle = event, Throttle(_REMIND_S)
        quiet = self._throttle.passes(event, trio.current_time())
        if quiet is not None:
            known = {"node": self.name} | more
            logger.info(event, address=show(address), more_since_last=quiet, **known)


class _Exchange:
    """Sends what is in a peer's outbox, and hears that it arrived."""

    def __init__(self, channel: Channel, contact: Contact, limits: Limits) -> None:
        self._channel = channel
        self._contact = contact
        self._limits = limits
        self._in_flight: deque[tuple[int, float]] = deque()

    async def run(self) -> None:
        """Until the stream is lost.

        Raises:
            Lost: it ended, or nothing was confirmed for too long.
            Refused: the peer does what a peer does not do.
        """
        ended_by: list[Exception] = []
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._send)
                nursery.start_soon(self._hear)
        except* (Lost, Refused) as ended:
            ended_by.extend(ended.exceptions)
        # Not in the block above: before Python 3.11.4 what is raised there ends up in a group.
        if ended_by:
            raise ended_by[0]

    async def _send(self) -> None:
        limits, outbox = self._limits, self._contact.outbox
        while True:
            room = len(self._in_flight) < limits.in_flight
            if room and (packed := outbox.take(trio.current_time())):
                await self._send_one(*packed)
                continue
            with trio.move_on_after(self._patience_s()) as waiting:
                await outbox.changed()
            if waiting.cancelled_caught and len(self._in_flight) <= _NUDGES:
                await self._send_one(Kind.PING, {})

    def _patience_s(self) -> float:
        """How long to wait for something to send, or for a confirmation, until a ping is due.

        TCP sends a lost segment again once it sees that later ones arrived, and otherwise after
        200 ms or more. So what is not confirmed in its time is followed by a ping.
        """
        if not self._in_flight:
            return self._limits.keepalive_s
        return max(self._limits.nudge_s, 2 * (self._contact.round_trip_s or 0.0))

    async def _send_one(self, kind: int, fields: Mapping[int, bytes]) -> None:
        # Noted first: the answer may be there before the sender has its turn again.
        self._in_flight.append((self._channel.sent, trio.current_time()))
        await self._channel.send(kind, fields)

    async def _hear(self) -> None:
        while True:
            with trio.move_on_after(self._limits.silence_s) as listening:
                frame = await self._channel.receive()
            if listening.cancelled_caught:
                raise Lost(f"silent for {self._limits.silence_s} s")
            self._contact.heard()
            if frame.kind == Kind.CONFIRM:
                self._confirmed(frame.fields.get(Tag.CONFIRMED, b""))

    def _confirmed(self, raw: bytes) -> None:
        try:
            number = decode_number(raw)
        except ValueError as error:
            raise Refused(Refusal.MALFORMED, f"confirms {error}") from error
        while self._in_flight and self._in_flight[0][0] <= number:
            sent, at = self._in_flight.popleft()
            if sent == number:
                self._contact.round_trip_s = trio.current_time() - at
        self._contact.outbox.stir()
