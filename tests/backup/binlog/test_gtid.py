"""Sets of GTIDs against sets of numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.backup.binlog.gtid import format_set, is_subset, parse_set

ONE = "3e11fa47-71ca-11e1-9e33-c80aa9429562"
TWO = "3e11fa47-71ca-11e1-9e33-c80aa9429563"
NUMBERS = st.sets(st.integers(1, 40))


def text_of(numbers: set[int], source: str = ONE) -> str:
    return ",".join(f"{source}:{number}" for number in numbers)


@given(NUMBERS, NUMBERS)
def test_a_set_contains_what_it_contains(part: set[int], whole: set[int]) -> None:
    assert is_subset(parse_set(text_of(part)), parse_set(text_of(whole))) == (part <= whole)


@given(NUMBERS, NUMBERS)
def test_text_and_set_are_the_same(one: set[int], two: set[int]) -> None:
    gtids = parse_set(f"{text_of(one)},{text_of(two, TWO)}")
    assert parse_set(format_set(gtids)) == gtids


def test_reads_what_servers_write() -> None:
    text = f"{ONE}:1-5:7:9-10,\n{TWO}:1:tag:2-3"
    assert parse_set(text) == {
        ONE: [(1, 5), (7, 7), (9, 10)],
        TWO: [(1, 1)],
        f"{TWO}:tag": [(2, 3)],
    }
    assert format_set(parse_set(f"{ONE}:1-3:4")) == f"{ONE}:1-4"
    assert parse_set("") == {}


@pytest.mark.parametrize("text", ["x", "0-1-4", ONE, f"{ONE}:1-x"])
def test_refuses_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_set(text)
