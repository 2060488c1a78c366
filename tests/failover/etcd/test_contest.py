"""The contest at etcd: rule by rule, and three contenders in simulated trouble."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from appliance.failover.contest import Claim, Failed, Pace, Wait
from appliance.failover.etcd.actions import (
    Acquire,
    Done,
    Gone,
    Grant,
    Granted,
    Holder,
    KeepAlive,
    Kept,
    Look,
    Present,
    Resign,
    Seen,
    Taken,
    Tell,
)
from appliance.failover.etcd.contest import EtcdContest
from tests.support.contests import World
from tests.support.etcd_model import EtcdModel

TTL_S = 5
NOBODY = Seen(None, (), None, raft_term=2)
OTHER = Holder("b", lease=8, term=40)


def fresh(endpoints: int = 1) -> EtcdContest:
    return EtcdContest("a", TTL_S, Pace(TTL_S), endpoints=endpoints)


def contender() -> EtcdContest:
    """One that has a lease since 0 and has seen that nobody leads."""
    granted = fresh().after(Grant(TTL_S), Granted(7, TTL_S), 0.0, 0.1)
    return granted.after(Look(), NOBODY, 0.1, 0.2)


def leader() -> EtcdContest:
    """One that leads in term 41 by a lease since 0."""
    return contender().after(Acquire(7), Taken(Holder("a", 7, 41)), 0.2, 0.3)


def test_a_lease_comes_first_then_a_look_then_the_key() -> None:
    assert fresh().decide(0.0) == Grant(TTL_S)
    granted = fresh().after(Grant(TTL_S), Granted(7, TTL_S), 0.0, 0.1)
    assert granted.decide(0.1) == Look()
    assert contender().decide(0.2) == Acquire(7)
    assert leader().decide(0.3) == Tell(7)


def test_the_local_lease_counts_from_the_sending_and_ends_before_etcds() -> None:
    assert leader().standing(0.3).claim == Claim(term=41, until=4.0)


def test_a_keep_alive_counts_once_a_read_in_the_same_term_confirms_it() -> None:
    kept = leader().after(KeepAlive(7), Kept(raft_term=2), 1.0, 1.1)
    assert kept.standing(1.1).claim == Claim(41, 4.0)
    assert kept.decide(1.1) == Look()
    ours = Seen(Holder("a", 7, 41), (), None, raft_term=2)
    assert kept.after(Look(), ours, 1.1, 1.2).standing(1.2).claim == Claim(41, 5.0)
    elected = replace(ours, raft_term=3)
    unsure = kept.after(Look(), elected, 1.1, 1.2)
    assert unsure.standing(1.2).claim == Claim(41, 4.0)
    assert unsure.renew_at == pytest.approx(1.7)


def test_a_larger_ttl_than_asked_for_is_taken_on() -> None:
    granted = fresh().after(Grant(TTL_S), Granted(7, 20), 0.0, 0.1)
    assert granted.pace == Pace(20.0)


def test_the_key_of_another_is_left_alone_until_it_goes() -> None:
    follower = contender().after(Look(), Seen(OTHER, (), None, 2), 0.3, 0.4)
    told = follower.after(Tell(7), Done(), 0.4, 0.5)
    assert told.decide(0.5) == Wait(1.0)
    assert told.standing(0.5).leader == "b"
    assert told.standing(0.5).claim is None
    gone = told.after(Look(), NOBODY, 0.6, 0.7)
    assert gone.decide(0.7) == Acquire(7)


def test_a_key_that_went_ends_the_claim_at_once() -> None:
    lost = leader().after(Look(), Seen(OTHER, (), None, 2), 1.0, 1.1)
    assert lost.standing(1.1).claim is None
    assert not lost.standing(1.1).has_place


def test_an_attempt_without_an_answer_is_found_to_have_succeeded() -> None:
    late = contender().after(Acquire(7), Failed("late"), 0.2, 1.2)
    found = late.after(Look(), Seen(Holder("a", 7, 41), (), None, 2), 1.2, 1.3)
    assert found.standing(1.3).claim == Claim(41, 4.0)


def test_a_lease_that_is_gone_is_replaced_after_a_pause() -> None:
    gone = leader().after(KeepAlive(7), Gone(), 1.0, 1.1)
    assert gone.standing(1.1).claim is None
    assert gone.decide(1.1) == Wait(1.6)
    assert gone.decide(1.6) == Grant(TTL_S)


def test_every_endpoint_is_tried_before_a_pause() -> None:
    trying = fresh(endpoints=3)
    for attempt in (1, 2):
        trying = trying.after(Grant(TTL_S), Failed("away"), 0.0, float(attempt))
        assert trying.decide(float(attempt)) == Grant(TTL_S)
    assert trying.after(Grant(TTL_S), Failed("away"), 0.0, 3.0).decide(3.0) == Wait(3.5)


def test_standing_down_waits_for_the_release_and_then_stands_back() -> None:
    withdrawn = leader().withdraw()
    assert withdrawn.standing(0.4).claim is None
    assert withdrawn.standing(0.4).has_place
    assert not isinstance(withdrawn.decide(0.4), Resign)
    released = withdrawn.release(0.5, "upgrade")
    assert released.decide(0.5) == Resign(41, "upgrade")
    resigned = released.after(Resign(41, "upgrade"), Done(), 0.5, 0.6)
    assert not resigned.standing(0.6).has_place
    looked = resigned.after(Look(), NOBODY, 0.6, 0.7)
    assert not isinstance(looked.decide(0.7), Acquire)
    back = replace(looked, renew_at=math.inf, look_at=math.inf)
    assert back.decide(5.5) == Acquire(7)


def test_who_stands_back_may_contest_once_another_leads() -> None:
    released = leader().withdraw().release(0.5, "upgrade")
    resigned = released.after(Resign(41, "upgrade"), Done(), 0.5, 0.6)
    follower = resigned.after(Look(), Seen(OTHER, (), None, 2), 0.6, 0.7)
    assert follower.after(Look(), NOBODY, 0.8, 0.9).decide(0.9) == Acquire(7)


def test_a_key_that_came_too_late_is_given_back() -> None:
    released = contender().withdraw().release(0.2, "upgrade")
    late = released.after(Acquire(7), Taken(Holder("a", 7, 41)), 0.1, 0.3)
    assert late.standing(0.3).claim is None
    assert late.decide(0.3) == Resign(41, "upgrade")


def test_a_ring_makes_it_look() -> None:
    told = leader().after(Tell(7), Done(), 0.3, 0.4)
    assert isinstance(told.decide(0.5), Wait)
    assert told.rung().decide(0.5) == Look()


def test_a_second_process_of_the_same_name_is_noticed() -> None:
    told = leader().after(Tell(7), Done(), 0.3, 0.4)
    former = Present("a", lease=99, facts=b"")
    ours = Seen(Holder("a", 7, 41), (former,), None, 2)
    assert (
        "another process calls itself 'a'" in told.after(Look(), ours, 1, 1.1).standing(1).problem
    )
    before_telling = leader().after(Look(), ours, 0.3, 0.4)
    assert before_telling.standing(0.4).problem == ""
    assert before_telling.after(Tell(7), Done(), 0.4, 0.5).standing(0.5).problem == ""


def test_trouble_is_told_until_the_same_succeeds_or_a_lease_later() -> None:
    denied = contender().after(Acquire(7), Failed("no right"), 0.2, 0.3)
    assert denied.after(Look(), NOBODY, 1, 1.1).standing(1.1).problem == "no right"
    assert denied.standing(5.4).problem == ""
    taken = denied.after(Acquire(7), Taken(Holder("a", 7, 41)), 1, 1.1)
    assert taken.standing(1.1).problem == ""


def world(seed: int, *, honest: bool = True) -> World:
    made = World(
        seed,
        EtcdModel(seed, stale_tells_its_term=honest),
        lambda name, _start: EtcdContest(name, TTL_S, Pace(TTL_S), endpoints=2),
        TTL_S,
    )
    made.run(troubled_s=60.0, calm_s=30.0)
    return made


def judge(seeds: range) -> None:
    reigns = 0
    for seed in seeds:
        lived = world(seed)
        reigns += len(lived.reigns)
        assert lived.led_s > 10.0, f"seed {seed}: nobody led when all was calm"
    assert reigns > len(seeds), "the schedules are too tame"


def test_never_two_leaders_in_simulated_trouble() -> None:
    judge(range(8))


@pytest.mark.sweep
def test_never_two_leaders_in_much_simulated_trouble() -> None:
    judge(range(1000, 2500))


def live(seeds: range, *, honest: bool = True) -> None:
    for seed in seeds:
        world(seed, honest=honest)


def test_a_keep_alive_believed_without_confirmation_is_noticed() -> None:
    with pytest.raises(AssertionError, match="seed"):
        live(range(18, 60), honest=False)


def test_a_local_lease_longer_than_etcds_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.failover.contest.LOCAL_SHARE", 1.1)
    with pytest.raises(AssertionError, match="seed"):
        live(range(28, 110))
