"""The tool that analyses coverage."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field

from appliance.errors import InvalidArgument
from appliance.reports.bounds import MOST_BYTES, cut
from appliance.reports.coverage.judging import Verdict, judged, selected
from appliance.reports.coverage.model import METRICS, Coverage, FileCoverage, Measure, totals
from appliance.reports.coverage.read import read_coverage
from appliance.reports.coverage.shapes import read_object
from appliance.reports.coverage.writers import WRITERS, shown
from appliance.reports.globs import MOST_CHARACTERS, globs
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool
from appliance.tools.testing.delivery import MOST_PATH, Report, apart, deliver
from appliance.tools.testing.models import MOST_LINE

MOST_PATTERNS = 50
MOST_NAMES = 10
"""Functions not covered that are named for a file."""
Pattern = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]
Thresholds = dict[
    Literal["lines", "branches", "functions", "statements"], Annotated[float, Field(ge=0, le=100)]
]


class AnalyzeCoverage(ToolInput):
    """Which coverage, and what to say of it."""

    coverage_data: Annotated[
        dict[str, Any] | None, Field(description="JSON of coverage.py, gcov, gcovr, Istanbul.")
    ] = None
    coverage_file: Annotated[
        str | None,
        Field(max_length=MOST_PATH, description="In the workspace: lcov, Cobertura or JSON."),
    ] = None
    include: Annotated[
        list[Pattern] | None, Field(max_length=MOST_PATTERNS, description="Globs of files.")
    ] = None
    exclude: Annotated[
        list[Pattern] | None, Field(max_length=MOST_PATTERNS, description="Globs of files.")
    ] = None
    thresholds: Annotated[
        Thresholds | None, Field(description="Minimum percent by lines, branches, functions.")
    ] = None
    format: Annotated[
        Literal["json", "html", "text", "lcov"] | None, Field(description="Adds a report.")
    ] = None
    output_path: Annotated[
        str | None, Field(min_length=1, max_length=MOST_PATH, description="File in the workspace.")
    ] = None
    find_uncovered: Annotated[bool, Field(description="List uncovered lines.")] = True
    show_details: Annotated[bool, Field(description="Figures of each file.")] = True
    limit: Annotated[int, Field(ge=1, le=500, description="Files listed.")] = 50


class Share(ToolOutput):
    """How many of how many were reached; the percentage is rounded down."""

    covered: int
    total: int
    percent: float | None = None


class Threshold(ToolOutput):
    """Whether a threshold is reached; `met` is missing where the metric was not measured."""

    metric: str
    threshold: float
    percent: float | None = None
    met: bool | None = None


class CoveredFile(ToolOutput):
    """A source file."""

    file: str
    figures: Annotated[dict[str, Share] | None, Field(description="By metric.")] = None
    uncovered_lines: Annotated[str | None, Field(description="For example 3, 7-12.")] = None
    uncovered_functions: list[str] | None = None


class AnalyzedCoverage(Answer):
    """What was reached."""

    summary: Annotated[dict[str, Share], Field(description="By metric; the unknown are left out.")]
    thresholds_met: bool | None = None
    thresholds: list[Threshold] | None = None
    total: Annotated[int, Field(description="Files, whatever the limit.")]
    truncated: bool
    files: Annotated[list[CoveredFile] | None, Field(description="Most uncovered lines first.")] = (
        None
    )
    report: Report | None = None
    notes: list[str]


@tool(
    "analyze-coverage",
    title="Code coverage",
    scope=Scope.WORKSPACE,
    read_only=False,
    timeout_s=60,
    sources=Sources(
        wrath="the caller's coverage; files of the workspace",
        master="the caller's coverage; files of the workspace",
    ),
)
async def analyze_coverage(query: AnalyzeCoverage, context: ToolContext) -> AnalyzedCoverage:
    """Sum up coverage (lcov, Cobertura, coverage.py, gcov, Istanbul): percentages, thresholds,
    uncovered lines of each file; with format also a report."""
    if query.output_path is not None and query.format is None:
        raise InvalidArgument("`outputPath` needs `format`")
    notes: list[str] = []
    coverage, source = await _coverage(query, context, notes)
    answer, text = await apart(partial(_analyzed, coverage, query, source))
    notes += answer.notes
    report = None
    if query.format is not None:
        report = await deliver(
            context.services.workspace,
            text,
            query.output_path,
            form=query.format,
            notes=notes,
            field="outputPath",
        )
    return answer.model_copy(update={"report": report, "notes": notes})


def _analyzed(
    coverage: Coverage, query: AnalyzeCoverage, source: str
) -> tuple[AnalyzedCoverage, str]:
    """The answer but for the report, and the report's text, empty when none is asked for."""
    include = None if query.include is None else globs(query.include, field="include")
    exclude = None if query.exclude is None else globs(query.exclude, field="exclude")
    kept = selected(coverage, include, exclude)
    sums = totals(kept)
    verdicts = judged(sums, {metric: least for metric, least in (query.thresholds or {}).items()})
    listed = query.show_details or query.find_uncovered
    answer = AnalyzedCoverage(
        source=source,
        summary=_shares(sums),
        thresholds_met=all(each.met for each in verdicts) if verdicts else None,
        thresholds=[_threshold(each) for each in verdicts] or None,
        total=len(kept.files),
        truncated=listed and len(kept.files) > query.limit,
        files=_files(kept, query) if listed else None,
        notes=_remarks(kept, sums),
    )
    return answer, WRITERS[query.format](kept, verdicts) if query.format else ""


