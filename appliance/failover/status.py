"""What a node knows of its cluster: members, roles, term, lease, the last failovers. Pure.

Every engine (peers, etcd, kubernetes, the single node) tells the same; what it cannot know is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a member is at the moment, as far as the node that tells it knows."""

    LEADER = "leader"
    FOLLOWER = "follower"
    CANDIDATE = "candidate"
    """Asks for votes, or would if it could hear a majority."""
    WITNESS = "witness"
    """Votes and never leads."""
    AWAY = "away"
    """Was not heard for longer than an election timeout."""


@dataclass(frozen=True, slots=True)
class Member:
    """One node of the cluster, as another sees it.

    Attributes:
        address: host:port of the channel between nodes; "" where the engine has none.
        heard_age_s: seconds since it was last heard; 0 for the node itself, None when never.
        round_trip_s: the newest heartbeat's way there and back; known to the leader.
        term: the term it told last.
        version: of its program.
        health: ok, warning or failed.
        ready: whether it takes calls.
        calls_in_flight: tool calls it is working on.
        loop_lag_s: how late its event loop ran timers lately.
        generation: the catalogue of backups that it has seen; compare them to see who is behind.
    """

    node: str
    role: Role
    witness: bool = False
    address: str = ""
    heard_age_s: float | None = None
    round_trip_s: float | None = None
    term: int | None = None
    version: str | None = None
    health: str | None = None
    ready: bool | None = None
    calls_in_flight: int | None = None
    loop_lag_s: float | None = None
    generation: int | None = None


@dataclass(frozen=True, slots=True)
class Failover:
    """One change of the leader, as this node saw it.

    Attributes:
        at: when the new leader was first heard.
        duration_s: from the last sign of the old leader, or from its word that it leaves, to the
            first one of the new; None for the first leader that this node knew.
        reason: why the old one was left, e.g. "timeout", "handed over".
    """

    at: datetime
    term: int
    previous: str | None
    leader: str
    reason: str
    duration_s: float | None


@dataclass(frozen=True, slots=True)
class ClusterStatus:
    """The cluster as one node sees it.

    Attributes:
        backend: which engine elects: single, peers, etcd, kubernetes.
        term: the highest term seen.
        leader: the node that leads, as far as known.
        lease_remaining_s: how long this node may still act without a new majority; None when it
            does not lead.
        voters: how many nodes vote; 1 where an engine of its own decides.
        quorum: voters that make a majority; None where an engine of its own decides.
        reachable: voters heard within an election timeout, this node among them.
        failovers: newest first.
        problem: why this node cannot take part now, with the fix, in one line; "" when it can.
    """

    backend: str
    cluster: str
    node: str
    role: Role
    term: int
    leader: str | None
    lease_remaining_s: float | None = None
    voters: int = 1
    quorum: int | None = None
    reachable: int | None = None
    members: tuple[Member, ...] = ()
    failovers: tuple[Failover, ...] = ()
    problem: str = ""

    @property
    def has_quorum(self) -> bool:
        """Whether a leader can be elected, as far as this node sees."""
        if self.quorum is None or self.reachable is None:
            return self.leader is not None
        return self.reachable >= self.quorum
