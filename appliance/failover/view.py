"""What one node sees of its cluster: who was heard when, what they told, who led before. Pure.

The election decides without any of this. Here is what people, metrics and other nodes are shown.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from appliance.failover.facts import MOST_NODES, NOTHING, Facts, Heard, Report, decode, told
from appliance.failover.messages import (
    Heartbeat,
    HeartbeatReply,
    Message,
    NodeId,
    TimeoutNow,
    VoteRequest,
)
from appliance.failover.status import Failover, Member, Role

REMEMBERED = 20
"""Failovers that are kept."""
UNKNOWN = "unknown"
"""Why, when a leader of an older version does not say it."""


@dataclass(slots=True)
class _Sight:
    """One other node; times of the own monotonic clock, None when never."""

    heard_at: float | None = None
    rtt_s: float | None = None
    term: int | None = None
    facts: Facts = NOTHING
    cause: str = ""


@dataclass(slots=True)
class _Reign:
    """Who leads or led last, and the last moment at which that was known to be so.

    `sign_at` is None when this node did not run meanwhile.
    """

    leader: NodeId
    term: int
    sign_at: float | None


@dataclass(slots=True)
class ClusterView:
    """The cluster through the eyes of `node`.

    Attributes:
        silence_s: a node that was not heard for longer is away.
    """

    node: NodeId
    silence_s: float
    failovers: deque[Failover] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _seen: dict[NodeId, _Sight] = field(default_factory=dict)
    _reign: _Reign | None = None

    def heard(self, sender: NodeId, message: Message, now: float) -> None:
        """Take down a message of another node."""
        sight = self._sight(sender)
        sight.heard_at, sight.term = now, message.term
        match message:
            case Heartbeat(facts=facts):
                report = decode(facts)
                sight.facts = report.own
                sight.cause = report.cause
                self._relayed(sender, report.others, now)
            case HeartbeatReply(sent_at=sent_at, facts=facts):
                sight.facts = decode(facts).own
                sight.rtt_s = max(0.0, now - sent_at)
            case TimeoutNow() | VoteRequest(handed_over=True):
                self.left(now)

    def leads(
        self, leader: NodeId, term: int, now: float, wall: datetime, cause: str = ""
    ) -> Failover | None:
        """Somebody is known to lead; the failover, when it is somebody else than before.

        Args:
            cause: why this node was elected, when it is the leader.
        """
        before = self._reign
        if before is not None and (before.leader, before.term) == (leader, term):
            before.sign_at = now
            return None
        self._reign = _Reign(leader, term, now)
        failover = Failover(
            at=wall,
            term=term,
            previous=None if before is None else before.leader,
            leader=leader,
            reason=cause or self._sight(leader).cause or UNKNOWN,
            duration_s=_since(None if before is None else before.sign_at, now),
        )
        self.failovers.appendleft(failover)
        return failover

    def left(self, now: float) -> None:
        """The leader led until now: it said so, or was this node."""
        if self._reign is not None:
            self._reign.sign_at = now

    def blinked(self) -> None:
        """This node did not run for a while: how long nobody led it cannot tell."""
        if self._reign is not None:
            self._reign.sign_at = None

    def report(self, own: Facts, cause: str, now: float, *, with_others: bool) -> Report:
        """What the others are told; a leader tells of every node."""
        if not with_others:
            return Report(own)
        seen = self._seen.items()
        others = {
            node: Heard(sight.facts, _since(sight.heard_at, now), sight.rtt_s)
            for node, sight in seen
        }
        return Report(own, others, cause)

    def successor(self, voters: Iterable[NodeId], now: float) -> NodeId | None:
        """The node that leadership is best handed to: heard, healthy, not stopping, and near."""
        fit = [
            (not _is_well(sight.facts), sight.rtt_s or 0.0, node)
            for node, sight in self._seen.items()
            if node in voters and not sight.facts.witness and self._is_here(sight, now)
        ]
        return min(fit)[2] if fit else None

    def members(
        self,
        own: Member,
        voters: Iterable[NodeId],
        addresses: Mapping[NodeId, str],
        leader: NodeId | None,
        now: float,
    ) -> tuple[Member, ...]:
        """Every node that votes or was heard, by name."""
        names = {*voters, own.node, *(n for n, s in self._seen.items() if self._is_here(s, now))}
        return tuple(
            own if name == own.node else self._member(name, addresses, leader, now)
            for name in sorted(names)
        )

    def reachable(self, voters: Iterable[NodeId], now: float) -> int:
        """How many voters are here, this node among them when it votes."""
        return sum(node == self.node or self._is_here(self._sight(node), now) for node in voters)

    def _member(
        self, name: NodeId, addresses: Mapping[NodeId, str], leader: NodeId | None, now: float
    ) -> Member:
        sight = self._sight(name)
        role = Role.AWAY
        if self._is_here(sight, now):
            role = Role.LEADER if name == leader else Role.FOLLOWER
        member = Member(
            name,
            role,
            address=addresses.get(name, ""),
            heard_age_s=_since(sight.heard_at, now),
            round_trip_s=sight.rtt_s,
            term=sight.term,
        )
        return told(member, sight.facts)

    def _relayed(self, leader: NodeId, others: Mapping[NodeId, Heard], now: float) -> None:
        """What the leader heard of others counts where it is newer than what was heard here."""
        for node, heard in others.items():
            if node in (self.node, leader) or heard.age_s is None:
                continue
            sight = self._sight(node)
            at = now - heard.age_s
            if sight.heard_at is None or at >= sight.heard_at:
                sight.heard_at, sight.facts, sight.rtt_s = at, heard.facts, heard.rtt_s

    def _sight(self, node: NodeId) -> _Sight:
        if node not in self._seen and len(self._seen) >= MOST_NODES:
            # Pods of a deployment have a new name after each roll-out.
            del self._seen[min(self._seen, key=lambda each: self._seen[each].heard_at or 0.0)]
        return self._seen.setdefault(node, _Sight())

    def _is_here(self, sight: _Sight, now: float) -> bool:
        age_s = _since(sight.heard_at, now)
        return age_s is not None and age_s <= self.silence_s


def _is_well(facts: Facts) -> bool:
    return facts.health != "failed" and facts.ready is not False


def _since(moment: float | None, now: float) -> float | None:
    return None if moment is None else max(0.0, now - moment)
