"""The leader's wall clock jumps by a day, forth and back: leases must not notice."""

from __future__ import annotations

from pathlib import Path

from chaos.drill import Drill
from chaos.hosts import LabError
from chaos.node import Node
from chaos.trial import Trial

LIBRARY = "*-linux-gnu/faketime/libfaketime.so.1"
STEPS = ("+86400", "-86400", "+0")
EACH_S = 2.0


async def run(trial: Trial) -> None:
    """Step the clock of whoever leads; for that all run under libfaketime meanwhile."""
    nodes = list(trial.lab.nodes.values())
    for node in nodes:
        set_clock(node, "+0")
        await restart(
            node,
            LD_PRELOAD=str(library()),
            FAKETIME_TIMESTAMP_FILE=str(clock(node)),
            FAKETIME_CACHE_DURATION="1",
            FAKETIME_DONT_FAKE_MONOTONIC="1",
            NO_FAKE_STAT="1",
        )
    leader = await trial.lab.wait_for_leader()
    trial.record.leader = leader.name
    for seconds in STEPS:
        trial.fault(f"clock of {leader.name} steps: {', '.join(STEPS)} s")
        set_clock(leader, seconds)
        await trial.expect_same_leader(EACH_S)
    for node in nodes:
        await restart(node)


async def restart(node: Node, **environ: str) -> None:
    """Stop and start a replica, and wait until it serves."""
    await node.stop()
    node.start(**environ)
    await node.wait_until("/readyz", 200)


def clock(node: Node) -> Path:
    """The file that says how far the node's wall clock is off, in seconds."""
    return node.directory / "clock"


def set_clock(node: Node, seconds: str) -> None:
    """Say how far it is off from now on."""
    new = clock(node).with_suffix(".new")
    new.write_text(f"{seconds}\n")
    new.rename(clock(node))


def library() -> Path:
    """Where libfaketime is installed.

    Raises:
        LabError: it is not.
    """
    for found in Path("/usr/lib").glob(LIBRARY):
        return found
    raise LabError("libfaketime is missing: apt-get install faketime")


DRILL = Drill("clock_step", "the leader's clock steps by a day, forth and back", run)
