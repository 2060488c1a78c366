"""What the tools about tests say of a run."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from appliance.reports.runs.model import Run, totals
from appliance.tools.models import ToolOutput

MOST_LINE = 300
"""Characters of a name, path or message in an answer; what is longer is cut, and says so."""
ReportFormat = Literal["json", "html", "markdown", "junit"]


class Summary(ToolOutput):
    """How many tests came to what."""

    tests: int
    passed: int
    failed: int
    errors: int
    skipped: int
    time_s: Annotated[float | None, Field(description="Sum of the tests' times.")] = None
    passed_percent: Annotated[float | None, Field(description="Of those not skipped.")] = None


def summary(run: Run) -> Summary:
    """The sums of `run`."""
    counted = totals(run)
    return Summary(
        tests=counted.tests,
        passed=counted.passed,
        failed=counted.failed,
        errors=counted.errors,
        skipped=counted.skipped,
        time_s=counted.time_s,
        passed_percent=counted.passed_percent,
    )
