"""All three are killed at once and start at once, as after a power cut."""

from __future__ import annotations

from chaos.drill import Drill
from chaos.trial import AFTER_S, Trial, calm

WITHIN_S = 15.0
"""Three processes start on two cores; the election itself takes a second of it."""


async def run(trial: Trial) -> None:
    """Kill all, start all; terms and votes come from the disks."""
    nodes = list(trial.lab.nodes.values())
    for node in nodes:
        node.kill()
    trial.fault("all three killed, all three started", silenced=trial.lab.nodes)
    for node in nodes:
        node.start()
    await trial.expect_new_leader(WITHIN_S)
    for node in nodes:
        await node.wait_until("/readyz", 200)
    await calm(AFTER_S)


DRILL = Drill("cold_start", "all killed and started at once", run, reads_may_fail=True)
