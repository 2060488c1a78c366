"""What must never happen, looked for after every step."""

from __future__ import annotations

from appliance.failover.messages import NodeId
from appliance.failover.state import Ballot, Config

Incarnation = tuple[NodeId, int]
"""A node between a start and a crash."""


class Violation(Exception):
    """A rule was broken; says which, and when."""


class Judge:
    """Remembers everything that has been promised in a run."""

    def __init__(self) -> None:
        self.elected: dict[int, Incarnation] = {}
        self.acted_in = 0
        self._acted: dict[int, NodeId] = {}
        self._votes: dict[tuple[NodeId, int], NodeId | None] = {}
        self._saved: dict[NodeId, int] = {}

    def may_lead(self, config: Config, voters: frozenset[NodeId]) -> None:
        """A node took up leadership: it is a voter by its own list, and no witness."""
        if config.witness or config.node not in voters:
            raise Violation(f"{config.node} leads, which may only vote")

    def leads(self, who: Incarnation, term: int) -> None:
        """A node took up leadership: nobody else ever did in this term, nor itself before."""
        if self.elected.setdefault(term, who) != who:
            raise Violation(f"{who} and {self.elected[term]} lead in term {term}")

    def votes(self, voter: NodeId, term: int, candidate: NodeId) -> None:
        """A node let others know of its vote: it has one a term, restarts included."""
        if self._votes.setdefault((voter, term), candidate) != candidate:
            raise Violation(f"{voter} voted twice in term {term}")

    def saves(self, node: NodeId, ballot: Ballot) -> None:
        """A ballot came to the disk: terms only grow."""
        if ballot.term < self._saved.get(node, 0):
            raise Violation(f"{node} went back to term {ballot.term}")
        self._saved[node] = ballot.term

    def acts(self, node: NodeId, term: int) -> None:
        """A leader did something that others see: never in a lower term after a higher."""
        if term < self.acted_in:
            raise Violation(f"{node} acts in term {term} after term {self.acted_in}")
        self.acted_in = term
        if self._acted.setdefault(term, node) != node:
            raise Violation(f"{node} and {self._acted[term]} act in term {term}")

    def leases(self, holders: list[tuple[NodeId, int]]) -> None:
        """Who holds a lease at one instant of true time: one node at most."""
        if len(holders) > 1:
            raise Violation(f"leases are held at once: {holders}")
