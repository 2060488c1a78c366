"""kill -9 of the leader: the machine is gone without a word."""

from __future__ import annotations

from chaos.drill import Drill
from chaos.trial import AFTER_S, Trial, calm


async def run(trial: Trial) -> None:
    """Kill it, see another one act."""
    leader = trial.leader
    trial.fault(f"kill -9 {leader.name}", silenced=[leader.name])
    leader.kill()
    await trial.expect_new_leader()
    await calm(AFTER_S)


DRILL = Drill("kill_leader", "kill -9 of the leader", run, short=True)
