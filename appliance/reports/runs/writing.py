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

    def shown(self, run: Run) -> Run:
        """`run` with the tests that are to be listed; sums are always of all of them."""
        hidden = set() if self.passed else {Status.PASSED}
        if not self.skipped:
            hidden.add(Status.SKIPPED)
        return without(run, frozenset(hidden)) if hidden else run

    def left_out(self) -> str:
        """What is not listed, in a sentence; empty when everything is."""
        words = [
            word
            for word, there in (("Passed", self.passed), ("skipped", self.skipped))
            if not there
        ]
        return (
            f"{' and '.join(words)} tests are counted, but not listed.".capitalize()
            if words
            else ""
        )


def seconds(value: float | None) -> str:
    """A duration for people; empty when it is not known."""
    return "" if value is None else f"{value:.3f} s"


def percent(value: float | None) -> str:
    """A percentage for people."""
    return "unknown" if value is None else f"{value:.2f} %"
