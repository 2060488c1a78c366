"""Majorities."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from appliance.failover.electorate import Electorate, Former

VOTERS = st.frozensets(st.sampled_from("abcdefg"), min_size=1)
NODES = st.frozensets(st.sampled_from("abcdefg"))


@given(VOTERS, NODES, NODES)
def test_two_majorities_share_a_voter(
    voters: frozenset[str], some: frozenset[str], others: frozenset[str]
) -> None:
    electorate = Electorate(voters)
    if electorate.majority(some) and electorate.majority(others):
        assert some & others & voters


@given(VOTERS, VOTERS, NODES, NODES)
def test_majorities_before_and_after_a_change_share_a_voter(
    before: frozenset[str], after: frozenset[str], some: frozenset[str], others: frozenset[str]
) -> None:
    changed = Electorate(before).changed(after, until=9.0)
    if changed.majority(some):
        if Electorate(before).majority(others):
            assert some & others & before
        if Electorate(after).majority(others):
            assert some & others & after


@given(VOTERS, NODES)
def test_a_majority_is_more_than_half(voters: frozenset[str], nodes: frozenset[str]) -> None:
    assert Electorate(voters).majority(nodes) is (len(voters & nodes) > len(voters) / 2)


@given(VOTERS, VOTERS, st.dictionaries(st.sampled_from("abcdefg"), st.floats(0, 9)))
def test_a_time_is_agreed_when_a_majority_has_reached_it(
    voters: frozenset[str], former: frozenset[str], times: dict[str, float]
) -> None:
    electorate = Electorate(voters).changed(former, until=9.0)
    agreed_at = electorate.agreed_since(times)
    assert agreed_at == -math.inf or electorate.majority(
        {node for node, time in times.items() if time >= agreed_at}
    )
    assert not electorate.majority({node for node, time in times.items() if time > agreed_at})


def test_a_former_list_has_a_say_until_its_time_is_over() -> None:
    electorate = Electorate(frozenset("abc")).changed(frozenset("cde"), until=9.0)
    assert electorate.members() == frozenset("abcde")
    assert not electorate.majority(frozenset("de"))
    assert electorate.settled(8.9) is electorate
    assert electorate.settled(9.0) == Electorate(frozenset("cde"))


def test_lists_that_flap_are_not_piled_up() -> None:
    one, two = frozenset("abc"), frozenset("abcd")
    electorate = Electorate(one)
    for until in range(1, 100):
        electorate = electorate.changed(two, until).changed(one, until)
    assert electorate == Electorate(one, (Former(two, 99),))


def test_a_voter_is_alone_only_when_no_list_names_another() -> None:
    electorate = Electorate(frozenset("a"))
    assert electorate.alone("a")
    assert not electorate.alone("b")
    assert not electorate.changed(frozenset("ab"), 9.0).alone("a")
    assert not electorate.changed(frozenset("ab"), 9.0).changed(frozenset("a"), 9.0).alone("a")


def test_nobody_is_the_majority_of_no_list() -> None:
    assert not Electorate(frozenset()).majority(frozenset("a"))
    assert Electorate(frozenset()).agreed_since({"a": 1.0}) == -math.inf
