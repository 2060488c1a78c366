"""The notification protocol against a real datagram socket, the watchdog on virtual time."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import trio
from trio.testing import MockClock

from appliance.lifecycle.pulse import Pulses
from appliance.lifecycle.systemd import STOP_MARGIN_S, Notifier, feed_watchdog


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.setblocking(False)
        yield channel


def messages(manager: socket.socket) -> list[str]:
    found = []
    while True:
        try:
            found.append(manager.recv(4096).decode())
        except BlockingIOError:
            return found


def test_fields_go_out_one_a_line(manager: socket.socket) -> None:
    notifier = Notifier({"NOTIFY_SOCKET": manager.getsockname()})
    notifier.send(READY="1", STATUS="serving")
    assert messages(manager) == ["READY=1\nSTATUS=serving"]


def test_a_stop_asks_for_the_time_it_may_take(manager: socket.socket) -> None:
    notifier = Notifier({"NOTIFY_SOCKET": manager.getsockname()})
    notifier.stopping(within_s=120.0)
    asked_us = int((120.0 + STOP_MARGIN_S) * 1e6)
    assert messages(manager) == [f"STOPPING=1\nSTATUS=draining\nEXTEND_TIMEOUT_USEC={asked_us}"]


def test_the_abstract_namespace_works() -> None:
    name = f"trinitycore-mcp-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind("\0" + name)
        channel.setblocking(False)
        Notifier({"NOTIFY_SOCKET": "@" + name}).send(STOPPING="1")
        assert messages(channel) == ["STOPPING=1"]


def test_without_a_manager_nothing_happens() -> None:
    Notifier({}).send(READY="1")


def test_a_manager_that_is_gone_is_not_fatal(tmp_path: Path) -> None:
    Notifier({"NOTIFY_SOCKET": str(tmp_path / "gone")}).send(READY="1")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "many"}, None),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30.0),
    ],
)
def test_the_watchdog_is_for_this_process_only(
    environ: dict[str, str], expected: float | None
) -> None:
    assert Notifier(environ).watchdog_s == expected


async def test_the_watchdog_is_fed_only_while_every_task_makes_progress(
    manager: socket.socket, autojump_clock: MockClock
) -> None:
    environ = {"NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": "10000000"}
    pulses = Pulses()
    pulses.beat("worker", now=trio.current_time(), silence_s=12)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(feed_watchdog, Notifier(environ), pulses)
        await trio.sleep(11)
        assert messages(manager) == ["WATCHDOG=1"] * 3
        await trio.sleep(10)
        assert messages(manager) == ["STATUS=stalled: worker"] * 2
        pulses.beat("worker", now=trio.current_time(), silence_s=12)
        await trio.sleep(5)
        assert messages(manager) == ["WATCHDOG=1"]
        nursery.cancel_scope.cancel()


async def test_without_a_watchdog_the_task_ends(autojump_clock: MockClock) -> None:
    await feed_watchdog(Notifier({}), Pulses())
