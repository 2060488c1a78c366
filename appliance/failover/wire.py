"""What nodes say to each other, as bytes. Pure.

A frame on the stream, numbers in network byte order:

    length u32 | payload | seal        length = both that follow; the seal is 32 bytes or none
    payload = "TCHA" | major u8 | minor u8 | kind u8 | sequence u64
              | cluster (u8 length, UTF-8) | sender (u8 length, UTF-8) | fields
    field   = tag u8 | length u16 | value

During a rolling upgrade a node talks to nodes one minor version away. So a newer minor may add
kinds, which are passed over, and fields, whose tag is passed over by the older side and whose
default is used by the newer one. Anything else that changes is a new major version.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from enum import IntEnum
from typing import Any, NamedTuple

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

MAGIC = b"TCHA"
MAJOR, MINOR = 1, 0

MAX_FRAME_BYTES = 16 * 1024
"""What a length may announce; heartbeats are some hundred bytes."""
MAX_FACTS_BYTES = 12 * 1024
SEAL_BYTES = 32
"""HMAC-SHA256."""
TERM_LIMIT = 2**63

LENGTH = struct.Struct("!I")
_HEAD = struct.Struct("!4sBBBQ")
_FIELD = struct.Struct("!BH")


class Kind(IntEnum):
    """What a frame is; numbers are never given a second meaning."""

    CHALLENGE = 1
    HELLO = 2
    WELCOME = 3
    PING = 4
    CONFIRM = 5
    PRE_VOTE_REQUEST = 16
    PRE_VOTE_REPLY = 17
    VOTE_REQUEST = 18
    VOTE_REPLY = 19
    HEARTBEAT = 20
    HEARTBEAT_REPLY = 21
    TIMEOUT_NOW = 22


class Tag(IntEnum):
    """What a field is; numbers are never given a second meaning."""

    TERM = 1
    GRANTED = 2
    HANDED_OVER = 3
    SENT_AT = 4
    FACTS = 5
    NONCE = 6
    INSTANCE = 7
    CONFIRMED = 8
    ASKED_AT = 9
    CAN_LEAD = 10
    PROMISE_S = 11


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; `kind` and the tags of `fields` may be some that only newer versions know."""

    kind: int
    sequence: int
    cluster: str
    sender: str
    fields: Mapping[int, bytes]


def encode(frame: Frame) -> bytes:
    """The payload of a frame.

    Raises:
        ValueError: it would be longer than any peer takes.
    """
    parts = [_HEAD.pack(MAGIC, MAJOR, MINOR, frame.kind, frame.sequence)]
    for name in (frame.cluster, frame.sender):
        raw = name.encode()
        parts += (bytes([len(raw)]), raw)
    for tag, value in frame.fields.items():
        parts += (_FIELD.pack(tag, len(value)), value)
    payload = b"".join(parts)
    if len(payload) > MAX_FRAME_BYTES - SEAL_BYTES:
        raise ValueError(f"a frame of {len(payload)} bytes")
    return payload


def decode(payload: bytes) -> Frame:
    """The frame of a payload.

    Raises:
        Refused: it is none, or of a version too far away.
    """
    if len(payload) < _HEAD.size or not payload.startswith(MAGIC):
        raise Refused(Refusal.MALFORMED, "not a frame of a node")
    _magic, major, minor, kind, sequence = _HEAD.unpack_from(payload)
    if major != MAJOR or abs(minor - MINOR) > 1:
        raise Refused(Refusal.VERSION, f"speaks version {major}.{minor}, this is {MAJOR}.{MINOR}")
    cluster, at = _name(payload, _HEAD.size)
    sender, at = _name(payload, at)
    found: dict[int, bytes] = {}
    while at < len(payload):
        if at + _FIELD.size > len(payload):
            raise Refused(Refusal.MALFORMED, "ends in the middle of a field")
        tag, length = _FIELD.unpack_from(payload, at)
        at += _FIELD.size + length
        if at > len(payload) or tag in found:
            raise Refused(Refusal.MALFORMED, f"field {tag} is too long or there twice")
        found[tag] = payload[at - length : at]
    return Frame(kind, sequence, cluster, sender, found)


