"""Run many schedules, or look at one.

    python -m tests.failover.simulation --schedules 100000 --workers 2
    python -m tests.failover.simulation --first 4711 --schedules 1 --log
    python -m tests.failover.simulation --schedules 2000 --mutant "no pre-vote"

A schedule is decided by its seed alone. Prints what was run and the seeds of what broke a rule;
ends with status 1 when anything did.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field

from tests.failover.simulation.judge import Violation
from tests.failover.simulation.mutants import MUTANTS, mutant
from tests.failover.simulation.schedules import run
from tests.failover.simulation.world import durable

CHUNK = 250


@dataclass
class Summary:
    """What some schedules came to; sums up."""

    families: Counter[str] = field(default_factory=Counter)
    steps: int = 0
    terms: int = 0
    virtual_s: float = 0.0
    leaderless_s: list[float] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def add(self, other: Summary) -> None:
        """Count what another worker found."""
        self.families += other.families
        self.steps += other.steps
        self.terms += other.terms
        self.virtual_s += other.virtual_s
        self.leaderless_s += other.leaderless_s
        self.violations += other.violations

    def lines(self) -> Iterator[str]:
        """The figures, for a person."""
        families = ", ".join(f"{count} {name}" for name, count in self.families.most_common())
        yield f"schedules    {self.families.total()}: {families}"
        yield f"virtual time {self.virtual_s / 3600:.1f} h, {self.steps} steps, {self.terms} reigns"
        if waits := sorted(self.leaderless_s):
            p50, p99 = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
            yield f"until a lease p50 {p50:.3f} s, p99 {p99:.3f} s, max {waits[-1]:.3f} s"
        yield f"violations   {len(self.violations)}"
        yield from self.violations


def explore(seeds: range, name: str | None = None) -> Summary:
    """Run the schedules of `seeds`, on a mutant when it is named."""
    summary = Summary()
    with mutant(name) if name else nullcontext(durable) as saving:
        for seed in seeds:
            try:
                result = run(seed, saving=saving)
            except Violation as violation:
                summary.violations.append(str(violation))
                continue
            summary.families[result.family] += 1
            summary.steps += result.steps
            summary.terms += result.terms
            summary.virtual_s += result.virtual_s
            if result.leaderless_s is not None:
                summary.leaderless_s.append(result.leaderless_s)
    return summary


def show(seed: int) -> int:
    """Print everything that happens in one schedule."""
    log: list[str] = []
    try:
        verdict = str(run(seed, log=log))
    except Violation as violation:
        verdict = str(violation)
    print(*log, verdict, sep="\n")
    return 0


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.failover.simulation")
    parser.add_argument("--schedules", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="seed of the first; they count up")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--mutant", choices=MUTANTS)
    parser.add_argument("--log", action="store_true", help="show the first schedule, step by step")
    asked = parser.parse_args()
    if asked.log:
        return show(asked.first)
    seeds = range(asked.first, asked.first + asked.schedules)
    chunks = [(seeds[i : i + CHUNK], asked.mutant) for i in range(0, len(seeds), CHUNK)]
    total, begun = Summary(), time.perf_counter()
    # Nearly nothing is cyclic, and a step makes a dozen objects.
    with multiprocessing.Pool(asked.workers, gc.set_threshold, (100_000,)) as pool:
        for done, summary in enumerate(pool.imap(_explore, chunks), 1):
            total.add(summary)
            print(f"\r{done * CHUNK} of {len(seeds)}", end="", file=sys.stderr)
    print(f"\nseeds        {seeds.start} to {seeds.stop - 1}")
    print(*total.lines(), f"took         {time.perf_counter() - begun:.0f} s", sep="\n")
    return 1 if total.violations else 0


def _explore(work: tuple[range, str | None]) -> Summary:
    return explore(*work)


if __name__ == "__main__":
    sys.exit(main())
