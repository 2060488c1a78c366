"""The tool that runs the tests of a build folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated, Literal

from pydantic import Field

from appliance.errors import InvalidArgument, NotFound
from appliance.reports.bounds import cut, tail
from appliance.reports.globs import MOST_CHARACTERS, names
from appliance.reports.runs.model import Case, Run, Status, slowest
from appliance.reports.runs.read import read_run
from appliance.reports.runs.write import WRITERS
from appliance.reports.runs.writing import Options
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool
from appliance.tools.testing import ctest
from appliance.tools.testing.delivery import MOST_PATH, Report, apart, deliver, replaces
from appliance.tools.testing.models import MOST_LINE, ReportFormat, Summary, summary

EVERY_TEST = "**/*.test.{js,ts}"
"""Default of `pattern`: what version 1.4 looked for; it stands for every test."""
REPORT_PATH = "generateReport.outputPath"
MOST_SLOW = 5
MOST_OUTPUT = 1500
"""Characters of a test's output that the answer shows: its end."""
MOST_NAMED = 5
"""Tests that an error or a note names."""
MOST_TIMEOUT_S = 3600
"""Seconds of a whole call; workspace.run_timeout_s bounds the programs within it."""


class WantedReport(ToolInput):
    """A report of the run."""

    format: ReportFormat
    output_path: Annotated[str, Field(min_length=1, max_length=MOST_PATH)]


class RunTests(ToolInput):
    """Which tests, and how."""

    pattern: Annotated[
        str,
        Field(max_length=MOST_CHARACTERS, description="Glob of test names; the default means all."),
    ] = EVERY_TEST
    root_dir: Annotated[
        str | None,
        Field(
            min_length=1, max_length=MOST_PATH, description="CMake build folder, in the workspace."
        ),
    ] = None
    test_name_pattern: Annotated[
        str | None, Field(min_length=1, max_length=200, description="CMake regex of test names.")
    ] = None
    tags: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=100)]] | None,
        Field(max_length=20, description="CTest labels; any of them."),
    ] = None
    parallel: bool = False
    max_workers: Annotated[int, Field(ge=1, le=64, description="With parallel.")] = 4
    timeout: Annotated[
        int, Field(ge=1, le=3_600_000, description="Milliseconds a test, unless it sets its own.")
    ] = 30_000
    retries: Annotated[int, Field(ge=0, le=10)] = 0
    verbose: Annotated[bool, Field(description="Output of every listed test.")] = False
    silent: Annotated[bool, Field(description="No output.")] = False
    output_format: Annotated[
        Literal["json", "summary"], Field(description="json lists every test.")
    ] = "summary"
    generate_report: WantedReport | None = None
    limit: Annotated[int, Field(ge=1, le=500, description="Tests listed.")] = 50


class RanTest(ToolOutput):
    """One test."""

    name: str
    status: Status
    time_s: float | None = None
    message: str | None = None
    output: Annotated[str | None, Field(description="The end of what it printed.")] = None


class RanTests(Answer):
    """What came of the tests."""

    succeeded: Annotated[bool, Field(description="CTest's own verdict.")]
    summary: Summary
    failures: list[RanTest]
    slowest: list[RanTest]
    tests: list[RanTest] | None = None
    truncated: Annotated[bool, Field(description="More failures or tests than `limit`.")]
    report: Report | None = None
    notes: list[str]


@tool(
    "run-tests",
    title="Run tests",
    scope=Scope.WORKSPACE,
    read_only=False,
    timeout_s=MOST_TIMEOUT_S,
    sources=Sources(
        wrath="CTest in the workspace's build folder",
        master="CTest in the workspace's build folder",
    ),
)
async def run_tests(query: RunTests, context: ToolContext) -> RanTests:
    """Run the CTest tests of the workspace's build folder, all or by name or label: totals,
    failures with the end of their output, slowest tests."""
    workspace = context.services.workspace
    _check_printable(query)
    folder = await ctest.find_build(workspace, query.root_dir)
    wanted = ctest.Wanted(
        name=query.test_name_pattern,
        labels=query.tags or (),
        workers=query.max_workers if query.parallel else 1,
        timeout_s=query.timeout / 1000,
        tries=query.retries + 1,
    )
    if query.pattern != EVERY_TEST or query.test_name_pattern is not None:
        # Also for a name alone: listing ends an expression that explodes long before running would.
        listed = await ctest.list_tests(workspace, folder, wanted)
        if query.pattern != EVERY_TEST:
            wanted = replace(wanted, numbers=_numbers(query.pattern, listed))
    if (report_wanted := query.generate_report) is not None:
        # Asked before the tests run: afterwards it would cost their results.
        await replaces(
            workspace, report_wanted.output_path, form=report_wanted.format, field=REPORT_PATH
        )
    await context.progress(0, None, "running CTest")
    outcome = await ctest.run_tests(workspace, folder, wanted)
    run = await apart(partial(_read, outcome))
    await context.progress(1, 1, "done")
    report, notes = await _report(run, query, context)
    return await apart(partial(_answer, run, query, outcome, report, [*run.notes, *notes]))


