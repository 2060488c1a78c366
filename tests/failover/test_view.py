"""What a node makes of what it hears: members, failovers, successors."""

from __future__ import annotations

from datetime import UTC, datetime

from appliance.failover.facts import MOST_NODES, Facts, Heard, Report, encode
from appliance.failover.messages import Heartbeat, HeartbeatReply, TimeoutNow
from appliance.failover.status import Member, Role
from appliance.failover.view import UNKNOWN, ClusterView

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
VOTERS = frozenset("abc")


def view() -> ClusterView:
    return ClusterView("a", silence_s=0.75)


def beat(**facts: str) -> Heartbeat:
    return Heartbeat(1, 0.0, encode(Report(Facts(version="2.0"), {}, **facts)))


def test_the_time_without_a_leader_counts_from_its_last_sign() -> None:
    seen = view()
    first = seen.leads("b", 1, 10.0, NOON)
    assert first is not None
    assert (first.previous, first.duration_s, first.reason) == (None, None, UNKNOWN)
    assert seen.leads("b", 1, 10.5, NOON) is None
    seen.heard("c", beat(cause="leader_silent"), 11.1)
    second = seen.leads("c", 2, 11.1, NOON)
    assert second is not None
    assert (second.previous, second.leader, second.term) == ("b", "c", 2)
    assert second.duration_s is not None
    assert round(second.duration_s, 6) == 0.6
    assert second.reason == "leader_silent"
    assert list(seen.failovers) == [second, first]


def test_a_leader_that_says_it_leaves_is_missed_from_then_on() -> None:
    seen = view()
    seen.leads("b", 1, 10.0, NOON)
    seen.heard("b", TimeoutNow(1), 10.09)
    found = seen.leads("a", 2, 10.1, NOON, "handed_over")
    assert found is not None
    assert found.duration_s is not None
    assert round(found.duration_s, 6) == 0.01
    assert found.reason == "handed_over"


def test_who_did_not_run_cannot_tell_how_long_nobody_led() -> None:
    seen = view()
    seen.leads("b", 1, 10.0, NOON)
    seen.blinked()
    found = seen.leads("c", 2, 70.0, NOON)
    assert found is not None
    assert found.duration_s is None


def test_a_follower_knows_the_others_from_the_leader() -> None:
    seen = view()
    others = {
        "a": Heard(Facts(version="mine"), 0.01, 0.002),
        "c": Heard(Facts(version="2.1", ready=False), 0.2, 0.003),
        "d": Heard(Facts(), None),
    }
    seen.heard("b", Heartbeat(1, 0.0, encode(Report(Facts(version="2.0"), others))), 10.0)
    own = Member("a", Role.FOLLOWER)
    members = {m.node: m for m in seen.members(own, VOTERS, {"b": "b:1"}, "b", 10.1)}
    assert members["a"] is own
    assert (members["b"].role, members["b"].version, members["b"].address) == (
        Role.LEADER,
        "2.0",
        "b:1",
    )
    assert (members["c"].role, members["c"].version, members["c"].ready) == (
        Role.FOLLOWER,
        "2.1",
        False,
    )
    assert members["c"].heard_age_s is not None
    assert round(members["c"].heard_age_s, 6) == 0.3
    assert set(members) == set("abc"), "who was never heard and does not vote is nobody"
    assert seen.reachable(VOTERS, 10.1) == 3


def test_what_the_leader_heard_later_counts_and_older_news_does_not() -> None:
    seen = view()
    seen.heard("c", HeartbeatReply(1, 9.9, facts=encode(Report(Facts(version="new")))), 10.0)
    old = {"c": Heard(Facts(version="old"), 0.5)}
    seen.heard("b", Heartbeat(1, 0.0, encode(Report(Facts(), old))), 10.0)
    members = {m.node: m for m in seen.members(Member("a", Role.LEADER), VOTERS, {}, "a", 10.0)}
    assert members["c"].version == "new"
    assert members["c"].round_trip_s is not None
    assert round(members["c"].round_trip_s, 6) == 0.1


def test_silence_makes_a_node_be_away() -> None:
    seen = view()
    seen.heard("b", beat(), 10.0)
    members = {m.node: m for m in seen.members(Member("a", Role.LEADER), VOTERS, {}, "a", 11.0)}
    assert members["b"].role is Role.AWAY
    assert members["b"].heard_age_s == 1.0
    assert members["c"].heard_age_s is None
    assert seen.reachable(VOTERS, 11.0) == 1


def reply(facts: Facts, sent_at: float) -> HeartbeatReply:
    return HeartbeatReply(1, sent_at, facts=encode(Report(facts)))


def test_leadership_goes_to_who_is_here_well_and_near() -> None:
    seen = view()
    assert seen.successor(VOTERS, 10.0) is None
    seen.heard("b", reply(Facts(health="failed"), 9.999), 10.0)
    assert seen.successor(VOTERS, 10.0) == "b", "better than nobody"
    seen.heard("c", reply(Facts(health="ok"), 9.99), 10.0)
    assert seen.successor(VOTERS, 10.0) == "c"
    seen.heard("w", reply(Facts(witness=True), 9.999), 10.0)
    seen.heard("x", reply(Facts(), 9.999), 10.0)
    assert seen.successor(VOTERS | {"w"}, 10.0) == "c", "no witness, and nobody who has no vote"
    assert seen.successor(VOTERS, 12.0) is None
    seen.heard("b", reply(Facts(health="ok", ready=True), 12.0), 12.1)
    seen.heard("c", reply(Facts(health="warning", ready=False), 12.09), 12.1)
    assert seen.successor(VOTERS, 12.1) == "b", "the nearer one is just stopping"


def test_nodes_that_come_and_go_under_new_names_are_forgotten() -> None:
    seen = view()
    for second in range(20):
        names = [f"pod-{second}-{number}" for number in range(10)]
        others = {name: Heard(Facts(), age_s=0.1) for name in names}
        seen.heard("b", Heartbeat(1, 0.0, encode(Report(Facts(), others))), float(second))
    report = seen.report(Facts(), "", 20.0, with_others=True)
    assert len(report.others) <= MOST_NODES
    assert {"b", "pod-19-9"} <= report.others.keys()
    assert seen.reachable(VOTERS, 19.1) == 2
