"""The replicas are 50 ms apart, as in another region."""

from __future__ import annotations

from itertools import permutations

from chaos.drill import Drill
from chaos.trial import Trial

DELAY_S = 0.05
SECONDS = 8.0


async def run(trial: Trial) -> None:
    """Delay every frame between replicas; the leader has to stay."""
    trial.fault(f"{DELAY_S * 1000:g} ms each way for {SECONDS:g} s")
    rules = trial.lab.network.rules
    rules.delay_s.update({way: DELAY_S for way in permutations(trial.lab.nodes, 2)})
    trial.lab.network.apply()
    await trial.expect_same_leader(SECONDS)
    trial.lab.network.heal()


DRILL = Drill("latency", "50 ms each way between replicas for 8 s", run)
