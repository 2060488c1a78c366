"""What writers are told."""

from __future__ import annotations

import pytest

from appliance.reports.runs.writing import Options, percent, seconds


@pytest.mark.parametrize(
    ("passed", "skipped", "told"),
    [
        (True, True, ""),
        (False, True, "Counted, but not listed: passed tests."),
        (True, False, "Counted, but not listed: skipped tests."),
        (False, False, "Counted, but not listed: passed and skipped tests."),
    ],
)
def test_what_is_left_out(passed: bool, skipped: bool, told: str) -> None:
    assert Options(passed=passed, skipped=skipped).left_out() == told


def test_figures() -> None:
    assert (seconds(None), seconds(1.23456)) == ("", "1.235 s")
    assert (percent(None), percent(99.99)) == ("unknown", "99.99 %")
