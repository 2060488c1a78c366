"""Restart after restart while many clients call: the promise is that no call fails."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

from chaos.balancer import sent_twice
from chaos.faults import rolling_restart
from chaos.lab import open_lab
from chaos.trial import Record, Trial, calm

CLIENTS = 20


async def run(calls: int, rate: float, elects: bool, keep: Path | None) -> Record:
    """Restart the replicas round by round until `calls` calls were made; the record of all."""
    load = {"rate": rate, "clients": CLIENTS}
    async with open_lab(elects=elects, load=load, keep=keep) as lab:
        leader = await lab.settle()
        trial = Trial(lab, Record("rolling_restart", 1), leader, began=monotonic())
        record = trial.record
        rounds = 0
        while len(lab.load.since(trial.began)) < calls:
            await rolling_restart.run(trial)
            rounds += 1
        await calm(1.0)
        trial.close()
        record.fault = f"{rounds} rounds of restarts of three replicas"
        requests = lab.balancer.requests()
        retried = sum("," in request["replica"] for request in requests)
        record.problems += [f"request {each} was sent twice" for each in sent_twice(requests)]
        record.notes = {"rounds": rounds, "calls_that_went_to_another_replica": retried}
        trial.expect(record.reads_failed + record.once_failed == 0, "calls failed")
        return record
