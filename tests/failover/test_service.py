"""The service around the election, on virtual time: the order of things, and what is shown."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import trio
from trio.testing import MockClock

from appliance.failover.messages import Heartbeat, VoteReply, VoteRequest
from appliance.failover.network import Network
from appliance.failover.plan import Plan
from appliance.failover.status import Role
from tests.support.paper_cluster import Hub, PaperCluster, Receive, paper_cluster

ABC = ("a", "b", "c")


async def test_one_of_three_leads_and_every_node_shows_all_of_them(
    autojump_clock: MockClock,
) -> None:
    async with paper_cluster(*ABC) as found:
        leader = await found.leader()
        await trio.sleep(0.3)
        for node in found.nodes.values():
            status = node.election.status()
            assert (status.leader, status.term, status.has_quorum) == (leader.name, 1, True)
            assert (status.voters, status.quorum, status.reachable) == (3, 2, 3)
            assert [member.node for member in status.members] == list(ABC)
            for member in status.members:
                assert member.role is (Role.LEADER if member.node == leader.name else Role.FOLLOWER)
                assert member.version == f"2.0 of {member.node}"
                assert (member.health, member.ready, member.generation) == ("ok", True, 3)
                assert member.heard_age_s is not None
                assert member.heard_age_s < 0.3
        remaining = leader.election.status().lease_remaining_s
        assert remaining is not None
        assert 0.2 < remaining <= 0.4


async def test_a_leader_that_is_cut_off_has_stopped_before_another_acts(
    autojump_clock: MockClock,
) -> None:
    async with paper_cluster(*ABC) as found:
        first = await found.leader()
        await trio.sleep(1)
        cut_at = trio.current_time()
        found.cut_off(first.name)
        second = await found.leader(but=first.name)  # which looks at every millisecond
        assert trio.current_time() - cut_at < 1.0
        assert first.election.lease_until() < trio.current_time()
        (failover, _first) = second.election.status().failovers
        assert (failover.previous, failover.leader, failover.term) == (first.name, second.name, 2)
        assert failover.reason == "leader_silent"
        assert failover.duration_s is not None
        assert 0.5 <= failover.duration_s < 1.0
        assert second.value("elections_total", reason="leader_silent") == 2
        assert second.value("failover_duration_seconds_count") == 1
        found.hub.cut.clear()
        await trio.sleep(1)
        assert found.acting() == [second.name], "who comes back deposes nobody"
        assert first.election.status().leader == second.name


async def test_leadership_is_handed_over_when_the_leaders_tasks_have_stopped(
    autojump_clock: MockClock,
) -> None:
    async with paper_cluster(*ABC) as found:
        first = await found.leader()
        await trio.sleep(1)
        async with trio.open_nursery() as nursery:
            with first.shift:
                nursery.start_soon(first.election.step_down, "because")
                await trio.sleep(0.5)
                assert found.acting() == [], "the old one acts no more, a new one not yet"
                assert first.election.status().role is Role.LEADER
        stopped_at = trio.current_time()
        second = await found.leader(but=first.name)
        assert trio.current_time() - stopped_at < 0.05
        (failover, _first) = second.election.status().failovers
        assert failover.reason == "handed_over"
        assert failover.duration_s is not None
        assert failover.duration_s < 0.05


async def test_tasks_that_do_not_stop_hold_leadership_only_so_long(
    autojump_clock: MockClock,
) -> None:
    async with paper_cluster(*ABC) as found:
        first = await found.leader()
        await trio.sleep(1)
        with first.shift:
            await first.election.step_down("because")
        assert (await found.leader(but=first.name)).name != first.name


async def test_a_witness_votes_and_never_leads(autojump_clock: MockClock) -> None:
    async with paper_cluster("a", "w", witness="w") as found:
        assert (await found.leader()).name == "a"
        await trio.sleep(0.3)
        roles = {each.node: each.role for each in found.nodes["a"].election.status().members}
        assert roles == {"a": Role.LEADER, "w": Role.WITNESS}
        assert found.nodes["w"].election.status().role is Role.WITNESS
        found.cut_off("a")
        await trio.sleep(20)
        assert found.acting() == []
        assert found.nodes["w"].election.status().leader is None


async def test_nobody_hears_of_a_vote_before_it_is_saved(autojump_clock: MockClock) -> None:
    hub = Hub()
    async with paper_cluster(*ABC, hub=hub) as found:
        for node in found.nodes.values():
            node.ballots.delay_s = 0.05
        await found.leader()
        for at, sender, _to, message in hub.sent:
            saved = found.nodes[sender].ballots.saved
            if isinstance(message, VoteRequest | Heartbeat):
                assert any(when <= at and b.term == message.term for when, b in saved)
            elif isinstance(message, VoteReply) and message.granted:
                assert any(when <= at and b.voted_for == _to for when, b in saved)


async def test_a_node_whose_disk_fails_says_so_and_casts_no_vote(autojump_clock: MockClock) -> None:
    async with paper_cluster(*ABC) as found:
        first = await found.leader()
        await trio.sleep(1)
        other = next(node for node in found.nodes.values() if node is not first)
        other.ballots.fails = True
        found.cut_off(first.name)
        await trio.sleep(20)
        assert found.acting() == [], "one vote of three is missing"
        assert other.election.status().problem == "disk full"
        other.ballots.fails = False
        await found.leader(but=first.name)
        await trio.sleep(1)
        assert other.election.status().problem == ""


async def test_a_leader_needs_its_disk_only_to_be_elected(autojump_clock: MockClock) -> None:
    async with paper_cluster(*ABC) as found:
        first = await found.leader()
        for node in found.nodes.values():
            node.ballots.fails = True
        await trio.sleep(20)
        assert found.acting() == [first.name]


async def test_a_node_alone_acts_when_its_term_is_saved(autojump_clock: MockClock) -> None:
    async with paper_cluster("a") as found:
        node = found.nodes["a"]
        node.ballots.fails = True
        await trio.sleep(5)
        assert node.election.term() is None
        node.ballots.fails = False
        assert (await found.leader()).election.term() == node.ballots.ballot.term


async def test_a_list_of_voters_that_changes_is_taken(autojump_clock: MockClock) -> None:
    async with paper_cluster(*ABC) as found:
        first = await found.leader()
        for node in found.nodes.values():
            node.election._named(frozenset({*ABC, "d", "e"}) - {node.name})
        await trio.sleep(1)
        status = first.election.status()
        assert (status.voters, status.quorum, status.leader) == (5, 3, first.name)


async def test_a_list_that_changed_while_the_node_started_is_taken(
    autojump_clock: MockClock,
) -> None:
    class Renamed(Hub):
        @asynccontextmanager
        async def connect(
            self, plan: Plan, receive: Receive, *, refused: object, named: Callable[..., None]
        ) -> AsyncIterator[Network]:
            named(frozenset("abcd") - {plan.node})
            async with super().connect(plan, receive, refused=refused, named=named) as network:
                yield network

    async with paper_cluster(*ABC, hub=Renamed()) as found:
        status = (await found.leader()).election.status()
        assert (status.voters, status.quorum) == (4, 3)


async def test_waiting_for_changes_ends_with_each_of_them(autojump_clock: MockClock) -> None:
    async with paper_cluster(*ABC) as found:
        first = await found.leader()
        before = first.election.lease_until()
        with trio.fail_after(0.5):
            while first.election.lease_until() == before:
                await first.election.changed()


async def _seen(found: PaperCluster, name: str) -> set[str]:
    return {m.node for m in found.nodes[name].election.status().members if m.role is Role.AWAY}


async def test_who_is_away_is_shown_as_away(autojump_clock: MockClock) -> None:
    async with paper_cluster(*ABC) as found:
        first = await found.leader()
        await trio.sleep(1)
        gone = next(name for name in ABC if name != first.name)
        found.cut_off(gone)
        await trio.sleep(2)
        others = [name for name in ABC if name != gone]
        for name in others:
            assert await _seen(found, name) == {gone}
            assert found.nodes[name].election.status().reachable == 2
        alone = found.nodes[gone].election.status()
        assert (alone.role, alone.leader, alone.has_quorum) == (Role.CANDIDATE, None, False)
