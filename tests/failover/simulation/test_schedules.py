"""Seeded schedules keep the rules, and a broken rule is noticed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.failover.simulation import schedules
from tests.failover.simulation.__main__ import Summary, explore
from tests.failover.simulation.judge import Violation
from tests.failover.simulation.mutants import MUTANTS, mutant
from tests.failover.simulation.schedules import Family, run
from tests.failover.simulation.world import Saving

CHECKOUT = Path(__file__).parents[3]
PATIENCE = 600
"""Schedules until a mutant must have been caught."""


def kept(summary: Summary) -> None:
    assert summary.violations == []
    assert set(summary.families) == {family.__name__ for family in schedules.FAMILIES}
    assert (
        summary.terms > summary.families.total()
    )  # leaders changed, so there was something to see


def hunt(family: Family, saving: Saving) -> None:
    for seed in range(PATIENCE):
        run(seed, family, saving=saving)


@pytest.mark.parametrize("first", [0, 1_000_000, 2_000_000])
def test_no_schedule_breaks_a_rule(first: int) -> None:
    kept(explore(range(first, first + 100)))


@pytest.mark.sweep
@pytest.mark.parametrize("first", range(10_000_000, 10_008_000, 1000))
def test_thousands_of_schedules_break_no_rule(first: int) -> None:
    kept(explore(range(first, first + 1000)))


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("no pre-vote", schedules.absence),
        ("no lease check", schedules.chaos),
        ("vote not persisted", schedules.contest),
        ("no check-quorum", schedules.chaos),
        ("lease from receive time", schedules.fading),
        ("no promise", schedules.chaos),
        ("promise of the voter's own timing", schedules.severed),
        ("promise forgotten by a restart", schedules.amnesia),
        ("lease too long for the clocks", schedules.severed),
    ],
)
def test_every_mutant_is_caught(name: str, family: Family) -> None:
    with mutant(name) as saving, pytest.raises(Violation, match=r"seed \d+"):
        hunt(family, saving)


def test_every_mutant_is_tested() -> None:
    assert len(MUTANTS) == 9


def test_a_seed_decides_everything() -> None:
    logs: list[list[str]] = [[], []]
    for log in logs:
        run(4711, log=log)
    assert len(logs[0]) > 100
    assert logs[0] == logs[1]


def test_the_command_counts_what_it_ran_and_fails_when_a_rule_broke() -> None:
    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tests.failover.simulation", *arguments],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )

    fine = command("--schedules", "20", "--first", "500")
    assert (fine.returncode, "violations   0" in fine.stdout) == (0, True), fine.stderr
    shown = command("--first", "500", "--log")
    assert "Became" in shown.stdout
