"""Results of tests as JSON: the shapes that are known, told apart by their names.

Jest and Vitest, Mocha, pytest-json-report, GoogleTest, and plain lists of tests, which is what
this server writes and what version 1.4 did. A duration is in milliseconds where it is called
`duration` (pytest-json-report: seconds), in seconds where its name says so or it is called `time`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from appliance.errors import InvalidArgument
from appliance.reports.bounds import MOST_CASES, cut
from appliance.reports.runs import plain_list
from appliance.reports.runs.model import Case, Run, Status, Suite, bounded
from appliance.reports.runs.plain_list import read_status
from appliance.reports.values import count, listed, mapping, number, seconds, text

KNOWN = (
    "JUnit XML (pytest, CTest, Catch2, GoogleTest); JSON of Jest, Vitest, Mocha, "
    "pytest-json-report, GoogleTest; {tests: [{name, status, duration, error}]}, alone or in suites"
)
Source = Mapping[str, Any]


def read_object(value: object, *, field: str) -> Run:
    """Return the run that a JSON value describes.

    Raises:
        InvalidArgument: it is of no known shape, a test of it has no status that is known, or
            there are too many.
    """
    source = {"tests": value} if isinstance(value, list) else mapping(value)
    for name, fits, read in _SHAPES:
        if fits(source):
            suites = tuple(_bounded(read(source, field), field))
            return Run(suites, name, _notes(source))
    raise InvalidArgument(f"`{field}` lists no tests in a form that is known", hint=KNOWN)


def _bounded(suites: Iterator[Suite], field: str) -> Iterator[Suite]:
    found = 0
    for suite in suites:
        found += len(suite.cases)
        if found > MOST_CASES:
            raise InvalidArgument(f"`{field}` has more than {MOST_CASES} tests")
        yield suite


def _notes(source: Source) -> tuple[str, ...]:
    if source.get("truncated") is True:
        return ("The results say of themselves that they were cut.",)
    return ()


def _has(name: str, inner: str) -> Callable[[Source], bool]:
    """Whether the list `name` has objects in which there is `inner`."""
    return lambda source: any(inner in mapping(each) for each in listed(source.get(name))[:1])


def _jest(source: Source, field: str) -> Iterator[Suite]:
    for file in map(mapping, listed(source.get("testResults"))):
        name = text(file, "name", "testFilePath")
        tests = [mapping(each) for each in listed(file.get("assertionResults"))]
        cases = [_jest_case(each, name, field) for each in tests]
        if not cases and text(file, "status") == "failed":
            # The file itself did not load: none of its tests are listed.
            details = text(file, "message", "failureMessage")
            cases = [bounded(Case(name, Status.ERROR, details=details, file=name))]
        yield Suite(cut(name), tuple(cases))


def _jest_case(test: Source, file: str, field: str) -> Case:
    time_ms = number(test, "duration")
    case = Case(
        text(test, "title", "fullName"),
        read_status(text(test, "status"), field),
        classname=" ".join(_texts(test.get("ancestorTitles"))),
        time_s=None if time_ms is None else time_ms / 1000,
        details="\n\n".join(_texts(test.get("failureMessages"))),
        file=file,
        line=count(mapping(test.get("location")).get("line")),
    )
    return bounded(case)


def _texts(value: object) -> list[str]:
    return [each for each in listed(value) if isinstance(each, str)]


def _mocha(source: Source, field: str) -> Iterator[Suite]:
    # Mocha tells a test's state by the list it is in.
    groups = (("passes", Status.PASSED), ("failures", Status.FAILED), ("pending", Status.SKIPPED))
    for name, status in groups:
        cases = tuple(
            plain_list.read_test({**mapping(each), "status": status.value}, field)
            for each in listed(source.get(name))
        )
        if cases:
            yield Suite(name, cases)


def _pytest(source: Source, field: str) -> Iterator[Suite]:
    tests = (mapping(each) for each in listed(source.get("tests")))
    yield Suite("pytest", tuple(_pytest_case(each, field) for each in tests))


def _pytest_case(test: Source, field: str) -> Case:
    steps = [mapping(test.get(step)) for step in ("setup", "call", "teardown")]
    times = [time for step in steps if (time := number(step, "duration")) is not None]
    bad = next((step for step in steps if text(step, "outcome") in ("failed", "error")), {})
    file, _, name = text(test, "nodeid").partition("::")
    case = Case(
        name or file,
        read_status(text(test, "outcome"), field),
        classname=file.removesuffix(".py").replace("/", ".") if name else "",
        time_s=sum(times) if times else None,
        message=text(mapping(bad.get("crash")), "message"),
        details=text(bad, "longrepr"),
        output=text(bad, "stdout"),
        file=file,
    )
    return bounded(case)


def _googletest(source: Source, field: str) -> Iterator[Suite]:
    for suite in map(mapping, listed(source.get("testsuites"))):
        tests = (mapping(each) for each in listed(suite.get("testsuite")))
        cases = tuple(_googletest_case(each, field) for each in tests)
        yield Suite(cut(text(suite, "name")), cases, cut(text(suite, "timestamp"), 100))


def _googletest_case(test: Source, field: str) -> Case:
    failures = [text(mapping(each), "failure") for each in listed(test.get("failures"))]
    said = text(test, "result", "status")
    case = Case(
        text(test, "name"),
        Status.FAILED if failures else read_status(said, field),
        classname=text(test, "classname"),
        time_s=seconds(text(test, "time")),
        details="\n\n".join(failures),
        file=text(test, "file"),
        line=count(test.get("line")),
    )
    return bounded(case)


_SHAPES: tuple[
    tuple[str, Callable[[Source], bool], Callable[[Source, str], Iterator[Suite]]], ...
] = (
    ("Jest JSON", _has("testResults", "assertionResults"), _jest),
    ("GoogleTest JSON", _has("testsuites", "testsuite"), _googletest),
    ("pytest-json-report", _has("tests", "nodeid"), _pytest),
    ("Mocha JSON", lambda source: {"stats", "passes", "failures"} <= source.keys(), _mocha),
    ("JSON", plain_list.fits, plain_list.read),
)
