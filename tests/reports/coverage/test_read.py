"""Files tell their format themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import InvalidArgument
from appliance.reports.coverage.read import read_coverage


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"TN:\nSF:a\nDA:1,1\nend_of_record\n", "lcov"),
        (b"\xef\xbb\xbf<coverage/>", "Cobertura XML"),
        (b'{"files": {"a": {"executed_lines": [1]}}}', "coverage.py JSON"),
    ],
)
def test_formats(data: bytes, form: str) -> None:
    assert read_coverage(data, field="f").format == form


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"SQLite format 3\x00", "coverage json"),
        (b"adcg*31A", "--json-format"),
        (b"hello", "known: lcov"),
        (b"", "known: lcov"),
    ],
)
def test_what_is_not_read_says_what_would_be(data: bytes, hint: str) -> None:
    with pytest.raises(InvalidArgument, match=hint):
        read_coverage(data, field="f")


@given(st.binary(max_size=100))
def test_any_bytes_are_coverage_or_a_clear_error(data: bytes) -> None:
    try:
        told = read_coverage(data, field="f").format
    except InvalidArgument as error:
        told = f"error {error}"
    assert told.startswith(("error `f` ", "lcov", "Cobertura", "JSON"))