def _check_printable(query: RunTests) -> None:
    for field, texts in (
        ("testNamePattern", [query.test_name_pattern or ""]),
        ("tags", query.tags or []),
    ):
        if not all(text.isprintable() for text in texts):
            raise InvalidArgument(f"`{field}` must have no control characters")


def _numbers(pattern: str, listed: Sequence[str]) -> list[int]:
    """The numbers of the tests that a glob of their names means, of those that are listed."""
    meant = names(pattern, field="pattern")
    numbers = [number for number, name in enumerate(listed, start=1) if meant(name)]
    if not numbers:
        some = _some(listed)
        raise NotFound(
            f"`pattern` means none of the {len(listed)} tests",
            hint=f"it is a glob of names of CTest's tests: {some}" if some else "",
        )
    return numbers


def _read(outcome: ctest.Outcome) -> Run:
    """The run, with the reasons that CTest tells in its summary but not in its results.

    Raises:
        NotFound: no test ran.
    """
    run = read_run(outcome.junit, field="CTest's results")
    if not run.cases:
        raise NotFound("no test is meant", hint="ask with another name or label, or with neither")
    reasons = outcome.reasons
    suites = tuple(
        replace(suite, cases=tuple(_explained(case, reasons) for case in suite.cases))
        for suite in run.suites
    )
    return replace(run, suites=suites, notes=(*run.notes, *_remarks(run, outcome)))


def _explained(case: Case, reasons: Mapping[str, str]) -> Case:
    if case.is_bad and not case.message:
        return replace(case, message=reasons.get(case.name, ""))
    return case


def _remarks(run: Run, outcome: ctest.Outcome) -> list[str]:
    notes = []
    tried = outcome.tried_again
    flaky = [each.name for each in run.cases if each.status is Status.PASSED and each.name in tried]
    if flaky:
        more = f" and {len(flaky) - MOST_NAMED} more" if len(flaky) > MOST_NAMED else ""
        notes.append(f"Passed only when tried again: {_some(flaky)}{more}.")
    if outcome.finished.exit_code and not any(case.is_bad for case in run.cases):
        notes.append(f"CTest ended with status {outcome.finished.exit_code}, yet no test failed.")
    return notes


async def _report(
    run: Run, query: RunTests, context: ToolContext
) -> tuple[Report | None, list[str]]:
    """The report that is wanted, and what kept it from being written."""
    notes: list[str] = []
    wanted = query.generate_report
    if wanted is None:
        return None, notes
    report = await deliver(
        context.services.workspace,
        await apart(partial(WRITERS[wanted.format], run, Options())),
        wanted.output_path,
        form=wanted.format,
        notes=notes,
        field=REPORT_PATH,
    )
    # What was written is there to be read: the answer tells the same in fewer words.
    return (Report(format=report.format, path=report.path) if report.path else report), notes


def _answer(
    run: Run, query: RunTests, outcome: ctest.Outcome, report: Report | None, notes: list[str]
) -> RanTests:
    bad = [case for case in run.cases if case.is_bad]
    every = run.cases if query.output_format == "json" else ()
    return RanTests(
        source="CTest",
        succeeded=outcome.finished.exit_code == 0,
        summary=summary(run),
        failures=[_told(case, output=not query.silent) for case in bad[: query.limit]],
        slowest=[
            RanTest(name=cut(case.name, MOST_LINE), status=case.status, time_s=case.time_s)
            for case in slowest(run, MOST_SLOW)
        ],
        tests=[
            _told(case, output=query.verbose and not query.silent) for case in every[: query.limit]
        ]
        or None,
        truncated=max(len(bad), len(every)) > query.limit,
        report=report,
        notes=notes,
    )


def _some(names: Sequence[str]) -> str:
    """The first few of many names."""
    return ", ".join(cut(name, MOST_LINE) for name in names[:MOST_NAMED])


def _told(case: Case, *, output: bool) -> RanTest:
    said = case.details or case.output
    return RanTest(
        name=cut(case.name, MOST_LINE),
        status=case.status,
        time_s=case.time_s,
        message=cut(case.message, MOST_LINE) or None,
        output=tail(said, MOST_OUTPUT) if output and said else None,
    )
