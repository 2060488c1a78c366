"""A run as Markdown, as GitHub and GitLab show it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from appliance.reports.bounds import tail
from appliance.reports.markup import plain
from appliance.reports.runs.model import Case, Run, totals
from appliance.reports.runs.writing import Options, percent, seconds

MOST_DETAILS = 10_000
"""Characters of a failure's report."""
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#!|~&@:]|(?<=www)\.)")


def write_markdown(run: Run, options: Options) -> str:
    """Return `run` as Markdown: sums, what failed with its reports, then every test."""
    return "\n".join(_lines(run, options)) + "\n"


def escaped(text: str) -> str:
    """`text` on one line, with nothing in it that Markdown, a table or HTML reads as markup."""
    return _MARKS.sub(r"\\\1", " ".join(plain(text).split()))


def fenced(text: str) -> str:
    """`text` as a block of code that it cannot end itself."""
    ticks = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, ticks + 1)
    return f"{fence}text\n{plain(text)}\n{fence}"


def _lines(run: Run, options: Options) -> Iterator[str]:
    counted = totals(run)
    yield f"# {escaped(options.title)}\n"
    yield "| Tests | Passed | Failed | Errors | Skipped | Passed of those that ran | Time |"
    yield "|---|---|---|---|---|---|---|"
    yield (
        f"| {counted.tests} | {counted.passed} | {counted.failed} | {counted.errors} "
        f"| {counted.skipped} | {percent(counted.passed_percent)} "
        f"| {seconds(counted.time_s) or 'unknown'} |"
    )
    for note in filter(None, (*run.notes, options.left_out())):
        yield f"\n{escaped(note)}"
    if options.metadata:
        yield "\n| Name | Value |\n|---|---|"
        for name, value in options.metadata.items():
            yield f"| {escaped(name)} | {escaped(value)} |"
    if bad := [case for case in run.cases if case.is_bad]:
        yield "\n## Failed"
        for case in bad:
            yield from _failure(case)
    yield "\n## Tests\n\n| Suite | Test | Status | Time | Message |\n|---|---|---|---|---|"
    for suite in options.shown(run).suites:
        for case in suite.cases:
            yield (
                f"| {escaped(suite.name)} | {escaped(case.name)} | {case.status} "
                f"| {seconds(case.time_s)} | {escaped(case.message)} |"
            )


def _failure(case: Case) -> Iterator[str]:
    yield f"\n### {escaped(case.name)}\n\n{case.status}: {escaped(case.message) or 'no message'}"
    for text in (case.details, case.output):
        if text.strip():
            yield "\n" + fenced(tail(text, MOST_DETAILS))
