"""The introduction and the frames after it, with somebody on the wire who knows no secret."""

from __future__ import annotations

from typing import NamedTuple

import pytest
import trio
from trio.testing import memory_stream_pair

from appliance.failover.authentication import open_authenticator
from appliance.failover.channel import Channel, Itself, Lost, Me
from appliance.failover.plan import SharedSecret
from appliance.failover.refusals import Refusal, Refused
from appliance.failover.wire import LENGTH, MAX_FRAME_BYTES, Frame, Kind, Tag, decode, encode

A, B = Me("a", "azeroth"), Me("b", "azeroth")
SECRET = b"for the alliance"


class Wire(trio.abc.Stream):
    """One end of a stream that remembers what was sent into it, and can keep it to itself."""

    def __init__(self, stream: trio.abc.Stream) -> None:
        self._stream = stream
        self.said: list[bytes] = []
        self.cut = False

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        self.said.append(bytes(data))
        if not self.cut:
            await self._stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        await self._stream.wait_send_all_might_not_block()

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        return await self._stream.receive_some(max_bytes)

    async def aclose(self) -> None:
        await self._stream.aclose()


class Met(NamedTuple):
    """A dialer and a listener, and the streams below them."""

    a: Channel
    b: Channel
    of_a: Wire
    of_b: Wire


async def dial(channel: Channel, key: bytes = SECRET) -> None:
    await channel.dial(await open_authenticator(SharedSecret(key)))


async def accept(channel: Channel, key: bytes = SECRET) -> None:
    await channel.accept(await open_authenticator(SharedSecret(key)))
    await channel.welcome()


async def meet(a: Me = A, b: Me = B, *, key: bytes = SECRET, other_key: bytes = SECRET) -> Met:
    """Introduce two; if one refuses the other, that error alone comes out."""
    of_a, of_b = map(Wire, memory_stream_pair())
    met = Met(Channel(of_a, a), Channel(of_b, b), of_a, of_b)
    refused: list[Exception] = []
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(dial, met.a, key)
            nursery.start_soon(accept, met.b, other_key)
    except* (Refused, Itself) as group:
        refused.extend(group.exceptions)
    if refused:
        raise refused[0]
    return met


async def reason_of(channel: Channel) -> Refusal:
    """Why the next frame is refused."""
    with pytest.raises(Refused) as caught:
        await channel.receive()
    return caught.value.reason


async def reason_to_decline(*heard: bytes, me: Me = B) -> Refusal:
    """Why a listener declines somebody who says this."""
    raw, listening = memory_stream_pair()
    for each in heard:
        await raw.send_all(each)
    with pytest.raises(Refused) as caught:
        await accept(Channel(listening, me))
    return caught.value.reason


def framed(payload: bytes, seal: bytes = bytes(32)) -> bytes:
    return LENGTH.pack(len(payload) + len(seal)) + payload + seal


def hello(cluster: str = "azeroth", **fields: bytes) -> bytes:
    packed: dict[int, bytes] = {Tag.NONCE: bytes(32), Tag.INSTANCE: bytes(8)}
    packed |= {Tag[name]: value for name, value in fields.items()}
    return encode(Frame(Kind.HELLO, 0, cluster, "a", packed))


async def test_both_learn_who_the_other_is_and_exchange_frames() -> None:
    met = await meet()
    assert (met.a.peer, met.b.peer) == ("b", "a")
    assert (met.a.instance, met.b.instance) == (B.instance, A.instance)
    for number in (1, 2, 3):
        await met.a.send(Kind.PING, {Tag.FACTS: bytes(number)})
        frame = await met.b.receive()
        assert (frame.kind, frame.sequence, frame.sender) == (Kind.PING, number, "a")
        assert frame.fields == {Tag.FACTS: bytes(number)}
        await met.b.send(Kind.CONFIRM, {Tag.CONFIRMED: bytes(8)})
        assert (await met.a.receive()).sequence == number


async def test_a_stranger_learns_a_random_number_and_nothing_else() -> None:
    said = []
    for _ in range(2):
        met = await meet()
        said.append(decode(met.of_b.said[0][LENGTH.size :]))
    assert [(each.kind, each.cluster, each.sender) for each in said] == [
        (Kind.CHALLENGE, "", "")
    ] * 2
    assert said[0].fields.keys() == {Tag.NONCE}
    assert said[0].fields != said[1].fields


async def test_a_recording_is_of_no_use_to_another_connection() -> None:
    met = await meet()
    await met.a.send(Kind.PING, {})
    await met.b.receive()
    assert len(met.of_a.said) == 2
    assert await reason_to_decline(*met.of_a.said) is Refusal.AUTHENTICATION


