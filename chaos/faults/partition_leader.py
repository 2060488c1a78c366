"""The leader is cut off from everybody, balancer and database too; then the network heals."""

from __future__ import annotations

from chaos.drill import Drill
from chaos.trial import AFTER_S, Trial, calm

CUT_S = 3.0


async def run(trial: Trial) -> None:
    """Cut it off, heal; it must have stopped before another begins, and come back as follower."""
    leader = trial.leader
    trial.fault(f"{leader.name} cut off for {CUT_S:g} s")
    trial.lab.network.isolate(leader.name)
    await trial.expect_new_leader()
    await trial.hold(CUT_S)
    trial.lab.network.heal()
    await calm(AFTER_S)


DRILL = Drill("partition_leader", "the leader cut off for 3 s", run, short=True)
