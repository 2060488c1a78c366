"""A run as a page of HTML."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.reports.page import bar, page, table, told
from appliance.reports.runs.model import Case, Run, Totals, slowest, totals
from appliance.reports.runs.writing import Options, percent, seconds

MOST_SLOW = 10


def write_html(run: Run, options: Options) -> str:
    """Return `run` as a page: sums, what failed with its reports, then every test."""
    return page(options.title, _body(run, options))


def _body(run: Run, options: Options) -> Iterator[str]:
    counted = totals(run)
    yield _summary(counted)
    if options.charts:
        parts = (
            ("passed", counted.passed),
            ("failed", counted.failed),
            ("error", counted.errors),
            ("skipped", counted.skipped),
        )
        yield bar(parts, f"{counted.passed} of {counted.tests} tests passed")
    for note in filter(None, (*run.notes, options.left_out())):
        yield f'<p class="note">{told(note)}</p>'
    if options.metadata:
        yield table(("Name", "Value"), ((told(n), told(v)) for n, v in options.metadata.items()))
    if bad := [case for case in run.cases if case.is_bad]:
        yield "<h2>Failed</h2>"
        yield from map(_failure, bad)
    if options.charts and (slow := slowest(run, MOST_SLOW)):
        yield "<h2>Slowest</h2>"
        yield table(("Test", "Time"), ((_name(case), seconds(case.time_s)) for case in slow))
    yield "<h2>Tests</h2>"
    yield table(("Suite", "Test", "Status", "Time", "Message"), _rows(options.shown(run)))


def _summary(counted: Totals) -> str:
    head = ("Tests", "Passed", "Failed", "Errors", "Skipped", "Passed of those that ran", "Time")
    row = (
        *map(str, (counted.tests, counted.passed, counted.failed, counted.errors, counted.skipped)),
        percent(counted.passed_percent),
        seconds(counted.time_s) or "unknown",
    )
    return table(head, [row])


def _failure(case: Case) -> str:
    reports = "".join(
        f"<pre>{told(text)}</pre>" for text in (case.details, case.output) if text.strip()
    )
    place = f"{case.file}:{case.line}" if case.file and case.line is not None else case.file
    return (
        f"<details open><summary>{_name(case)} {_status(case)} {told(case.message)}</summary>"
        f'<p class="note">{told(place)}</p>{reports}</details>'
    )


def _rows(run: Run) -> Iterator[tuple[str, ...]]:
    for suite in run.suites:
        for case in suite.cases:
            yield (
                told(suite.name),
                _name(case),
                _status(case),
                seconds(case.time_s),
                told(case.message),
            )


def _name(case: Case) -> str:
    distinct = case.classname and case.classname != case.name
    return told(f"{case.classname} › {case.name}" if distinct else case.name)


def _status(case: Case) -> str:
    return f'<span class="{case.status}">{case.status}</span>'
