from __future__ import annotations

from appliance.formulas.numbers import plain


def test_decimals_that_say_nothing_are_left_out() -> None:
    assert [plain(value, 2) for value in (3.0, 1.5, 0.126, 100, 0)] == [
        "3",
        "1.5",
        "0.13",
        "100",
        "0",
    ]
    assert plain(-2.25, 4) == "-2.25"
