"""Amounts of copper in words."""

from __future__ import annotations

import pytest

from appliance.formulas.money import money_text


@pytest.mark.parametrize(
    ("copper", "text"),
    [
        (0, "0c"),
        (1, "1c"),
        (99, "99c"),
        (100, "1s"),
        (10_000, "1g"),
        (10_203, "1g 2s 3c"),
        (123_456_789, "12345g 67s 89c"),
        (10_001, "1g 1c"),
        (-250, "-2s 50c"),
    ],
)
def test_money(copper: int, text: str) -> None:
    assert money_text(copper) == text
