"""What is made of calls and trials."""

from __future__ import annotations

import json
from math import inf
from pathlib import Path

from chaos.clients import LEGACY, ONCE, READ, Call, percentile
from chaos.report import HEAD, broken, histogram, keep, line, table
from chaos.trial import Record


def test_calls_are_counted_by_what_may_be_retried() -> None:
    record = Record("kill", 1)
    record.count(
        [
            Call(0.0, 0.1, READ),
            Call(0.0, 2.0, READ),
            Call(0.0, 0.1, READ, failure="HTTP 502"),
            Call(0.0, 0.1, ONCE, failure="HTTP 502"),
            Call(0.0, 0.1, LEGACY, failure="closed"),
            Call(0.0, 0.1, READ, refused=True),
        ]
    )
    counted = (record.calls, record.reads_failed, record.once_failed, record.refused, record.slow)
    assert counted == (6, 1, 2, 1, 1)
    assert record.longest_s == 2.0
    assert record.failures == ["legacy: closed", "once: HTTP 502", "read: HTTP 502"]


def test_the_table_has_a_row_a_drill_and_names_what_is_broken(tmp_path: Path) -> None:
    first = Record("kill", 1, new_leader_s=0.5, without_leader_s=0.6, acted={"1": "a", "2": "b"})
    second = Record("kill", 2, new_leader_s=0.7, problems=["reads failed"])
    rows = table([first, second, Record("quiet", 1)]).splitlines()
    assert len(rows) == 4
    assert all(row.count(" | ") == HEAD.count(" | ") for row in (rows[0], *rows[2:]))
    assert "0.700 / 0.700" in rows[2]
    assert "**broken in 1**" in rows[2]
    assert "1 changes" in rows[2]
    assert "holds" in rows[3]
    assert "reads failed" in line(second)
    keep(tmp_path / "trials", first)
    keep(tmp_path / "trials", second)
    kept = [json.loads(each) for each in (tmp_path / "trials").read_text().splitlines()]
    assert [each["trial"] for each in kept] == [1, 2]


def test_what_is_broken_is_told_with_the_failures_that_clients_saw() -> None:
    bad = Record("restart", 2, fault="all three", problems=["reads failed"], failures=["read: 503"])
    well = Record("restart", 1, failures=["read: expected"])
    assert broken([well, bad]).splitlines() == [
        "restart, trial 2 (all three): reads failed",
        "restart, trial 2 (all three): read: 503",
    ]
    assert broken([well]) == ""


def test_a_histogram_has_a_bar_a_time_and_counts_those_that_never_came() -> None:
    text = histogram([0.51, 0.52, 0.61, inf])
    assert "500-550" in text.replace(" ", "")
    assert text.count("#") == 3
    assert "never" in text
    assert histogram([]) == "\n"


def test_percentiles_of_nothing_and_something() -> None:
    assert percentile([], 0.5) == 0.0
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0
