"""Values of strangers are what they are asked for, or nothing."""

from __future__ import annotations

import pytest

from appliance.errors import InvalidArgument
from appliance.reports.values import (
    MOST_COUNT,
    MOST_JSON,
    count,
    listed,
    mapping,
    number,
    read_json,
    seconds,
    text,
)


def test_reads_json() -> None:
    assert read_json(b'{"a": [1, null]}', field="f") == {"a": [1, None]}


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000, b'"\xff"', b"NaN", b'{"a":1}x'])
def test_what_is_damaged(data: bytes) -> None:
    with pytest.raises(InvalidArgument, match=r"`f` is no JSON: line 1, column \d+"):
        read_json(data, field="f")


def test_what_is_large() -> None:
    with pytest.raises(InvalidArgument, match="`f` is JSON of more than"):
        read_json(b" " * (MOST_JSON + 1), field="f")


def test_other_kinds_are_nothing() -> None:
    for value in (None, True, 1, 1.5, "a"):
        assert mapping(value) == {}
        assert listed(value) == []
    source = {"a": 1, "b": "", "c": "text", "d": True, "e": -1, "f": float("nan"), "g": 2.5}
    assert text(source, "a", "b", "c") == "text"
    assert text(source, "a", "missing") == ""
    assert number(source, "c", "d", "e", "f", "g") == 2.5
    assert number({"a": 10**400}, "a") is None


def test_counts() -> None:
    assert [count(each) for each in (3, 3.0, -3, 10**30)] == [3, 3, 0, MOST_COUNT]
    assert [count(each) for each in (True, 1.5, "1", None, float("inf"))] == [None] * 5


def test_durations() -> None:
    assert [seconds(each) for each in ("1.5", "1,234.5", " 0.25s", "0")] == [1.5, 1234.5, 0.25, 0]
    assert [seconds(each) for each in (None, "", "nan", "inf", "-1", "soon")] == [None] * 6
