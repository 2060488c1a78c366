"""Coverage as JSON, text and a page of HTML. lcov is in `lcov`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from appliance.reports.coverage.judging import Verdict
from appliance.reports.coverage.lcov import write_lcov
from appliance.reports.coverage.model import METRICS, Coverage, Measure, Ranges, totals
from appliance.reports.markup import plain
from appliance.reports.page import bar, page, table, told

TITLE = "Coverage"
MOST_RANGES = 50
"""Ranges of uncovered lines of a file that are shown to people."""
MOST_WIDTH = 120
"""Characters of the column of names; longer names push their line aside."""
_WORDS = {True: "met", False: "missed", None: "not measured"}


def write_json(coverage: Coverage, verdicts: Sequence[Verdict]) -> str:
    """Return the figures as JSON, in the form `shapes` reads; `uncovered` are ranges of lines."""
    report = {
        "summary": _sums(totals(coverage)),
        "thresholds": {each.metric: _verdict(each) for each in verdicts},
        "files": [
            {"filePath": plain(file.path), **_sums(file.measures, file.uncovered)}
            for file in coverage.files
        ],
    }
    return orjson.dumps(report, option=orjson.OPT_INDENT_2).decode()


def _sums(measures: Mapping[str, Measure], uncovered: Ranges = ()) -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = {
        metric: {"covered": one.covered, "total": one.total, "percentage": one.percent}
        for metric, one in measures.items()
    }
    if uncovered:
        told.setdefault("lines", {})["uncovered"] = uncovered
    return told


def _verdict(verdict: Verdict) -> dict[str, Any]:
    actual = None if verdict.measure is None else verdict.measure.percent
    return {"threshold": verdict.threshold, "actual": actual, "met": verdict.met}


def write_text(coverage: Coverage, verdicts: Sequence[Verdict]) -> str:
    """Return the figures as a table of plain text, one file a line."""
    return "\n".join(_text(coverage, verdicts)) + "\n"


def _text(coverage: Coverage, verdicts: Sequence[Verdict]) -> Iterator[str]:
    rows = [_row(_one_line(file.path), file.measures) for file in coverage.files]
    rows.append(_row("Total", totals(coverage)))
    width = min(max(len(name) for name, *_cells in rows), MOST_WIDTH)
    yield f"{'File':<{width}} " + " ".join(f"{metric.capitalize():>24}" for metric in METRICS)
    for name, *cells in rows:
        yield f"{name:<{width}} " + " ".join(f"{cell:>24}" for cell in cells)
    for verdict in verdicts:
        yield _sentence(verdict)
    for file in coverage.files:
        if file.uncovered:
            yield f"{_one_line(file.path)}: not covered: {shown(file.uncovered)}"


def _row(name: str, measures: Mapping[str, Measure]) -> tuple[str, ...]:
    return (name, *(figure(measures.get(metric)) for metric in METRICS))


def _sentence(verdict: Verdict) -> str:
    what = f"{verdict.metric}: {figure(verdict.measure)}, at least {verdict.threshold:g} % wanted"
    return f"{what}: {_WORDS[verdict.met]}"


def _one_line(text: str) -> str:
    return " ".join(plain(text).split())


def figure(measure: Measure | None) -> str:
    """A measure for people."""
    if measure is None or measure.percent is None:
        return "unknown"
    return f"{measure.percent:.2f} % ({measure.covered}/{measure.total})"


def shown(ranges: Ranges) -> str:
    """Ranges for people: 3, 7-12, and how many more there are."""
    texts = [str(a) if a == b else f"{a}-{b}" for a, b in ranges[:MOST_RANGES]]
    if len(ranges) > MOST_RANGES:
        texts.append(f"and {len(ranges) - MOST_RANGES} more")
    return ", ".join(texts)


def write_html(coverage: Coverage, verdicts: Sequence[Verdict]) -> str:
    """Return the figures as a page."""
    return page(TITLE, _html(coverage, verdicts))


def _html(coverage: Coverage, verdicts: Sequence[Verdict]) -> Iterator[str]:
    sums = totals(coverage)
    yield table([metric.capitalize() for metric in METRICS], [_row("", sums)[1:]])
    if (lines := sums.get("lines")) is not None and lines.total:
        parts = (("passed", lines.covered), ("failed", lines.total - lines.covered))
        yield bar(parts, f"{lines.covered} of {lines.total} lines covered")
    for verdict in verdicts:
        kind = "passed" if verdict.met else "failed"
        yield f'<p class="{kind}">{told(_sentence(verdict))}</p>'
    head = ("File", *(metric.capitalize() for metric in METRICS), "Lines not covered")
    yield table(
        head,
        ((*_row(told(file.path), file.measures), shown(file.uncovered)) for file in coverage.files),
    )


def _write_lcov(coverage: Coverage, verdicts: Sequence[Verdict]) -> str:
    return write_lcov(coverage)


WRITERS: Mapping[str, Callable[[Coverage, Sequence[Verdict]], str]] = {
    "json": write_json,
    "html": write_html,
    "text": write_text,
    "lcov": _write_lcov,
}
