"""Terms, election timeouts, heartbeats."""

from __future__ import annotations

import pytest

from appliance.failover.messages import Heartbeat, HeartbeatReply, VoteRequest
from appliance.failover.rules.following import hurried, rearmed
from appliance.failover.state import Ballot, Reason, Role
from tests.support.elections import TIMING, Probe, became, saved, sent


def test_a_heartbeat_of_a_later_term_is_followed_once_the_term_is_saved() -> None:
    node = Probe(ballot=Ballot(2, "c"))
    effects = node.hears("b", Heartbeat(5, 77.5))
    assert saved(effects) == [Ballot(5)]
    assert sent(effects) == [("b", HeartbeatReply(5, 77.5))]
    assert (node.state.leader, node.role) == ("b", Role.FOLLOWER)


def test_a_heartbeat_of_this_term_keeps_the_vote() -> None:
    node = Probe(ballot=Ballot(5, "c"))
    assert saved(node.hears("b", Heartbeat(5, 0.0))) == []
    assert node.state.ballot == Ballot(5, "c")


def test_a_leader_of_an_earlier_term_is_told_the_later_one_and_not_followed() -> None:
    node = Probe(ballot=Ballot(5))
    before = node.state
    assert sent(node.hears("b", Heartbeat(4, 77.5))) == [("b", HeartbeatReply(5, 77.5))]
    assert node.state.leader is None
    assert node.state.promised_until == before.promised_until
    assert node.state.expires_at == before.expires_at


def test_of_two_leaders_in_a_term_the_second_is_neither_followed_nor_answered() -> None:
    node = Probe()
    node.follows("b", term=3)
    assert node.hears("c", Heartbeat(3, 0.0)) == []
    assert node.state.leader == "b"
    leader = Probe()
    leader.leads()
    assert leader.hears("c", Heartbeat(1, 0.0)) == []
    assert leader.acts() == 1


@pytest.mark.parametrize("reach", ["asks", "campaigns"])
def test_who_campaigns_follows_a_leader_of_its_term(reach: str) -> None:
    node = Probe()
    getattr(node, reach)()
    effects = node.hears("b", Heartbeat(max(node.term, 1), 0.0))
    assert became(effects)[0].reason is Reason.LEADER_FOUND
    assert node.state.leader == "b"


def test_heartbeats_keep_a_follower_from_asking() -> None:
    node = Probe()
    for _ in range(20):
        assert sent(node.follows("b"))[0][0] == "b"
        assert sent(node.waits(TIMING.heartbeat_s)) == []
    assert node.role is Role.FOLLOWER


def test_a_later_term_does_not_lengthen_the_wait_for_a_leader() -> None:
    node = Probe()
    node.waits(TIMING.election_min_s)
    before = node.state.expires_at
    node.hears("b", VoteRequest(3, handed_over=False))
    node.hears("c", VoteRequest(4, handed_over=False))
    voted = node.state.expires_at
    assert voted > before  # it voted, and gives the candidate time
    node.hears("b", VoteRequest(4, handed_over=False))
    assert node.state.expires_at == voted


def test_timeouts_spread_over_their_whole_range() -> None:
    node = Probe()
    state, waits = node.state._replace(promised_until=0.0), []
    for _ in range(4000):
        state = rearmed(state, node.config, 0.0)
        waits.append(state.expires_at)
    shortest, longest = TIMING.election_min_s, TIMING.election_max_s
    assert shortest <= min(waits)
    assert max(waits) < longest
    tenths = [int(10 * (wait - shortest) / (longest - shortest)) for wait in waits]
    assert all(300 < tenths.count(tenth) < 500 for tenth in range(10))


def test_a_round_only_gets_shorter_by_a_rival_and_gives_it_time_to_be_heard() -> None:
    node = Probe()
    spread = TIMING.election_max_s - TIMING.election_min_s
    for luck in range(100):
        state = node.state._replace(luck=luck, expires_at=9.0)
        assert 0.05 <= hurried(state, node.config, 0.0).expires_at < 0.05 + spread
        ending = state._replace(expires_at=0.01)
        assert hurried(ending, node.config, 0.0).expires_at == 0.01


def test_nodes_with_other_seeds_wait_otherwise() -> None:
    waits = {Probe(seed=seed).state.expires_at for seed in range(100)}
    assert len(waits) == 100
