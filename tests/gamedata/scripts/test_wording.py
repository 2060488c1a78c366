from __future__ import annotations

from collections.abc import Sequence

import pytest

from appliance.gamedata.scripts.wording import parse, phrase


class Bare:
    """Says the kind and the values."""

    def term(self, kind: str, values: Sequence[int]) -> str:
        return f"{kind}{list(values)}"


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("plain text", (), "plain text"),
        ("casts {spell:2}", (1, 7), "casts spell[7]"),
        ("{ms:1-3}", (1, 2, 3), "ms[1, 2, 3]"),
        ("{text:1,8}", (4,), "text[4, 0]"),
        ("[at {n:1}]", (5,), "at n[5]"),
        ("[at {n:1}]", (0,), ""),
        ("[at {n:1}|anywhere]", (0,), "anywhere"),
        ("[{n:1-2}]", (0, 3), "n[0, 3]"),
        ("[[{a:1}|{b:2}] of {c:3}|none]", (0, 6, 2), "b[6] of c[2]"),
        ("[[{a:1}|{b:2}] of {c:3}|none]", (1, 6, 0), "none"),
        ("<1|zero|one|{n:2}>", (0, 9), "zero"),
        ("<1|zero|one|{n:2}>", (2, 9), "n[9]"),
        ("<1|zero|one|two>", (3,), "3"),
        ("<1|zero|one>", (-1,), "-1"),
        ("<?1|off|on>", (7,), "on"),
        ("<?1|off|on>", (0,), "off"),
        ("<1||x <2|a|b>>", (1, 1), "x b"),
    ],
)
def test_phrases(template: str, values: tuple[int, ...], text: str) -> None:
    assert phrase(template, values, Bare()) == text


@pytest.mark.parametrize("template", ["[open", "<1|a", "closed]", "a|b", "<x|a>", "{n:}"])
def test_broken_templates_are_bugs(template: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parse(template)
