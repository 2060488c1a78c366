"""Which files count, and whether that is enough."""

from __future__ import annotations

from appliance.reports.coverage.judging import judged, selected
from appliance.reports.coverage.model import Coverage, FileCoverage, Measure
from appliance.reports.globs import globs

FILES = Coverage(tuple(FileCoverage(path, {}) for path in ("src/a.cpp", "src/a.h", "dep/z.cpp")))


def paths(include: list[str] | None, exclude: list[str] | None) -> list[str]:
    chosen = selected(
        FILES,
        None if include is None else globs(include, field="include"),
        None if exclude is None else globs(exclude, field="exclude"),
    )
    return [file.path for file in chosen.files]


def test_selection() -> None:
    assert paths(None, None) == ["src/a.cpp", "src/a.h", "dep/z.cpp"]
    assert paths(["*.cpp"], None) == ["src/a.cpp", "dep/z.cpp"]
    assert paths(["*.cpp"], ["dep/**"]) == ["src/a.cpp"]
    assert paths(None, ["**"]) == []
    assert paths([], None) == []


def test_verdicts() -> None:
    sums = {"lines": Measure(8, 10), "branches": Measure(0, 0)}
    wanted = {"lines": 80.0, "branches": 0.0, "functions": 50.0}
    verdicts = {each.metric: each.met for each in judged(sums, wanted)}
    assert verdicts == {"lines": True, "branches": None, "functions": None}
    assert judged(sums, {"lines": 80.01})[0].met is False
    assert judged(sums, {}) == ()
