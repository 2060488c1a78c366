"""How a node follows: terms, election timeouts, heartbeats (3.3, 3.4)."""

from __future__ import annotations

import math

from appliance.failover.messages import Heartbeat, HeartbeatReply, NodeId
from appliance.failover.rules import lease
from appliance.failover.state import Ballot, Config, Outcome, Reason, Role, Send, State

_MULTIPLIER, _INCREMENT, _MASK = 6364136223846793005, 1442695040888963407, 2**64 - 1
"""D. Knuth's linear congruential generator (MMIX). Its high bits are the good ones."""
_SPARE_BITS, _SCALE = 11, 2.0**-53


def can_lead(state: State, config: Config) -> bool:
    """Whether this node may campaign: a witness only votes, and others have to know it."""
    return not config.witness and config.node in state.electorate.voters


def rearmed(state: State, config: Config, now: float) -> State:
    """The state with a new election timeout, drawn between the shortest and the longest (3.4).

    It does not end before the promise does: a candidate votes, too.
    """
    timing = config.timing
    earliest = max(now + timing.election_min_s, state.promised_until)
    return _expiring(state, earliest, earliest + timing.election_max_s - timing.election_min_s)


def hurried(state: State, config: Config, now: float) -> State:
    """The state of a candidate whose round ends soon, and hardly when its rival's does (3.4)."""
    timing = config.timing
    earliest = now + timing.heartbeat_s / 2  # The rival, if it won, is heard before.
    latest = earliest + timing.election_max_s - timing.election_min_s
    sooner = _expiring(state, earliest, latest)
    return sooner if sooner.expires_at < state.expires_at else state


def stood_down(state: State, config: Config, now: float, reason: Reason) -> State:
    """The state of a follower who knows no leader, with a new election timeout.

    A lease is given up. Until it would have ended this node votes for nobody: that is the time its
    leader-only tasks have to come to their end.
    """
    follower = state._replace(
        role=Role.FOLLOWER,
        reason=reason,
        leader=None,
        promised_until=max(state.promised_until, state.lease_until),
        lease_until=-math.inf,
        repeat_at=math.inf,
    )
    return rearmed(follower, config, now)


def advanced(state: State, config: Config, term: int, now: float) -> State:
    """The state in a higher term that somebody was heard to be in (3.3).

    The timeout of a follower stays: else nodes that cannot win could keep the others waiting.
    """
    ballot = Ballot(term)
    if state.role is Role.FOLLOWER:
        return state._replace(ballot=ballot, leader=None)
    return stood_down(state, config, now, Reason.HIGHER_TERM)._replace(ballot=ballot)


def on_heartbeat(
    state: State, config: Config, sender: NodeId, heartbeat: Heartbeat, now: float
) -> Outcome:
    """Follow whoever leads in this term or a later one, and promise to (3.4, 4.2.3).

    A leader of an earlier term is told the later one, and stands down.
    """
    if heartbeat.term > state.ballot.term:
        state = advanced(state, config, heartbeat.term, now)
    if heartbeat.term == state.ballot.term:
        if state.leader not in (None, sender):
            return state, ()  # Two leaders in one term: one of them is an impostor.
        state = _followed(state, config, sender, heartbeat, now)
    reply = HeartbeatReply(state.ballot.term, heartbeat.sent_at, can_lead=can_lead(state, config))
    return state, (Send(sender, reply),)


def _followed(
    state: State, config: Config, leader: NodeId, heartbeat: Heartbeat, now: float
) -> State:
    if state.leader is None:
        state = stood_down(state, config, now, Reason.LEADER_FOUND)
    promised_until = max(state.promised_until, now + lease.promised_s(heartbeat, config))
    return rearmed(state._replace(leader=leader, promised_until=promised_until), config, now)


def _expiring(state: State, earliest: float, latest: float) -> State:
    luck = (state.luck * _MULTIPLIER + _INCREMENT) & _MASK
    fraction = (luck >> _SPARE_BITS) * _SCALE
    return state._replace(luck=luck, expires_at=earliest + (latest - earliest) * fraction)
