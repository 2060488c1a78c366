"""JSON of Istanbul."""

from __future__ import annotations

from appliance.reports.coverage.model import Function, Measure
from appliance.reports.coverage.shapes import read_object


def place(line: int) -> dict[str, dict[str, int]]:
    return {"start": {"line": line, "column": 0}, "end": {"line": line, "column": 9}}


FINAL = {
    "/w/a.ts": {
        "path": "/w/a.ts",
        "statementMap": {"0": place(1), "1": place(3), "2": place(3), "3": place(7)},
        "fnMap": {"0": {"name": "f", "decl": place(2), "loc": place(2), "line": 2}},
        "branchMap": {"0": {"loc": place(3), "type": "if", "locations": [], "line": 3}},
        "s": {"0": 1, "1": 0, "2": 4, "3": 0},
        "f": {"0": 4},
        "b": {"0": [4, 0]},
    }
}
ONE = {"total": 4, "covered": 3, "skipped": 0, "pct": 75}
NONE = {"total": 0, "covered": 0, "skipped": 0, "pct": "Unknown"}
SUMMARY = {
    "total": {"lines": ONE, "statements": ONE, "functions": NONE, "branches": NONE},
    "/w/a.ts": {"lines": ONE, "statements": ONE, "functions": NONE, "branches": NONE},
}


def test_final() -> None:
    coverage = read_object(FINAL, field="f")
    (file,) = coverage.files
    assert coverage.format == "Istanbul JSON"
    assert file.line_hits == {1: 1, 3: 4, 7: 0}
    assert file.functions == (Function("f", 4, 2),)
    assert file.measures == {
        "lines": Measure(2, 3),
        "branches": Measure(1, 2),
        "functions": Measure(1, 1),
        "statements": Measure(2, 4),
    }


def test_summary() -> None:
    coverage = read_object(SUMMARY, field="f")
    assert coverage.format == "Istanbul summary"
    assert [file.path for file in coverage.files] == ["/w/a.ts"]
    assert coverage.files[0].measures["lines"] == Measure(3, 4)
    assert coverage.files[0].measures["functions"].percent is None


def test_a_total_alone() -> None:
    (file,) = read_object({"total": SUMMARY["total"]}, field="f").files
    assert (file.path, file.measures["statements"]) == ("total", Measure(3, 4))
