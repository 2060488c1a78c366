"""Which of the peers leads: the leader election of Raft, as a pure function.

`step(config, state, event, now)` returns the next state and the effects, to be carried out in the
order they come in: a reign that ended is ended, the ballot is saved, then others are told of it
(3.8), and a reign begins last. The service puts the new state in force before the effects: a lease
that is given up has ended when `step` returns.

The rules are in `rules`; what they cite are sections of D. Ongaro, "Consensus: Bridging Theory and
Practice" (2014). Of Raft there is only the election: no log, so a vote asks for no log position.
"""

from __future__ import annotations

import math
from typing import assert_never

from appliance.failover.electorate import Electorate
from appliance.failover.messages import (
    Heartbeat,
    HeartbeatReply,
    Message,
    NodeId,
    PreVoteReply,
    PreVoteRequest,
    TimeoutNow,
    VoteReply,
    VoteRequest,
)
from appliance.failover.rules import campaign, lease, reign
from appliance.failover.rules.following import can_lead, on_heartbeat, rearmed, stood_down
from appliance.failover.state import (
    Ballot,
    Became,
    Config,
    Effect,
    Event,
    Outcome,
    Reason,
    Received,
    Role,
    SaveBallot,
    Send,
    State,
    StepDown,
    Tick,
    VotersChanged,
)


def start(config: Config, ballot: Ballot, now: float) -> State:
    """The state of a node that starts with the ballot its disk holds; `Tick` is the first event.

    What it promised before a restart is forgotten, so it promises anew: for the shortest election
    timeout it votes for nobody. A node that is the only voter leads with the first `Tick`.
    """
    electorate = Electorate(config.voters)
    state = State(
        ballot=ballot,
        electorate=electorate,
        promised_until=now + config.timing.election_min_s,
        expires_at=now,
        wake_at=now,
        luck=config.seed,
    )
    return state if electorate.alone(config.node) else rearmed(state, config, now)


def step(
    config: Config, state: State, event: Event, now: float
) -> tuple[State, tuple[Effect, ...]]:
    """What becomes of the state, and what is to be done, when `event` happens at `now`.

    `now` never goes back. That the event loop stood still is seen from a `Tick` that is overdue.
    """
    before = state
    if now - state.wake_at > config.timing.stall_s:
        state = _stalled(state, config, now)
    if state.electorate.former:
        state = state._replace(electorate=state.electorate.settled(now))
    state, sends = _happened(state, config, event, now)
    state, more = _timed(state, config, now)
    after = state._replace(wake_at=_wake_at(state, config, now))
    return after, _effects(before, after, sends + more)


def next_wake(state: State) -> float:
    """When `Tick` is due, unless another event comes before."""
    return state.wake_at


def lease_until(state: State) -> float:
    """When the lease ends; -inf when this node does not lead, inf when it is alone."""
    return state.lease_until


def may_act(state: State, now: float) -> int | None:
    """The term in which this node may act at this instant; None: it must not.

    Ask before each effect: the answer is worth nothing a moment later.
    """
    return lease.held_in(state, now)


def _happened(state: State, config: Config, event: Event, now: float) -> Outcome:
    match event:
        case Tick():
            return state, ()
        case Received(sender, message):
            if sender == config.node or sender not in state.electorate.members():
                return state, ()
            return _received(state, config, sender, message, now)
        case StepDown(to):
            return _asked_to_step_down(state, config, to, now)
        case VotersChanged(voters):
            return _other_voters(state, config, voters, now), ()
        case _:
            assert_never(event)


def _received(
    state: State, config: Config, sender: NodeId, message: Message, now: float
) -> Outcome:
    match message:
        case Heartbeat():
            return on_heartbeat(state, config, sender, message, now)
        case HeartbeatReply():
            return reign.on_reply(state, config, sender, message, now)
        case PreVoteRequest():
            return campaign.on_pre_vote_request(state, sender, message, now)
        case PreVoteReply():
            return campaign.on_pre_vote_reply(state, config, sender, message, now)
        case VoteRequest():
            return campaign.on_vote_request(state, config, sender, message, now)
        case VoteReply():
            return campaign.on_vote_reply(state, config, sender, message, now)
        case TimeoutNow():
            return campaign.on_timeout_now(state, config, sender, message, now)
        case _:
            assert_never(message)


def _timed(state: State, config: Config, now: float) -> Outcome:
    if now >= state.expires_at:
        return _expired(state, config, now)
    if now < state.repeat_at:
        return state, ()
    if state.role is Role.LEADER:
        return reign.beat(state, config, now)
    return campaign.repeated(state, config, now)


def _expired(state: State, config: Config, now: float) -> Outcome:
    if state.role is Role.LEADER:
        return stood_down(state, config, now, Reason.QUORUM_LOST), ()
    if not can_lead(state, config):
        return stood_down(state, config, now, Reason.LEADER_SILENT), ()
    lost = state.role is Role.CANDIDATE
    return campaign.attempted(state, config, now, Reason.LOST if lost else Reason.LEADER_SILENT)


def _stalled(state: State, config: Config, now: float) -> State:
    """After a stall nothing that was heard is fresh: a leader stands down, others wait anew.

    A follower would else blame the leader for its own deafness (SWIM's Lifeguard, 2018). Who is
    alone has missed nothing; a candidate may have waited for its disk, and its votes still count.
    """
    if state.electorate.alone(config.node) or state.role is Role.CANDIDATE:
        return state
    if state.role is Role.FOLLOWER:
        return rearmed(state, config, now)
    return stood_down(state, config, now, Reason.STALLED)


def _asked_to_step_down(state: State, config: Config, to: NodeId | None, now: float) -> Outcome:
    if state.role is Role.LEADER:
        return reign.handed_over(state, config, to, now)
    if state.role is Role.FOLLOWER:
        return state, ()
    return stood_down(state, config, now, Reason.STEPPED_DOWN), ()


def _other_voters(state: State, config: Config, voters: frozenset[NodeId], now: float) -> State:
    electorate = state.electorate.changed(voters, now + config.settle_s)
    if electorate is state.electorate:
        return state
    state = state._replace(electorate=electorate)
    if state.role is Role.FOLLOWER:
        return state
    if not can_lead(state, config):
        return stood_down(state, config, now, Reason.NOT_A_VOTER)
    if state.role is Role.LEADER:
        # The new electorate has as long as any to acknowledge.
        return lease.extended(state._replace(began_at=now, repeat_at=now), config, now)
    return state


def _wake_at(state: State, config: Config, now: float) -> float:
    if state.lease_until == math.inf:
        return math.inf  # Alone, a leader has nothing to wait for.
    return min(state.expires_at, state.repeat_at, now + config.timing.stall_s)


def _effects(before: State, after: State, sends: tuple[Send, ...]) -> tuple[Effect, ...]:
    saves = (SaveBallot(after.ballot),) if after.ballot != before.ballot else ()
    if after.role is before.role:
        return (*saves, *sends)
    became = Became(after.role, after.ballot.term, after.reason)
    if before.role is Role.LEADER:
        return (became, *saves, *sends)
    return (*saves, *sends, became)
