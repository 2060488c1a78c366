from __future__ import annotations

from appliance.gamedata.scripts.term_texts import quoted, shortened


def test_quotes_are_short_and_count_the_others() -> None:
    assert quoted(["Hello"]) == "“Hello”"
    assert quoted(["Hello", "Hi", "Hey"]) == "“Hello” or one of 2 others"
    assert quoted(["Hello", "Hi"]) == "“Hello” or one other"
    assert quoted(["word " * 40]).endswith("…”")


def test_long_texts_are_cut() -> None:
    assert shortened("word " * 40, 20) == "word word word word…"
    assert shortened(" a \n b ") == "a b"
