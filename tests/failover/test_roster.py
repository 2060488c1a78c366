"""The members that an engine lists."""

from __future__ import annotations

from appliance.failover.facts import Facts, Report, encode
from appliance.failover.roster import FORGET_S, Roster
from appliance.failover.status import Role


def roster() -> Roster:
    return Roster("b", lambda: Facts(version="2.0", ready=True))


def words(version: str) -> bytes:
    return encode(Report(Facts(version=version)))


def test_members_are_told_by_name_with_what_they_say() -> None:
    made = roster()
    made.listed({"c": words("1.9"), "a": words("1.8"), "b": b"stale"}, 10.0)
    found = made.members("a", Role.FOLLOWER, 12.0)
    assert [(m.node, m.role, m.version, m.heard_age_s) for m in found] == [
        ("a", Role.LEADER, "1.8", 2.0),
        ("b", Role.FOLLOWER, "2.0", 0.0),
        ("c", Role.FOLLOWER, "1.9", 2.0),
    ]


def test_a_member_that_left_is_away_for_a_while() -> None:
    made = roster()
    made.listed({"a": b"not json", "b": b""}, 0.0)
    made.listed({"b": b""}, 5.0)
    [away, _own] = made.members(None, Role.CANDIDATE, 5.0)
    assert (away.role, away.heard_age_s, away.version) == (Role.AWAY, 5.0, None)
    made.listed({"b": b""}, FORGET_S + 1)
    assert [m.node for m in made.members(None, Role.CANDIDATE, FORGET_S + 1)] == ["b"]


def test_a_leader_that_is_on_no_list_is_a_member_all_the_same() -> None:
    found = roster().members("a", Role.FOLLOWER, 0.0)
    assert [(m.node, m.role) for m in found] == [("a", Role.LEADER), ("b", Role.FOLLOWER)]


def test_what_is_written_down_is_what_others_read() -> None:
    assert roster().own_words() == encode(Report(Facts(version="2.0", ready=True)))
