"""Who votes, and what a majority of them is. Pure.

Two majorities of one list share a voter; that is what every rule of the election stands on. Nodes
do not read a changed list at the same instant, so for a while after a change a majority of the old
list is needed as well as one of the new (joint consensus, 4.3 of the dissertation; there the change
goes through the log, here it is bounded by time: all nodes have to read the list within it).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Set
from dataclasses import dataclass

from appliance.failover.messages import NodeId


@dataclass(frozen=True, slots=True)
class Former:
    """A list of voters that still has a say."""

    voters: frozenset[NodeId]
    until: float


@dataclass(frozen=True, slots=True)
class Electorate:
    """The voters, and former lists of them that still have a say."""

    voters: frozenset[NodeId]
    former: tuple[Former, ...] = ()

    def members(self) -> frozenset[NodeId]:
        """Everybody on any of the lists: who is heard and spoken to."""
        if not self.former:
            return self.voters
        return self.voters.union(*(each.voters for each in self.former))

    def alone(self, node: NodeId) -> bool:
        """Whether `node` is the only voter."""
        return self.members() == {node}

    def majority(self, nodes: Set[NodeId]) -> bool:
        """Whether `nodes` hold a majority of each list."""
        return all(2 * len(voters & nodes) > len(voters) for voters in self._lists())

    def agreed_since(self, times: Mapping[NodeId, float]) -> float:
        """The newest time that a majority of each list has reached; -inf when there is none.

        Args:
            times: by node; who is not in it has reached nothing.
        """
        return min(_reached(voters, times) for voters in self._lists())

    def changed(self, voters: frozenset[NodeId], until: float) -> Electorate:
        """The electorate with another list; the present one has a say until `until`."""
        if voters == self.voters:
            return self
        kept = tuple(each for each in self.former if each.voters not in (voters, self.voters))
        return Electorate(voters, (*kept, Former(self.voters, until)))

    def settled(self, now: float) -> Electorate:
        """The electorate without lists whose time is over."""
        if all(now < each.until for each in self.former):
            return self
        return Electorate(self.voters, tuple(each for each in self.former if now < each.until))

    def _lists(self) -> tuple[frozenset[NodeId], ...]:
        return (self.voters, *(each.voters for each in self.former))


def _reached(voters: frozenset[NodeId], times: Mapping[NodeId, float]) -> float:
    newest_first = sorted((times.get(voter, -math.inf) for voter in voters), reverse=True)
    return newest_first[len(voters) // 2] if voters else -math.inf
