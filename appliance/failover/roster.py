"""The members of a cluster whose engine keeps a list of them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from appliance.failover.facts import Facts, Report, decode, encode, told
from appliance.failover.status import Member, Role

FORGET_S = 3600.0
"""A member that left is shown as away for so long."""


@dataclass(slots=True)
class _Sight:
    """One other member."""

    facts: bytes
    seen_at: float
    here: bool = True


@dataclass(slots=True)
class Roster:
    """Who is there, as the engine lists them, through the eyes of `node`.

    Attributes:
        facts: what this node tells of itself now.
    """

    node: str
    facts: Callable[[], Facts]
    _seen: dict[str, _Sight] = field(default_factory=dict)

    def own_words(self) -> bytes:
        """What this node tells of itself, as it is written down for the others."""
        return encode(Report(self.facts()))

    def listed(self, members: Mapping[str, bytes], now: float) -> None:
        """These and no others are there: names, and what each tells of itself."""
        for sight in self._seen.values():
            sight.here = False
        for node, facts in members.items():
            self._seen[node] = _Sight(facts, now)
        gone = [node for node, sight in self._seen.items() if now - sight.seen_at > FORGET_S]
        for node in gone:
            del self._seen[node]

    def members(self, leader: str | None, own_role: Role, now: float) -> tuple[Member, ...]:
        """Everybody by name, those that left lately too."""
        own = told(Member(self.node, own_role, heard_age_s=0.0), self.facts())
        others = [
            self._member(node, sight, leader, now)
            for node, sight in self._seen.items()
            if node != self.node
        ]
        if leader is not None and leader != self.node and leader not in self._seen:
            others.append(Member(leader, Role.LEADER))
        return tuple(sorted([own, *others], key=lambda member: member.node))

    def _member(self, node: str, sight: _Sight, leader: str | None, now: float) -> Member:
        role = Role.AWAY
        if node == leader:
            role = Role.LEADER
        elif sight.here:
            role = Role.FOLLOWER
        age_s = max(0.0, now - sight.seen_at)
        return told(Member(node, role, heard_age_s=age_s), decode(sight.facts).own)
