"""SIGSTOP of the leader: it is not dead, does not know that it slept, and comes back later."""

from __future__ import annotations

import signal

from chaos.drill import Drill
from chaos.ledger import held
from chaos.trial import AFTER_S, Trial, calm

ASLEEP_S = 3.0


async def run(trial: Trial) -> None:
    """Pause it for many leases; it must not act when it wakes."""
    leader = trial.leader
    trial.fault(f"SIGSTOP {leader.name} for {ASLEEP_S:g} s", silenced=[leader.name], excused=1)
    with held(trial.lab.ledger.path):
        leader.pause()
    try:
        await trial.expect_new_leader()
        await trial.hold(ASLEEP_S)
    finally:
        leader.signal(signal.SIGCONT)
    await calm(AFTER_S)


DRILL = Drill("pause_leader", "SIGSTOP of the leader for 3 s", run, short=True)
