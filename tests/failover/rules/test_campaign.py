"""Asking, campaigning, voting."""

from __future__ import annotations

import pytest

from appliance.failover.messages import (
    Heartbeat,
    PreVoteReply,
    PreVoteRequest,
    TimeoutNow,
    VoteReply,
    VoteRequest,
)
from appliance.failover.state import Ballot, Became, Reason, Role, SaveBallot, Send
from tests.support.elections import ROUNDING, TIMING, Probe, became, saved, sent


def test_a_node_that_hears_no_leader_asks_before_it_begins_a_term() -> None:
    node = Probe(ballot=Ballot(4, "b"))
    effects = node.asks()
    question = PreVoteRequest(5, node.state.began_at)
    assert effects == [
        Send("b", question),
        Send("c", question),
        Became(Role.PRE_CANDIDATE, 4, Reason.LEADER_SILENT),
    ]
    assert node.state.ballot == Ballot(4, "b")


def test_asking_changes_nothing_for_those_who_are_asked() -> None:
    node = Probe(ballot=Ballot(4))
    node.waits(TIMING.election_min_s)
    before = node.state
    effects = node.hears("b", PreVoteRequest(9, 3.5))
    assert effects == [Send("b", PreVoteReply(9, 3.5, granted=True))]
    assert node.state._replace(wake_at=before.wake_at) == before


def test_a_follower_of_a_leader_and_a_leader_would_vote_for_nobody() -> None:
    follower, leader = Probe(), Probe()
    follower.waits(TIMING.election_min_s)
    assert follower.would_vote("c")
    follower.follows("b")
    follower.waits(TIMING.election_min_s - ROUNDING)
    assert not follower.would_vote("c")
    leader.leads()
    assert not leader.would_vote("c")


@pytest.mark.parametrize("term", [3, 4])
def test_a_node_would_not_vote_in_its_own_term_or_an_earlier_one(term: int) -> None:
    node = Probe(ballot=Ballot(4))
    node.waits(TIMING.election_min_s)
    (answer,) = sent(node.hears("b", PreVoteRequest(term, 3.5)))
    assert answer == ("b", PreVoteReply(4, 3.5, granted=False))


def test_those_who_did_not_answer_are_asked_again_with_each_heartbeat_interval() -> None:
    node = Probe(voters="abcde")
    node.asks()
    node.hears("b", PreVoteReply(1, node.state.began_at, granted=True))
    node.hears("c", PreVoteReply(0, node.state.began_at, granted=False))
    asked = [to for to, _ in sent(node.waits(TIMING.heartbeat_s))]
    assert asked == ["c", "d", "e"]


def test_an_answer_to_an_earlier_round_counts_for_nothing() -> None:
    node = Probe()
    node.asks()
    earlier = node.state.began_at
    node.follows("b", term=0)
    node.asks()
    assert node.hears("c", PreVoteReply(1, earlier, granted=True)) == []
    assert node.role is Role.PRE_CANDIDATE


def test_a_majority_that_would_vote_begins_a_term() -> None:
    node = Probe(voters="abcde", ballot=Ballot(4))
    node.asks()
    began_at = node.state.began_at
    assert node.hears("b", PreVoteReply(5, began_at, granted=True)) == []
    assert node.hears("b", PreVoteReply(5, began_at, granted=True)) == []
    effects = node.hears("c", PreVoteReply(5, began_at, granted=True))
    assert saved(effects) == [Ballot(5, "a")]
    question = VoteRequest(5, handed_over=False)
    assert sent(effects) == [(voter, question) for voter in "bcde"]
    assert became(effects) == [Became(Role.CANDIDATE, 5, Reason.WOULD_WIN)]


def test_who_is_behind_asks_again_in_the_later_term_at_once() -> None:
    node = Probe(ballot=Ballot(4))
    node.asks()
    effects = node.hears("b", PreVoteReply(7, node.state.began_at, granted=False))
    assert saved(effects) == [Ballot(7)]
    assert {message.term for _, message in sent(effects)} == {8}
    assert node.role is Role.PRE_CANDIDATE


def test_a_vote_is_saved_before_it_is_told_and_given_once_a_term() -> None:
    node = Probe()
    node.waits(TIMING.election_min_s)
    effects = node.hears("b", VoteRequest(3, handed_over=False))
    assert effects == [SaveBallot(Ballot(3, "b")), Send("b", VoteReply(3, granted=True))]
    assert node.hears("c", VoteRequest(3, handed_over=False)) == [
        Send("c", VoteReply(3, granted=False))
    ]


def test_a_restarted_node_does_not_vote_twice() -> None:
    node = Probe(ballot=Ballot(3, "b"))
    node.waits(TIMING.election_min_s)
    effects = node.hears("c", VoteRequest(3, handed_over=False))
    assert effects == [Send("c", VoteReply(3, granted=False))]


