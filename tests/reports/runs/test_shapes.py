"""Results of well-known test runners as JSON."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import InvalidArgument
from appliance.reports.bounds import MOST_CASES
from appliance.reports.runs.model import Case, Status
from appliance.reports.runs.shapes import read_object

JEST = {
    "numTotalTests": 3,
    "success": False,
    "testResults": [
        {
            "name": "/w/sum.test.js",
            "status": "failed",
            "message": "",
            "assertionResults": [
                {
                    "ancestorTitles": ["sum", "of two"],
                    "fullName": "sum of two adds",
                    "title": "adds",
                    "status": "passed",
                    "duration": 3,
                    "failureMessages": [],
                    "location": {"line": 5, "column": 3},
                },
                {
                    "ancestorTitles": ["sum"],
                    "title": "breaks",
                    "status": "failed",
                    "duration": 1,
                    "failureMessages": ["Error: expected 4\n  at sum.test.js:9"],
                },
                {"ancestorTitles": [], "title": "later", "status": "todo", "failureMessages": []},
            ],
        },
        {
            "name": "/w/syntax.test.js",
            "status": "failed",
            "message": "SyntaxError: x",
            "assertionResults": [],
        },
    ],
}
MOCHA = {
    "stats": {"tests": 3, "passes": 1, "pending": 1, "failures": 1, "duration": 9},
    "tests": [{"title": "adds"}, {"title": "breaks"}, {"title": "later"}],
    "passes": [{"title": "adds", "fullTitle": "sum adds", "duration": 2, "err": {}}],
    "failures": [
        {"title": "breaks", "duration": 1, "err": {"message": "no", "stack": "Error: no\n at"}}
    ],
    "pending": [{"title": "later", "err": {}}],
}
PYTEST = {
    "created": 1.0,
    "duration": 0.1,
    "tests": [
        {
            "nodeid": "tests/test_a.py::test_adds",
            "outcome": "passed",
            "setup": {"duration": 0.1, "outcome": "passed"},
            "call": {"duration": 0.2, "outcome": "passed"},
            "teardown": {"duration": 0.1, "outcome": "passed"},
        },
        {
            "nodeid": "tests/test_a.py::test_breaks",
            "outcome": "failed",
            "call": {
                "duration": 0.5,
                "outcome": "failed",
                "crash": {"path": "/w/tests/test_a.py", "lineno": 4, "message": "assert 0"},
                "longrepr": "def test_breaks(): ...",
                "stdout": "printed",
            },
        },
        {"nodeid": "tests/test_a.py::test_known", "outcome": "xfailed"},
    ],
}
GOOGLETEST = {
    "tests": 3,
    "failures": 1,
    "name": "AllTests",
    "testsuites": [
        {
            "name": "Stat",
            "tests": 3,
            "timestamp": "2026-01-02T03:04:05Z",
            "testsuite": [
                {
                    "name": "Adds",
                    "file": "s.cc",
                    "line": 3,
                    "status": "RUN",
                    "result": "COMPLETED",
                    "time": "0.25s",
                    "classname": "Stat",
                },
                {
                    "name": "Breaks",
                    "status": "RUN",
                    "result": "COMPLETED",
                    "time": "0s",
                    "failures": [{"failure": "s.cc:9\nExpected", "type": ""}],
                },
                {"name": "DISABLED_Off", "status": "NOTRUN", "result": "SUPPRESSED"},
            ],
        }
    ],
}


def statuses(value: object) -> list[str]:
    return [case.status.value for case in read_object(value, field="f").cases]


def test_jest() -> None:
    run = read_object(JEST, field="f")
    assert run.format == "Jest JSON"
    assert [case.status.value for case in run.cases] == ["passed", "failed", "skipped", "error"]
    assert run.cases[0] == Case(
        "adds", Status.PASSED, "sum of two", time_s=0.003, file="/w/sum.test.js", line=5
    )
    assert run.cases[1].message == "Error: expected 4"
    assert run.cases[3].message == "SyntaxError: x"


def test_mocha() -> None:
    run = read_object(MOCHA, field="f")
    assert run.format == "Mocha JSON"
    assert {case.name: case.status.value for case in run.cases} == {
        "adds": "passed",
        "breaks": "failed",
        "later": "skipped",
    }
    assert run.cases[1].details == "Error: no\n at"


def test_pytest_json_report() -> None:
    run = read_object(PYTEST, field="f")
    assert run.format == "pytest-json-report"
    assert statuses(PYTEST) == ["passed", "failed", "skipped"]
    assert run.cases[0].time_s == pytest.approx(0.4)
    broken = run.cases[1]
    assert (broken.classname, broken.name) == ("tests.test_a", "test_breaks")
    assert (broken.message, broken.output) == ("assert 0", "printed")


def test_googletest() -> None:
    run = read_object(GOOGLETEST, field="f")
    assert run.format == "GoogleTest JSON"
    assert statuses(GOOGLETEST) == ["passed", "failed", "skipped"]
    assert (run.cases[0].time_s, run.cases[0].line) == (0.25, 3)
    assert run.cases[1].message == "s.cc:9"


@pytest.mark.parametrize("value", [{}, {"a": 1}, {"tests": 5}, {"summary": {}}, None, 5, "x"])
def test_unknown_shapes_name_those_that_are_known(value: object) -> None:
    with pytest.raises(InvalidArgument, match=r"`f` lists no tests .*JUnit XML.*Jest.*Mocha"):
        read_object(value, field="f")


def test_results_that_were_cut_say_so() -> None:
    run = read_object({"tests": [], "truncated": True}, field="f")
    assert run.notes == ("The results say of themselves that they were cut.",)


def test_too_many() -> None:
    many = [{"status": "ok"}] * (MOST_CASES + 1)
    with pytest.raises(InvalidArgument, match=f"more than {MOST_CASES} tests"):
        read_object(many, field="f")


NAMES = ["tests", "suites", "results", "testResults", "assertionResults", "testsuites", "testsuite"]
NAMES += ["name", "status", "error", "nodeid", "outcome", "stats", "passes", "failures", "call"]
VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["passed", "", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_any_value_is_a_run_or_a_clear_error(value: object) -> None:
    told = ""
    try:
        assert all(isinstance(case, Case) for case in read_object(value, field="f").cases)
    except InvalidArgument as error:
        told = str(error)
    assert told == "" or told.startswith("`f` ")
