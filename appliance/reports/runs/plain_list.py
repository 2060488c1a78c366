"""Results of tests as plain lists: {tests: […]}, {results: […]}, and suites of those.

Version 1.4 wrote {results: [{testName, status: "pass", duration: 12, error: {message, stack}}]};
this server writes {suites: [{name, tests: [{name, status, timeS, message}]}]}.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from appliance.errors import InvalidArgument
from appliance.reports.bounds import cut
from appliance.reports.runs.model import Case, Status, Suite, bounded
from appliance.reports.values import count, listed, mapping, number, text

MOST_DEPTH = 32
"""Suites inside each other."""
_LISTS = ("tests", "results", "testcases", "cases")
_WORDS = {
    Status.PASSED: "pass passed ok success successful succeeded completed xpassed true",
    Status.FAILED: "fail failed failure broken timeout timedout false",
    Status.ERROR: "error errored crashed aborted",
    Status.SKIPPED: "skip skipped pending todo disabled ignored suppressed notrun xfailed",
}
_STATUSES = {word: status for status, words in _WORDS.items() for word in words.split()}


def fits(source: Mapping[str, Any]) -> bool:
    """Whether there is a list of tests, or of suites."""
    return any(isinstance(source.get(name), list) for name in ("suites", *_LISTS))


def read(source: Mapping[str, Any], field: str) -> Iterator[Suite]:
    """The suites of `source`, outer ones first, each with its own tests only.

    Raises:
        InvalidArgument: a test has no known status, or suites are too deep.
    """
    waiting = [(source, "", 0)]
    while waiting:
        suite, above, depth = waiting.pop()
        if depth > MOST_DEPTH:
            raise InvalidArgument(f"`{field}` has suites more than {MOST_DEPTH} deep")
        own = text(suite, "name", "title", "suite") if depth else ""
        name = " › ".join(part for part in (above, own) if part)
        tests = next((tests for key in _LISTS if (tests := listed(suite.get(key)))), [])
        cases = tuple(read_test(mapping(each), field) for each in tests)
        if cases:
            yield Suite(cut(name), cases, cut(text(suite, "timestamp"), 100))
        inner = [(mapping(each), name, depth + 1) for each in listed(suite.get("suites"))]
        waiting.extend(reversed(inner))


def read_test(source: Mapping[str, Any], field: str) -> Case:
    """One test of a list.

    Raises:
        InvalidArgument: nothing says what came of it.
    """
    error = source.get("error") or source.get("err") or source.get("failure")
    told = {"message": error} if isinstance(error, str) else mapping(error)
    said: object = next(
        (source[name] for name in ("status", "outcome", "result", "state") if name in source),
        source.get("passed", source.get("success")),
    )
    time_ms = number(source, "duration", "durationMs", "duration_ms")
    time_s = number(source, "timeS", "time_s", "durationS", "duration_s", "seconds", "time")
    return bounded(
        Case(
            text(source, "name", "testName", "title", "fullName", "fullTitle", "testId"),
            read_status(str(said) if isinstance(said, str | bool) else "", field),
            classname=text(source, "classname", "className", "suite"),
            time_s=time_s if time_ms is None else time_ms / 1000,
            message=text(source, "message") or text(told, "message"),
            details=text(source, "details", "stack", "trace") or text(told, "stack", "details"),
            output=text(source, "output", "stdout"),
            file=text(source, "file"),
            line=count(source.get("line")),
        )
    )


def read_status(word: str, field: str) -> Status:
    """What a status word means.

    Raises:
        InvalidArgument: it is none that is known; a guess would count a test as what it is not.
    """
    known = _STATUSES.get(word.strip().lower().replace("_", "").replace("-", ""))
    if known is None:
        raise InvalidArgument(
            f"`{field}` has a test without a status that is known",
            hint="passed, failed, error or skipped",
        )
    return known
