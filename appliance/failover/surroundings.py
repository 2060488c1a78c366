"""What whoever elects is told by the rest of the process, whichever the engine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from appliance.clock import WallClock
from appliance.failover.chronicle import Chronicle
from appliance.failover.facts import Facts


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
