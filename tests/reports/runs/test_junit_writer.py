"""What is written as JUnit XML is read as the same run."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from appliance.reports.markup import read_xml
from appliance.reports.runs.junit_reader import read_junit
from appliance.reports.runs.junit_writer import write_junit
from appliance.reports.runs.model import Case, Run, Status, Suite, totals
from appliance.reports.runs.writing import Options
from tests.reports.runs.strategies import CLEAN, TEXTS, runs


def again(run: Run, options: Options | None = None) -> Run:
    written = write_junit(run, options or Options())
    return read_junit(read_xml(written.encode(), field="f"), field="f")


@given(runs(CLEAN))
def test_round_trip(run: Run) -> None:
    assert again(run).suites == run.suites


@given(runs(TEXTS), st.dictionaries(TEXTS, TEXTS, max_size=3), TEXTS)
def test_whatever_the_texts_the_result_is_xml(
    run: Run, metadata: dict[str, str], title: str
) -> None:
    read = again(run, Options(title=title, metadata=metadata))
    assert totals(read).tests == totals(run).tests
    assert [case.status for case in read.cases] == [case.status for case in run.cases]


def test_counts_are_of_what_is_listed() -> None:
    run = Run((Suite("s", (Case("a", Status.PASSED), Case("b", Status.ERROR, message="m"))),))
    written = write_junit(run, Options(passed=False, metadata={"branch": "3.3.5"}))
    root = read_xml(written.encode(), field="f")
    assert (root.get("tests"), root.get("errors"), root.get("failures")) == ("1", "1", "0")
    assert [case.get("name") for case in root.iter("testcase")] == ["b"]
    assert [each.attrib for each in root.iter("property")] == [{"name": "branch", "value": "3.3.5"}]
