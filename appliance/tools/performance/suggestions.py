"""The tool that says what to change, from what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

import trio
from pydantic import Field

from appliance.errors import InvalidArgument, Unavailable
from appliance.reports.values import read_json
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput, ToolOutput
from appliance.tools.performance.database_rules import ask_database
from appliance.tools.performance.rights import check_files
from appliance.tools.registry import Sources, tool
from appliance.tuning import process
from appliance.tuning import suggestions as tuning
from appliance.tuning.suggestions import Category, Difficulty, Impact, Suggestion

REPORT_LIMIT_BYTES = 2**20


class Filters(ToolInput):
    """Which suggestions to keep."""

    min_impact: Impact | None = None
    max_difficulty: Difficulty | None = None
    categories: Annotated[list[Category] | None, Field(max_length=len(Category))] = None


class GetOptimizationSuggestions(ToolInput):
    """What was measured, and what to keep."""

    performance_report: Annotated[
        dict[str, Any] | None, Field(description="Answer of analyze-bot-performance.")
    ] = None
    performance_report_file: Annotated[
        str | None, Field(max_length=500, description="Or such JSON in the workspace.")
    ] = None
    filters: Filters = Filters()
    include_quick_wins: bool = True


class EvidenceFacts(ToolOutput):
    """A measured number."""

    name: str
    value: float | str
    source: str


class SuggestionFacts(ToolOutput):
    """What to do, and the numbers that say so."""

    rule: str
    category: Category
    impact: Impact
    difficulty: Difficulty
    action: str
    threshold: Annotated[str, Field(description="When the rule fires, and why then.")]
    evidence: list[EvidenceFacts]
    tradeoff: str | None = None


class Suggestions(Answer):
    """What the measurements call for."""

    total: Annotated[int, Field(description="Before filters.")]
    suggestions: Annotated[list[SuggestionFacts], Field(description="Weightiest first.")]
    quick_wins: Annotated[
        list[str] | None, Field(description="Rules: easy, and more than low impact.")
    ] = None
    notes: list[str]


@tool(
    "get-optimization-suggestions",
    title="Optimization suggestions",
    scope=Scope.OPERATIONS_READ,
    read_only=True,
    timeout_s=30,
    sources=Sources(
        wrath="the given report; information_schema, SHOW GLOBAL STATUS and VARIABLES",
        master="the given report; information_schema, SHOW GLOBAL STATUS and VARIABLES",
    ),
)
async def get_optimization_suggestions(
    query: GetOptimizationSuggestions, context: ToolContext
) -> Suggestions:
    """Say what to change for speed, each with the measured numbers behind it: from a report of
    analyze-bot-performance and from the database server's statistics and table sizes."""
    notes: list[str] = []
    found: list[Suggestion] = []
    sources = []
    if (document := await _report(query, context)) is not None:
        found += _from_report(document, notes)
        sources.append("performance report")
    if (asked := await ask_database(context, notes)) is not None:
        found += asked
        sources.append(context.realm.source)
    if not sources:
        raise Unavailable(
            f"nothing was measured: {' '.join(notes)}",
            hint="give performanceReport, an answer of analyze-bot-performance",
        )
    kept = sorted((each for each in found if _is_wanted(each, query.filters)), key=tuning.urgency)
    if not found:
        notes.append("No rule fires: none of the measured numbers is beyond its threshold.")
    quick = [each.rule for each in kept if each.quick_win]
    return Suggestions(
        source=", ".join(sources),
        total=len(found),
        suggestions=[_told(each) for each in kept],
        quick_wins=quick if query.include_quick_wins else None,
        notes=notes,
    )


async def _report(
    query: GetOptimizationSuggestions, context: ToolContext
) -> Mapping[str, Any] | None:
    """The report as it was given; None when none was."""
    name = query.performance_report_file
    if query.performance_report is not None:
        if name is not None:
            raise InvalidArgument("performanceReport and performanceReportFile: give one of them")
        return query.performance_report
    if name is None:
        return None
    check_files(context, "performanceReportFile")
    content = await context.services.workspace.read(
        name, field="performanceReportFile", limit_bytes=REPORT_LIMIT_BYTES
    )
    document = await trio.to_thread.run_sync(
        partial(read_json, content, field="performanceReportFile")
    )
    if not isinstance(document, dict):
        raise InvalidArgument("performanceReportFile: must hold an object")
    return document


def _from_report(document: Mapping[str, Any], notes: list[str]) -> list[Suggestion]:
    report, busiest = process.read_report(document)
    if not report:
        known = ", ".join(places[0][0] for places in process.FIELDS.values())
        raise InvalidArgument("the performance report has none of the numbers rules need: " + known)
    notes.append(f"Read of the report: {', '.join(sorted(report))}.")
    return list(process.suggest(report, busiest))


def _is_wanted(suggestion: Suggestion, filters: Filters) -> bool:
    return (
        (filters.min_impact is None or tuning.at_least(suggestion.impact, filters.min_impact))
        and (
            filters.max_difficulty is None
            or tuning.at_most(suggestion.difficulty, filters.max_difficulty)
        )
        and (filters.categories is None or suggestion.category in filters.categories)
    )


def _told(suggestion: Suggestion) -> SuggestionFacts:
    return SuggestionFacts(
        rule=suggestion.rule,
        category=suggestion.category,
        impact=suggestion.impact,
        difficulty=suggestion.difficulty,
        action=suggestion.action,
        threshold=suggestion.threshold,
        evidence=[
            EvidenceFacts(name=each.name, value=_short(each.value), source=each.source)
            for each in suggestion.evidence
        ],
        tradeoff=suggestion.tradeoff,
    )


def _short(value: float | str) -> float | str:
    """Whole numbers whole, others in six digits."""
    if isinstance(value, str) or value == int(value):
        return value
    return float(f"{value:.6g}")
