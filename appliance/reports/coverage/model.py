"""Coverage of source files, whatever program measured it.

What a format does not tell is missing, never 0 and never 100 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

METRICS = ("lines", "branches", "functions", "statements")
MOST_LINE = 10_000_000
"""Largest line number that is believed."""
MOST_TOTAL = 10**9
"""Largest total of one file that is believed."""
Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """How many of how many were reached."""

    covered: int
    total: int

    @property
    def percent(self) -> float | None:
        """The share in percent, rounded down to 0.01 so that 100 means all; None of nothing."""
        return self.covered * 10_000 // self.total / 100 if self.total else None

    def reaches(self, percent: float) -> bool:
        """Whether the share is at least `percent`, compared without rounding; 0 of 0 is."""
        return self.covered * 100 >= Fraction(str(percent)) * self.total

    def __add__(self, other: Measure) -> Measure:
        return Measure(self.covered + other.covered, self.total + other.total)


@dataclass(frozen=True, slots=True)
class Function:
    """A function and how often it was entered; `line` where it begins, if that is told."""

    name: str
    hits: int
    line: int | None = None


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """One source file. `measures` has the metrics that are known; the rest is detail, if told.

    `line_branches` tells for a line how many of its branches were taken; `uncovered` are lines, as
    first and last of each range, that were not reached.
    """

    path: str
    measures: Mapping[str, Measure]
    line_hits: Mapping[int, int] = field(default_factory=dict)
    line_branches: Mapping[int, Measure] = field(default_factory=dict)
    functions: tuple[Function, ...] = ()
    uncovered: Ranges = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """All files. `format` names what it was read from."""

    files: tuple[FileCoverage, ...]
    format: str = ""


def known(covered: int | None, total: int | None) -> Measure | None:
    """The measure of two numbers of a file; None where they cannot be one."""
    if covered is None or total is None or not 0 <= covered <= total <= MOST_TOTAL:
        return None
    return Measure(covered, total)


def detailed(
    path: str,
    *,
    line_hits: Mapping[int, int],
    line_branches: Mapping[int, Measure] | None = None,
    functions: Iterable[Function] | None = None,
    statements: Measure | None = None,
) -> FileCoverage:
    """A file of which the hits of every line are known; None stands for what is not told."""
    measures = {"lines": Measure(sum(1 for hits in line_hits.values() if hits), len(line_hits))}
    if line_branches is not None:
        measures["branches"] = total(line_branches.values())
    named = None if functions is None else tuple(functions)
    if named is not None:
        measures["functions"] = Measure(sum(1 for each in named if each.hits), len(named))
    if statements is not None:
        measures["statements"] = statements
    return FileCoverage(
        path, measures, line_hits, line_branches or {}, named or (), _ranges(line_hits)
    )


def total(measures: Iterable[Measure]) -> Measure:
    """The sum of `measures`."""
    return sum(measures, Measure(0, 0))


def totals(coverage: Coverage) -> dict[str, Measure]:
    """The sums of the metrics that any file tells."""
    sums = {}
    for metric in METRICS:
        told = [file.measures[metric] for file in coverage.files if metric in file.measures]
        if told:
            sums[metric] = total(told)
    return sums


def _ranges(line_hits: Mapping[int, int]) -> Ranges:
    """Ranges without a line that was reached; lines without code do not part them."""
    ranges: list[tuple[int, int]] = []
    begun: int | None = None
    for line in sorted(line_hits):
        if line_hits[line]:
            begun = None
        elif begun is None:
            begun = line
            ranges.append((line, line))
        else:
            ranges[-1] = (begun, line)
    return tuple(ranges)
