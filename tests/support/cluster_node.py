"""A node as a process of its own: it elects, and its leader's task appends to a shared ledger.

    python -m tests.support.cluster_node HA-SETTINGS-AS-JSON LEDGER

Each change is a line of JSON on standard output, with the time of CLOCK_MONOTONIC, which all
processes of a machine share.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
import time
from functools import partial
from pathlib import Path

import trio

from appliance.clock import SystemClock
from appliance.failover.facts import Facts
from appliance.failover.leader import Leadership, Shift
from appliance.failover.opening import open_leadership
from appliance.failover.tasks import LeaderTask, LeaderTasks
from appliance.lifecycle.running import running
from appliance.lifecycle.signals import watch_signals
from appliance.settings.ha import HaSettings
from appliance.telemetry import logs
from appliance.telemetry.metrics import Metrics

PACE_S = 0.002


def tell(event: str, **more: object) -> None:
    """Write an event."""
    sys.stdout.write(json.dumps({"event": event, "at": time.monotonic(), **more}) + "\n")
    sys.stdout.flush()


def append(ledger: Path, term: int, node: str) -> bool:
    """Append an effect in a term, as a place does that fences: False in a term that is over."""
    with ledger.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 200))
        lines = file.read().splitlines()
        if lines and term < int(lines[-1].split()[0]):
            return False
        file.write(f"{term} {node} {time.monotonic():.6f}\n".encode())
    return True


async def keep_ledger(leadership: Leadership, ledger: Path, node: str) -> None:
    """The leader's task: asks for the term before each effect and hands it on."""
    term = leadership.term()
    tell("begins", term=term)
    try:
        while (now := leadership.term()) is not None:
            if not append(ledger, now, node):
                tell("fenced", term=now)
            await trio.sleep(PACE_S)
    finally:
        tell("ends", term=term)


async def watch(leadership: Leadership) -> None:
    """Tell who leads, whenever that changes."""
    known: tuple[str | None, int, bool] | None = None
    while True:
        status = leadership.status()
        seen = (status.leader, status.term, leadership.term() is not None)
        if seen != known:
            known = seen
            tell("leader", leader=seen[0], term=seen[1], acts=seen[2])
        await leadership.changed()


async def main(ha: HaSettings, ledger: Path) -> None:
    """Take part until SIGTERM."""
    shift, stop = Shift(), trio.Event()
    leadership = open_leadership(
        ha,
        os.environ,
        SystemClock(),
        facts=lambda: Facts(version="test", health="ok", ready=True),
        shift=shift,
    )
    duty = LeaderTask("ledger", partial(keep_ledger, leadership, ledger, ha.node or ""))
    tasks = LeaderTasks(leadership, [duty], shift, Metrics())
    async with (
        running(partial(watch_signals, stop)),
        running(leadership.run),
        running(tasks.run),
        trio.open_nursery() as nursery,
    ):
        nursery.start_soon(watch, leadership)
        tell("up")
        await stop.wait()
        await leadership.step_down("SIGTERM")
        tell("down")
        nursery.cancel_scope.cancel()


if __name__ == "__main__":
    logs.configure(level="info", as_json=True)
    trio.run(main, HaSettings.model_validate_json(sys.argv[1]), Path(sys.argv[2]))
