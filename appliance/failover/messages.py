"""What the peers of a cluster say to each other about who leads. Pure data; `wire` gives it bytes.

The sender is not in a message: the channel proves who sent it. Times are those of the asker's own
monotonic clock; they travel to a peer and come back unchanged, and mean nothing to anybody else.
Sections are of D. Ongaro, "Consensus: Bridging Theory and Practice" (2014).
"""

from __future__ import annotations

from dataclasses import dataclass

NodeId = str
"""Name of a node, unique in its cluster."""


@dataclass(frozen=True, slots=True)
class PreVoteRequest:
    """Would you vote for me? Asked before a term is begun (9.6)."""

    term: int
    """The term in which the sender would campaign; nobody is in it yet because of this."""
    asked_at: float
    """When the sender began to ask."""


@dataclass(frozen=True, slots=True)
class PreVoteReply:
    """Whether the sender would vote for whom it answers."""

    term: int
    """Granted: the term that was asked for. Refused: the term the sender is in."""
    asked_at: float
    """As it was in the request."""
    granted: bool


@dataclass(frozen=True, slots=True)
class VoteRequest:
    """Vote for me (3.4)."""

    term: int
    """The term in which the sender is a candidate."""
    handed_over: bool
    """The leader of the term before gave up its lease in favour of the sender (3.10)."""


@dataclass(frozen=True, slots=True)
class VoteReply:
    """Whether the sender votes for whom it answers, in its term."""

    term: int
    granted: bool


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """I lead (3.4)."""

    term: int
    sent_at: float
    """When the leader sent it: its lease counts from here."""
    facts: bytes = b""
    """What the service tells of itself; the election does not look at it."""
    promise_s: float = 0.0
    """For how long whoever acknowledges it votes for nobody else: the lease rests on it."""


@dataclass(frozen=True, slots=True)
class HeartbeatReply:
    """I follow you, when the term is yours; a higher one says that you no longer lead."""

    term: int
    sent_at: float
    """As it was in the heartbeat."""
    facts: bytes = b""
    """What the service tells of itself; the election does not look at it."""
    can_lead: bool = True
    """Whether leadership can be handed to the sender: a witness only votes."""


@dataclass(frozen=True, slots=True)
class TimeoutNow:
    """Campaign at once: I led in this term and no longer do (3.10)."""

    term: int


Message = (
    PreVoteRequest
    | PreVoteReply
    | VoteRequest
    | VoteReply
    | Heartbeat
    | HeartbeatReply
    | TimeoutNow
)
