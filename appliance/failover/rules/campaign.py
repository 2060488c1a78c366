"""How a node is elected, and how it votes: pre-vote, vote, hand-over (3.4, 3.10, 4.2.3, 9.6)."""

from __future__ import annotations

from appliance.failover.messages import (
    NodeId,
    PreVoteReply,
    PreVoteRequest,
    TimeoutNow,
    VoteReply,
    VoteRequest,
)
from appliance.failover.rules import lease, reign
from appliance.failover.rules.following import advanced, can_lead, hurried, stood_down
from appliance.failover.state import Ballot, Config, Outcome, Reason, Role, Send, State


def attempted(state: State, config: Config, now: float, reason: Reason) -> Outcome:
    """Ask whether a campaign would succeed, before a term is begun (9.6).

    A node that was cut off finds out here that the others have a leader, and disturbs nobody.
    """
    asking = stood_down(state, config, now, reason)._replace(
        role=Role.PRE_CANDIDATE,
        began_at=now,
        granted=frozenset({config.node}),
    )
    if asking.electorate.majority(asking.granted):
        return campaigned(asking, config, now, Reason.WOULD_WIN)
    return repeated(asking, config, now)


def campaigned(state: State, config: Config, now: float, reason: Reason) -> Outcome:
    """Begin a term, vote for oneself in it, and ask for the votes of the others (3.4)."""
    candidate = stood_down(state, config, now, reason)._replace(
        role=Role.CANDIDATE,
        ballot=Ballot(state.ballot.term + 1, config.node),
        handed_over=reason is Reason.HANDED_OVER,
        granted=frozenset({config.node}),
        refused=frozenset(),
    )
    if candidate.electorate.majority(candidate.granted):
        return reign.begun(candidate, config, now)
    return repeated(candidate, config, now)


def repeated(state: State, config: Config, now: float) -> Outcome:
    """Ask those who have not answered, or not yet: messages get lost, and promises end."""
    term = state.ballot.term
    silent = state.electorate.members() - state.granted
    request: PreVoteRequest | VoteRequest
    if state.role is Role.CANDIDATE:
        silent -= state.refused
        request = VoteRequest(term, state.handed_over)
    else:
        request = PreVoteRequest(term + 1, state.began_at)
    state = state._replace(repeat_at=now + config.timing.heartbeat_s)
    return state, reign.to_each(silent, request)


def on_pre_vote_request(
    state: State, sender: NodeId, request: PreVoteRequest, now: float
) -> Outcome:
    """Say whether this node would vote for the sender; nothing else changes (9.6)."""
    granted = request.term > state.ballot.term and not lease.bound(state, now)
    term = request.term if granted else state.ballot.term
    return state, (Send(sender, PreVoteReply(term, request.asked_at, granted)),)


def on_pre_vote_reply(
    state: State, config: Config, sender: NodeId, reply: PreVoteReply, now: float
) -> Outcome:
    """Campaign once a majority would vote for this node (9.6).

    Answers to an earlier round count for nothing: a leader may have been heard since.
    """
    if not reply.granted and reply.term > state.ballot.term:
        return _behind(state, config, reply.term, now)
    current = state.role is Role.PRE_CANDIDATE and reply.asked_at == state.began_at
    if not current or not reply.granted:
        return state, ()
    state = state._replace(granted=state.granted | {sender})
    if state.electorate.majority(state.granted):
        return campaigned(state, config, now, Reason.WOULD_WIN)
    return state, ()


def on_vote_request(
    state: State, config: Config, sender: NodeId, request: VoteRequest, now: float
) -> Outcome:
    """Vote once a term (3.4), and for nobody while the promise to a leader binds (4.2.3).

    The promise binds no longer when the leader of the term before handed over: then all leases up
    to that term have ended. Whoever is in the new term already may follow its leader, so it is
    bound as ever. While it binds, the request is not even heard: its term would end the reign.
    """
    if request.term < state.ballot.term:
        return state, (Send(sender, VoteReply(state.ballot.term, granted=False)),)
    granted = Send(sender, VoteReply(request.term, granted=True))
    if state.ballot == Ballot(request.term, sender):
        return state, (granted,)
    released = request.handed_over and request.term > state.ballot.term
    if lease.bound(state, now) and not released:
        return state, ()
    if request.term > state.ballot.term:
        state = advanced(state, config, request.term, now)
    if state.ballot.voted_for is not None:
        return state, (Send(sender, VoteReply(state.ballot.term, granted=False)),)
    voter = stood_down(state, config, now, Reason.VOTED)
    return voter._replace(ballot=Ballot(request.term, sender)), (granted,)


def on_vote_reply(
    state: State, config: Config, sender: NodeId, reply: VoteReply, now: float
) -> Outcome:
    """Lead once a majority voted for this node (3.4); hurry when there is a rival.

    A rival may have split the votes for good, when a voter is away. So the round ends soon, and
    then this node asks before it campaigns again: two rivals would else drive their terms up.
    """
    if reply.term > state.ballot.term:
        return _behind(state, config, reply.term, now)
    if state.role is not Role.CANDIDATE or reply.term != state.ballot.term:
        return state, ()
    if not reply.granted:
        refused = state._replace(refused=state.refused | {sender})
        return hurried(refused, config, now), ()
    state = state._replace(granted=state.granted | {sender})
    if state.electorate.majority(state.granted):
        return reign.begun(state, config, now)
    return state, ()


def on_timeout_now(
    state: State, config: Config, sender: NodeId, message: TimeoutNow, now: float
) -> Outcome:
    """Campaign at once when the leader of this term asks for it (3.10)."""
    asked_by_leader = message.term == state.ballot.term and sender == state.leader
    if not asked_by_leader or not can_lead(state, config):
        return state, ()
    return campaigned(state, config, now, Reason.HANDED_OVER)


def _behind(state: State, config: Config, term: int, now: float) -> Outcome:
    asking = state.role in (Role.PRE_CANDIDATE, Role.CANDIDATE)
    state = advanced(state, config, term, now)
    return attempted(state, config, now, Reason.HIGHER_TERM) if asking else (state, ())
