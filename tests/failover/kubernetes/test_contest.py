"""The contest at a Lease: rule by rule, and three contenders in simulated trouble."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.failover.contest import Claim, Failed, Pace, Wait
from appliance.failover.kubernetes.contest import (
    Conflict,
    Found,
    LeaseContest,
    Look,
    Missing,
    Record,
    Write,
    node_of,
)
from tests.support.contests import World
from tests.support.lease_model import LeaseModel

DURATION_S = 15.0
ME, OTHER = "a/1", "b/2"


def record(holder: str = OTHER, *, version: str = "1", transitions: int = 4) -> Record:
    return Record(holder, DURATION_S, transitions, version, None, {})


def fresh() -> LeaseContest:
    return LeaseContest(ME, Pace(DURATION_S))


def follower() -> LeaseContest:
    """One that saw another's Lease at 10."""
    return fresh().after(Look(), Found(record()), 9.0, 10.0)


def leader() -> LeaseContest:
    """One that took a free Lease by a write sent at 10."""
    free = fresh().after(Look(), Found(record("")), 9.0, 10.0)
    taken = free.decide(10.0)
    return free.after(taken, Found(record(ME, version="2", transitions=5)), 10.0, 10.5)


def test_it_looks_first_and_makes_a_lease_where_there_is_none() -> None:
    assert fresh().decide(0.0) == Look()
    missing = fresh().after(Look(), Missing(), 0.0, 0.1)
    assert missing.decide(0.1) == Write(None, ME, 1, taken=True)


def test_a_free_lease_is_taken_with_one_transition_more() -> None:
    free = fresh().after(Look(), Found(record("")), 9.0, 10.0)
    assert free.decide(10.0) == Write(record(""), ME, 5, taken=True)
    assert leader().standing(10.5).claim == Claim(term=5, until=22.0)


def test_another_is_waited_for_from_when_its_last_change_was_seen() -> None:
    waiting = follower()
    assert waiting.standing(10.0).leader == "b"
    for now in range(11, 25):
        assert waiting.decide(float(now)) == Look()
        waiting = waiting.after(Look(), Found(record()), now - 0.5, float(now))
        assert waiting.decide(float(now)) == Wait(min(now + 1.0, 25.0))
    assert waiting.decide(25.0) == Look()  # it was seen unchanged at 24; once more
    late = waiting.after(Look(), Found(record()), 24.9, 25.0)
    assert late.standing(25.0).leader is None
    assert late.decide(25.0) == Write(record(), ME, 5, taken=True)


def test_every_change_begins_the_wait_anew_whatever_it_says() -> None:
    renewed = follower().after(Look(), Found(record(version="2")), 19.0, 20.0)
    assert renewed.expires_at == 35.0


def test_a_holders_own_duration_counts() -> None:
    slow = replace(record(), duration_s=60.0)
    assert fresh().after(Look(), Found(slow), 0.0, 1.0).expires_at == 61.0


def test_a_renewal_counts_from_its_sending() -> None:
    renewal = leader().decide(13.0)
    assert renewal == Write(record(ME, version="2", transitions=5), ME, 5)
    kept = record(ME, version="3", transitions=5)
    renewed = leader().after(renewal, Found(kept), 13.0, 14.0)
    assert renewed.standing(14.0).claim == Claim(5, 25.0)
    assert renewed.decide(14.0) == Wait(16.0)


def test_after_a_conflict_or_failure_it_looks_before_it_writes() -> None:
    renewal = leader().decide(13.0)
    assert leader().after(renewal, Conflict(), 13.0, 13.1).decide(13.1) == Look()
    failed = leader().after(renewal, Failed("late"), 13.0, 13.1)
    assert failed.decide(13.1) == Wait(14.6)
    assert failed.decide(14.6) == Look()
    assert failed.standing(14.6).claim == Claim(5, 22.0)


