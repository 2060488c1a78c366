"""Coverage as JSON, text and a page."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from appliance.reports.coverage.judging import judged
from appliance.reports.coverage.model import Coverage, FileCoverage, Measure, detailed, totals
from appliance.reports.coverage.read import read_coverage
from appliance.reports.coverage.writers import MOST_RANGES, WRITERS, shown
from tests.reports.runs.strategies import TEXTS
from tests.reports.test_page import Reader

COVERAGE = Coverage(
    (
        detailed(
            "src/a.cpp",
            line_hits={1: 1, 2: 0, 3: 0, 5: 2},
            line_branches={5: Measure(1, 2)},
        ),
        FileCoverage("src/b.cpp", {"lines": Measure(3, 3)}),
    )
)
VERDICTS = judged(totals(COVERAGE), {"lines": 70, "branches": 60, "functions": 1})


def test_json_is_read_again() -> None:
    again = read_coverage(WRITERS["json"](COVERAGE, VERDICTS).encode(), field="f")
    assert [file.measures for file in again.files] == [file.measures for file in COVERAGE.files]
    assert [file.uncovered for file in again.files] == [((2, 3),), ()]


def test_json_tells_the_verdicts() -> None:
    told = json.loads(WRITERS["json"](COVERAGE, VERDICTS))
    assert told["summary"]["lines"] == {"covered": 5, "total": 7, "percentage": 71.42}
    assert told["thresholds"] == {
        "lines": {"threshold": 70, "actual": 71.42, "met": True},
        "branches": {"threshold": 60, "actual": 50.0, "met": False},
        "functions": {"threshold": 1, "actual": None, "met": None},
    }


def test_lcov_is_read_again() -> None:
    again = read_coverage(WRITERS["lcov"](COVERAGE, ()).encode(), field="f")
    assert again.files[0].line_hits == {1: 1, 2: 0, 3: 0, 5: 2}
    assert again.files[1].measures["lines"] == Measure(3, 3)


def test_text() -> None:
    lines = WRITERS["text"](COVERAGE, VERDICTS).splitlines()
    assert lines[1].split() == "src/a.cpp 50.00 % (2/4) 50.00 % (1/2) unknown unknown".split()  # noqa: SIM905
    assert lines[3].split()[:4] == ["Total", "71.42", "%", "(5/7)"]
    assert lines[4] == "lines: 71.42 % (5/7), at least 70 % wanted: met"
    assert lines[5] == "branches: 50.00 % (1/2), at least 60 % wanted: missed"
    assert lines[6] == "functions: unknown, at least 1 % wanted: not measured"
    assert lines[7] == "src/a.cpp: not covered: 2-3"


def test_long_names_do_not_make_wide_tables() -> None:
    files = (FileCoverage("x" * 60_000, {}), *(FileCoverage("y", {}) for _ in range(1000)))
    assert len(WRITERS["text"](Coverage(files), ())) < 500_000


def test_ranges() -> None:
    assert shown(((3, 3), (7, 12))) == "3, 7-12"
    many = tuple((line, line) for line in range(0, 2 * MOST_RANGES + 6, 2))
    assert shown(many).endswith(", and 3 more")


@given(TEXTS)
def test_no_path_is_markup(path: str) -> None:
    reader = Reader()
    reader.feed(WRITERS["html"](Coverage((FileCoverage(path, {}),)), VERDICTS))
    reader.close()
    known = "html head meta title style body h1 table thead tbody tr th td p svg rect"
    assert set(reader.tags) <= set(known.split())


@pytest.mark.parametrize("form", WRITERS)
def test_no_files(form: str) -> None:
    assert WRITERS[form](Coverage(()), ()) != ""
