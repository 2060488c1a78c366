"""The leader's event loop is blocked for longer than its lease, as a bug would do."""

from __future__ import annotations

import signal

import trio

from chaos.drill import Drill
from chaos.lab import STALL_S
from chaos.ledger import held
from chaos.trial import AFTER_S, Trial, calm

SIGNALLED_S = 0.05
"""By then the signal has come."""


async def run(trial: Trial) -> None:
    """Block it; it must not act when it wakes, whatever it believed before."""
    leader = trial.leader
    trial.fault(
        f"loop of {leader.name} blocked for {STALL_S:g} s", silenced=[leader.name], excused=1
    )
    with held(trial.lab.ledger.path):  # or it might stand still while it has the file itself
        leader.signal(signal.SIGUSR1)
        await trio.sleep(SIGNALLED_S)
    await trial.expect_new_leader()
    await calm(STALL_S + AFTER_S)


DRILL = Drill("loop_stall", "the leader's event loop blocked for 1 s", run)