def test_a_write_without_an_answer_is_found_to_have_succeeded() -> None:
    free = fresh().after(Look(), Found(record("")), 9.0, 10.0)
    late = free.after(free.decide(10.0), Failed("late"), 10.0, 13.0)
    found = late.after(Look(), Found(record(ME, version="2", transitions=5)), 14.5, 14.6)
    assert found.standing(14.6).claim is None
    assert found.decide(14.6) == Write(record(ME, version="2", transitions=5), ME, 5)


def test_a_lease_that_another_took_ends_the_claim() -> None:
    lost = leader().after(Look(), Found(record(OTHER, version="9", transitions=6)), 11, 11.1)
    assert lost.standing(11.1).claim is None
    assert lost.standing(11.1).term == 6


def test_a_lease_deleted_under_its_holder_is_made_again_with_a_higher_term() -> None:
    gone = leader().after(leader().decide(13.0), Missing(), 13.0, 13.1)
    assert gone.standing(13.1).claim is None
    assert gone.decide(13.1) == Write(None, ME, 6, taken=True)


def test_a_term_that_was_set_back_by_hand_is_not_followed() -> None:
    found = record(ME, version="7", transitions=0)
    meddled = leader().after(Look(), Found(found), 12.0, 12.1)
    assert meddled.decide(13.0) == Write(found, ME, 5)


def test_standing_down_waits_for_the_release_and_then_stands_back() -> None:
    withdrawn = leader().withdraw()
    assert withdrawn.standing(11.0).claim is None
    assert withdrawn.standing(11.0).has_place
    released = withdrawn.release(11.0, "upgrade")
    held = record(ME, version="2", transitions=5)
    assert released.decide(11.0) == Write(held, "", 5, reason="upgrade")
    free = record("", version="3", transitions=5)
    gone = released.after(released.decide(11.0), Found(free), 11.0, 11.1)
    assert not gone.standing(11.1).has_place
    looking = replace(gone, look_at=100.0)
    assert looking.decide(25.0) == Wait(26.0)
    assert looking.decide(26.0) == Write(free, ME, 6, taken=True)


def test_who_stands_back_may_contest_once_another_leads() -> None:
    gone = leader().withdraw().release(11.0, "upgrade")
    led = gone.after(Look(), Found(record(OTHER, version="4", transitions=6)), 11.2, 11.3)
    assert led.held_off_until < 0


def test_a_node_is_read_from_its_identity() -> None:
    assert node_of("realm-1.example/7f3c") == "realm-1.example"
    assert node_of("foreign_identity") == "foreign_identity"


def world(seed: int, *, checks_versions: bool = True) -> World:
    made = World(
        seed,
        LeaseModel(seed, DURATION_S, checks_versions=checks_versions),
        lambda name, start: LeaseContest(f"{name}/{start}", Pace(DURATION_S)),
        DURATION_S,
    )
    made.run(troubled_s=150.0, calm_s=60.0)
    return made


def judge(seeds: range) -> None:
    reigns = 0
    for seed in seeds:
        lived = world(seed)
        reigns += len(lived.reigns)
        assert lived.led_s > 20.0, f"seed {seed}: nobody led when all was calm"
    assert reigns > len(seeds), "the schedules are too tame"


def test_never_two_leaders_in_simulated_trouble() -> None:
    judge(range(8))


@pytest.mark.sweep
def test_never_two_leaders_in_much_simulated_trouble() -> None:
    judge(range(1000, 2500))


def live(seeds: range, *, checks_versions: bool = True) -> None:
    for seed in seeds:
        world(seed, checks_versions=checks_versions)


def test_writes_without_a_version_are_noticed() -> None:
    with pytest.raises(AssertionError, match="seed"):
        live(range(40), checks_versions=False)


def test_a_local_lease_as_long_as_others_wait_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.failover.contest.LOCAL_SHARE", 1.0)
    with pytest.raises(AssertionError, match="seed"):
        live(range(110, 200))
