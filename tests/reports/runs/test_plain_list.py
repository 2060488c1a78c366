"""Lists of tests as JSON."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.errors import InvalidArgument
from appliance.reports.runs.model import Case, Status
from appliance.reports.runs.shapes import read_object

V1_4 = {
    "summary": {"totalTests": 3, "passed": 1, "failed": 1, "skipped": 1, "duration": 20},
    "results": [
        {"testId": "1", "testName": "adds", "status": "pass", "duration": 12},
        {
            "testId": "2",
            "testName": "breaks",
            "status": "fail",
            "duration": 8,
            "error": {"message": "no", "stack": "Error: no\n at x"},
        },
        {"testId": "3", "testName": "later", "status": "skip", "duration": 0},
    ],
    "failures": [{"testName": "breaks", "error": "no", "stack": "Error: no"}],
}


def one(test: dict[str, Any]) -> Case:
    return read_object({"tests": [test]}, field="f").cases[0]


def test_results_of_version_1_4() -> None:
    run = read_object(V1_4, field="testResults")
    assert [case.status.value for case in run.cases] == ["passed", "failed", "skipped"]
    assert [case.time_s for case in run.cases] == [0.012, 0.008, 0]
    assert run.cases[1] == Case(
        "breaks", Status.FAILED, time_s=0.008, message="no", details="Error: no\n at x"
    )


def test_suites_of_suites() -> None:
    run = read_object(
        {
            "suites": [
                {
                    "name": "a",
                    "tests": [{"name": "1", "status": "passed"}],
                    "suites": [{"title": "b", "tests": [{"name": "2", "status": "failed"}]}],
                },
                {"name": "c", "results": [{"name": "3", "status": "skipped"}]},
            ]
        },
        field="f",
    )
    assert [(suite.name, suite.cases[0].name) for suite in run.suites] == [
        ("a", "1"),
        ("a › b", "2"),
        ("c", "3"),
    ]


def test_a_list_alone() -> None:
    assert one({"name": "a", "success": True}).status is Status.PASSED
    assert read_object([{"name": "a", "status": "OK"}], field="f").cases[0].name == "a"


def test_two_lists_are_one_list_twice() -> None:
    tests = [{"name": "a", "status": "ok"}]
    assert len(read_object({"tests": tests, "results": tests}, field="f").cases) == 1


def test_times() -> None:
    assert one({"status": "ok", "duration": 1500}).time_s == 1.5
    assert one({"status": "ok", "timeS": 1.5}).time_s == 1.5
    assert one({"status": "ok", "time": 2}).time_s == 2
    assert one({"status": "ok"}).time_s is None


def test_errors() -> None:
    assert one({"status": "fail", "error": "no"}).message == "no"
    assert one({"status": "fail", "err": {"message": "no", "stack": "s"}}).details == "s"
    assert one({"status": "fail", "error": {"stack": "first\nsecond"}}).message == "first"


@pytest.mark.parametrize("test", [{}, {"name": "a"}, {"status": "purple"}, {"status": 1}, 5, None])
def test_no_status_is_no_pass(test: object) -> None:
    with pytest.raises(InvalidArgument, match="`f` has a test without a status") as raised:
        read_object({"tests": [test]}, field="f")
    assert "purple" not in str(raised.value)


def test_depth() -> None:
    nested: dict[str, Any] = {"tests": [{"name": "a", "status": "ok"}]}
    for _ in range(30):
        nested = {"suites": [nested]}
    assert len(read_object(nested, field="f").cases) == 1
    for _ in range(10):
        nested = {"suites": [nested]}
    with pytest.raises(InvalidArgument, match="deep"):
        read_object(nested, field="f")