async def _coverage(
    query: AnalyzeCoverage, context: ToolContext, notes: list[str]
) -> tuple[Coverage, str]:
    """The coverage and what it was read from."""
    name = query.coverage_file
    if query.coverage_data is not None:
        if name is not None:
            notes.append("coverageData is given, so coverageFile was not read.")
        coverage = await apart(partial(read_object, query.coverage_data, field="coverageData"))
        return coverage, f"coverageData ({coverage.format})"
    if name is None:
        raise InvalidArgument("`coverageData` or `coverageFile` must be given")
    data = await context.services.workspace.read(name, field="coverageFile", limit_bytes=MOST_BYTES)
    coverage = await apart(partial(read_coverage, data, field="coverageFile"))
    return coverage, f"coverageFile ({coverage.format})"


def _remarks(coverage: Coverage, sums: Mapping[str, Measure]) -> list[str]:
    if not coverage.files:
        return ["No file of the coverage is included."]
    unknown = [metric for metric in METRICS if metric not in sums or not sums[metric].total]
    return [f"Not in the data, so not known: {', '.join(unknown)}."] if unknown else []


def _shares(measures: Mapping[str, Measure]) -> dict[str, Share]:
    return {
        metric: Share(covered=one.covered, total=one.total, percent=one.percent)
        for metric, one in measures.items()
        if one.total
    }


def _threshold(verdict: Verdict) -> Threshold:
    return Threshold(
        metric=verdict.metric,
        threshold=verdict.threshold,
        percent=None if verdict.measure is None else verdict.measure.percent,
        met=verdict.met,
    )


def _files(coverage: Coverage, query: AnalyzeCoverage) -> list[CoveredFile]:
    worst = sorted(coverage.files, key=lambda file: (-_missing(file), file.path))
    return [_file(file, query) for file in worst[: query.limit]]


def _missing(file: FileCoverage) -> int:
    lines = file.measures.get("lines")
    return 0 if lines is None else lines.total - lines.covered


def _file(file: FileCoverage, query: AnalyzeCoverage) -> CoveredFile:
    uncovered = file.uncovered if query.find_uncovered else ()
    names = [each.name for each in file.functions if not each.hits] if query.find_uncovered else []
    return CoveredFile(
        file=cut(file.path, MOST_LINE),
        figures=_shares(file.measures) if query.show_details else None,
        uncovered_lines=shown(uncovered) or None,
        uncovered_functions=[cut(name, MOST_LINE) for name in names[:MOST_NAMES]] or None,
    )
