"""What the election knows, is told, and wants done: its data. Pure.

Times are seconds of one monotonic clock of the node, passed in. Sections are of D. Ongaro,
"Consensus: Bridging Theory and Practice" (2014).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from appliance.errors import SettingsError
from appliance.failover.electorate import Electorate
from appliance.failover.messages import Message, NodeId

LEASE_SHARE = 0.8
"""Longest lease, as a share of the shortest election timeout: see `lease` for the proof."""
_ROUNDING = 1e-9


class Role(StrEnum):
    """What a node is in its term (3.3); a pre-candidate is not in the next one yet (9.6)."""

    FOLLOWER = "follower"
    PRE_CANDIDATE = "pre_candidate"
    CANDIDATE = "candidate"
    LEADER = "leader"


class Reason(StrEnum):
    """Why a node changed its role; a label of metrics, so the set is closed."""

    STARTED = "started"
    LEADER_SILENT = "leader_silent"
    """No heartbeat for an election timeout: ask whether a campaign would succeed."""
    WOULD_WIN = "would_win"
    """A majority would vote for this node: campaign."""
    HANDED_OVER = "handed_over"
    """The leader gave up in favour of this node: campaign at once."""
    ELECTED = "elected"
    LOST = "lost"
    """The campaign failed: begin again by asking."""
    LEADER_FOUND = "leader_found"
    """Somebody leads in this term."""
    VOTED = "voted"
    """Another candidate got this node's vote."""
    HIGHER_TERM = "higher_term"
    """Somebody is in a later term."""
    QUORUM_LOST = "quorum_lost"
    """No majority acknowledged a heartbeat for an election timeout."""
    STALLED = "stalled"
    """The event loop stood still for longer than half a lease."""
    STEPPED_DOWN = "stepped_down"
    """The service asked for it."""
    NOT_A_VOTER = "not_a_voter"
    """This node is no longer on the list of voters."""


@dataclass(frozen=True)
class Timing:
    """How fast the cluster reacts, in seconds; the same on all nodes.

    Raises:
        SettingsError: two leaders, or no leader for long, could come of these values.
    """

    heartbeat_s: float = 0.1
    election_min_s: float = 0.5
    """Shortest election timeout; for this long after a heartbeat no other node gets a vote."""
    election_max_s: float = 0.75
    """Longest election timeout. Without a spread candidates would tie for ever (9.3)."""
    lease_s: float = 0.4

    def __post_init__(self) -> None:
        if not 0 < self.heartbeat_s <= self.lease_s / 2:
            raise SettingsError("a lease has to span two heartbeats at least")
        if self.lease_s > LEASE_SHARE * self.election_min_s * (1 + _ROUNDING):
            raise SettingsError(f"a lease may last {LEASE_SHARE} of an election timeout at most")
        if not self.election_min_s < self.election_max_s < math.inf:
            raise SettingsError("the longest election timeout has to be above the shortest")

    @property
    def stall_s(self) -> float:
        """A `Tick` that is overdue by more means that the event loop stood still."""
        return self.lease_s / 2


@dataclass(frozen=True)
class Ballot:
    """What a node must not forget: its term, and whom it voted for in it (3.8)."""

    term: int = 0
    voted_for: NodeId | None = None


@dataclass(frozen=True)
class Config:
    """What stays the same while a node runs."""

    node: NodeId
    voters: frozenset[NodeId]
    timing: Timing = Timing()
    seed: int = 0
    """Of its timeouts: has to differ from node to node and from start to start."""
    witness: bool = False
    """Votes, and never leads."""
    settle_s: float = 60.0
    """How long after a change of the list of voters majorities of both lists are needed."""


@dataclass(frozen=True, slots=True)
class Tick:
    """The time of `next_wake` has come."""


@dataclass(frozen=True, slots=True)
class Received:
    """A peer said something; the channel proved that it was `sender`."""

    sender: NodeId
    message: Message


@dataclass(frozen=True, slots=True)
class StepDown:
    """The service wants another node to lead."""

    to: NodeId | None = None
    """Who; None, or a node that cannot lead: whoever was heard last."""


@dataclass(frozen=True, slots=True)
class VotersChanged:
    """The list of voters is another one."""

    voters: frozenset[NodeId]


Event = Tick | Received | StepDown | VotersChanged


@dataclass(frozen=True, slots=True)
class SaveBallot:
    """Put it on the disk, durably, before anything that follows is done."""

    ballot: Ballot


@dataclass(frozen=True, slots=True)
class Send:
    """Tell a peer; it may get lost."""

    to: NodeId
    message: Message


@dataclass(frozen=True, slots=True)
class Became:
    """The node's role is another one."""

    role: Role
    term: int
    reason: Reason


Effect = SaveBallot | Send | Became


class State(NamedTuple):
    """What a node knows of the election; only `step` makes another one of it.

    A named tuple, since a step makes several and a simulation some hundred millions.

    Attributes:
        reason: why the node has its role.
        leader: who leads in the ballot's term, as far as this node knows.
        promised_until: no other node gets this one's vote before, unless the leader handed over.
        expires_at: of a follower the end of its election timeout, of a (pre-)candidate that of its
            round, of a leader when it has heard from no majority for too long.
        repeat_at: (pre-)candidate, leader: when the others are asked again, or told again.
        wake_at: when the next `Tick` is due; that nothing happens until much later is a stall.
        began_at: (pre-)candidate, leader: when the round or the reign began.
        granted: (pre-)candidate: who would vote, or voted, for this node.
        refused: candidate: who voted for another.
        handed_over: candidate: by the wish of the leader of the term before.
        acknowledged: leader: by voter, send time of the newest heartbeat it acknowledged.
        successors: leader: voters that can lead.
        lease_until: leader: when the lease ends.
        luck: state of the generator of timeouts.
    """

    ballot: Ballot
    electorate: Electorate
    promised_until: float
    expires_at: float
    wake_at: float
    luck: int
    role: Role = Role.FOLLOWER
    reason: Reason = Reason.STARTED
    leader: NodeId | None = None
    repeat_at: float = math.inf
    began_at: float = -math.inf
    granted: frozenset[NodeId] = frozenset()
    refused: frozenset[NodeId] = frozenset()
    handed_over: bool = False
    acknowledged: Mapping[NodeId, float] = MappingProxyType({})
    successors: frozenset[NodeId] = frozenset()
    lease_until: float = -math.inf


Outcome = tuple[State, tuple[Send, ...]]
"""What a rule comes to: `election` derives the other effects from how the state differs."""
