from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from appliance.server.lines import LineSplitter


def split(*pieces: bytes, limit: int = 100) -> list[bytes | None]:
    splitter = LineSplitter(limit)
    lines = [line for piece in pieces for line in splitter.feed(piece)]
    return [*lines, splitter.finish()]


def test_lines_come_whole_however_the_bytes_came() -> None:
    assert split(b"a", b"b\ncd", b"\n\ne") == [b"ab", b"cd", b"", b"e"]


def test_a_line_may_be_as_long_as_the_limit() -> None:
    assert split(b"x" * 100 + b"\n") == [b"x" * 100, b""]


def test_a_longer_line_is_dropped_and_the_next_is_whole() -> None:
    assert split(b"x" * 60, b"x" * 41, b"x" * 500 + b"\nok\n") == [None, b"ok", b""]


def test_a_longer_line_at_the_end() -> None:
    assert split(b"x" * 101) == [None]


def test_no_more_than_the_limit_is_held() -> None:
    splitter = LineSplitter(100)
    for _ in range(50):
        assert list(splitter.feed(b"x" * 90)) == []
        assert sum(map(len, splitter._begun)) <= 100


@given(st.lists(st.binary()), st.integers(0, 40))
def test_cutting_the_bytes_otherwise_changes_nothing(pieces: list[bytes], limit: int) -> None:
    whole = b"".join(pieces)
    expected = [line if len(line) <= limit else None for line in whole.split(b"\n")]
    assert split(*pieces, limit=limit) == expected
