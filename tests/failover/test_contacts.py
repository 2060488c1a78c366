from __future__ import annotations

from dataclasses import replace

import pytest
import trio
from trio.testing import MockClock

from appliance.failover.contacts import Contacts, Outbox, PeerStatus
from appliance.failover.plan import Limits
from appliance.failover.refusals import Refusal, Refused

LIMITS = Limits()
ONE, OTHER = b"process1", b"process2"


async def test_what_waits_is_the_newest_of_each_kind_in_the_order_the_kinds_came() -> None:
    outbox = Outbox(fresh_s=1.0)
    for number in range(5):
        outbox.put((1, {0: bytes([number])}), now=0.0)
        outbox.put((2, {0: bytes([number])}), now=0.0)
    assert [outbox.take(0.0) for _ in range(3)] == [(1, {0: b"\4"}), (2, {0: b"\4"}), None]


async def test_what_is_old_is_forgotten() -> None:
    outbox = Outbox(fresh_s=1.0)
    outbox.put((1, {}), now=0.0)
    outbox.put((2, {}), now=0.5)
    assert outbox.take(1.2) == (2, {})
    assert outbox.take(1.2) is None


async def test_whoever_waits_for_the_outbox_is_woken(autojump_clock: MockClock) -> None:
    outbox = Outbox(fresh_s=1.0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(outbox.changed)
        await trio.testing.wait_all_tasks_blocked()
        outbox.put((1, {}), now=0.0)


async def test_a_second_process_of_a_name_waits_until_the_first_is_silent(
    autojump_clock: MockClock,
) -> None:
    contact = Contacts(LIMITS).meet("b")
    with contact.speaking(ONE, dialed=True):
        await trio.sleep(1.0)
        with (
            pytest.raises(Refused, match="two processes call themselves b") as caught,
            contact.speaking(OTHER, dialed=False),
        ):
            pass
        assert caught.value.reason is Refusal.NODE
        with contact.speaking(ONE, dialed=False):
            assert contact.heard_at == trio.current_time()
        await trio.sleep(LIMITS.silence_s + 0.1)
        with contact.speaking(OTHER, dialed=False):
            pass


async def test_a_process_that_ended_makes_room_at_once(autojump_clock: MockClock) -> None:
    contact = Contacts(LIMITS).meet("b")
    with contact.speaking(ONE, dialed=True):
        pass
    with contact.speaking(OTHER, dialed=True):
        assert contact.connected


async def test_a_newer_stream_takes_the_place_of_an_older(autojump_clock: MockClock) -> None:
    contact = Contacts(LIMITS).meet("b")
    ended: list[str] = []

    async def speak(name: str) -> None:
        with contact.speaking(ONE, dialed=False):
            await trio.sleep(60)
            ended.append(f"{name} slept well")
        ended.append(name)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(speak, "first")
        await trio.testing.wait_all_tasks_blocked()
        nursery.start_soon(speak, "second")
        await trio.testing.wait_all_tasks_blocked()
        assert ended == ["first"]
        contact.close()
    assert ended == ["first", "second"]
    assert not contact.connected


async def test_members_are_met_at_once_and_others_not_at_all(autojump_clock: MockClock) -> None:
    contacts = Contacts(LIMITS)
    contacts.restrict(frozenset("bc"))
    assert contacts.statuses() == tuple(PeerStatus(n, "", False, None, None) for n in "bc")
    with pytest.raises(Refused, match=r"d is not among ha\.peers"):
        contacts.meet("d")
    b = contacts.meet("b")
    with b.speaking(ONE, dialed=True):
        contacts.restrict(frozenset("cd"))
        await trio.sleep(1)
        pytest.fail("the stream of a node that is no member goes on")
    assert contacts.find("b") is None
    assert contacts.find("d") is not None


async def test_there_are_not_more_nodes_than_agreed(autojump_clock: MockClock) -> None:
    contacts = Contacts(replace(LIMITS, nodes=2))
    a, b = contacts.meet("a"), contacts.meet("b")
    assert contacts.meet("a") is a
    with a.speaking(ONE, dialed=True), b.speaking(OTHER, dialed=False):
        with pytest.raises(Refused, match="c is one more than 2 nodes"):
            contacts.meet("c")
        await trio.sleep(1)
        a.heard()
    contacts.meet("c")  # b went, and was heard before a
    assert [status.name for status in contacts.statuses()] == ["a", "c"]
