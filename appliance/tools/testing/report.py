"""The tool that makes a report of test results."""

from __future__ import annotations

import json
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from appliance.errors import InvalidArgument
from appliance.reports.bounds import MOST_BYTES, cut
from appliance.reports.runs.model import Run
from appliance.reports.runs.read import read_run
from appliance.reports.runs.shapes import read_object
from appliance.reports.runs.write import WRITERS
from appliance.reports.runs.writing import Options
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput
from appliance.tools.registry import Sources, tool
from appliance.tools.testing.delivery import MOST_PATH, Report, apart, deliver
from appliance.tools.testing.models import ReportFormat, Summary, summary

MOST_METADATA = 50
MOST_VALUE = 2000
"""Characters of a name or value of the metadata."""


class GenerateTestReport(ToolInput):
    """Which results, and how to show them."""

    test_results: Annotated[
        dict[str, Any] | None, Field(description="Results as JSON, of run-tests or a test runner.")
    ] = None
    test_results_file: Annotated[
        str | None,
        Field(max_length=MOST_PATH, description="JUnit XML or JSON in the workspace."),
    ] = None
    format: ReportFormat
    output_path: Annotated[
        str, Field(min_length=1, max_length=MOST_PATH, description="File in the workspace.")
    ]
    include_passed_tests: bool = True
    include_skipped_tests: bool = True
    include_charts: Annotated[bool, Field(description="HTML only.")] = True
    title: Annotated[str | None, Field(max_length=200)] = None
    metadata: Annotated[
        dict[str, Any] | None, Field(max_length=MOST_METADATA, description="Shown with the sums.")
    ] = None


class GeneratedReport(Answer):
    """The report."""

    summary: Summary
    report: Report
    notes: list[str]


@tool(
    "generate-test-report",
    title="Test report",
    scope=Scope.WORKSPACE,
    read_only=False,
    timeout_s=60,
    sources=Sources(
        wrath="the caller's test results; files of the workspace",
        master="the caller's test results; files of the workspace",
    ),
)
async def generate_test_report(query: GenerateTestReport, context: ToolContext) -> GeneratedReport:
    """Render test results (JUnit XML; JSON of Jest, Mocha, pytest, GoogleTest) as json, html,
    markdown or junit. Returns sums and the text; writes it where the workspace allows."""
    notes: list[str] = []
    run, source = await _results(query, context, notes)
    text, counted = await apart(partial(_rendered, run, query))
    report = await deliver(
        context.services.workspace,
        text,
        query.output_path,
        form=query.format,
        notes=notes,
        field="outputPath",
    )
    return GeneratedReport(
        source=source, summary=counted, report=report, notes=[*run.notes, *notes]
    )


def _rendered(run: Run, query: GenerateTestReport) -> tuple[str, Summary]:
    options = Options(
        title=query.title or "Test report",
        metadata=_metadata(query.metadata or {}),
        passed=query.include_passed_tests,
        skipped=query.include_skipped_tests,
        charts=query.include_charts,
    )
    return WRITERS[query.format](run, options), summary(run)


async def _results(
    query: GenerateTestReport, context: ToolContext, notes: list[str]
) -> tuple[Run, str]:
    """The run and what it was read from."""
    name = query.test_results_file
    if query.test_results is not None:
        if name is not None:
            notes.append("testResults is given, so testResultsFile was not read.")
        run = await apart(partial(read_object, query.test_results, field="testResults"))
        return run, f"testResults ({run.format})"
    if name is None:
        raise InvalidArgument("`testResults` or `testResultsFile` must be given")
    data = await context.services.workspace.read(
        name, field="testResultsFile", limit_bytes=MOST_BYTES
    )
    run = await apart(partial(read_run, data, field="testResultsFile"))
    return run, f"testResultsFile ({run.format})"


def _metadata(given: dict[str, Any]) -> dict[str, str]:
    return {
        cut(name, MOST_VALUE): cut(
            value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), MOST_VALUE
        )
        for name, value in given.items()
    }
