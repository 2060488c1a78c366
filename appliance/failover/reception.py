"""Those who connect to this node: few strangers, each with little time, and peers, each once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import trio

from appliance.failover import wire
from appliance.failover.channel import Channel, Itself, Lost
from appliance.failover.discovery import show
from appliance.failover.link import Station
from appliance.failover.messages import Message, NodeId
from appliance.failover.refusals import Refusal, Refused
from appliance.failover.wire import Kind, Tag


@dataclass(eq=False, slots=True)
class _Stranger:
    """Somebody who has not introduced himself yet."""

    scope: trio.CancelScope = field(default_factory=trio.CancelScope)
    crowded_out: bool = False


class Reception:
    """Takes streams from peers.

    Args:
        receive: called with each message and the peer that sent it.
        met: called with the name of a peer that connected.
    """

    def __init__(
        self,
        station: Station,
        receive: Callable[[NodeId, Message], None],
        met: Callable[[NodeId], None],
    ) -> None:
        self._station = station
        self._receive = receive
        self._met = met
        self._strangers: dict[_Stranger, None] = {}

    async def serve(self, stream: trio.SocketStream) -> None:
        """One connection, from its first byte to its end."""
        try:
            await self._listen(await self._introduce(stream))
        except Refused as refused:
            self._station.refusals.note(refused, address=_address(stream))
        except (Itself, Lost):
            pass  # the link of this node, or of that peer, says so and tries again
        finally:
            await trio.aclose_forcefully(stream)

    async def _introduce(self, stream: trio.SocketStream) -> Channel:
        """Learn who it is.

        When too many are at it, the one who has been for longest has to go: whoever wants to
        keep peers out has to be faster than they are.

        Raises:
            Refused: nobody of ours.
        """
        stranger = _Stranger()
        if len(self._strangers) >= self._station.limits.strangers:
            oldest = next(iter(self._strangers))
            oldest.crowded_out = True
            oldest.scope.cancel()
            del self._strangers[oldest]
        self._strangers[stranger] = None
        try:
            stranger.scope.deadline = trio.current_time() + self._station.limits.handshake_s
            with stranger.scope:
                secure = await self._station.authenticator.secure(stream, dialing=False)
                channel = Channel(secure, self._station.me)
                await channel.accept(self._station.authenticator)
                return channel
        except Lost as lost:
            raise Refused(Refusal.CLOSED, str(lost)) from lost
        finally:
            self._strangers.pop(stranger, None)
        if stranger.crowded_out:
            raise Refused(Refusal.BUSY, "too many connections that say nothing")
        raise Refused(Refusal.TIMEOUT, "did not introduce itself in time")

    async def _listen(self, channel: Channel) -> None:
        """Hand on what a peer says, and confirm each frame."""
        contact = self._station.contacts.meet(channel.peer)
        with contact.speaking(channel.instance, dialed=False):
            with trio.move_on_after(self._station.limits.silence_s) as silence:
                await channel.welcome()
                self._met(channel.peer)
                while True:
                    frame = await channel.receive()
                    contact.heard()
                    silence.deadline = trio.current_time() + self._station.limits.silence_s
                    if (message := wire.unpack(frame)) is not None:
                        self._receive(channel.peer, message)
                    confirmed = wire.encode_number(frame.sequence)
                    await channel.send(Kind.CONFIRM, {Tag.CONFIRMED: confirmed})


def _address(stream: trio.SocketStream) -> str:
    """Where a stream comes from, for logs."""
    try:
        return show(stream.socket.getpeername()[:2])
    except OSError:
        return "gone"  # hung up already; the system has forgotten who it was
