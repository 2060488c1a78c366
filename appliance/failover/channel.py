"""One authenticated stream between two nodes: who is at the other end, and frames in order.

The listener speaks first, so that a stranger who merely connects learns a random number and
nothing that a secret could be guessed from:

    listener -> CHALLENGE  nonce                       no names, no seal
    dialer   -> HELLO      nonce, instance             sealed, as is all that follows
    listener -> WELCOME    instance

Each direction counts its frames. A stream that repeats or leaves out one is at its end.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

import trio

from appliance.failover import wire
from appliance.failover.authentication import Authenticator, seal
from appliance.failover.messages import NodeId
from appliance.failover.refusals import Refusal, Refused
from appliance.failover.wire import Frame, Kind, Tag

NONCE_BYTES = 32
INSTANCE_BYTES = 8
_READ_BYTES = 4096


class Lost(Exception):
    """The stream ended; nobody did anything wrong. Its text says how."""


class Itself(Exception):
    """The node reached itself, as it does by a name that stands for every node."""


@dataclass(frozen=True, slots=True)
class Me:
    """What a node says of itself; `instance` tells a process from another that has its name."""

    node: NodeId
    cluster: str
    instance: bytes = field(default_factory=lambda: secrets.token_bytes(INSTANCE_BYTES))


class Channel:
    """Frames from and to one peer.

    `send` and `receive` may each be used by one task at a time. A cancelled one leaves the channel
    unusable: close the stream below it.

    Attributes:
        peer: who is at the other end; "" until it has proved it.
        instance: of the peer's process.
        sent: how many frames were sent; the number of the next.

    Raises:
        Lost: by both, when the stream ended.
        Refused: by `receive`, when what arrives is not what the peer would send.
    """

    def __init__(self, stream: trio.abc.Stream, me: Me) -> None:
        self.peer: NodeId = ""
        self.instance = b""
        self._stream = stream
        self._me = me
        self._buffer = bytearray()
        self._seals = b""
        self._opens = b""
        self.sent = 0
        self._received = 0

    async def send(self, kind: int, fields: Mapping[int, bytes]) -> None:
        """Send a frame; it has the number `sent`."""
        frame = Frame(kind, self.sent, self._me.cluster, self._me.node, fields)
        self.sent += 1
        await self._send_payload(wire.encode(frame))

    async def receive(self) -> Frame:
        """The next frame of the peer."""
        payload, sealed = await self._receive_payload(wire.SEAL_BYTES if self._opens else 0)
        if not hmac.compare_digest(seal(self._opens, payload), sealed):
            raise Refused(Refusal.AUTHENTICATION, "a frame that was not sealed by the peer")
        frame = wire.decode(payload)
        self._check_place(frame)
        if frame.sender != self.peer:
            raise Refused(Refusal.NODE, f"{self.peer} speaks as {frame.sender[:80]!r}")
        return frame

    async def dial(self, authenticator: Authenticator) -> None:
        """Introduce this node to a listener."""
        payload, _ = await self._receive_payload(0)
        challenge = _nonce(wire.decode(payload), Kind.CHALLENGE)
        answer = secrets.token_bytes(NONCE_BYTES)
        keys = authenticator.keys(challenge, answer)
        self._seals, self._opens = keys.dialer, keys.listener
        await self.send(Kind.HELLO, {Tag.NONCE: answer, Tag.INSTANCE: self._me.instance})
        await self._meet(Kind.WELCOME, authenticator, challenge)

    async def accept(self, authenticator: Authenticator) -> None:
        """Let a dialer introduce itself. It is not answered yet: that is `welcome`."""
        challenge = secrets.token_bytes(NONCE_BYTES)
        opening = Frame(Kind.CHALLENGE, 0, "", "", {Tag.NONCE: challenge})
        await self._send_payload(wire.encode(opening))
        await self._meet(Kind.HELLO, authenticator, challenge)

    async def welcome(self) -> None:
        """Tell the dialer that it is in."""
        await self.send(Kind.WELCOME, {Tag.INSTANCE: self._me.instance})

    async def _meet(self, kind: Kind, authenticator: Authenticator, challenge: bytes) -> None:
        """Take the other side's introduction.

        It is read before its seal is checked, because its nonce is part of the key; and a node of
        another version or cluster, which has another secret, is told from an intruder.
        """
        payload, sealed = await self._receive_payload(authenticator.seal_bytes)
        frame = wire.decode(payload)
        self._check_place(frame)
        if kind is Kind.HELLO:
            keys = authenticator.keys(challenge, _nonce(frame, kind))
            self._seals, self._opens = keys.listener, keys.dialer
        instance = frame.fields.get(Tag.INSTANCE, b"")
        if frame.kind != kind or len(instance) != INSTANCE_BYTES:
            raise Refused(Refusal.MALFORMED, "an introduction was due")
        if not hmac.compare_digest(seal(self._opens, payload), sealed):
            raise Refused(Refusal.AUTHENTICATION, "it does not know the cluster's secret")
        authenticator.check(self._stream, frame.sender)
        if frame.sender == self._me.node:
            if instance == self._me.instance:
                raise Itself
            raise Refused(Refusal.NODE, f"another process calls itself {frame.sender}, as this one")
        self.peer, self.instance = frame.sender, instance

    def _check_place(self, frame: Frame) -> None:
        if frame.cluster != self._me.cluster:
            raise Refused(Refusal.CLUSTER, f"belongs to the cluster {frame.cluster[:80]!r}")
        if frame.sequence != self._received:
            raise Refused(
                Refusal.SEQUENCE, f"frame {frame.sequence} where {self._received} was due"
            )
        self._received += 1

    async def _send_payload(self, payload: bytes) -> None:
        sealed = payload + seal(self._seals, payload)
        try:
            await self._stream.send_all(wire.LENGTH.pack(len(sealed)) + sealed)
        except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
            raise Lost(_why(error)) from error

    async def _receive_payload(self, sealed_bytes: int) -> tuple[bytes, bytes]:
        """The next frame's payload and seal, not looked at."""
        (length,) = wire.LENGTH.unpack(await self._exactly(wire.LENGTH.size))
        if not sealed_bytes < length <= wire.MAX_FRAME_BYTES:
            raise Refused(Refusal.SIZE, f"a frame of {length} bytes")
        raw = await self._exactly(length)
        return raw[: length - sealed_bytes], raw[length - sealed_bytes :]

    async def _exactly(self, count: int) -> bytes:
        while len(self._buffer) < count:
            try:
                chunk = await self._stream.receive_some(_READ_BYTES)
            except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
                raise Lost(_why(error)) from error
            if not chunk:
                raise Lost("the other side hung up")
            self._buffer += chunk
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken


def _nonce(frame: Frame, kind: Kind) -> bytes:
    nonce = frame.fields.get(Tag.NONCE, b"")
    if frame.kind != kind or len(nonce) != NONCE_BYTES:
        raise Refused(Refusal.MALFORMED, "no random number in an introduction")
    return nonce


def _why(error: Exception) -> str:
    """What the operating system or the TLS library says; theirs is the cause."""
    return str(error.__cause__ or error) or type(error).__name__
