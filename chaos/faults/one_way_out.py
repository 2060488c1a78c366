"""Nothing that the leader sends arrives, while it hears everybody."""

from __future__ import annotations

from chaos.drill import Drill
from chaos.trial import AFTER_S, Trial, calm

CUT_S = 3.0


async def run(trial: Trial) -> None:
    """Cut one direction between the replicas; the clients' way stays."""
    leader = trial.leader
    trial.fault(f"{leader.name} sends nothing to its peers")
    for follower in trial.followers:
        trial.lab.network.cut(leader.name, follower.name, both=False)
    await trial.expect_new_leader()
    await trial.hold(CUT_S)
    trial.lab.network.heal()
    await calm(AFTER_S)


DRILL = Drill("one_way_out", "what the leader sends to its peers is lost", run)
