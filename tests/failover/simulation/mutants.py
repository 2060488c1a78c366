"""The election with one rule broken: the simulation has to notice.

A mutant replaces one small rule while its context is entered; nothing of the election is copied.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from appliance.failover import election
from appliance.failover.election import start
from appliance.failover.messages import Heartbeat, HeartbeatReply
from appliance.failover.rules import campaign, lease
from appliance.failover.rules.campaign import campaigned
from appliance.failover.state import Ballot, Config, Outcome, Reason, Role, State, Timing
from tests.failover.simulation import schedules
from tests.failover.simulation.world import Saving, durable


def _campaign_unasked(state: State, config: Config, now: float, reason: Reason) -> Outcome:
    return campaigned(state, config, now, reason)


def _lease_unchecked(state: State, now: float) -> int | None:
    return state.ballot.term if state.role is Role.LEADER else None


def _quorum_unchecked(state: State, config: Config, agreed_at: float) -> float:
    return math.inf


def _acknowledged_on_receipt(reply: HeartbeatReply, now: float) -> float:
    return now


def _unbound(state: State, now: float) -> bool:
    return state.role is Role.LEADER


def _vote_forgotten(ballot: Ballot) -> Ballot:
    return Ballot(ballot.term)


def _promise_forgotten(config: Config, ballot: Ballot, now: float) -> State:
    return start(config, ballot, now)._replace(promised_until=now)


def _promised_by_own_timing(heartbeat: Heartbeat, config: Config) -> float:
    return config.timing.election_min_s


def _overlong() -> Timing:
    timing = Timing()
    object.__setattr__(timing, "lease_s", 0.95 * timing.election_min_s)
    return timing


RULES: dict[str, tuple[Any, str, Any]] = {
    "no pre-vote": (campaign, "attempted", _campaign_unasked),
    "no lease check": (lease, "held_in", _lease_unchecked),
    "no check-quorum": (lease, "quorum_until", _quorum_unchecked),
    "lease from receive time": (lease, "acknowledged_at", _acknowledged_on_receipt),
    "no promise": (lease, "bound", _unbound),
    "promise of the voter's own timing": (lease, "promised_s", _promised_by_own_timing),
    "promise forgotten by a restart": (election, "start", _promise_forgotten),
    "lease too long for the clocks": (schedules, "TIMING", _overlong()),
}
"""By name of the mutant: where its rule is, and what stands in for it."""

SAVINGS: dict[str, Saving] = {"vote not persisted": _vote_forgotten}

MUTANTS = (*RULES, *SAVINGS)


@contextmanager
def mutant(name: str) -> Iterator[Saving]:
    """Break a rule; gives what the disks are to do."""
    if name in SAVINGS:
        yield SAVINGS[name]
        return
    place, rule, substitute = RULES[name]
    with patch.object(place, rule, substitute):
        yield durable
