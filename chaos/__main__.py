"""`python -m chaos`: run drills, count trials of one fault, restart under load."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from time import monotonic

import click
import trio

from appliance.cli import leaves
from appliance.errors import ApplianceError
from chaos import report, rolling
from chaos.balancer import sent_twice
from chaos.drill import Drill
from chaos.faults import DRILLS
from chaos.hosts import LabError
from chaos.lab import NODES, Lab, open_lab
from chaos.ledger import violations
from chaos.trial import CALM_S, Record, Trial, calm

BY_NAME = {drill.name: drill for drill in DRILLS}
LONGEST_S = 300.0
"""No trial takes longer; one that does has failed."""

TRIES = 3
"""Trials of a drill, where the machine itself stands still in them."""

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
@click.option("--minutes", default=30.0, show_default=True, help="Begin no trial after these.")
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
    records, problems = trio.run(_run, plan)
    table = report.table(records)
    print(f"\n{table}")
    if plan.out is not None:
        (plan.out / "table.md").write_text(table)
    took = [each.new_leader_s for each in records if each.new_leader_s is not None]
    if trials > 1 and took:
        print(report.histogram(took))
    wanted = len(chosen) * trials
    if len(records) < wanted:
        print(f"only {len(records)} of {wanted} trials were run in {minutes:g} minutes")
    print(report.broken(records), end="")
    for problem in problems:
        print(f"over all trials: {problem}")
    broken = bool(problems) or any(each.problems for each in records)
    sys.exit(1 if broken or len(records) < wanted else 0)


@dataclass(frozen=True)
class Plan:
    """What is to be run, and how."""

    drills: Sequence[Drill]
    trials: int
    rate: float
    minutes: float
    timed: bool
    out: Path | None


async def _run(plan: Plan) -> tuple[list[Record], list[str]]:
    """Every trial, and what does not hold of all of them together."""
    records: list[Record] = []
    began = monotonic()
    async with open_lab(load={"rate": plan.rate}, keep=plan.out) as lab:
        for number, drill in product(range(plan.trials), plan.drills):
            if monotonic() - began > plan.minutes * 60:
                break
            record = await _fair_trial(lab, drill, number + 1, timed=plan.timed)
            records.append(record)
            print(report.line(record), flush=True)
            if plan.out is not None:
                report.keep(plan.out / "trials.jsonl", record)
        # Who was silenced, and who may have come as far as the fence, each trial has judged.
        problems = violations(lab.entries(), silenced=NODES, excused=len(lab.entries()))
        problems += [
            f"request {each} was sent twice" for each in sent_twice(lab.balancer.requests())
        ]
    return records, problems


async def _fair_trial(lab: Lab, drill: Drill, number: int, *, timed: bool) -> Record:
    """Run a drill; anew where it was late in nothing but what the machine, standing still, was."""
    for again in reversed(range(TRIES)):
        began = monotonic()
        record = await _trial(lab, drill, number, timed=timed)
        still_s = lab.pulse.stood_still_s(began)
        if record.problems or not record.late or not still_s or not again:
            break
        told = "; ".join(record.late)
        print(f"{drill.name:22} anew: the machine stood still for {still_s:.2f} s ({told})")
    record.problems += record.late
    return record


async def _trial(lab: Lab, drill: Drill, number: int, *, timed: bool) -> Record:
    """Run a drill once, and put everything in order after it."""
    await lab.settle()
    began = monotonic()
    await calm(CALM_S)
    leader = await lab.wait_for_leader()
    trial = Trial(lab, Record(drill.name, number), leader, began=began, timed=timed)
    record = trial.record
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
    for name, value in record.notes.items():
        print(f"{name}: {value}")
    print(report.broken([record]), end="")
    sys.exit(1 if record.problems else 0)


def _made(folder: Path | None) -> Path | None:
    """An empty folder for results; those of an earlier run give way to it."""
    if folder is None:
        return None
    folder = folder.resolve()
    if (folder / "nginx").is_dir():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise click.BadParameter(f"{folder} holds something else than results", param_hint="--out")
    return folder


def main() -> None:
    """Run; an error of the lab is one line and status 2."""
    errors: list[ApplianceError] = []
    try:
        cli.main(standalone_mode=True)
    except* ApplianceError as group:
        errors.extend(leaves(group))
    # Not in the block above: before Python 3.11.4 what is raised there ends up in a group.
    if errors:
        for error in errors:
            print(f"chaos: {error}", file=sys.stderr)
        sys.exit(LabError.exit_code)


if __name__ == "__main__":
    main()
