"""Runs as pages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from appliance.reports.runs.html import write_html
from appliance.reports.runs.model import Case, Run, Status, Suite
from appliance.reports.runs.writing import Options
from tests.reports.runs.strategies import TEXTS, runs
from tests.reports.test_page import Reader

RUN = Run(
    (
        Suite(
            "suite",
            (
                Case("adds", Status.PASSED, "math", time_s=0.5),
                Case(
                    "breaks", Status.FAILED, message="want 4", details="stack", file="a.c", line=3
                ),
                Case("later", Status.SKIPPED),
            ),
        ),
    ),
    notes=("odd",),
)
KNOWN = (
    "html head meta title style body h1 h2 p span svg rect table thead tbody tr th td details"
    " summary pre"
)


@given(runs(TEXTS), st.dictionaries(TEXTS, TEXTS, max_size=2), TEXTS)
def test_no_text_is_markup(run: Run, metadata: dict[str, str], title: str) -> None:
    reader = Reader()
    made = write_html(run, Options(title=title, metadata=metadata))
    reader.feed(made)
    reader.close()
    assert set(reader.tags) <= set(KNOWN.split())
    assert "\x1b" not in made


def test_shows_what_failed_and_every_test() -> None:
    made = write_html(RUN, Options(metadata={"branch": "3.3.5"}))
    for part in ("math › adds", "0.500 s", "want 4", "<pre>stack</pre>", "a.c:3", "odd", "3.3.5"):
        assert part in made
    assert "50.00 %" in made
    assert "<svg" in made


def test_leaves_out_what_is_not_wanted() -> None:
    made = write_html(RUN, Options(passed=False, skipped=False, charts=False))
    assert "adds" not in made
    assert "later" not in made
    assert "<svg" not in made
    assert "Counted, but not listed: passed and skipped tests." in made
