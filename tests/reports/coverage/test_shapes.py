"""Coverage as JSON of coverage.py, llvm-cov and version 1.4."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import InvalidArgument
from appliance.reports.coverage.model import Function, Measure
from appliance.reports.coverage.shapes import read_object

COVERAGE_PY = {
    "meta": {"format": 3, "version": "7.6.1", "branch_coverage": True},
    "files": {
        "a.py": {
            "executed_lines": [1, 2, 5],
            "missing_lines": [3, 9],
            "excluded_lines": [7],
            "executed_branches": [[2, 5]],
            "missing_branches": [[2, 3]],
            "summary": {
                "covered_lines": 3,
                "num_statements": 5,
                "missing_lines": 2,
                "num_branches": 2,
                "covered_branches": 1,
            },
            "functions": {
                "": {"executed_lines": [1], "missing_lines": []},
                "f": {"executed_lines": [2, 5], "missing_lines": [3]},
                "g": {"executed_lines": [], "missing_lines": [9]},
            },
        }
    },
    "totals": {},
}
LLVM = {
    "type": "llvm.coverage.json.export",
    "version": "2.0.1",
    "data": [
        {
            "files": [
                {
                    "filename": "/src/a.cpp",
                    "segments": [],
                    "summary": {
                        "lines": {"count": 10, "covered": 4, "percent": 40},
                        "functions": {"count": 2, "covered": 1, "percent": 50},
                        "branches": {"count": 0, "covered": 0, "percent": 0},
                    },
                }
            ]
        }
    ],
}
V1_4 = {
    "timestamp": "2025-01-01",
    "summary": {},
    "files": [
        {
            "filePath": "src/a.ts",
            "lines": {"total": 10, "covered": 6, "uncovered": [3, 4, 5, 9], "percentage": 60},
            "branches": {"total": 0, "covered": 0, "uncovered": [], "percentage": 0},
            "functions": {"total": 0, "covered": 0, "uncovered": [], "percentage": 0},
            "statements": {"total": 10, "covered": 6, "percentage": 60},
        }
    ],
}


def test_coverage_py() -> None:
    coverage = read_object(COVERAGE_PY, field="f")
    (file,) = coverage.files
    assert coverage.format == "coverage.py JSON"
    assert file.measures == {
        "lines": Measure(3, 5),
        "branches": Measure(1, 2),
        "functions": Measure(1, 2),
        "statements": Measure(3, 5),
    }
    assert file.uncovered == ((3, 3), (9, 9))
    assert file.functions == (Function("f", 1), Function("g", 0))


def test_coverage_py_without_branches_and_functions() -> None:
    source = {"files": {"a.py": {"executed_lines": [1], "missing_lines": [], "summary": {}}}}
    assert read_object(source, field="f").files[0].measures == {"lines": Measure(1, 1)}


def test_llvm_cov() -> None:
    (file,) = read_object(LLVM, field="f").files
    assert file.path == "/src/a.cpp"
    assert file.measures["lines"] == Measure(4, 10)
    assert file.measures["functions"] == Measure(1, 2)
    assert file.measures["branches"].percent is None


def test_version_1_4_did_not_look_at_branches() -> None:
    (file,) = read_object(V1_4, field="f").files
    assert file.measures == {"lines": Measure(6, 10), "statements": Measure(6, 10)}
    assert file.uncovered == ((3, 5), (9, 9))


def test_impossible_figures_are_not_known() -> None:
    lines = {"total": 2, "covered": 5}
    source = {"files": [{"filePath": "a", "lines": lines}, {"path": "b"}, 5]}
    assert [file.measures for file in read_object(source, field="f").files] == [{}, {}, {}]


@pytest.mark.parametrize("value", [{}, {"files": []}, {"files": {}}, [], None, {"a": {"b": 1}}])
def test_unknown_shapes_name_those_that_are_known(value: object) -> None:
    with pytest.raises(InvalidArgument, match=r"`f` is no coverage .*lcov.*coverage\.py.*Istanbul"):
        read_object(value, field="f")


NAMES = ["files", "file", "lines", "line_number", "count", "branches", "functions", "total", "s"]
NAMES += ["covered", "executed_lines", "missing_lines", "summary", "statementMap", "b", "start"]
VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.just("a"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_any_value_is_coverage_or_a_clear_error(value: object) -> None:
    told = ""
    try:
        for file in read_object(value, field="f").files:
            assert all(0 <= one.covered <= one.total for one in file.measures.values())
    except InvalidArgument as error:
        told = str(error)
    assert told == "" or told.startswith("`f` ")
