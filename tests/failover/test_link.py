"""When a link tries again; what it says over its stream is in test_network."""

from __future__ import annotations

import errno

import pytest
import structlog
import trio
from trio.testing import MockClock

from appliance.failover.authentication import open_authenticator
from appliance.failover.channel import Me
from appliance.failover.contacts import Contacts
from appliance.failover.link import Link, Station
from appliance.failover.plan import Limits
from appliance.failover.refusals import Refusals
from tests.support.cluster_network import CLUSTER, SECRET

HERE, THERE = ("10.0.0.1", 3004), ("10.0.0.2", 3004)


class Nobody:
    """Stands for a network where nothing answers; notes who was tried, and when."""

    def __init__(self) -> None:
        self.tried: list[tuple[float, str]] = []
        self.wait_s = 0.0

    async def open_tcp_stream(self, host: str, port: int) -> trio.SocketStream:
        self.tried.append((round(trio.current_time(), 3), host))
        await trio.sleep(self.wait_s)
        raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")

    def times(self) -> list[float]:
        return [at for at, _host in self.tried]


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> Nobody:
    nobody = Nobody()
    monkeypatch.setattr(trio, "open_tcp_stream", nobody.open_tcp_stream)
    return nobody


async def make_link(*addresses: tuple[str, int], name: str | None = "b") -> Link:
    limits = Limits()
    station = Station(
        Me("a", CLUSTER),
        limits,
        await open_authenticator(SECRET),
        Contacts(limits),
        Refusals(lambda _reason: None),
    )
    return Link(station, name, addresses)


async def run_for(link: Link, seconds: float) -> None:
    with trio.move_on_after(seconds):
        await link.run()


async def test_it_tries_less_and_less_often_one_address_after_the_other(
    nobody: Nobody, autojump_clock: MockClock
) -> None:
    with structlog.testing.capture_logs() as logged:
        await run_for(await make_link(HERE, THERE), 4.0)
    assert nobody.times() == [0.0, 0.05, 0.15, 0.35, 0.75, 1.55, 2.55, 3.55]
    assert [host for _at, host in nobody.tried[:3]] == ["10.0.0.1", "10.0.0.2", "10.0.0.1"]
    assert [line["event"] for line in logged] == ["no stream to a node"]


async def test_a_network_that_swallows_everything_is_given_up_soon(
    nobody: Nobody, autojump_clock: MockClock
) -> None:
    nobody.wait_s = 60.0
    await run_for(await make_link(HERE), 4.0)
    assert nobody.times() == [0.0, 1.05, 2.15, 3.35]


async def test_a_sign_of_the_peer_ends_the_pause(nobody: Nobody, autojump_clock: MockClock) -> None:
    link = await make_link(HERE)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run_for, link, 4.0)
        await trio.sleep(3.0)
        link.wake()
        await trio.testing.wait_all_tasks_blocked()
        assert nobody.times()[-1] == 3.0
        nursery.cancel_scope.cancel()


async def test_without_an_address_it_waits_for_one(
    nobody: Nobody, autojump_clock: MockClock
) -> None:
    link = await make_link()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run_for, link, 5.0)
        await trio.sleep(3.0)
        assert nobody.tried == []
        link.addresses = (THERE,)
        await trio.sleep(1.0)
        assert {host for _at, host in nobody.tried} == {"10.0.0.2"}


async def test_it_ends_when_its_address_is_no_longer_named(
    nobody: Nobody, autojump_clock: MockClock
) -> None:
    link = await make_link(HERE, name=None)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(link.run)
        await trio.sleep(1.0)
        link.retired = True
        link.wake()
    assert max(nobody.times()) < 1.0
