"""lcov's trace files (.info), of both generations (FN/FNDA and FNL/FNA)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from appliance.errors import InvalidArgument
from appliance.reports.bounds import MOST_BYTES, cut
from appliance.reports.coverage.model import (
    MOST_LINE,
    Coverage,
    FileCoverage,
    Function,
    Measure,
    detailed,
    known,
)
from appliance.reports.markup import plain

FORMAT = "lcov"
MOST_BRANCHES = MOST_BYTES // 8
"""Most branches that are written one by one: no trace that is read lists more. Other formats tell
a line's branches as a number, and so of a billion in a few bytes."""


@dataclass(slots=True)
class _File:
    """What the records of one file say, added up."""

    line_hits: Counter[int] = field(default_factory=Counter)
    branch_hits: Counter[tuple[int, str]] = field(default_factory=Counter)
    function_hits: Counter[str] = field(default_factory=Counter)
    function_lines: dict[str, int] = field(default_factory=dict)
    index_lines: dict[str, int] = field(default_factory=dict)
    """Lines by the index that FNL and FNA share."""
    sums: dict[str, int] = field(default_factory=dict)
    """LF, LH, BRF, BRH, FNF and FNH."""


def read_lcov(data: bytes, *, field: str) -> Coverage:
    """Return the coverage a trace file describes; records of one file are added up.

    Raises:
        InvalidArgument: a line is damaged, there is no record, or the file is too large.
    """
    if len(data) > MOST_BYTES:
        raise InvalidArgument(f"`{field}` is larger than {MOST_BYTES} bytes")
    files: dict[str, _File] = {}
    current: _File | None = None
    for number, raw in enumerate(BytesIO(data), start=1):
        try:
            if raw.startswith(b"DA:") and current is not None:  # nine of ten lines
                line, hits, *_checksum = raw[3:].split(b",", 2)
                current.line_hits[_line(line)] += _hits(hits)
                continue
            key, colon, rest = raw.decode("utf-8", "replace").strip().partition(":")
            if key == "SF":
                current = files.setdefault(cut(rest), _File())
            elif key == "end_of_record":
                current = None
            elif colon and current is not None:
                _take(current, key, rest)
        except ValueError:
            raise InvalidArgument(f"`{field}` is damaged at line {number}") from None
    if not files:
        raise InvalidArgument(f"`{field}` has no record of lcov's (SF: …)")
    # One file without branches has none; a trace without any was made without measuring them.
    branches = any(file.branch_hits for file in files.values())
    functions = any(file.function_hits or file.function_lines for file in files.values())
    return Coverage(
        tuple(_finished(path, file, branches, functions) for path, file in files.items()), FORMAT
    )


def _take(file: _File, key: str, rest: str) -> None:
    match key:
        case "BRDA":
            line, block, branch = rest.split(",", 2)
            branch, _, hits = branch.rpartition(",")
            file.branch_hits[_line(line), f"{block},{branch}"] += _hits(hits)
        case "FN":
            line, name = rest.split(",", 1)
            end, comma, after = name.partition(",")
            file.function_lines[cut(after if comma and end.isdecimal() else name)] = _line(line)
        case "FNDA":
            hits, name = rest.split(",", 1)
            file.function_hits[cut(name)] += _hits(hits)
        case "FNL":
            index, line, *_end = rest.split(",")
            file.index_lines[index] = _line(line)
        case "FNA":
            index, hits, name = rest.split(",", 2)
            file.function_hits[cut(name)] += _hits(hits)
            if index in file.index_lines:
                file.function_lines[cut(name)] = file.index_lines[index]
        case "LF" | "LH" | "BRF" | "BRH" | "FNF" | "FNH":
            file.sums[key] = int(rest)


def _line(text: str | bytes) -> int:
    line = int(text)
    if not 0 <= line <= MOST_LINE:
        raise ValueError("no line number")
    return line


def _hits(text: str | bytes) -> int:
    """A count; `-` stands for a branch whose condition was never reached."""
    return 0 if text == "-" else max(int(text), 0)


def _finished(path: str, file: _File, branches: bool, functions: bool) -> FileCoverage:
    told = (file.line_hits, file.branch_hits, file.function_hits, file.function_lines)
    if not any(told):
        return _summed(path, file.sums)
    taken: dict[int, Measure] = {}
    for (line, _branch), hits in file.branch_hits.items():
        taken[line] = taken.get(line, Measure(0, 0)) + Measure(1 if hits else 0, 1)
    named = [
        Function(name, file.function_hits[name], file.function_lines.get(name))
        for name in {**file.function_lines, **file.function_hits}
    ]
    return detailed(
        path,
        line_hits=file.line_hits,
        line_branches=taken if branches else None,
        functions=named if functions else None,
    )


def _summed(path: str, sums: dict[str, int]) -> FileCoverage:
    """A file of which only the sums are told."""
    keys = {"lines": ("LH", "LF"), "branches": ("BRH", "BRF"), "functions": ("FNH", "FNF")}
    measures = {
        metric: measure
        for metric, (hit, found) in keys.items()
        if (measure := known(sums.get(hit), sums.get(found))) is not None
    }
    return FileCoverage(path, measures)


def write_lcov(coverage: Coverage) -> str:
    """Return `coverage` as a trace file.

    Of a line's branches only how many were taken is told; of more than `MOST_BRANCHES` the sums.
    """
    branches = sum(one.total for file in coverage.files for one in file.line_branches.values())
    listed = branches <= MOST_BRANCHES
    return "\n".join(line for file in coverage.files for line in _records(file, listed)) + "\n"


def _records(file: FileCoverage, branches: bool) -> Iterator[str]:
    yield "TN:"
    yield f"SF:{_one_line(file.path)}"
    for function in file.functions:
        if function.line is not None:
            yield f"FN:{function.line},{_one_line(function.name)}"
    for function in file.functions:
        yield f"FNDA:{function.hits},{_one_line(function.name)}"
    yield from _sums(file, "functions", "FNF", "FNH")
    for line, measure in file.line_branches.items() if branches else ():
        for branch in range(measure.total):
            yield f"BRDA:{line},0,{branch},{1 if branch < measure.covered else 0}"
    yield from _sums(file, "branches", "BRF", "BRH")
    for line, hits in sorted(file.line_hits.items()):
        yield f"DA:{line},{hits}"
    yield from _sums(file, "lines", "LF", "LH")
    yield "end_of_record"


def _sums(file: FileCoverage, metric: str, found: str, hit: str) -> Iterator[str]:
    if (measure := file.measures.get(metric)) is not None:
        yield f"{found}:{measure.total}"
        yield f"{hit}:{measure.covered}"


def _one_line(text: str) -> str:
    return plain(text).replace("\n", " ")
