"""A follower is cut off and returns: a minority must not disturb the majority, then or later."""

from __future__ import annotations

from chaos.drill import Drill
from chaos.trial import Trial, calm

CUT_S = 3.0


async def run(trial: Trial) -> None:
    """Cut it off for many election timeouts; the leader's term must outlast its return."""
    follower = trial.followers[0]
    trial.fault(f"{follower.name} cut off for {CUT_S:g} s")
    for other in (trial.leader, *trial.followers):
        if other is not follower:
            trial.lab.network.cut(follower.name, other.name)
    await calm(CUT_S)
    trial.lab.network.heal()
    await trial.expect_same_leader(CUT_S + 2.0)


DRILL = Drill("minority", "a follower cut off from its peers for 3 s, and its return", run)
