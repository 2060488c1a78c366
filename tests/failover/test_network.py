from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import trio

from appliance.errors import StartError
from appliance.failover.messages import Heartbeat, NodeId, TimeoutNow, VoteReply, VoteRequest
from appliance.failover.plan import Credentials, Limits
from appliance.failover.refusals import Refusal
from appliance.settings.peers import DnsPeers, FilePeers
from tests.support.cluster_network import (
    HOST,
    QUICK,
    SECRET,
    Relay,
    at,
    make_plans,
    opened,
    resolving,
    tls_files,
    until,
)
from tests.support.servers import free_port


@pytest.fixture(params=["secret", "tls"])
def credentials(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[NodeId], Credentials]:
    return tls_files(tmp_path, "a", "b", "c") if request.param == "tls" else lambda _node: SECRET


async def test_three_nodes_hear_each_other(credentials: Callable[[NodeId], Credentials]) -> None:
    plans = make_plans("a", "b", "c", credentials=credentials)
    async with opened(plans["a"]) as a, opened(plans["b"]) as b, opened(plans["c"]) as c:
        assert (a.names, b.names) == ([frozenset("bc")], [frozenset("ac")])
        await until(lambda: [n.connected() for n in (a, b, c)] == [*map(set, ("bc", "ac", "ab"))])
        a.network.send("b", VoteRequest(term=7, handed_over=False))
        b.network.send("a", VoteReply(term=7, granted=True))
        a.network.send("c", Heartbeat(term=7, sent_at=1.5, facts=b"\0facts"))
        a.network.send("nobody", TimeoutNow(term=1))
        await until(lambda: a.inbox and b.inbox and c.inbox)
        assert b.inbox == [("a", VoteRequest(term=7, handed_over=False))]
        assert a.inbox == [("b", VoteReply(term=7, granted=True))]
        assert c.inbox == [("a", Heartbeat(term=7, sent_at=1.5, facts=b"\0facts"))]
        assert a.refused == b.refused == c.refused == []


async def test_a_peer_is_known_by_its_round_trip_and_when_it_was_heard() -> None:
    plans = make_plans("a", "b")
    async with opened(plans["a"]) as a:
        (b_away,) = a.network.peers()
        assert (b_away.connected, b_away.heard_at, b_away.round_trip_s) == (False, None, None)
        async with opened(plans["b"]):
            await until(lambda: a.network.peers()[0].round_trip_s)
            (peer,) = a.network.peers()
            assert peer.connected
            assert peer.address == f"{HOST}:{plans['b'].port}"
            assert 0 < (peer.round_trip_s or 0) < 5
            first = peer.heard_at or 0
            await until(lambda: (a.network.peers()[0].heard_at or 0) > first + 2 * 0.05)
        await until(lambda: not a.network.peers()[0].connected)


async def test_small_messages_are_not_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    streams: list[trio.SocketStream] = []
    real = trio.open_tcp_stream

    async def noted(host: str | bytes, port: int) -> trio.SocketStream:
        streams.append(await real(host, port))
        return streams[-1]

    monkeypatch.setattr(trio, "open_tcp_stream", noted)
    plans = make_plans("a", "b")
    async with opened(plans["a"]) as a, opened(plans["b"]):
        await until(lambda: a.connected())
        assert all(each.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for each in streams)


async def test_a_node_that_was_away_is_heard_again() -> None:
    plans = make_plans("a", "b")
    async with opened(plans["a"]) as a:
        for term in (1, 2):
            async with opened(plans["b"]) as b:
                await until(lambda: a.connected())
                await until(b.connected)
                b.network.send("a", TimeoutNow(term))
                await until(lambda: len(a.inbox) == 1)
                assert a.inbox.pop() == ("b", TimeoutNow(term))
            await until(lambda: not a.connected())
        assert a.refused == []


async def test_a_peer_that_is_gone_without_a_word_is_noticed_and_found_again() -> None:
    plans = make_plans("a", "b")
    limits = replace(QUICK, silence_s=0.3)
    async with (
        opened(plans["b"]) as b,
        Relay(plans["b"].port).running() as relay,
        opened(replace(at(plans["a"], b=relay.port), limits=limits)) as a,
    ):
        await until(lambda: a.connected() and b.connected())
        relay.cut = True
        await until(lambda: not a.connected())
        relay.cut = False
        await until(lambda: a.connected())
        a.network.send("b", TimeoutNow(1))
        await until(lambda: b.messages() == [TimeoutNow(1)])


async def test_the_newest_of_each_kind_waits_for_a_slow_peer() -> None:
    plans = make_plans("a", "b")
    limits = replace(QUICK, in_flight=4, fresh_s=60.0)
    held = trio.Event()
    async with Relay(plans["b"].port).running() as relay:
        slow = replace(at(plans["a"], b=relay.port), limits=limits)
        async with opened(slow) as a, opened(replace(plans["b"], limits=limits)) as b:
            await until(lambda: a.connected())
            relay.hold = held
            for number in range(500):
                a.network.send("b", Heartbeat(term=1, sent_at=float(number)))
                a.network.send("b", VoteReply(term=number, granted=True))
                await trio.lowlevel.checkpoint()
            assert b.inbox == []
            held.set()
            await until(lambda: Heartbeat(term=1, sent_at=499.0) in b.messages())
            await until(lambda: VoteReply(term=499, granted=True) in b.messages())
            assert len(b.inbox) <= 4 + 2


