"""A tenth of all frames between the replicas is lost."""

from __future__ import annotations

from itertools import permutations

from chaos.drill import Drill
from chaos.trial import Trial, calm

SHARE = 0.1
SECONDS = 8.0


async def run(trial: Trial) -> None:
    """Lose frames for a while; leadership may change hands, promises may not break."""
    trial.fault(f"{SHARE:.0%} of the frames lost for {SECONDS:g} s")
    rules = trial.lab.network.rules
    rules.loss.update({way: SHARE for way in permutations(trial.lab.nodes, 2)})
    trial.lab.network.apply()
    await calm(SECONDS)
    trial.lab.network.heal()
    await calm(1.0)


DRILL = Drill("packet_loss", "10 % of the frames between replicas lost for 8 s", run)
