"""kill -9 of a follower: nothing but its calls may notice."""

from __future__ import annotations

from chaos.drill import Drill
from chaos.trial import Trial, calm


async def run(trial: Trial) -> None:
    """Kill it, bring it back; the leader stays."""
    follower = trial.followers[0]
    trial.fault(f"kill -9 {follower.name}")
    follower.kill()
    await trial.expect_same_leader(2.0)
    follower.start()
    await follower.wait_until("/readyz", 200)
    await calm(1.0)
    await trial.expect_same_leader(0.1)


DRILL = Drill("kill_follower", "kill -9 of a follower, and its return", run)
