"""JUnit XML that continuous integration servers read: testsuites, testsuite, testcase."""

from __future__ import annotations

from collections.abc import Iterable

# Only for building a tree: what is parsed goes through `reports.markup`.
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from appliance.reports.markup import plain
from appliance.reports.runs.model import Case, Run, Status, Suite, totals
from appliance.reports.runs.writing import Options

_CHILD = {Status.FAILED: "failure", Status.ERROR: "error", Status.SKIPPED: "skipped"}


def write_junit(run: Run, options: Options) -> str:
    """Return `run` as JUnit XML. Counts are those of the tests that are listed."""
    shown = options.shown(run)
    root = Element("testsuites", {"name": plain(options.title), **_counts(shown)})
    for suite in shown.suites:
        element = SubElement(root, "testsuite", _attributes(suite))
        if options.metadata and element is root[0]:
            _add_properties(element, options)
        for case in suite.cases:
            _add_case(element, case)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _attributes(suite: Suite) -> dict[str, str]:
    attributes = {"name": plain(suite.name), **_counts(Run((suite,)))}
    if suite.timestamp:
        attributes["timestamp"] = plain(suite.timestamp)
    return attributes


def _counts(run: Run) -> dict[str, str]:
    counted = totals(run)
    return {
        "tests": str(counted.tests),
        "failures": str(counted.failed),
        "errors": str(counted.errors),
        "skipped": str(counted.skipped),
        **({} if counted.time_s is None else {"time": _time(counted.time_s)}),
    }


def _add_properties(suite: Element, options: Options) -> None:
    properties = SubElement(suite, "properties")
    for name, value in options.metadata.items():
        SubElement(properties, "property", {"name": plain(name), "value": plain(value)})


def _add_case(suite: Element, case: Case) -> None:
    element = SubElement(suite, "testcase", dict(_case_attributes(case)))
    if (name := _CHILD.get(case.status)) is not None:
        child = SubElement(element, name, {"message": plain(case.message)})
        child.text = plain(case.details) or None
    if case.output:
        SubElement(element, "system-out").text = plain(case.output)


def _case_attributes(case: Case) -> Iterable[tuple[str, str]]:
    yield "name", plain(case.name)
    yield "classname", plain(case.classname)
    if case.time_s is not None:
        yield "time", _time(case.time_s)
    if case.file:
        yield "file", plain(case.file)
    if case.line is not None:
        yield "line", str(case.line)


def _time(value: float) -> str:
    return f"{value:.6f}"