async def test_what_was_not_sent_in_time_is_not_sent() -> None:
    plans = make_plans("a", "b")
    limits = replace(QUICK, fresh_s=0.1)
    async with opened(replace(plans["a"], limits=limits)) as a:
        a.network.send("b", TimeoutNow(1))
        await trio.sleep(0.2)
        async with opened(plans["b"]) as b:

            def heard() -> bool:
                a.network.send("b", VoteReply(2, granted=False))  # again: it may be late as well
                return bool(b.inbox)

            await until(heard)
            assert set(b.messages()) == {VoteReply(2, granted=False)}


async def test_a_process_that_uses_the_name_of_another_stays_outside() -> None:
    plans = make_plans("a", "b")
    clone = replace(plans["b"], port=free_port())
    async with opened(plans["a"]) as a, opened(plans["b"]) as b:
        await until(lambda: a.connected() and b.connected())
        async with opened(clone) as second:
            await until(lambda: Refusal.NODE in a.refused)
            second.network.send("a", TimeoutNow(666))
            b.network.send("a", TimeoutNow(1))
            await until(lambda: TimeoutNow(1) in a.messages())
            assert TimeoutNow(666) not in a.messages()
            assert b.connected() == {"a"}


async def test_another_process_with_the_nodes_own_name_is_told_from_itself() -> None:
    first = make_plans("a", "b")["a"]
    second = replace(at(first, b=first.port), port=free_port())
    async with opened(first) as a, opened(second) as other:
        await until(lambda: Refusal.NODE in a.refused)
        assert a.connected() == other.connected() == set()


async def test_who_is_not_in_the_list_stays_outside() -> None:
    plans = make_plans("a", "b", "c")
    assert isinstance(plans["a"].peers, tuple)
    pair = replace(plans["a"], peers=plans["a"].peers[:2])
    async with opened(pair) as a, opened(plans["c"]) as c:
        await until(lambda: Refusal.NODE in a.refused)
        c.network.send("a", TimeoutNow(1))
        await trio.sleep(0.05)
        assert a.inbox == []


async def test_a_node_found_at_the_address_of_another_is_not_taken_for_it() -> None:
    plans = make_plans("a", "b", "c")
    async with opened(at(plans["a"], b=plans["c"].port)) as a, opened(plans["c"]):
        await until(lambda: Refusal.NODE in a.refused)
        await until(lambda: a.connected() == {"c"})


async def test_nodes_behind_one_name_find_each_other_and_not_themselves() -> None:
    """Loopback addresses stand for pods: one port, an address each."""
    port = free_port()
    base = replace(make_plans("a")["a"], peers=DnsPeers("localhost", port), port=port)
    with resolving({"localhost": ["127.0.0.1", "127.0.0.2"]}):
        async with opened(base) as a, opened(replace(base, node="b", bind_host="127.0.0.2")) as b:
            await until(lambda: a.connected() == {"b"} and b.connected() == {"a"})
            a.network.send("b", TimeoutNow(3))
            await until(lambda: b.inbox == [("a", TimeoutNow(3))])
            assert a.names == b.names == []
            assert a.refused == b.refused == []


async def test_a_file_that_changes_brings_a_node_in(tmp_path: Path) -> None:
    plans = make_plans("a", "b", "c")
    assert isinstance(plans["a"].peers, tuple)
    listed = tmp_path / "peers"
    listed.write_text("\n".join(map(str, plans["a"].peers[:2])))
    async with (
        opened(replace(plans["a"], peers=FilePeers(listed))) as a,
        opened(plans["b"]),
        opened(plans["c"]) as c,
    ):
        await until(lambda: a.connected() == {"b"} and Refusal.NODE in a.refused)
        listed.write_text("\n".join(map(str, plans["a"].peers)))
        await until(lambda: a.connected() == {"b", "c"} and "a" in c.connected())
        assert a.names == [frozenset("b"), frozenset("bc")]
        listed.write_text("\n".join(map(str, plans["a"].peers[:2])))
        await until(lambda: a.connected() == {"b"} and "a" not in c.connected())


async def test_a_port_that_is_taken_is_named() -> None:
    plan = make_plans("a")["a"]
    async with opened(plan):
        with pytest.RaisesGroup(StartError, allow_unwrapped=True) as caught:
            async with opened(plan):
                pass
    assert f"cannot listen for other nodes on {HOST}:{plan.port}" in str(caught.value)
    with pytest.raises(StartError, match=r"ha\.bind_host"):
        async with opened(replace(plan, bind_host="no such host")):
            pass


async def test_a_node_without_peers_is_told_so() -> None:
    plan = make_plans("a")["a"]
    async with opened(plan) as a:
        assert a.names == [frozenset()]
        assert a.network.peers() == ()


async def test_a_message_without_a_place_in_a_frame_is_the_callers_bug() -> None:
    plan = make_plans("a")["a"]
    async with opened(plan) as a:
        with pytest.raises(ValueError, match="facts"):
            a.network.send("b", Heartbeat(term=1, sent_at=0.0, facts=bytes(20_000)))


def test_the_defaults_fit_together() -> None:
    limits = Limits()
    assert limits.keepalive_s * 2 < limits.silence_s
    assert limits.backoff_min_s < limits.backoff_max_s <= limits.connect_s
