"""The disk under a follower's ballot is full, and then the leader dies.

A vote that cannot be written must not be given. The two that are left need each other's vote, so
nobody may lead until there is room again; then somebody does.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from time import monotonic

from chaos.drill import Drill
from chaos.lab import STATE
from chaos.node import Node
from chaos.trial import AFTER_S, LATEST_S, Trial, calm

FULL_S = 3.0
WITHIN_S = 4.0
_BLOCK = bytes(64 * 1024)


async def run(trial: Trial) -> None:
    """Fill it, kill the leader, wait, make room."""
    leader, (voter, _other) = trial.leader, trial.followers
    trial.fault(f"disk of {voter.name} full, kill -9 {leader.name}", silenced=[leader.name])
    filler = fill(voter)
    try:
        leader.kill()
        await trial.expect_same_leader(FULL_S)
        trial.expect(voter.running, f"{voter.name} ended when its disk was full")
    finally:
        for path in filler:
            path.unlink(missing_ok=True)
    freed_at = monotonic()
    took_s = await trial.lab.wait_for_effect(trial.record.term, freed_at, LATEST_S)
    trial.record.new_leader_s = took_s
    trial.expect_in_time(took_s, WITHIN_S, "a leader came late after there was room")
    await calm(AFTER_S)


def fill(node: Node) -> list[Path]:
    """Leave not a byte in the node's state folder, a file system of its own; return the filler."""
    folder = node.directory / STATE
    path = folder / "filler"
    with path.open("wb", buffering=0) as out:
        for size in (len(_BLOCK), 4096, 512, 1):
            for _ in count():
                try:
                    out.write(_BLOCK[:size])
                except OSError:
                    break
    return [path]


DRILL = Drill("full_disk", "disk full under a ballot, then the leader dies", run)
