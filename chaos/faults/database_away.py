"""The realm's database is killed and comes back: the leader stays, clients are told."""

from __future__ import annotations

from chaos.drill import Drill
from chaos.trial import Trial

AWAY_S = 4.0


async def run(trial: Trial) -> None:
    """Kill it and start it again; nobody's lead may depend on it."""
    lab = trial.lab
    trial.fault(f"database killed, away for {AWAY_S:g} s")
    lab.kill_database()
    await trial.expect_same_leader(AWAY_S)
    for node in lab.nodes.values():
        await node.wait_until("/readyz", 503)

    await lab.start_database()
    for node in lab.nodes.values():
        await node.wait_until("/readyz", 200)
    await trial.expect_same_leader(0.1)


DRILL = Drill("database_away", "the database killed, back after 4 s", run)
