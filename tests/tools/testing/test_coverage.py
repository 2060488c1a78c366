"""analyze-coverage: figures, thresholds, selections and reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.tools.testing.models import MOST_LINE
from tests.reports.coverage.test_shapes import COVERAGE_PY, VALUES
from tests.reports.runs.test_html import KNOWN
from tests.reports.test_page import Reader
from tests.tools.testing.asking import ask, call, held, outside, refusal

NAME = "analyze-coverage"
LCOV = """SF:src/server/a.cpp
FN:1,f
FNDA:0,f
DA:1,0
DA:2,0
DA:9,4
end_of_record
SF:dep/z.cpp
DA:1,1
end_of_record
"""


async def test_coverage_in_the_call() -> None:
    told = await ask(NAME, {"coverageData": COVERAGE_PY})
    assert told["source"] == "coverageData (coverage.py JSON)"
    assert told["summary"] == {
        "lines": {"covered": 3, "total": 5, "percent": 60.0},
        "branches": {"covered": 1, "total": 2, "percent": 50.0},
        "functions": {"covered": 1, "total": 2, "percent": 50.0},
        "statements": {"covered": 3, "total": 5, "percent": 60.0},
    }
    (file,) = told["files"]
    assert file["figures"] == told["summary"]
    assert (file["uncoveredLines"], file["uncoveredFunctions"]) == ("3, 9", ["g"])
    assert told["notes"] == []
    assert "thresholdsMet" not in told


async def test_a_file_and_what_it_does_not_tell(tmp_path: Path) -> None:
    (tmp_path / "coverage.info").write_text(LCOV)
    told = await ask(NAME, {"coverageFile": "coverage.info"}, path=tmp_path)
    assert told["source"] == "coverageFile (lcov)"
    assert told["summary"]["lines"] == {"covered": 2, "total": 4, "percent": 50.0}
    assert "branches" not in told["summary"]
    assert told["notes"] == ["Not in the data, so not known: branches, statements."]
    assert [file["file"] for file in told["files"]] == ["src/server/a.cpp", "dep/z.cpp"]
    assert told["files"][0]["uncoveredLines"] == "1-2"


async def test_names_of_any_length_are_told_short(tmp_path: Path) -> None:
    path, name = "d/" * 5000 + "a.cpp", "f" * 9000
    (tmp_path / "c.info").write_text(f"SF:{path}\nFN:1,{name}\nFNDA:0,{name}\nend_of_record\n")
    (file,) = (await ask(NAME, {"coverageFile": "c.info"}, path=tmp_path))["files"]
    assert file["file"] == f"{path[:MOST_LINE]}… ({len(path) - MOST_LINE} more characters)"
    assert len(file["uncoveredFunctions"][0]) < 2 * MOST_LINE


async def test_selection(tmp_path: Path) -> None:
    (tmp_path / "c.info").write_text(LCOV)
    for arguments, files in (
        ({"include": ["src/**/*.cpp"]}, ["src/server/a.cpp"]),
        ({"exclude": ["dep/"]}, ["src/server/a.cpp"]),
        ({"include": ["*.cpp"], "exclude": ["**"]}, []),
    ):
        told = await ask(NAME, {"coverageFile": "c.info", **arguments}, path=tmp_path)
        assert [file["file"] for file in told.get("files", [])] == files
    assert told["notes"] == ["No file of the coverage is included."]


async def test_thresholds(tmp_path: Path) -> None:
    wanted = {"lines": 60, "branches": 50.5}
    told = await ask(NAME, {"coverageData": COVERAGE_PY, "thresholds": wanted})
    assert told["thresholdsMet"] is False
    assert told["thresholds"] == [
        {"metric": "lines", "threshold": 60.0, "percent": 60.0, "met": True},
        {"metric": "branches", "threshold": 50.5, "percent": 50.0, "met": False},
    ]
    (tmp_path / "c.info").write_text(LCOV)
    told = await ask(NAME, {"coverageFile": "c.info", "thresholds": {"branches": 0}}, path=tmp_path)
    # Not measured is not reached, however low the threshold.
    assert told["thresholdsMet"] is False
    assert told["thresholds"] == [{"metric": "branches", "threshold": 0.0}]


async def test_thresholds_are_of_known_metrics() -> None:
    for wanted in ({"line": 80}, {"lines": 101}, {"lines": "80"}):
        error = await refusal(NAME, {"coverageData": COVERAGE_PY, "thresholds": wanted})
        assert "`thresholds" in error


async def test_lists_are_bounded() -> None:
    files = {f"{n}.py": {"executed_lines": [1], "missing_lines": [*range(2, n)]} for n in range(9)}
    told = await ask(NAME, {"coverageData": {"files": files}, "limit": 2})
    assert (told["total"], told["truncated"]) == (9, True)
    assert [file["file"] for file in told["files"]] == ["8.py", "7.py"]


async def test_only_what_is_wanted() -> None:
    told = await ask(NAME, {"coverageData": COVERAGE_PY, "showDetails": False})
    assert "figures" not in told["files"][0]
    told = await ask(NAME, {"coverageData": COVERAGE_PY, "findUncovered": False})
    assert "uncoveredLines" not in told["files"][0]
    told = await ask(
        NAME, {"coverageData": COVERAGE_PY, "findUncovered": False, "showDetails": False}
    )
    assert "files" not in told


@pytest.mark.parametrize(
    ("form", "path"),
    [("json", "c.json"), ("html", "c.html"), ("text", "c.txt"), ("lcov", "c.info")],
)
async def test_reports(tmp_path: Path, form: str, path: str) -> None:
    arguments = {"coverageData": COVERAGE_PY, "format": form, "outputPath": path}
    told = await ask(NAME, arguments, path=tmp_path, allow_write=True)
    assert told["report"]["path"] == path
    assert (tmp_path / path).read_text() == told["report"]["text"]
    told = await ask(NAME, {"coverageData": COVERAGE_PY, "format": form})
    assert "a.py" in told["report"]["text"]


async def test_what_must_be_given() -> None:
    error = await refusal(NAME, {})
    assert error == "`coverageData` or `coverageFile` must be given"
    error = await refusal(NAME, {"coverageData": COVERAGE_PY, "outputPath": "x.json"})
    assert error == "`outputPath` needs `format`"


async def test_names_are_no_markup() -> None:
    data = {"files": {"<script>alert(1)</script>": {"executed_lines": [1]}}}
    told = await ask(NAME, {"coverageData": data, "format": "html"})
    reader = Reader()
    reader.feed(told["report"]["text"])
    assert set(reader.tags) <= set(KNOWN.split())


async def test_no_path_leads_out(tmp_path: Path) -> None:
    root = tmp_path / "work"
    root.mkdir()
    for path in outside(root):
        assert "coverageFile" in await refusal(NAME, {"coverageFile": path}, path=root)
        given = {"coverageData": COVERAGE_PY, "format": "json", "outputPath": path}
        assert "outputPath" in await refusal(NAME, given, path=root, allow_write=True)
    assert held(tmp_path) == ["outside", "work"]


async def test_patterns_are_bounded() -> None:
    for pattern in ("a" * 201, "{a,b}" * 20):
        error = await refusal(NAME, {"coverageData": COVERAGE_PY, "include": [pattern]})
        assert "`include" in error


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(
    data=st.dictionaries(st.sampled_from(["files", "total", "a"]), VALUES),
    form=st.sampled_from(["json", "html", "text", "lcov"]),
)
async def test_any_data_is_coverage_or_a_clear_error(data: dict[str, Any], form: str) -> None:
    answer = await call(NAME, {"coverageData": data, "format": form})
    error = answer.error or ""
    assert "internal error" not in error
    assert bool(answer.body) != bool(error)
