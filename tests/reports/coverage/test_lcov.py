"""lcov's trace files, read and written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import InvalidArgument
from appliance.reports.coverage.lcov import read_lcov, write_lcov
from appliance.reports.coverage.model import Coverage, FileCoverage, Function, Measure, detailed
from tests.reports.runs.strategies import CLEAN

TRACE = """TN:unit
SF:/src/a.cpp
FN:3,_Z1fi
FN:9,12,operator,(int)
FNDA:2,_Z1fi
FNDA:0,operator,(int)
FNF:2
FNH:1
BRDA:4,0,0,2
BRDA:4,0,1,-
BRDA:5,0,0,0
BRF:3
BRH:1
DA:3,2
DA:4,2,checksum
DA:9,0
LF:3
LH:2
end_of_record
SF:/src/b.cpp
DA:1,-5
end_of_record
TN:other
SF:/src/a.cpp
FNDA:1,operator,(int)
BRDA:4,0,1,1
DA:9,1
end_of_record
"""


def test_records_of_a_file_are_added_up() -> None:
    coverage = read_lcov(TRACE.encode(), field="f")
    first, second = coverage.files
    assert first.path == "/src/a.cpp"
    assert first.line_hits == {3: 2, 4: 2, 9: 1}
    assert first.line_branches == {4: Measure(2, 2), 5: Measure(0, 1)}
    assert first.functions == (Function("_Z1fi", 2, 3), Function("operator,(int)", 1, 9))
    assert first.measures == {
        "lines": Measure(3, 3),
        "branches": Measure(2, 3),
        "functions": Measure(2, 2),
    }
    assert second.measures == {
        "lines": Measure(0, 1),
        "branches": Measure(0, 0),
        "functions": Measure(0, 0),
    }


def test_a_trace_without_branches_does_not_know_them() -> None:
    coverage = read_lcov(b"SF:a\nDA:1,1\nend_of_record\n", field="f")
    assert coverage.files[0].measures == {"lines": Measure(1, 1)}


def test_functions_of_lcov_2() -> None:
    trace = b"SF:a\nFNL:0,3,5\nFNA:0,4,f(int, char)\nFNF:1\nFNH:1\nDA:3,4\nend_of_record\n"
    assert read_lcov(trace, field="f").files[0].functions == (Function("f(int, char)", 4, 3),)


def test_sums_alone() -> None:
    trace = b"SF:a\nLF:10\nLH:7\nBRF:0\nBRH:2\nend_of_record\n"
    assert read_lcov(trace, field="f").files[0].measures == {"lines": Measure(7, 10)}


@pytest.mark.parametrize(
    "line",
    [
        "DA:",
        "DA:x,1",
        "DA:1",
        "DA:-1,1",
        "DA:99999999999,1",
        "DA:1,one",
        f"DA:1,{'9' * 5000}",
        "BRDA:1,2",
        "FN:x,f",
        "FNDA:f",
        "FNL:0",
        "LF:many",
    ],
)
def test_damage_is_told_with_its_line(line: str) -> None:
    with pytest.raises(InvalidArgument, match="`f` is damaged at line 2"):
        read_lcov(f"SF:a\n{line}\n".encode(), field="f")


def test_records_nobody_knows_are_passed_over() -> None:
    assert read_lcov(b"# x\nSF:a\nMCDC:1\nVER:2\nDA:1,1\n", field="f").files[0].line_hits == {1: 1}


@pytest.mark.parametrize("data", [b"", b"DA:1,1\n", b"\xff\xfe", b"TN:\n"])
def test_no_record(data: bytes) -> None:
    with pytest.raises(InvalidArgument, match="`f` has no record"):
        read_lcov(data, field="f")


@st.composite
def files(draw: st.DrawFn) -> FileCoverage:
    lines = st.integers(1, 1000)
    pairs = st.tuples(st.integers(0, 3), st.integers(1, 3)).map(
        lambda pair: Measure(min(pair), pair[1])
    )
    names = draw(st.lists(CLEAN.filter(bool), unique=True, max_size=3))
    return detailed(
        draw(CLEAN.filter(bool)),
        line_hits=draw(st.dictionaries(lines, st.integers(0, 10**12), max_size=5)),
        line_branches=draw(st.dictionaries(lines, pairs, min_size=1, max_size=3)),
        functions=[
            Function(name.replace("\n", " "), draw(st.integers(0, 9)), draw(st.none() | lines))
            for name in names
        ],
    )


@given(st.lists(files(), max_size=3, unique_by=lambda file: " ".join(file.path.split())))
def test_round_trip(given_files: list[FileCoverage]) -> None:
    written = write_lcov(Coverage(tuple(given_files)))
    if not given_files:
        return
    again = read_lcov(written.encode(), field="f")
    for before, after in zip(given_files, again.files, strict=True):
        assert after.path == before.path.replace("\n", " ")
        assert after.line_hits == before.line_hits
        assert after.line_branches == before.line_branches
        assert set(after.functions) == set(before.functions) or not any(
            file.functions for file in given_files
        )
        assert after.uncovered == before.uncovered


def test_branches_beyond_number_are_told_as_a_sum() -> None:
    file = detailed("a.cpp", line_hits={4: 1}, line_branches={4: Measure(1, 10**9)})
    written = write_lcov(Coverage((file,)))
    assert "BRF:1000000000\nBRH:1\n" in written
    assert "BRDA" not in written


@given(st.binary(max_size=300).map(lambda data: b"SF:a\n" + data))
def test_any_bytes_are_coverage_or_a_clear_error(data: bytes) -> None:
    try:
        told = read_lcov(data, field="f").format
    except InvalidArgument as error:
        told = str(error)
    assert told == "lcov" or told.startswith("`f` is damaged at line ")
