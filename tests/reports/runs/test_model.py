"""Sums of runs."""

from __future__ import annotations

from appliance.reports.bounds import MOST_TEXT
from appliance.reports.runs.model import Case, Run, Status, Suite, bounded, slowest, totals, without

RUN = Run(
    (
        Suite("a", (Case("a1", Status.PASSED, time_s=0.1), Case("a2", Status.FAILED, time_s=0.2))),
        Suite("b", (Case("b1", Status.ERROR), Case("b2", Status.SKIPPED, time_s=0.3))),
        Suite("c", (Case("c1", Status.PASSED),)),
    )
)


def test_totals() -> None:
    counted = totals(RUN)
    assert (counted.tests, counted.passed, counted.failed, counted.errors) == (5, 2, 1, 1)
    assert (counted.skipped, counted.time_s) == (1, 0.6)
    assert counted.passed_percent == 50.0


def test_nothing_is_not_all_and_not_none() -> None:
    assert totals(Run(())).passed_percent is None
    assert totals(Run(())).time_s is None
    assert totals(Run((Suite("", (Case("a", Status.SKIPPED),)),))).passed_percent is None


def test_almost_all_is_not_all() -> None:
    cases = (Case("a", Status.PASSED),) * 99_999 + (Case("b", Status.FAILED),)
    assert totals(Run((Suite("", cases),))).passed_percent == 99.99


def test_slowest() -> None:
    assert [case.name for case in slowest(RUN, 2)] == ["b2", "a2"]


def test_without() -> None:
    left = without(RUN, frozenset({Status.PASSED}))
    assert [(suite.name, len(suite.cases)) for suite in left.suites] == [("a", 1), ("b", 2)]


def test_bounded_cases() -> None:
    case = bounded(Case("n" * (MOST_TEXT + 1), Status.FAILED, details="\n first\nsecond"))
    assert len(case.name) < MOST_TEXT + 40
    assert case.message == "first"
    assert bounded(Case("n", Status.FAILED, message="told", details="x")).message == "told"
