"""Runs as Markdown."""

from __future__ import annotations

import re

from hypothesis import given

from appliance.reports.runs.markdown import escaped, fenced, write_markdown
from appliance.reports.runs.model import Case, Run, Status, Suite
from appliance.reports.runs.writing import Options
from tests.reports.runs.strategies import TEXTS, runs


@given(TEXTS)
def test_escaped_texts_have_no_mark_left(text: str) -> None:
    made = escaped(text)
    assert "\n" not in made
    assert not re.search(r"(?<!\\)[|`<>*_\[\]#&@:]", re.sub(r"\\\\", "", made))


@given(TEXTS)
def test_fences_are_longer_than_what_they_hold(text: str) -> None:
    fence, *inner, last = fenced(text).split("\n")
    ticks = fence.removesuffix("text")
    assert set(ticks) == {"`"}
    assert last == ticks
    assert all(ticks not in line for line in inner)


@given(runs(TEXTS))
def test_rows_have_their_cells(run: Run) -> None:
    table = write_markdown(run, Options()).split("\n## Tests\n")[-1]
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + len(run.cases)
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row.replace("\\\\", ""))) == 6


def test_shows_what_failed() -> None:
    case = Case("a|b", Status.FAILED, message="no", details="x\n```\ny", time_s=1)
    made = write_markdown(
        Run((Suite("", (case,)),), notes=("odd",)), Options(title="T", metadata={"k": "v"})
    )
    assert made.startswith("# T\n")
    assert "### a\\|b\n\nfailed: no\n\n````text\nx\n```\ny\n````" in made
    assert "| k | v |" in made
    assert "\nodd\n" in made
    assert "|  | a\\|b | failed | 1.000 s | no |" in made


def test_links_are_not_made() -> None:
    assert escaped("https://x www.x.org @me") == "https\\://x www\\.x.org \\@me"
