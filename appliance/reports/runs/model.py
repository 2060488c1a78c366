"""A run of tests, whatever program made it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum

from appliance.reports.bounds import cut


class Status(StrEnum):
    """What came of a test."""

    PASSED = "passed"
    FAILED = "failed"
    """It ran, and what it checked does not hold."""
    ERROR = "error"
    """It could not be run to its end: no program, broken set-up, a crash."""
    SKIPPED = "skipped"
    """It was left out on purpose."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test. `message` is one line, `details` the whole report, `output` what it printed."""

    name: str
    status: Status
    classname: str = ""
    time_s: float | None = None
    message: str = ""
    details: str = ""
    output: str = ""
    file: str = ""
    line: int | None = None

    @property
    def is_bad(self) -> bool:
        """Whether somebody has to look at it."""
        return self.status in (Status.FAILED, Status.ERROR)


def bounded(case: Case) -> Case:
    """`case` with its texts cut; without a message, the first line of its details is it."""
    return replace(
        case,
        name=cut(case.name),
        classname=cut(case.classname),
        message=cut(case.message.strip() or case.details.strip().partition("\n")[0]),
        details=cut(case.details),
        output=cut(case.output),
        file=cut(case.file),
    )


@dataclass(frozen=True, slots=True)
class Suite:
    """Tests that belong together; `timestamp` is kept as it was written."""

    name: str
    cases: tuple[Case, ...]
    timestamp: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """All tests of one run. `format` names what it was read from; `notes` what is odd about it."""

    suites: tuple[Suite, ...]
    format: str = ""
    notes: tuple[str, ...] = ()

    @property
    def cases(self) -> tuple[Case, ...]:
        """The tests of all suites."""
        return tuple(case for suite in self.suites for case in suite.cases)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many tests came to what. `time_s` is the sum of the times known, None without any."""

    tests: int
    passed: int
    failed: int
    errors: int
    skipped: int
    time_s: float | None

    @property
    def passed_percent(self) -> float | None:
        """Share of the tests not skipped that passed, in percent, rounded down to 0.01."""
        ran = self.tests - self.skipped
        return self.passed * 10_000 // ran / 100 if ran else None


def totals(run: Run) -> Totals:
    """Count the tests of `run`."""
    cases = run.cases
    counted = Counter(case.status for case in cases)
    times = [case.time_s for case in cases if case.time_s is not None]
    return Totals(
        tests=len(cases),
        passed=counted[Status.PASSED],
        failed=counted[Status.FAILED],
        errors=counted[Status.ERROR],
        skipped=counted[Status.SKIPPED],
        time_s=round(sum(times), 6) if times else None,
    )


def slowest(run: Run, most: int) -> list[Case]:
    """The tests that took longest, at most `most`; those without a time are left out."""
    timed = [case for case in run.cases if case.time_s]
    return sorted(timed, key=lambda case: -(case.time_s or 0.0))[:most]


def without(run: Run, hidden: frozenset[Status]) -> Run:
    """`run` without the tests of these statuses, and without suites that were emptied."""
    suites = []
    for suite in run.suites:
        kept = tuple(case for case in suite.cases if case.status not in hidden)
        if kept or not suite.cases:
            suites.append(replace(suite, cases=kept))
    return replace(run, suites=tuple(suites))
