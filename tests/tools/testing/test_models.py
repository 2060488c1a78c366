"""Sums of runs, as tools tell them."""

from __future__ import annotations

from appliance.reports.runs.model import Case, Run, Status, Suite
from appliance.tools.testing.models import summary


def test_what_is_not_known_is_not_told() -> None:
    told = summary(Run((Suite("", (Case("a", Status.SKIPPED),)),)))
    assert told.model_dump(exclude_none=True) == {
        "tests": 1,
        "passed": 0,
        "failed": 0,
        "errors": 0,
        "skipped": 1,
    }