async def test_a_recorded_listener_is_of_no_use_either() -> None:
    met = await meet()
    raw, dialing = memory_stream_pair()
    await raw.send_all(b"".join(met.of_b.said))
    with pytest.raises(Refused) as caught:
        await dial(Channel(dialing, A))
    assert caught.value.reason is Refusal.AUTHENTICATION


async def test_a_frame_that_is_sent_again_is_refused() -> None:
    met = await meet()
    await met.a.send(Kind.PING, {})
    await met.b.receive()
    await met.of_a.send_all(met.of_a.said[-1])
    assert await reason_of(met.b) is Refusal.SEQUENCE


async def test_a_frame_that_was_left_out_is_noticed() -> None:
    met = await meet()
    met.a.sent += 1
    await met.a.send(Kind.PING, {})
    assert await reason_of(met.b) is Refusal.SEQUENCE


async def test_a_frame_that_comes_back_to_its_sender_is_refused() -> None:
    met = await meet()
    await met.a.send(Kind.PING, {})
    await met.of_b.send_all(met.of_a.said[-1])
    assert await reason_of(met.a) is Refusal.AUTHENTICATION


async def test_no_bit_of_a_frame_can_be_changed() -> None:
    size = len(encode(Frame(Kind.PING, 1, "azeroth", "a", {}))) + 32
    for index in range(size):
        met = await meet()
        met.of_a.cut = True
        await met.a.send(Kind.PING, {})
        met.of_a.cut = False
        frame = bytearray(met.of_a.said[-1])
        frame[LENGTH.size + index] ^= 1 << index % 8
        await met.of_a.send_all(bytes(frame))
        assert await reason_of(met.b) is Refusal.AUTHENTICATION, index


async def test_who_has_another_secret_is_declined_by_both() -> None:
    with pytest.raises(Refused) as caught:
        await meet(other_key=b"for the horde")
    assert caught.value.reason is Refusal.AUTHENTICATION
    met = await meet()
    forged = framed(encode(Frame(Kind.WELCOME, 0, "azeroth", "b", {Tag.INSTANCE: bytes(8)})))
    raw, dialing = memory_stream_pair()
    await raw.send_all(met.of_b.said[0] + forged)
    with pytest.raises(Refused) as caught:
        await dial(Channel(dialing, A))
    assert caught.value.reason is Refusal.AUTHENTICATION


@pytest.mark.parametrize("length", [0, 1, 32, MAX_FRAME_BYTES + 1, 1 << 30, (1 << 32) - 1])
async def test_no_length_is_believed(length: int) -> None:
    assert await reason_to_decline(LENGTH.pack(length) + bytes(64)) is Refusal.SIZE
    met = await meet()
    await met.of_a.send_all(LENGTH.pack(length))
    assert await reason_of(met.b) is Refusal.SIZE


@pytest.mark.parametrize(
    ("heard", "reason"),
    [
        (framed(b"no frame at all"), Refusal.MALFORMED),
        (framed(hello(NONCE=b"short")), Refusal.MALFORMED),
        (framed(hello(INSTANCE=b"")), Refusal.MALFORMED),
        (framed(encode(Frame(Kind.PING, 0, "azeroth", "a", {}))), Refusal.MALFORMED),
        (framed(hello(cluster="outland")), Refusal.CLUSTER),
        (framed(hello().replace(b"TCHA\1\0", b"TCHA\2\0")), Refusal.VERSION),
        (framed(hello()), Refusal.AUTHENTICATION),
        (framed(hello(), seal=b"")[: LENGTH.size] + hello(), Refusal.MALFORMED),
    ],
)
async def test_why_an_introduction_is_declined(heard: bytes, reason: Refusal) -> None:
    assert await reason_to_decline(heard) is reason


async def test_a_node_is_told_from_another_with_its_name() -> None:
    with pytest.raises(Itself):
        await meet(A, A)
    with pytest.raises(Refused, match="another process calls itself a"):
        await meet(A, Me("a", "azeroth"))


async def test_a_peer_speaks_for_itself_alone() -> None:
    met = await meet()
    met.a._me = Me("c", "azeroth")
    await met.a.send(Kind.PING, {})
    assert await reason_of(met.b) is Refusal.NODE


async def test_a_stream_that_ends_in_a_frame_is_lost() -> None:
    met = await meet()
    await met.of_a.send_all(LENGTH.pack(200) + b"and then")
    await met.of_a.aclose()
    with pytest.raises(Lost, match="hung up"):
        await met.b.receive()
    with pytest.raises(Lost):
        await met.b.send(Kind.PING, {})
