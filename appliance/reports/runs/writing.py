"""What every writer of a report is told besides the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from appliance.reports.runs.model import Run, Status, without


@dataclass(frozen=True, slots=True)
class Options:
    """How a report is to look. `metadata` are lines of name and value; charts are HTML's."""

    title: str = "Test report"
    metadata: Mapping[str, str] = field(default_factory=dict)
    passed: bool = True
    skipped: bool = True
    charts: bool = True

    @property
    def hidden(self) -> tuple[Status, ...]:
        """What tests that are counted, but not listed, came to."""
        wanted = {Status.PASSED: self.passed, Status.SKIPPED: self.skipped}
        return tuple(status for status, listed in wanted.items() if not listed)

    def shown(self, run: Run) -> Run:
        """`run` with the tests that are to be listed; sums are always of all of them."""
        return without(run, frozenset(self.hidden)) if self.hidden else run

    def left_out(self) -> str:
        """What is not listed, in a sentence; empty when everything is."""
        if not self.hidden:
            return ""
        return f"Counted, but not listed: {' and '.join(self.hidden)} tests."


def seconds(value: float | None) -> str:
    """A duration for people; empty when it is not known."""
    return "" if value is None else f"{value:.3f} s"


def percent(value: float | None) -> str:
    """A percentage for people."""
    return "unknown" if value is None else f"{value:.2f} %"
