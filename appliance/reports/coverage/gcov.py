"""JSON of gcov itself (`gcov --json-format`) and of gcovr (`gcovr --json`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from appliance.reports.bounds import cut
from appliance.reports.coverage.model import MOST_LINE, FileCoverage, Function, Measure, detailed
from appliance.reports.values import count, listed, mapping, text

FORMAT = "gcov JSON"


def fits(source: Mapping[str, Any]) -> bool:
    """Whether `source` is of this shape: a list of files with lists of lines."""
    return any(
        isinstance(mapping(each).get("file"), str) and isinstance(mapping(each).get("lines"), list)
        for each in listed(source.get("files"))[:1]
    )


def read(source: Mapping[str, Any]) -> Iterator[FileCoverage]:
    """The files; branches are unknown unless any line of any file tells of them."""
    files = [mapping(each) for each in listed(source.get("files"))]
    branched = any(
        mapping(line).get("branches") for file in files for line in listed(file.get("lines"))
    )
    for file in files:
        hits, branches = _lines(file)
        yield detailed(
            cut(text(file, "file")),
            line_hits=hits,
            line_branches=branches if branched else None,
            functions=list(_functions(file)) if isinstance(file.get("functions"), list) else None,
        )


def _lines(file: Mapping[str, Any]) -> tuple[Counter[int], dict[int, Measure]]:
    """Hits and branches by line. A line of a template is there once for each instance."""
    hits: Counter[int] = Counter()
    taken: dict[int, list[int]] = {}
    for line in map(mapping, listed(file.get("lines"))):
        number, reached = count(line.get("line_number")), count(line.get("count"))
        if number is None or reached is None or number > MOST_LINE or line.get("gcovr/noncode"):
            continue
        hits[number] += reached
        branches = [count(mapping(each).get("count")) or 0 for each in listed(line.get("branches"))]
        if branches:
            before = taken.get(number, [])
            # Instances have the same branches in the same order; a longer list has more of them.
            size = max(len(before), len(branches))
            taken[number] = [
                sum(pair) for pair in zip(_to(before, size), _to(branches, size), strict=True)
            ]
    return hits, {
        number: Measure(sum(1 for each in branches if each), len(branches))
        for number, branches in taken.items()
    }


def _to(counts: list[int], size: int) -> list[int]:
    return counts + [0] * (size - len(counts))


def _functions(file: Mapping[str, Any]) -> Iterator[Function]:
    for each in map(mapping, listed(file.get("functions"))):
        hits = count(each.get("execution_count"))
        if hits is not None:
            name = text(each, "demangled_name", "name")
            line = count(each.get("start_line", each.get("lineno")))
            yield Function(cut(name), hits, line)
