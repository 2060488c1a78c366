"""Cut texts say what they lack."""

from __future__ import annotations

from appliance.reports.bounds import cut, tail


def test_short_texts_stay() -> None:
    assert cut("abc", 3) == tail("abc", 3) == "abc"


def test_long_texts_say_how_much_is_missing() -> None:
    assert cut("abcdef", 2) == "ab… (4 more characters)"
    assert tail("abcdef", 2) == "(4 characters before) …ef"
