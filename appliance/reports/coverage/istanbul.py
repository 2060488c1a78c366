"""JSON of Istanbul (nyc, Jest, Vitest, c8): coverage-final.json and coverage-summary.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from appliance.reports.bounds import cut
from appliance.reports.coverage.model import (
    METRICS,
    MOST_LINE,
    FileCoverage,
    Function,
    Measure,
    detailed,
    known,
)
from appliance.reports.values import count, listed, mapping, text

Source = Mapping[str, Any]
TOTAL = "total"
"""The key of coverage-summary.json that is no file."""


def fits_final(source: Source) -> bool:
    """Whether `source` maps paths to what was counted in them."""
    return bool(source) and all("statementMap" in mapping(each) for each in source.values())


def read_final(source: Source) -> Iterator[FileCoverage]:
    """The files; a line counts as often as the most counted statement that begins on it."""
    for path, told in source.items():
        file = mapping(told)
        statements = _counts(file.get("s"))
        hits: dict[int, int] = {}
        for key, place in mapping(file.get("statementMap")).items():
            line = count(mapping(mapping(place).get("start")).get("line"))
            if line is not None and line <= MOST_LINE and key in statements:
                hits[line] = max(hits.get(line, 0), statements[key])
        yield detailed(
            cut(text(file, "path") or path),
            line_hits=hits,
            line_branches=dict(_branches(file)),
            functions=list(_functions(file)),
            statements=Measure(sum(1 for each in statements.values() if each), len(statements)),
        )


def fits_summary(source: Source) -> bool:
    """Whether `source` maps paths to sums."""
    return bool(source) and all(
        {"total", "covered"} <= mapping(mapping(each).get("lines")).keys()
        for each in source.values()
    )


def read_summary(source: Source) -> Iterator[FileCoverage]:
    """The files, of which only the sums are told; the total alone where no file is."""
    files = {path: each for path, each in source.items() if path != TOTAL} or source
    for path, each in files.items():
        yield FileCoverage(cut(path), sums(mapping(each)))


def sums(told: Source) -> dict[str, Measure]:
    """The measures of {lines: {covered, total}, branches: …}, as far as they are there."""
    measures = {}
    for metric in METRICS:
        one = mapping(told.get(metric))
        if (measure := known(count(one.get("covered")), count(one.get("total")))) is not None:
            measures[metric] = measure
    return measures


def _counts(value: object) -> dict[str, int]:
    return {key: hits for key, each in mapping(value).items() if (hits := count(each)) is not None}


def _branches(file: Source) -> Iterator[tuple[int, Measure]]:
    taken: dict[int, Measure] = {}
    places = mapping(file.get("branchMap"))
    for key, counted in mapping(file.get("b")).items():
        place = mapping(places.get(key))
        line = count(place.get("line", mapping(mapping(place.get("loc")).get("start")).get("line")))
        paths = [count(each) or 0 for each in listed(counted)]
        one = Measure(sum(1 for each in paths if each), len(paths))
        # Without a place they still count: line 0 holds them.
        taken[line or 0] = taken.get(line or 0, Measure(0, 0)) + one
    yield from taken.items()


def _functions(file: Source) -> Iterator[Function]:
    places = mapping(file.get("fnMap"))
    for key, hits in _counts(file.get("f")).items():
        place = mapping(places.get(key))
        start = mapping(mapping(place.get("decl", place.get("loc"))).get("start"))
        yield Function(cut(text(place, "name") or key), hits, count(start.get("line")))
