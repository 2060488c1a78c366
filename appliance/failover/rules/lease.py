"""The leader's lease, and the promise of the voters that it rests on (6.4.1, 4.2.3).

Whoever acknowledges a heartbeat promises its vote to nobody else for the leader's `election_min_s`.
The lease runs for `lease_s` from the *send* time of the newest heartbeat that a majority
acknowledged.

Why no two leases meet, though clocks run at rates between 1-r and 1+r of true time: a heartbeat was
sent at s, so the lease ends at s + lease_s/(1-r) of true time at the latest. A later leader was
elected by a majority; one of it had acknowledged that heartbeat, not before s, and kept its promise
for election_min_s/(1+r) of true time at least. So the lease was over if

    lease_s / election_min_s <= (1-r) / (1+r)

which is 0.818 for clocks that are 10 % off; the 0.8 that `Timing` allows hold up to r = 1/9.

Two things could undo a promise. A restart forgets it, so a node that starts promises anew. And a
leader that hands over frees its followers: it ends its lease first, and then only asks a successor
to campaign, whose request says so. That frees nobody who is in the successor's term already.
"""

from __future__ import annotations

import math

from appliance.failover.messages import Heartbeat, HeartbeatReply
from appliance.failover.state import Config, Role, State


def bound(state: State, now: float) -> bool:
    """Whether this node must not vote for another: it leads, or heard a leader lately (4.2.3)."""
    return state.role is Role.LEADER or now < state.promised_until


def promised_s(heartbeat: Heartbeat, config: Config) -> float:
    """For how long whoever acknowledges a heartbeat votes for nobody else (4.2.3).

    As long as the leader needs: while an operator changes the timing of one node after the other,
    its lease may be longer than this node would have it.
    """
    return max(heartbeat.promise_s, config.timing.election_min_s)


def acknowledged_at(reply: HeartbeatReply, now: float) -> float:
    """From when on a reply proves that its sender follows: the heartbeat's send time (6.4.1).

    The time of receipt would not do: the reply may have been on its way for longer than a lease.
    """
    return reply.sent_at


def quorum_until(state: State, config: Config, agreed_at: float) -> float:
    """When a leader that hears nothing more has lost its majority (check quorum, 6.2).

    Args:
        agreed_at: send time of the newest heartbeat that a majority acknowledged.
    """
    return max(agreed_at, state.began_at) + config.timing.election_min_s


def extended(state: State, config: Config, now: float) -> State:
    """A leader's state with the lease that its acknowledgements give it (6.4.1)."""
    if state.electorate.alone(config.node):
        # Nobody else can be elected, so there is nothing to wait for.
        return state._replace(lease_until=math.inf, expires_at=math.inf)
    agreed_at = state.electorate.agreed_since({**state.acknowledged, config.node: now})
    return state._replace(
        lease_until=agreed_at + config.timing.lease_s,
        expires_at=quorum_until(state, config, agreed_at),
    )


def held_in(state: State, now: float) -> int | None:
    """The term of the lease that is held at this instant; None when there is none."""
    return state.ballot.term if now < state.lease_until else None
