"""Starts, stalls, strangers, and the order of effects; the rules have tests of their own."""

from __future__ import annotations

import math

import pytest

from appliance.failover import election
from appliance.failover.messages import (
    Heartbeat,
    HeartbeatReply,
    Message,
    PreVoteReply,
    PreVoteRequest,
    TimeoutNow,
    VoteReply,
    VoteRequest,
)
from appliance.failover.state import (
    Ballot,
    Became,
    Reason,
    Role,
    SaveBallot,
    Send,
    Tick,
    VotersChanged,
)
from tests.support.elections import BEGIN, TIMING, Probe, became, saved, sent

MESSAGES: tuple[Message, ...] = (
    PreVoteRequest(9, 0.0),
    PreVoteReply(9, 0.0, granted=False),
    VoteRequest(9, handed_over=True),
    VoteReply(9, granted=True),
    Heartbeat(9, 0.0),
    HeartbeatReply(9, 0.0),
    TimeoutNow(0),
)


def test_a_node_starts_as_a_follower_of_nobody() -> None:
    node = Probe(ballot=Ballot(4, "b"))
    assert (node.role, node.term, node.state.leader) == (Role.FOLLOWER, 4, None)
    waiting = node.state.expires_at - BEGIN
    assert TIMING.election_min_s <= waiting <= TIMING.election_max_s
    assert node.acts() is None
    assert election.lease_until(node.state) == -math.inf


def test_a_restarted_node_promises_anew_what_it_may_have_promised() -> None:
    node = Probe(ballot=Ballot(4))
    assert not node.would_vote()
    assert node.hears("c", VoteRequest(5, handed_over=False)) == []
    assert node.term == 4
    node.happens(Tick(), after=TIMING.election_min_s)
    assert node.would_vote()


def test_who_is_alone_leads_with_the_first_tick_and_for_ever() -> None:
    node = Probe(voters="a", ballot=Ballot(7, "a"))
    assert node.happens(Tick()) == [
        SaveBallot(Ballot(8, "a")),
        Became(Role.LEADER, 8, Reason.ELECTED),
    ]
    assert election.next_wake(node.state) == math.inf
    assert election.lease_until(node.state) == math.inf
    node.now += 1e9
    assert node.acts() == 8


def test_a_late_first_tick_does_not_keep_who_is_alone_from_leading() -> None:
    node = Probe(voters="a")
    node.happens(Tick(), after=60.0)
    assert node.role is Role.LEADER


def test_a_node_that_steps_down_alone_leads_again_in_a_later_term() -> None:
    node = Probe(voters="a")
    node.happens(Tick())
    assert sent(node.steps_down()) == []
    assert node.acts() is None
    node.expires()
    assert (node.role, node.acts()) == (Role.LEADER, 2)


def test_the_ballot_is_saved_before_anybody_is_asked() -> None:
    node = Probe()
    effects = node.campaigns()
    assert isinstance(effects[0], SaveBallot)
    assert [type(effect) for effect in effects[1:]] == [Send, Send, Became]


def test_a_reign_begins_after_everything_else() -> None:
    node = Probe()
    effects = node.wins()
    assert effects[-1] == Became(Role.LEADER, 1, Reason.ELECTED)
    assert len(sent(effects)) == 2


def test_a_reign_ends_before_anything_else() -> None:
    node = Probe()
    node.leads()
    effects = node.hears("b", Heartbeat(5, 0.0))
    assert effects == [
        Became(Role.FOLLOWER, 5, Reason.LEADER_FOUND),
        SaveBallot(Ballot(5)),
        Send("b", HeartbeatReply(5, 0.0)),
    ]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
@pytest.mark.parametrize("sender", ["x", "a"], ids=["stranger", "itself"])
def test_only_other_voters_are_heard(sender: str, message: Message) -> None:
    node = Probe()
    before = node.state
    assert node.hears(sender, message) == []
    assert node.state._replace(wake_at=before.wake_at) == before


def test_a_stalled_leader_stands_down_before_it_does_anything() -> None:
    node = Probe()
    node.leads()
    overdue = TIMING.heartbeat_s + TIMING.stall_s + 0.001
    effects = node.hears("b", HeartbeatReply(1, node.now), after=overdue)
    assert effects == [Became(Role.FOLLOWER, 1, Reason.STALLED)]
    assert node.acts() is None


def test_a_leader_that_is_a_little_late_goes_on() -> None:
    node = Probe()
    node.leads()
    node.happens(Tick(), after=TIMING.heartbeat_s + 0.9 * TIMING.stall_s)
    assert node.role is Role.LEADER


