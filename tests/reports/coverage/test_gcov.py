"""JSON of gcov, made by gcov itself where there is one, and of gcovr."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from appliance.reports.coverage.model import Function, Measure
from appliance.reports.coverage.shapes import read_object

PROGRAM = """template <class T> T twice(T x)
{
    return x > 0 ? x + x : 0;
}
int never()
{
    return 1;
}
int main(int argc, char**)
{
    if (argc > 5)
        return never();
    return twice(0) + static_cast<int>(twice(0.5)) - 1;
}
"""
GCOVR = {
    "gcovr/format_version": "0.6",
    "files": [
        {
            "file": "a.cpp",
            "lines": [
                {"line_number": 1, "count": 2, "branches": [{"count": 2}, {"count": 0}]},
                {"line_number": 2, "count": 0, "branches": []},
                {"line_number": 3, "count": 0, "branches": [], "gcovr/noncode": True},
            ],
            "functions": [{"name": "f()", "lineno": 1, "execution_count": 2}],
        }
    ],
}


def test_gcov(tmp_path: Path) -> None:
    if not all(shutil.which(program) for program in ("g++", "gcov")):
        pytest.skip("no g++ or no gcov")
    (tmp_path / "a.cpp").write_text(PROGRAM)
    for command in (
        ["g++", "--coverage", "-O0", "-c", "a.cpp"],
        ["g++", "--coverage", "-o", "a", "a.o"],
        ["./a"],
        ["gcov", "--json-format", "--branch-probabilities", "--stdout", "a.cpp"],
    ):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    coverage = read_object(json.loads(done.stdout), field="coverageData")
    (file,) = (file for file in coverage.files if file.path == "a.cpp")
    assert coverage.format == "gcov JSON"
    assert file.measures["lines"] == Measure(5, 8)
    assert file.uncovered == ((5, 7), (12, 12))
    assert {each.name: (bool(each.hits), each.line) for each in file.functions} == {
        "main": (True, 9),
        "never()": (False, 5),
        "int twice<int>(int)": (True, 1),
        "double twice<double>(double)": (True, 1),
    }
    # Each of the two instances takes one branch of line 3: together they take both.
    assert file.line_branches[3] == Measure(2, 2)
    assert file.line_branches[11] == Measure(1, 2)


def test_gcovr() -> None:
    (file,) = read_object(GCOVR, field="f").files
    assert file.line_hits == {1: 2, 2: 0}
    assert file.line_branches == {1: Measure(1, 2)}
    assert file.functions == (Function("f()", 2, 1),)


def test_without_branches_they_are_not_known() -> None:
    source = {"files": [{"file": "a", "lines": [{"line_number": 1, "count": 1}]}]}
    (file,) = read_object(source, field="f").files
    assert file.measures == {"lines": Measure(1, 1)}
