"""Files tell their format themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import InvalidArgument
from appliance.reports.runs.read import read_run


def test_xml_and_json() -> None:
    xml = b'\xef\xbb\xbf \n<testsuite><testcase name="a"/></testsuite>'
    assert read_run(xml, field="f").format == "JUnit XML"
    assert read_run(b' {"tests": []}', field="f").format == "JSON"
    assert read_run(b'[{"name": "a", "status": "ok"}]', field="f").cases[0].name == "a"


def test_anything_else() -> None:
    with pytest.raises(InvalidArgument, match=r"`f` is neither XML nor JSON \(known: JUnit"):
        read_run(b"TN:\nSF:a\n", field="f")


@given(
    st.binary(max_size=200)
    | st.sampled_from([b"<", b"{", b"["]).flatmap(
        lambda start: st.binary(max_size=60).map(start.__add__)
    )
)
def test_any_bytes_are_a_run_or_a_clear_error(data: bytes) -> None:
    try:
        told = read_run(data, field="f").format
    except InvalidArgument as error:
        told = str(error)
    assert told.startswith(("`f` ", "JUnit XML", "JSON"))
