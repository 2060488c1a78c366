"""`python -m chaos`: run drills, count trials of one fault, restart under load."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import click
import trio

from chaos import report, rolling
from chaos.drill import Drill
from chaos.faults import DRILLS
from chaos.hosts import LabError
from chaos.lab import Lab, open_lab
from chaos.trial import CALM_S, Record, Trial, calm

BY_NAME = {drill.name: drill for drill in DRILLS}
LONGEST_S = 120.0
"""No trial takes longer; one that does has failed."""

_OUT = click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for results, logs and configurations."
)


@click.group(help="Drills of a lab of three replicas. Needs root; touches its own namespaces only.")
def cli() -> None:
    """The program."""


@cli.command("list")
def list_drills() -> None:
    """Print the drills."""
    for drill in DRILLS:
        print(f"{drill.name:22} {drill.title}")


@cli.command("run")
@click.argument("names", nargs=-1)
@click.option("--short", is_flag=True, help="Only those that take a few seconds.")
@click.option("--trials", default=1, show_default=True, help="How often each.")
@click.option("--rate", default=60.0, show_default=True, help="Calls a second.")
@click.option("--minutes", default=12.0, show_default=True, help="Begin no trial after these.")
@click.option("--untimed", is_flag=True, help="Late is no failure: for machines that are busy.")
@_OUT
def run_drills(
    names: Sequence[str],
    short: bool,
    trials: int,
    rate: float,
    minutes: float,
    untimed: bool,
    out: Path | None,
) -> None:
    """Run the named drills, or all of them."""
    unknown = [name for name in names if name not in BY_NAME]
    if unknown:
        raise click.BadParameter(f"no such drill: {', '.join(unknown)}")
    chosen = [BY_NAME[name] for name in names] or [
        each for each in DRILLS if each.short or not short
    ]
    plan = Plan(chosen, trials, rate, minutes, not untimed, _made(out))
    records = trio.run(_run, plan)
    print("\n" + report.table(records))
    took = [each.new_leader_s for each in records if each.new_leader_s is not None]
    if trials > 1 and took:
        print(report.histogram(took))
    wanted = len(chosen) * trials
    if len(records) < wanted:
        print(f"only {len(records)} of {wanted} trials were run in {minutes:g} minutes")
    sys.exit(1 if any(each.problems for each in records) or len(records) < wanted else 0)


@dataclass(frozen=True)
class Plan:
    """What is to be run, and how."""

    drills: Sequence[Drill]
    trials: int
    rate: float
    minutes: float
    timed: bool
    out: Path | None


async def _run(plan: Plan) -> list[Record]:
    records: list[Record] = []
    began = monotonic()
    async with open_lab(load={"rate": plan.rate}, keep=plan.out) as lab:
        for number in range(plan.trials):
            for drill in plan.drills:
                if monotonic() - began > plan.minutes * 60:
                    return records
                record = await _trial(lab, drill, number + 1, timed=plan.timed)
                records.append(record)
                print(report.line(record), flush=True)
                if plan.out is not None:
                    report.keep(plan.out / "trials.jsonl", record)
    return records


async def _trial(lab: Lab, drill: Drill, number: int, *, timed: bool) -> Record:
    """Run a drill once, and put everything in order after it."""
    leader = await lab.settle()
    record = Record(drill.name, number)
    if leader is not None:
        status = json.loads((await leader.ask("/leader"))[1])
        record.leader, record.term = leader.name, status["term"]
    trial = Trial(lab, record, leader, timed=timed)
    await calm(CALM_S)
    in_order = True
    try:
        with trio.fail_after(LONGEST_S):
            await drill.run(trial)
            await lab.settle()
            await calm(CALM_S)
    except (LabError, trio.TooSlowError) as error:
        in_order = False
        record.problems.append(str(error) or f"not over within {LONGEST_S:g} s")
    trial.close()
    trial.expect(drill.reads_may_fail or not record.reads_failed, "reads failed")
    trial.expect(drill.once_may_fail or not record.once_failed, "calls failed")
    if not in_order:
        await lab.restart()
    return record


@cli.command("rolling")
@click.option("--calls", default=10_000, show_default=True, help="How many calls are made.")
@click.option("--rate", default=250.0, show_default=True, help="Calls a second.")
@click.option("--no-election", is_flag=True, help="Replicas that are each alone.")
@_OUT
def rolling_restart(calls: int, rate: float, no_election: bool, out: Path | None) -> None:
    """Restart one replica after the other until so many calls were made; none may fail."""
    record = trio.run(rolling.run, calls, rate, not no_election, _made(out))
    print(report.line(record))
    print("\n" + report.table([record]))
    for failure in record.failures:
        print(f"failed: {failure}")
    sys.exit(1 if record.problems else 0)


def _made(folder: Path | None) -> Path | None:
    if folder is None:
        return None
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def main() -> None:
    """Run; an error of the lab is one line and status 2."""
    try:
        cli.main(standalone_mode=True)
    except* LabError as errors:
        for error in errors.exceptions:
            print(f"chaos: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
