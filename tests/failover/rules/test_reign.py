"""Leading, and the ends of a reign."""

from __future__ import annotations

import pytest

from appliance.failover.messages import (
    Heartbeat,
    HeartbeatReply,
    TimeoutNow,
    VoteReply,
    VoteRequest,
)
from appliance.failover.state import Ballot, Became, Reason, Role, SaveBallot, Send
from tests.support.elections import TIMING, Probe, became, sent


def test_a_leader_tells_everybody_at_once_and_then_with_each_interval() -> None:
    node = Probe()
    first = sent(node.wins())
    assert first == [(voter, Heartbeat(1, node.now, promise_s=0.5)) for voter in "bc"]
    for _ in range(3):
        beats = sent(node.waits(TIMING.heartbeat_s))
        assert beats == [(voter, Heartbeat(1, node.now, promise_s=0.5)) for voter in "bc"]
        node.is_acknowledged_by("b")


def test_a_leader_stands_down_when_a_voter_is_in_a_later_term() -> None:
    node = Probe()
    node.leads()
    effects = node.hears("c", HeartbeatReply(3, node.now))
    assert effects == [Became(Role.FOLLOWER, 3, Reason.HIGHER_TERM), SaveBallot(Ballot(3))]
    assert node.acts() is None


def test_answers_of_an_earlier_term_count_for_nothing() -> None:
    node = Probe(ballot=Ballot(4))
    node.wins()
    node.hears("b", HeartbeatReply(4, node.now))
    assert node.acts() is None


def test_the_lease_is_given_up_before_the_successor_is_asked() -> None:
    node = Probe()
    node.leads()
    assert node.steps_down() == [
        Became(Role.FOLLOWER, 1, Reason.STEPPED_DOWN),
        Send("c", TimeoutNow(1)),
    ]
    assert node.acts() is None


def test_whoever_handed_over_votes_for_the_successor_at_once() -> None:
    node = Probe()
    node.leads()
    node.steps_down("b")
    effects = node.hears("b", VoteRequest(2, handed_over=True))
    assert effects == [SaveBallot(Ballot(2, "b")), Send("b", VoteReply(2, granted=True))]


def test_the_named_successor_is_asked_else_the_one_that_answered_last() -> None:
    node = Probe(voters="abcde")
    node.leads()
    node.waits(TIMING.heartbeat_s)
    node.is_acknowledged_by("d")
    state = node.state
    assert sent(node.steps_down()) == [("d", TimeoutNow(1))]
    node.state = state
    assert sent(node.steps_down("b")) == [("b", TimeoutNow(1))]
    node.state = state
    assert sent(node.steps_down("x")) == [("d", TimeoutNow(1))]


def test_when_nobody_answered_nobody_is_asked() -> None:
    node = Probe()
    node.wins()
    effects = node.steps_down("b")
    assert effects == [Became(Role.FOLLOWER, 1, Reason.STEPPED_DOWN)]


@pytest.mark.parametrize("reach", ["asks", "campaigns"])
def test_who_is_about_to_lead_stands_back_when_asked_to(reach: str) -> None:
    node = Probe()
    getattr(node, reach)()
    assert became(node.steps_down())[0].reason is Reason.STEPPED_DOWN
    assert node.role is Role.FOLLOWER


def test_a_follower_has_nothing_to_step_down_from() -> None:
    node = Probe()
    node.follows("b")
    before = node.state
    assert node.steps_down() == []
    assert node.state._replace(wake_at=before.wake_at) == before


def test_a_new_leader_has_an_election_timeout_to_be_acknowledged() -> None:
    node = Probe()
    node.wins()
    assert became(node.waits(TIMING.election_min_s - 0.001)) == []
    assert became(node.waits(0.002))[0].reason is Reason.QUORUM_LOST
