"""What writers are told."""

from __future__ import annotations

import pytest

from appliance.reports.runs.writing import Options, percent, seconds


@pytest.mark.parametrize(
    ("passed", "skipped", "told"),
    [
        (True, True, ""),
        (False, True, "Passed tests are counted, but not listed."),
        (True, False, "Skipped tests are counted, but not listed."),
        (False, False, "Passed and skipped tests are counted, but not listed."),
    ],
)
def test_what_is_left_out(passed: bool, skipped: bool, told: str) -> None:
    assert Options(passed=passed, skipped=skipped).left_out() == told


def test_figures() -> None:
    assert (seconds(None), seconds(1.23456)) == ("", "1.235 s")
    assert (percent(None), percent(99.99)) == ("unknown", "99.99 %")
