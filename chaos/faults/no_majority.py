"""All three are apart: nobody may lead until two can talk again."""

from __future__ import annotations

from itertools import combinations
from time import monotonic

from chaos import ledger
from chaos.drill import Drill
from chaos.trial import AFTER_S, LATEST_S, Trial, calm

APART_S = 3.0
LEASE_S = 0.4
GRACE_S = 0.2
WITHIN_S = 3.0


async def run(trial: Trial) -> None:
    """Cut everyone off from everyone; the clients' way stays and their calls are answered."""
    trial.fault(f"all three apart for {APART_S:g} s")
    for one, other in combinations(trial.lab.nodes, 2):
        trial.lab.network.cut(one, other)
    await calm(APART_S)
    last = ledger.last_effect(trial.lab.entries())
    acted_s = last.at - trial.fault_at if last else 0.0
    trial.expect_in_time(acted_s, LEASE_S + GRACE_S, "somebody acted after the cut")
    trial.lab.network.heal()
    healed_at = monotonic()
    took_s = await trial.lab.wait_for_effect(trial.record.term, healed_at, LATEST_S)
    trial.record.new_leader_s = took_s
    trial.expect_in_time(took_s, WITHIN_S, "a leader came late after the network healed")
    await calm(AFTER_S)


DRILL = Drill("no_majority", "all replicas apart for 3 s; counted from the healing", run)
