"""The lease and the promise it rests on."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.failover import election
from appliance.failover.messages import Heartbeat, HeartbeatReply, VoteRequest
from appliance.failover.state import LEASE_SHARE, Reason, Role
from tests.support.elections import TIMING, Probe, became


def test_a_leader_that_nobody_acknowledged_has_no_lease() -> None:
    node = Probe()
    node.wins()
    assert node.acts() is None
    assert election.lease_until(node.state) == -math.inf


def test_the_lease_counts_from_when_the_heartbeat_was_sent() -> None:
    node = Probe()
    node.wins()
    sent_at = node.now
    node.waits(0.3)
    node.is_acknowledged_by("b", sent_at=sent_at)
    assert election.lease_until(node.state) == sent_at + TIMING.lease_s


def test_the_newest_heartbeat_that_a_majority_acknowledged_counts() -> None:
    node = Probe(voters="abcde")
    node.wins()
    times = [node.now]
    for _ in range(3):
        node.waits(TIMING.heartbeat_s)
        times.append(node.now)
    for voter, time in zip("bcde", (times[3], times[1], times[2], times[0]), strict=True):
        node.is_acknowledged_by(voter, sent_at=time)
    assert election.lease_until(node.state) == times[2] + TIMING.lease_s


def test_answers_that_were_overtaken_or_come_twice_do_not_shorten_the_lease() -> None:
    node = Probe()
    node.wins()
    first = node.now
    node.waits(TIMING.heartbeat_s)
    node.is_acknowledged_by("b")
    until = election.lease_until(node.state)
    node.is_acknowledged_by("b", sent_at=first)
    assert election.lease_until(node.state) == until


@pytest.mark.parametrize("seconds", [-0.001, 5.0], ids=["before the reign", "not sent yet"])
def test_an_answer_to_what_was_never_sent_counts_for_nothing(seconds: float) -> None:
    node = Probe()
    node.wins()
    node.hears("b", HeartbeatReply(1, node.now + seconds))
    assert election.lease_until(node.state) == -math.inf


def test_without_a_majority_the_reign_ends_after_the_shortest_election_timeout() -> None:
    node = Probe(voters="abcde")
    node.leads()
    sent_at = node.now
    node.waits(TIMING.heartbeat_s)
    node.is_acknowledged_by("b")  # with the leader itself, two of five
    assert node.waits(sent_at + TIMING.election_min_s - node.now - 0.001) != []
    effects = node.waits(0.002)
    assert became(effects)[0].reason is Reason.QUORUM_LOST
    assert node.state.leader is None


def test_whoever_acknowledges_votes_for_nobody_for_the_shortest_election_timeout() -> None:
    node = Probe()
    node.waits(TIMING.election_min_s)
    node.follows("b", term=4)
    node.waits(TIMING.election_min_s - 0.001)
    assert node.hears("c", VoteRequest(9, handed_over=False)) == []
    node.waits(0.002)
    assert node.hears("c", VoteRequest(9, handed_over=False)) != []


def test_a_leader_with_a_longer_lease_gets_a_longer_promise() -> None:
    node = Probe()
    node.hears("b", Heartbeat(4, 0.0, promise_s=2.0))
    node.waits(1.9)
    assert node.role is Role.FOLLOWER  # it would break the promise itself
    assert node.hears("c", VoteRequest(9, handed_over=False)) == []
    node.waits(0.1)
    assert node.hears("c", VoteRequest(9, handed_over=False)) != []


def test_a_promise_is_never_shortened() -> None:
    node = Probe()
    node.hears("b", Heartbeat(4, 0.0, promise_s=2.0))
    node.hears("c", Heartbeat(5, 0.0, promise_s=0.5), after=0.1)
    node.waits(1.8)
    assert not node.would_vote("b")
    node.waits(0.2)
    assert node.would_vote("b")


@given(st.floats(0.01, 100.0), st.floats(-1 / 9, 1 / 9), st.floats(-1 / 9, 1 / 9))
def test_the_longest_lease_is_over_before_the_shortest_promise_by_any_two_clocks(
    election_min_s: float, leader_error: float, voter_error: float
) -> None:
    lease_s = LEASE_SHARE * election_min_s
    true_lease_s = lease_s / (1 + leader_error)
    true_promise_s = election_min_s / (1 + voter_error)
    assert true_lease_s <= true_promise_s * (1 + 1e-12)
