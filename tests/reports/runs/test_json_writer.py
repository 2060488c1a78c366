"""What is written as JSON is read as the same run."""

from __future__ import annotations

import json

from hypothesis import given

from appliance.reports.runs.json_writer import write_json
from appliance.reports.runs.model import Case, Run, Status, Suite
from appliance.reports.runs.read import read_run
from appliance.reports.runs.writing import Options
from tests.reports.runs.strategies import CLEAN, TEXTS, runs


@given(runs(CLEAN))
def test_round_trip(run: Run) -> None:
    assert read_run(write_json(run, Options()).encode(), field="f").suites == run.suites


@given(runs(TEXTS))
def test_texts_have_no_control_characters(run: Run) -> None:
    written = write_json(run, Options())
    assert all(char >= " " or char == "\n" for char in written)
    assert "\\u00" not in written.replace("\\\\", "")


def test_sums_are_of_all_tests() -> None:
    run = Run((Suite("s", (Case("a", Status.PASSED), Case("b", Status.SKIPPED))),))
    told = json.loads(write_json(run, Options(title="T", metadata={"a": "b"}, passed=False)))
    assert told["summary"]["tests"] == 2
    assert [test["name"] for test in told["suites"][0]["tests"]] == ["b"]
    assert told["notes"] == ["Counted, but not listed: passed tests."]
    assert (told["title"], told["metadata"]) == ("T", {"a": "b"})
