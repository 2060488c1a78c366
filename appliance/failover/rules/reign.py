"""How a node leads: heartbeats, acknowledgements, and the ends of a reign (3.4, 3.10, 6.2)."""

from __future__ import annotations

import math
from collections.abc import Iterable

from appliance.failover.messages import Heartbeat, HeartbeatReply, Message, NodeId, TimeoutNow
from appliance.failover.rules import lease
from appliance.failover.rules.following import advanced, stood_down
from appliance.failover.state import Config, Outcome, Reason, Role, Send, State


def to_each(nodes: Iterable[NodeId], message: Message) -> tuple[Send, ...]:
    """The message for all of `nodes`, in the order of their names, so that runs can be repeated."""
    return tuple(Send(node, message) for node in sorted(nodes))


def begun(state: State, config: Config, now: float) -> Outcome:
    """Lead, and say so at once (3.4). The lease begins when a majority has acknowledged it."""
    leader = state._replace(
        role=Role.LEADER,
        reason=Reason.ELECTED,
        leader=config.node,
        began_at=now,
        acknowledged={},
        successors=frozenset(),
    )
    return beat(lease.extended(leader, config, now), config, now)


def beat(state: State, config: Config, now: float) -> Outcome:
    """Tell the others that this node leads (3.4)."""
    others = state.electorate.members() - {config.node}
    next_at = now + config.timing.heartbeat_s if others else math.inf
    heartbeat = Heartbeat(state.ballot.term, now, promise_s=config.timing.election_min_s)
    return state._replace(repeat_at=next_at), to_each(others, heartbeat)


def on_reply(
    state: State, config: Config, sender: NodeId, reply: HeartbeatReply, now: float
) -> Outcome:
    """Count who follows; stand down when somebody is in a later term (3.3, 6.4.1).

    Replies to heartbeats of an earlier reign, or to none that was sent, count for nothing.
    """
    if reply.term > state.ballot.term:
        return advanced(state, config, reply.term, now), ()
    current = state.role is Role.LEADER and reply.term == state.ballot.term
    if not current or not state.began_at <= reply.sent_at <= now:
        return state, ()
    at = lease.acknowledged_at(reply, now)
    newest = max(at, state.acknowledged.get(sender, -math.inf))
    successors = state.successors | {sender} if reply.can_lead else state.successors - {sender}
    state = state._replace(
        acknowledged={**state.acknowledged, sender: newest},
        successors=successors,
    )
    return lease.extended(state, config, now), ()


def handed_over(state: State, config: Config, to: NodeId | None, now: float) -> Outcome:
    """Give up the lease, then ask a follower to campaign at once (3.10).

    The leader-only tasks of this node have ended already, so nothing keeps it from voting. Nobody
    is asked when no voter that can lead has acknowledged a heartbeat: then a timeout decides.
    """
    reached = state.successors & state.electorate.voters & state.acknowledged.keys()
    preference = {node: (node == to, state.acknowledged[node], node) for node in reached}
    successor = max(preference, key=preference.__getitem__, default=None)
    follower = stood_down(state._replace(lease_until=-math.inf), config, now, Reason.STEPPED_DOWN)
    if successor is None:
        return follower, ()
    return follower, (Send(successor, TimeoutNow(state.ballot.term)),)