def test_a_vote_that_was_given_is_told_again() -> None:
    node = Probe(ballot=Ballot(3, "b"))
    before = node.state
    effects = node.hears("b", VoteRequest(3, handed_over=False))
    assert effects == [Send("b", VoteReply(3, granted=True))]
    assert node.state._replace(wake_at=before.wake_at) == before


def test_a_candidate_of_an_earlier_term_is_told_the_later_one() -> None:
    node = Probe(ballot=Ballot(5))
    node.waits(TIMING.election_min_s)
    effects = node.hears("b", VoteRequest(4, handed_over=False))
    assert effects == [Send("b", VoteReply(5, granted=False))]


def test_a_candidate_is_not_even_heard_while_there_is_a_leader() -> None:
    for prepare in (Probe.follows, Probe.leads):
        node = Probe()
        prepare(node)
        before = node.state
        assert node.hears("c", VoteRequest(9, handed_over=False)) == []
        assert node.state._replace(wake_at=before.wake_at) == before


def test_a_hand_over_frees_followers_from_their_promise() -> None:
    node = Probe()
    node.follows("b", term=4)
    effects = node.hears("c", VoteRequest(5, handed_over=True))
    assert effects == [SaveBallot(Ballot(5, "c")), Send("c", VoteReply(5, granted=True))]


def test_a_hand_over_does_not_free_who_follows_in_the_term_already() -> None:
    node = Probe()
    node.follows("b", term=5)
    assert node.hears("c", VoteRequest(5, handed_over=True)) == []


def test_a_majority_of_votes_elects() -> None:
    node = Probe(voters="abcde")
    node.campaigns()
    assert node.hears("d", VoteReply(1, granted=True)) == []
    effects = node.hears("e", VoteReply(1, granted=True))
    assert sent(effects) == [(voter, Heartbeat(1, node.now, promise_s=0.5)) for voter in "bcde"]
    assert became(effects) == [Became(Role.LEADER, 1, Reason.ELECTED)]


def test_votes_of_another_term_do_not_count() -> None:
    node = Probe(ballot=Ballot(4))
    node.campaigns()
    assert node.hears("b", VoteReply(4, granted=True)) == []
    assert node.role is Role.CANDIDATE


def test_votes_are_asked_for_again_but_not_from_who_answered() -> None:
    node = Probe(voters="abcde")
    node.campaigns()
    node.hears("b", VoteReply(1, granted=True))
    node.hears("c", VoteReply(1, granted=False))
    asked = sent(node.waits(TIMING.heartbeat_s))
    assert asked == [(voter, VoteRequest(1, handed_over=False)) for voter in "de"]


def test_a_candidate_that_has_a_rival_begins_again_soon_and_by_asking() -> None:
    node = Probe()
    node.campaigns()
    assert node.hears("b", VoteReply(1, granted=False)) == []
    assert node.state.expires_at < node.now + TIMING.election_min_s
    effects = node.expires()
    assert became(effects) == [Became(Role.PRE_CANDIDATE, 1, Reason.LOST)]
    assert node.term == 1


def test_a_candidate_that_has_a_rival_may_still_win() -> None:
    node = Probe()
    node.campaigns()
    node.hears("b", VoteReply(1, granted=False))
    node.hears("c", VoteReply(1, granted=True))
    assert node.role is Role.LEADER


def test_a_candidate_that_nobody_answers_begins_again_by_asking() -> None:
    node = Probe()
    node.campaigns()
    effects = node.expires()
    assert became(effects) == [Became(Role.PRE_CANDIDATE, 1, Reason.LOST)]
    assert node.term == 1


def test_a_candidate_that_is_behind_begins_again_by_asking() -> None:
    node = Probe()
    node.campaigns()
    effects = node.hears("b", VoteReply(6, granted=False))
    assert saved(effects) == [Ballot(6)]
    assert became(effects) == [Became(Role.PRE_CANDIDATE, 6, Reason.HIGHER_TERM)]


def test_a_successor_campaigns_at_once_and_says_why_it_may() -> None:
    node = Probe()
    node.follows("b", term=4)
    effects = node.hears("b", TimeoutNow(4))
    question = VoteRequest(5, handed_over=True)
    assert effects == [
        SaveBallot(Ballot(5, "a")),
        Send("b", question),
        Send("c", question),
        Became(Role.CANDIDATE, 5, Reason.HANDED_OVER),
    ]
    node.expires()
    node.hears("b", PreVoteReply(6, node.state.began_at, granted=True))
    again = sent(node.waits(TIMING.heartbeat_s))
    assert again == [(voter, VoteRequest(6, handed_over=False)) for voter in "bc"]


@pytest.mark.parametrize(("sender", "term"), [("c", 4), ("b", 3), ("b", 5)])
def test_only_the_leader_of_the_term_can_hand_it_over(sender: str, term: int) -> None:
    node = Probe()
    node.follows("b", term=4)
    assert node.hears(sender, TimeoutNow(term)) == []
    assert node.role is Role.FOLLOWER