def test_the_lease_is_over_when_its_time_is_whether_or_not_the_loop_noticed() -> None:
    node = Probe()
    node.leads()
    node.now += TIMING.lease_s - 0.001
    assert node.acts() == 1
    node.now += 0.001
    assert node.acts() is None


def test_a_stalled_leader_votes_for_nobody_until_its_lease_would_have_ended() -> None:
    node = Probe()
    node.leads()
    until = election.lease_until(node.state)
    node.happens(Tick(), after=TIMING.heartbeat_s + TIMING.stall_s + 0.001)
    assert node.now < until
    assert not node.would_vote()
    node.waits(until - node.now)
    assert node.would_vote()


def test_a_stalled_follower_waits_anew_instead_of_campaigning() -> None:
    node = Probe()
    node.follows()
    effects = node.happens(Tick(), after=TIMING.election_max_s + 1.0)
    assert (effects, node.role, node.state.leader) == ([], Role.FOLLOWER, "b")
    assert node.state.expires_at >= node.now + TIMING.election_min_s


def test_what_a_stalled_node_asked_is_no_longer_of_use() -> None:
    node = Probe()
    node.asks()
    asked_at = node.state.began_at
    effects = node.hears("b", PreVoteReply(1, asked_at, granted=True), after=1.0)
    assert became(effects) == [Became(Role.FOLLOWER, 0, Reason.STALLED)]
    assert saved(effects) == []


def test_the_votes_of_a_candidate_that_waited_for_its_disk_count() -> None:
    node = Probe()
    node.campaigns()
    node.hears("b", VoteReply(1, granted=True), after=TIMING.heartbeat_s + TIMING.stall_s + 0.1)
    assert node.role is Role.LEADER


@pytest.mark.parametrize("witness", [True, False], ids=["witness", "not a voter"])
def test_who_cannot_lead_votes_and_never_asks(witness: bool) -> None:
    node = Probe("c", witness=witness)
    if not witness:
        node.happens(VotersChanged(frozenset("ab")))
    node.follows("b")
    assert sent(node.waits(3 * TIMING.election_max_s)) == []
    assert node.role is Role.FOLLOWER
    assert node.state.leader is None
    effects = node.hears("a", VoteRequest(2, handed_over=False))
    assert sent(effects) == [("a", VoteReply(2, granted=True))]


def test_leadership_is_not_handed_to_a_witness() -> None:
    node = Probe("c", witness=True)
    node.follows("b")
    assert node.hears("b", TimeoutNow(1)) == []
    leader = Probe()
    leader.wins()
    leader.hears("b", HeartbeatReply(1, leader.now))
    leader.hears("c", HeartbeatReply(1, leader.now, can_lead=False))
    assert sent(leader.steps_down("c")) == [("b", TimeoutNow(1))]


def test_a_leader_that_is_no_voter_any_more_stands_down() -> None:
    node = Probe()
    node.leads()
    effects = node.happens(VotersChanged(frozenset("bc")))
    assert effects == [Became(Role.FOLLOWER, 1, Reason.NOT_A_VOTER)]


def test_after_a_change_majorities_of_both_lists_are_needed() -> None:
    node = Probe()
    node.leads()
    of_the_old = node.now
    effects = node.happens(VotersChanged(frozenset("abcde")))
    assert [to for to, _ in sent(effects)] == ["b", "c", "d", "e"]
    node.waits(TIMING.heartbeat_s)
    node.is_acknowledged_by("d", "e")
    assert election.lease_until(node.state) == of_the_old + TIMING.lease_s
    of_both = node.now
    node.is_acknowledged_by("b")
    assert election.lease_until(node.state) == of_both + TIMING.lease_s


def test_a_new_list_that_nobody_acknowledges_ends_the_reign() -> None:
    node = Probe(voters="a")
    node.happens(Tick())
    node.happens(VotersChanged(frozenset("abc")), after=60.0)
    assert (node.role, node.acts()) == (Role.LEADER, None)
    effects = node.waits(TIMING.election_min_s + 0.001)
    assert became(effects) == [Became(Role.FOLLOWER, 1, Reason.QUORUM_LOST)]


def test_a_former_list_has_no_say_once_the_change_has_settled() -> None:
    node = Probe()
    node.happens(VotersChanged(frozenset("abd")))
    assert sent(node.hears("c", PreVoteRequest(1, 0.0))) != []
    node.happens(Tick(), after=node.config.settle_s)
    assert node.hears("c", PreVoteRequest(1, 0.0)) == []
    assert sent(node.hears("d", PreVoteRequest(1, 0.0))) != []


def test_the_same_list_again_changes_nothing() -> None:
    node = Probe()
    node.leads()
    before = node.state
    assert node.happens(VotersChanged(frozenset("abc"))) == []
    assert node.state._replace(wake_at=before.wake_at) == before
