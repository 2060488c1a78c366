"""Coverage as JSON: the shapes that are known, told apart by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from appliance.errors import InvalidArgument
from appliance.reports.bounds import cut
from appliance.reports.coverage import gcov, istanbul
from appliance.reports.coverage.model import (
    MOST_LINE,
    Coverage,
    FileCoverage,
    Function,
    Measure,
    detailed,
    known,
)
from appliance.reports.values import count, listed, mapping, text

KNOWN = (
    "lcov, Cobertura XML; JSON of coverage.py, gcov, gcovr, Istanbul, llvm-cov; "
    "{files: [{filePath, lines: {covered, total, uncovered}}]}"
)
Source = Mapping[str, Any]


def read_object(value: object, *, field: str) -> Coverage:
    """Return the coverage that a JSON value describes.

    Raises:
        InvalidArgument: it is of no known shape.
    """
    source = mapping(value)
    for name, fits, read in _SHAPES:
        if fits(source):
            return Coverage(tuple(read(source)), name)
    raise InvalidArgument(f"`{field}` is no coverage in a form that is known", hint=KNOWN)


def _fits_python(source: Source) -> bool:
    files = mapping(source.get("files"))
    return bool(files) and all("executed_lines" in mapping(each) for each in files.values())


def _read_python(source: Source) -> Iterator[FileCoverage]:
    for path, told in mapping(source.get("files")).items():
        file = mapping(told)
        summed = mapping(file.get("summary"))
        hits = dict.fromkeys(_numbers(file.get("missing_lines")), 0)
        hits |= dict.fromkeys(_numbers(file.get("executed_lines")), 1)
        statements = known(count(summed.get("covered_lines")), count(summed.get("num_statements")))
        read = detailed(
            cut(path), line_hits=hits, functions=_python_functions(file), statements=statements
        )
        branches = known(count(summed.get("covered_branches")), count(summed.get("num_branches")))
        yield read if branches is None else _with(read, branches)


def _python_functions(file: Source) -> list[Function] | None:
    """Functions by the lines of theirs that ran; code outside of functions has no name."""
    told = file.get("functions")
    if not isinstance(told, dict):
        return None
    return [
        Function(cut(name), 1 if _numbers(mapping(each).get("executed_lines")) else 0)
        for name, each in told.items()
        if name
    ]


def _with(file: FileCoverage, branches: Measure) -> FileCoverage:
    measures = {**file.measures, "branches": branches}
    return FileCoverage(
        file.path, measures, file.line_hits, functions=file.functions, uncovered=file.uncovered
    )


def _numbers(value: object) -> list[int]:
    numbers = (count(each) for each in listed(value))
    return [number for number in numbers if number is not None and number <= MOST_LINE]


def _fits_llvm(source: Source) -> bool:
    return text(source, "type") == "llvm.coverage.json.export"


def _read_llvm(source: Source) -> Iterator[FileCoverage]:
    for export in map(mapping, listed(source.get("data"))):
        for file in map(mapping, listed(export.get("files"))):
            told = mapping(file.get("summary"))
            measures = {}
            for metric in ("lines", "branches", "functions"):
                one = mapping(told.get(metric))
                measure = known(count(one.get("covered")), count(one.get("count")))
                if measure is not None:
                    measures[metric] = measure
            yield FileCoverage(cut(text(file, "filename")), measures)


def _fits_plain(source: Source) -> bool:
    return any(
        text(mapping(each), "filePath", "file", "path", "name")
        for each in listed(source.get("files"))[:1]
    )


def _read_plain(source: Source) -> Iterator[FileCoverage]:
    """This server's own form, and that of version 1.4.

    Version 1.4 gave files without branches and functions 0 of 0 of them, because it did not look:
    that counts as not known.
    """
    for file in map(mapping, listed(source.get("files"))):
        measures = {metric: one for metric, one in istanbul.sums(file).items() if one.total}
        uncovered = _plain_ranges(mapping(file.get("lines")).get("uncovered"))
        path = cut(text(file, "filePath", "file", "path", "name"))
        yield FileCoverage(path, measures, uncovered=uncovered)


def _plain_ranges(value: object) -> tuple[tuple[int, int], ...]:
    """Lines as numbers or as [first, last]; neighbours become one range."""
    found: list[tuple[int, int]] = []
    for each in listed(value):
        ends = _numbers(each if isinstance(each, list) else [each, each])
        if len(ends) == 2 and ends[0] <= ends[1]:
            found.append((ends[0], ends[1]))
    ranges: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if ranges and first <= ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], max(last, ranges[-1][1]))
        else:
            ranges.append((first, last))
    return tuple(ranges)


_SHAPES: tuple[
    tuple[str, Callable[[Source], bool], Callable[[Source], Iterator[FileCoverage]]], ...
] = (
    ("llvm-cov JSON", _fits_llvm, _read_llvm),
    ("coverage.py JSON", _fits_python, _read_python),
    (gcov.FORMAT, gcov.fits, gcov.read),
    ("JSON", _fits_plain, _read_plain),
    ("Istanbul JSON", istanbul.fits_final, istanbul.read_final),
    ("Istanbul summary", istanbul.fits_summary, istanbul.read_summary),
)
