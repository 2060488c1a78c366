"""What an election stands on: what the process tells it, and where its ballot is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from appliance.clock import WallClock
from appliance.failover.chronicle import Chronicle
from appliance.failover.facts import Facts
from appliance.failover.state import Ballot


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the election is told by the rest of the process.

    Attributes:
        facts: the state of this node, told to the others.
        stopped: returns when no task of the leader runs here.
    """

    clock: WallClock
    chronicle: Chronicle
    facts: Callable[[], Facts]
    stopped: Callable[[], Awaitable[None]]


class Ballots(Protocol):
    """Where the ballot is kept; `ballot.BallotFile`."""

    async def load(self) -> Ballot:
        """What was saved last."""

    async def save(self, ballot: Ballot) -> None:
        """Keep it, durably.

        Raises:
            BallotUnsaved: it could not be kept.
        """
