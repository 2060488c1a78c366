from __future__ import annotations

from contextlib import suppress
from dataclasses import fields
from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from appliance.failover import wire
from appliance.failover.messages import (
    Heartbeat,
    HeartbeatReply,
    Message,
    PreVoteReply,
    PreVoteRequest,
    TimeoutNow,
    VoteReply,
    VoteRequest,
)
from appliance.failover.refusals import Refusal, Refused
from appliance.failover.wire import Frame, Kind, Tag

TERMS = st.integers(0, wire.TERM_LIMIT - 1)
TIMES = st.floats(allow_nan=False, allow_infinity=False)
FACTS = st.binary(max_size=300)
FLAGS = st.booleans()
NAMES = st.text(max_size=63)
MESSAGES: st.SearchStrategy[Message] = st.one_of(
    st.builds(PreVoteRequest, term=TERMS, asked_at=TIMES),
    st.builds(PreVoteReply, term=TERMS, asked_at=TIMES, granted=FLAGS),
    st.builds(VoteRequest, term=TERMS, handed_over=FLAGS),
    st.builds(VoteReply, term=TERMS, granted=FLAGS),
    st.builds(Heartbeat, term=TERMS, sent_at=TIMES, facts=FACTS),
    st.builds(HeartbeatReply, term=TERMS, sent_at=TIMES, can_lead=FLAGS, facts=FACTS),
    st.builds(TimeoutNow, term=TERMS),
)


def frame_of(message: Message, *, sequence: int = 7) -> Frame:
    kind, packed = wire.pack(message)
    return Frame(kind, sequence, "azeroth", "a", packed)


def refusal_of(payload: bytes) -> Refusal:
    with pytest.raises(Refused) as caught:
        wire.unpack(wire.decode(payload))
    return caught.value.reason


@settings(max_examples=60)
@given(MESSAGES, NAMES.filter(lambda name: len(name.encode()) < 256), st.integers(0, 2**64 - 1))
def test_what_is_sent_arrives(message: Message, name: str, sequence: int) -> None:
    kind, packed = wire.pack(message)
    frame = wire.decode(wire.encode(Frame(kind, sequence, name, name, packed)))
    assert (frame.cluster, frame.sender, frame.sequence) == (name, name, sequence)
    assert wire.unpack(frame) == message


def test_every_message_has_a_form() -> None:
    assert set(wire._MESSAGES.values()) == set(get_args(Message))
    for kind in get_args(Message):
        assert {field.name for field in fields(kind)} <= wire._CODECS.keys()
    tags = [codec.tag for codec in wire._CODECS.values()]
    assert len(set(tags)) == len(tags)


def test_the_form_stays_as_it_is() -> None:
    """Nodes of other versions rely on it: a change of these bytes is a new major version."""
    assert wire.encode(frame_of(VoteRequest(term=3, handed_over=True))).hex() == (
        "54434841" + "01" + "00" + "12" + "0000000000000007"
        + "07" + b"azeroth".hex() + "01" + b"a".hex()
        + "01" + "0008" + "0000000000000003" + "03" + "0001" + "01"
    )  # fmt: skip


@settings(max_examples=60)
@given(st.binary(max_size=200))
@example(b"TCHA")
@example(b"TCHA\x01\x00\x04" + bytes(8) + b"\x05ab")
@example(b"TCHA\x01\x00\x04" + bytes(8) + b"\x01\xff\x00")
def test_noise_is_refused(noise: bytes) -> None:
    assert refusal_of(noise) in (Refusal.MALFORMED, Refusal.VERSION)


@settings(max_examples=60)
@given(MESSAGES, st.data())
def test_a_changed_frame_never_surprises(message: Message, data: st.DataObject) -> None:
    payload = bytearray(wire.encode(frame_of(message)))
    for _ in range(data.draw(st.integers(1, 3))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    cut = payload[: data.draw(st.integers(0, len(payload)))]
    with suppress(Refused):  # any other exception would end the process
        wire.unpack(wire.decode(bytes(cut)))


@pytest.mark.parametrize(
    ("version", "taken"),
    [((1, 0), True), ((1, 1), True), ((1, 2), False), ((2, 0), False), ((0, 0), False)],
)
def test_versions_one_minor_apart_understand_each_other(
    version: tuple[int, int], taken: bool
) -> None:
    payload = bytearray(wire.encode(frame_of(TimeoutNow(term=1))))
    payload[4:6] = version
    if taken:
        assert wire.unpack(wire.decode(bytes(payload))) == TimeoutNow(term=1)
    else:
        assert refusal_of(bytes(payload)) is Refusal.VERSION


def test_what_a_newer_minor_adds_is_passed_over() -> None:
    kind, packed = wire.pack(TimeoutNow(term=1))
    more = Frame(kind, 0, "azeroth", "a", packed | {200: b"news"})
    assert wire.unpack(wire.decode(wire.encode(more))) == TimeoutNow(term=1)
    assert wire.unpack(Frame(99, 0, "azeroth", "a", packed)) is None


def test_a_field_that_an_older_minor_lacks_has_its_default() -> None:
    kind, packed = wire.pack(Heartbeat(term=2, sent_at=0.5, facts=b"facts"))
    del packed[Tag.FACTS]
    assert wire.unpack(Frame(kind, 0, "azeroth", "a", packed)) == Heartbeat(2, 0.5)


@pytest.mark.parametrize(
    "packed",
    [
        {},
        {Tag.TERM: b"\0\0\0\1"},
        {Tag.TERM: b"\xff" * 8},
        {Tag.TERM: bytes(8), Tag.SENT_AT: bytes.fromhex("7ff8000000000000")},
        {Tag.TERM: bytes(8), Tag.SENT_AT: bytes.fromhex("fff0000000000000")},
        {Tag.TERM: bytes(8), Tag.SENT_AT: b""},
    ],
    ids=["none", "short", "too big", "nan", "infinite", "empty"],
)
def test_values_that_mean_nothing_are_refused(packed: dict[int, bytes]) -> None:
    with pytest.raises(Refused) as caught:
        wire.unpack(Frame(Kind.HEARTBEAT, 0, "azeroth", "a", packed))
    assert caught.value.reason is Refusal.MALFORMED


def test_a_flag_is_yes_or_no() -> None:
    packed: dict[int, bytes] = {Tag.TERM: bytes(8), Tag.GRANTED: b"\2"}
    with pytest.raises(Refused, match="neither"):
        wire.unpack(Frame(Kind.VOTE_REPLY, 0, "azeroth", "a", packed))


def test_facts_are_bounded_at_the_sender() -> None:
    most = Heartbeat(1, 0.0, bytes(wire.MAX_FACTS_BYTES))
    assert len(wire.encode(frame_of(most))) < wire.MAX_FRAME_BYTES
    with pytest.raises(ValueError, match="facts"):
        wire.pack(Heartbeat(1, 0.0, bytes(wire.MAX_FACTS_BYTES + 1)))
    with pytest.raises(ValueError, match="bytes"):
        wire.encode(Frame(Kind.PING, 0, "azeroth", "a", {9: bytes(wire.MAX_FRAME_BYTES)}))
