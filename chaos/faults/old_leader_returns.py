"""The old leader returns after a crash: it must follow, and disturb nobody."""

from __future__ import annotations

from time import monotonic

from chaos import ledger
from chaos.drill import Drill
from chaos.trial import Trial, calm

WATCHED_S = 3.0


async def run(trial: Trial) -> None:
    """Kill the leader, let another take over, start the old one: no election may follow."""
    old = trial.leader
    trial.fault(f"kill -9 {old.name}, and its return", silenced=[old.name])
    old.kill()
    await trial.expect_new_leader()
    new = await trial.lab.wait_for_leader()
    term = (await new.told("/leader"))["term"]
    returned_at = monotonic()
    old.start()
    await old.wait_until("/readyz", 200)
    await calm(WATCHED_S)
    later = ledger.next_term(trial.lab.entries(), returned_at, term)
    trial.expect(later is None, f"its return cost an election: {later}")
    told = await old.told("/leader")
    trial.expect(told["leader"] == new.name, f"it believes that {told['leader']} leads")


DRILL = Drill("old_leader_returns", "the old leader returns after a crash", run)