def _name(payload: bytes, at: int) -> tuple[str, int]:
    """A name that begins at an offset, and the offset after it."""
    end = at + 1 + payload[at] if at < len(payload) else len(payload) + 1
    if end > len(payload):
        raise Refused(Refusal.MALFORMED, "ends in the middle of a name")
    try:
        return payload[at + 1 : end].decode(), end
    except UnicodeDecodeError as error:
        raise Refused(Refusal.MALFORMED, "a name that is not UTF-8") from error


class _Codec(NamedTuple):
    """How values of an attribute become a field's bytes and back; ValueError: they do not."""

    tag: Tag
    encode: Callable[[Any], bytes]
    decode: Callable[[bytes], Any]


def encode_number(value: int) -> bytes:
    """A term or a sequence number."""
    return value.to_bytes(8)


def decode_number(raw: bytes) -> int:
    """A term or a sequence number.

    Raises:
        ValueError: it is none.
    """
    number = int.from_bytes(raw)
    if len(raw) != 8 or number >= TERM_LIMIT:
        raise ValueError("not a number below 2**63")
    return number


def _decode_flag(raw: bytes) -> bool:
    if raw not in (b"\0", b"\1"):
        raise ValueError("neither yes nor no")
    return raw == b"\1"


def _decode_time(raw: bytes) -> float:
    if len(raw) != 8 or not math.isfinite(value := struct.unpack("!d", raw)[0]):
        raise ValueError("not a time")
    return float(value)


def _encode_facts(value: bytes) -> bytes:
    if len(value) > MAX_FACTS_BYTES:
        raise ValueError(f"{len(value)} bytes of facts; {MAX_FACTS_BYTES} are the most")
    return value


def _flag(tag: Tag) -> _Codec:
    return _Codec(tag, lambda value: bytes([value]), _decode_flag)


def _time(tag: Tag) -> _Codec:
    return _Codec(tag, lambda value: struct.pack("!d", value), _decode_time)


_CODECS = {
    "term": _Codec(Tag.TERM, encode_number, decode_number),
    "granted": _flag(Tag.GRANTED),
    "handed_over": _flag(Tag.HANDED_OVER),
    "can_lead": _flag(Tag.CAN_LEAD),
    "sent_at": _time(Tag.SENT_AT),
    "asked_at": _time(Tag.ASKED_AT),
    "promise_s": _time(Tag.PROMISE_S),
    "facts": _Codec(Tag.FACTS, _encode_facts, bytes),
}

_MESSAGES: dict[int, type[Message]] = {
    Kind.PRE_VOTE_REQUEST: PreVoteRequest,
    Kind.PRE_VOTE_REPLY: PreVoteReply,
    Kind.VOTE_REQUEST: VoteRequest,
    Kind.VOTE_REPLY: VoteReply,
    Kind.HEARTBEAT: Heartbeat,
    Kind.HEARTBEAT_REPLY: HeartbeatReply,
    Kind.TIMEOUT_NOW: TimeoutNow,
}
_KINDS = {kind_of: kind for kind, kind_of in _MESSAGES.items()}


def pack(message: Message) -> tuple[int, dict[int, bytes]]:
    """Kind and fields of a message.

    Raises:
        ValueError: a value has no place in its field; OverflowError for a term.
    """
    packed: dict[int, bytes] = {}
    for field in fields(message):
        codec = _CODECS[field.name]
        packed[codec.tag] = codec.encode(getattr(message, field.name))
    return _KINDS[type(message)], packed


def unpack(frame: Frame) -> Message | None:
    """The message in a frame; None when it is none, or of a kind that only a newer minor knows.

    Raises:
        Refused: fields of its kind are missing or do not fit.
    """
    kind = _MESSAGES.get(frame.kind)
    if kind is None:
        return None
    try:
        return kind(**{field.name: _value(frame, field) for field in fields(kind)})
    except ValueError as error:
        raise Refused(Refusal.MALFORMED, f"{kind.__name__}: {error}") from error


def _value(frame: Frame, field: Field[Any]) -> Any:
    codec = _CODECS[field.name]
    raw = frame.fields.get(codec.tag)
    if raw is not None:
        return codec.decode(raw)
    if field.default is MISSING:
        raise ValueError(f"{field.name} is missing")
    return field.default
