"""generate-test-report: what it reads, what it writes and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.tools.testing.delivery import MOST_SHOWN, MOST_SHOWN_WRITTEN
from tests.reports.runs.test_shapes import VALUES
from tests.tools.testing.asking import ask, call, held, outside, refusal

NAME = "generate-test-report"
RESULTS: dict[str, Any] = {
    "tests": [
        {"name": "adds", "status": "passed", "duration": 12},
        {"name": "breaks <b>", "status": "failed", "error": {"message": "want 4", "stack": "at x"}},
        {"name": "later", "status": "skipped"},
    ]
}
JUNIT = (
    '<testsuite name="s"><testcase name="a"/><testcase name="b"><failure message="no"/>'
    "</testcase></testsuite>"
)


def arguments(**others: Any) -> dict[str, Any]:
    return {"testResults": RESULTS, "format": "markdown", "outputPath": "out/report.md"} | others


async def test_without_a_workspace_the_text_comes_back() -> None:
    told = await ask(NAME, arguments())
    assert told["source"] == "testResults (JSON)"
    assert told["summary"] == {
        "tests": 3,
        "passed": 1,
        "failed": 1,
        "errors": 0,
        "skipped": 1,
        "timeS": 0.012,
        "passedPercent": 50.0,
    }
    assert "breaks \\<b\\>" in told["report"]["text"]
    assert "path" not in told["report"]
    assert told["notes"] == [
        "Not written to outputPath: no workspace is configured (set workspace.path to the folder "
        "for files)"
    ]


async def test_where_writing_is_not_allowed_the_text_comes_back(tmp_path: Path) -> None:
    told = await ask(NAME, arguments(), path=tmp_path)
    assert told["report"]["text"].startswith("# Test report")
    assert "workspace.allow_write" in told["notes"][0]
    assert held(tmp_path) == []


@pytest.mark.parametrize(
    ("form", "suffix", "part"),
    [
        ("json", "json", '"name": "breaks <b>"'),
        ("html", "html", "breaks &lt;b&gt;"),
        ("markdown", "md", "breaks \\<b\\>"),
        ("junit", "xml", 'name="breaks &lt;b&gt;"'),
    ],
)
async def test_writes_what_it_says(tmp_path: Path, form: str, suffix: str, part: str) -> None:
    path = f"out/report.{suffix}"
    told = await ask(NAME, arguments(format=form, outputPath=path), path=tmp_path, allow_write=True)
    assert told["report"]["path"] == path
    assert part in told["report"]["text"]
    assert (tmp_path / path).read_text() == told["report"]["text"]
    assert told["notes"] == []


async def test_an_earlier_report_is_replaced_and_nothing_else_is(tmp_path: Path) -> None:
    for name in ("one", "two"):
        given = arguments(outputPath="report.md", title=name)
        await ask(NAME, given, path=tmp_path, allow_write=True)
    assert (tmp_path / "report.md").read_text().startswith("# two\n")
    for name in ("README.md", "main.cpp"):
        (tmp_path / name).write_text("# old\n\nwords")
        error = await refusal(NAME, arguments(outputPath=name), path=tmp_path, allow_write=True)
        assert error.startswith("outputPath: the file exists already, and is no markdown report")
        assert (tmp_path / name).read_text() == "# old\n\nwords"


async def test_reads_files(tmp_path: Path) -> None:
    (tmp_path / "junit.xml").write_text(JUNIT)
    (tmp_path / "run.json").write_text(json.dumps(RESULTS))
    given = {"format": "json", "outputPath": "x.json"}
    told = await ask(NAME, {"testResultsFile": "junit.xml", **given}, path=tmp_path)
    assert (told["source"], told["summary"]["failed"]) == ("testResultsFile (JUnit XML)", 1)
    told = await ask(NAME, {"testResultsFile": "run.json", **given}, path=tmp_path)
    assert told["summary"]["tests"] == 3


async def test_options(tmp_path: Path) -> None:
    told = await ask(
        NAME,
        arguments(
            format="html",
            includePassedTests=False,
            includeSkippedTests=False,
            includeCharts=False,
            title="Night <run>",
            metadata={"branch": "3.3.5", "build": 7, "nested": {"a": [1]}},
        ),
    )
    text = told["report"]["text"]
    assert "<h1>Night &lt;run&gt;</h1>" in text
    assert "<td>{&quot;a&quot;: [1]}</td>" in text
    assert "adds" not in text
    assert "later" not in text
    assert "<svg" not in text
    assert told["summary"]["passed"] == 1


async def test_results_win_over_the_file(tmp_path: Path) -> None:
    told = await ask(NAME, arguments(testResultsFile="missing.xml"), path=tmp_path)
    assert "testResultsFile was not read" in told["notes"][0]


async def test_long_reports_are_cut_here_and_whole_in_the_file(tmp_path: Path) -> None:
    many = {"tests": [{"name": "n" * 100, "status": "ok"}] * 3000}
    told = await ask(NAME, arguments(testResults=many))
    assert told["report"]["truncated"] is True
    assert len(told["report"]["text"]) == MOST_SHOWN
    told = await ask(NAME, arguments(testResults=many), path=tmp_path, allow_write=True)
    assert len(told["report"]["text"]) == MOST_SHOWN_WRITTEN
    assert (tmp_path / "out" / "report.md").stat().st_size > 300_000
    assert "cut at 20000 of" in told["notes"][0]


async def test_something_must_be_given() -> None:
    error = await refusal(NAME, {"format": "json", "outputPath": "x"})
    assert error == "`testResults` or `testResultsFile` must be given"


async def test_no_path_leads_out(tmp_path: Path) -> None:
    root = tmp_path / "work"
    root.mkdir()
    given = {"format": "json", "outputPath": "x.json"}
    for path in outside(root):
        answer = await refusal(NAME, {"testResultsFile": path, **given}, path=root)
        assert "testResultsFile" in answer
        answer = await refusal(
            NAME, arguments(format="json", outputPath=path), path=root, allow_write=True
        )
        assert "outputPath" in answer
    assert "secret" in (tmp_path / "outside" / "secret.json").read_text()
    assert held(tmp_path) == ["outside", "work"]


async def test_hostile_files(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "c">]><testsuite>&b;</testsuite>'
    for content in (bomb, "<a>" * 1000, "[" * 10_000, "", "\x00", "<coverage/>", '{"a": 1}'):
        (tmp_path / "f").write_text(content)
        error = await refusal(
            NAME, {"testResultsFile": "f", "format": "json", "outputPath": "x"}, path=tmp_path
        )
        assert error.startswith("`testResultsFile` ")


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(
    results=st.dictionaries(st.sampled_from(["tests", "suites", "results"]), VALUES),
    metadata=st.dictionaries(st.text(max_size=5), VALUES, max_size=3),
    form=st.sampled_from(["json", "html", "markdown", "junit"]),
)
async def test_any_results_are_a_report_or_a_clear_error(
    results: dict[str, Any], metadata: dict[str, Any], form: str
) -> None:
    answer = await call(NAME, arguments(testResults=results, metadata=metadata, format=form))
    error = answer.error or ""
    assert "internal error" not in error
    assert bool(answer.body) != bool(error)
