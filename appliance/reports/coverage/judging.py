"""Which files count, and whether that is enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from appliance.reports.coverage.model import METRICS, Coverage, Measure
from appliance.reports.globs import Globs


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a metric reaches a threshold in percent; `met` is None where it was not measured."""

    metric: str
    threshold: float
    measure: Measure | None
    met: bool | None


def selected(coverage: Coverage, include: Globs | None, exclude: Globs | None) -> Coverage:
    """The files that `include` means and `exclude` does not."""
    files = coverage.files
    if include is not None:
        files = tuple(file for file in files if include.match(file.path))
    if exclude is not None:
        files = tuple(file for file in files if not exclude.match(file.path))
    return replace(coverage, files=files)


def judged(sums: Mapping[str, Measure], thresholds: Mapping[str, float]) -> tuple[Verdict, ...]:
    """What comes of each threshold. Nothing of nothing is not measured, as a total is."""
    verdicts = []
    for metric in METRICS:
        if (wanted := thresholds.get(metric)) is not None:
            measure = sums.get(metric)
            met = measure.reaches(wanted) if measure is not None and measure.total else None
            verdicts.append(Verdict(metric, wanted, measure, met))
    return tuple(verdicts)
