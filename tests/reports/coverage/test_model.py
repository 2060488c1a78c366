"""Measures are exact, and nothing is not measured."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from appliance.reports.coverage.model import (
    Coverage,
    FileCoverage,
    Function,
    Measure,
    detailed,
    known,
    totals,
)


def test_percentages_are_rounded_down() -> None:
    assert Measure(2, 3).percent == 66.66
    assert Measure(99_999, 100_000).percent == 99.99
    assert Measure(3, 3).percent == 100.0
    assert Measure(0, 0).percent is None


def test_thresholds_are_compared_without_rounding() -> None:
    assert Measure(667, 1000).reaches(66.7)
    assert not Measure(2, 3).reaches(66.67)
    assert Measure(2, 3).reaches(66.66)
    assert not Measure(99_999, 100_000).reaches(100)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_only_all_is_a_hundred(covered: int, more: int) -> None:
    measure = Measure(covered, covered + more)
    assert measure.percent is not None
    assert measure.percent < 100
    assert measure.reaches(measure.percent)
    assert not measure.reaches(100)


def test_numbers_that_cannot_be() -> None:
    assert known(1, 2) == Measure(1, 2)
    for pair in ((3, 2), (None, 2), (1, None), (-1, 2), (1, 10**12)):
        assert known(*pair) is None


def test_detailed_files_are_counted() -> None:
    file = detailed(
        "a",
        line_hits={1: 1, 2: 0, 5: 0, 6: 3, 9: 0},
        line_branches={2: Measure(1, 2), 6: Measure(2, 2)},
        functions=[Function("f", 0), Function("g", 2)],
    )
    assert file.measures == {
        "lines": Measure(2, 5),
        "branches": Measure(3, 4),
        "functions": Measure(1, 2),
    }
    # 3 and 4 hold no code: they part nothing.
    assert file.uncovered == ((2, 5), (9, 9))


def test_totals_are_of_the_files_that_tell() -> None:
    files = (
        FileCoverage("a", {"lines": Measure(1, 2), "branches": Measure(1, 4)}),
        FileCoverage("b", {"lines": Measure(3, 3)}),
    )
    assert totals(Coverage(files)) == {"lines": Measure(4, 5), "branches": Measure(1, 4)}


@given(st.dictionaries(st.integers(1, 50), st.integers(0, 2)))
def test_ranges_hold_just_the_lines_that_were_not_reached(hits: dict[int, int]) -> None:
    ranges = detailed("a", line_hits=hits).uncovered
    inside = {line for first, last in ranges for line in range(first, last + 1)}
    assert {line for line in hits if line in inside} == {line for line in hits if not hits[line]}
