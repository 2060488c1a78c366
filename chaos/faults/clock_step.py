"""The leader's wall clock jumps by a day, forth and back: leases must not notice."""

from __future__ import annotations

import shutil
from pathlib import Path

from chaos.drill import Drill
from chaos.hosts import LabError
from chaos.node import Node
from chaos.trial import Trial

LIBRARY = "faketime/libfaketime.so.1"
STEPS = ("+86400", "-86400", "+0")
EACH_S = 2.0


async def run(trial: Trial) -> None:
    """Step the clock of the leader, then of a follower with it; nothing may change hands.

    The leader is restarted under libfaketime first: the trial is about the one that leads then.
    """
    lab, old = trial.lab, trial.leader
    step = old.directory / "clock"
    await restart_with_clock(old, step)
    follower = next(node for node in lab.nodes.values() if node is not old)
    leader = await lab.wait_for_leader()
    if leader is not old:
        await hand_back(trial, old)
    term = max(entry.term for entry in lab.entries())
    trial.record.term, trial.record.leader = term, old.name
    for seconds in STEPS:
        trial.fault(f"clock of {old.name} steps {', '.join(STEPS)} s; {follower.name} sees it")
        set_clock(step, seconds)
        await trial.expect_same_leader(EACH_S)
    await old.stop()
    old.start()


async def hand_back(trial: Trial, wanted: Node) -> None:
    """Step others down until the wanted node leads."""
    from chaos.faults.step_down import step_down

    for _ in range(6):
        leader = await trial.lab.wait_for_leader()
        if leader is wanted:
            return
        step_down(leader)
    raise LabError(f"{wanted.name} was never elected")


async def restart_with_clock(node: Node, step: Path) -> None:
    """Restart a replica whose wall clock is what the file says, whenever it says it."""
    set_clock(step, "+0")
    await node.stop()
    node.start(
        LD_PRELOAD=str(library()),
        FAKETIME_TIMESTAMP_FILE=str(step),
        FAKETIME_CACHE_DURATION="1",
        FAKETIME_DONT_FAKE_MONOTONIC="1",
    )
    await node.wait_until("/readyz", 200)


def set_clock(step: Path, seconds: str) -> None:
    """Say how far the clock is off from now on."""
    new = step.with_suffix(".new")
    new.write_text(f"{seconds}\n")
    new.rename(step)


def library() -> Path:
    """Where libfaketime is installed.

    Raises:
        LabError: it is not.
    """
    if shutil.which("faketime"):
        for folder in Path("/usr/lib").glob("*-linux-gnu"):
            if (folder / LIBRARY).exists():
                return folder / LIBRARY
    raise LabError("libfaketime is missing: apt-get install faketime")


DRILL = Drill("clock_step", "the leader's clock steps by a day, forth and back", run)
