"""Cobertura XML, as gcovr, coverage.py, OpenCppCoverage and many others write it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from appliance.errors import InvalidArgument
from appliance.reports.bounds import cut
from appliance.reports.coverage.model import MOST_LINE, Coverage, Function, Measure, detailed, known
from appliance.reports.markup import children, tag

FORMAT = "Cobertura XML"
_CONDITIONS = re.compile(r"\((\d{1,9})/(\d{1,9})\)")


@dataclass(slots=True)
class _File:
    """What the classes of one file say, the better of two where they overlap."""

    line_hits: Counter[int] = field(default_factory=Counter)
    line_branches: dict[int, Measure] = field(default_factory=dict)
    functions: list[Function] = field(default_factory=list)


def read_cobertura(root: Element, *, field: str) -> Coverage:
    """Return the coverage a document describes.

    Raises:
        InvalidArgument: it is not Cobertura XML, or a line of it has no number.
    """
    if tag(root) != "coverage":
        raise InvalidArgument(
            f"`{field}` is XML, but no Cobertura XML", hint="its outermost element must be coverage"
        )
    files: dict[str, _File] = {}
    for element in root.iter():
        if tag(element) == "class":
            path = cut(element.get("filename", "") or element.get("name", ""))
            try:
                _take(files.setdefault(path, _File()), element)
            except ValueError:
                raise InvalidArgument(f"`{field}` has a line without a number") from None
    branches = any(file.line_branches for file in files.values())
    functions = any(file.functions for file in files.values())
    return Coverage(
        tuple(
            detailed(
                path,
                line_hits=file.line_hits,
                line_branches=file.line_branches if branches else None,
                functions=file.functions if functions else None,
            )
            for path, file in files.items()
        ),
        FORMAT,
    )


def _take(file: _File, element: Element) -> None:
    for line, hits, branches in _lines(element):
        file.line_hits[line] = max(file.line_hits[line], hits)
        if branches is not None:
            before = file.line_branches.get(line, branches)
            file.line_branches[line] = max(before, branches, key=lambda each: each.covered)
    for methods in children(element, "methods"):
        for method in children(methods, "method"):
            lines = {line: hits for line, hits, _branches in _lines(method)}
            if lines:
                name = cut(method.get("name", "") + method.get("signature", ""))
                file.functions.append(Function(name, max(lines.values()), min(lines)))


def _lines(element: Element) -> Iterator[tuple[int, int, Measure | None]]:
    """Number, hits and branches of each line directly in a class or method."""
    for lines in children(element, "lines"):
        for line in children(lines, "line"):
            number = int(line.get("number", ""))
            if not 0 <= number <= MOST_LINE:
                raise ValueError("no line number")
            yield number, max(int(line.get("hits", "")), 0), _branches(line)


def _branches(line: Element) -> Measure | None:
    found = _CONDITIONS.search(line.get("condition-coverage", ""))
    return None if found is None else known(int(found[1]), int(found[2]))
