"""The leader hears nobody, while everybody hears it: it has to notice by itself."""

from __future__ import annotations

from chaos.drill import Drill
from chaos.trial import AFTER_S, Trial, calm

CUT_S = 3.0
WITHIN_S = 2.5
"""The followers hear heartbeats until the leader gives up, and only then begin to wait."""


async def run(trial: Trial) -> None:
    """Cut the other direction."""
    leader = trial.leader
    trial.fault(f"{leader.name} hears nothing of its peers")
    for follower in trial.followers:
        trial.lab.network.cut(follower.name, leader.name, both=False)
    await trial.expect_new_leader(WITHIN_S)
    await trial.hold(CUT_S)
    trial.lab.network.heal()
    await calm(AFTER_S)


DRILL = Drill("one_way_in", "what the peers send to the leader is lost", run)
