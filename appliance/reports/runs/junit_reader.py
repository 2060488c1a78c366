"""JUnit XML as pytest, CTest, Catch2, GoogleTest and the Java runners write it.

There is no one schema. What all agree on is read: `testsuite` elements, maybe inside each other,
that hold `testcase` elements, whose children say what went wrong.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from appliance.errors import InvalidArgument
from appliance.reports import markup
from appliance.reports.bounds import MOST_CASES, cut
from appliance.reports.runs.model import Case, Run, Status, Suite, bounded
from appliance.reports.values import seconds

FORMAT = "JUnit XML"
_CHILDREN = {
    "error": Status.ERROR,
    "failure": Status.FAILED,
    "skipped": Status.SKIPPED,
    "disabled": Status.SKIPPED,
}
_ATTRIBUTES = {
    "fail": Status.FAILED,
    "failed": Status.FAILED,
    "error": Status.ERROR,
    "skipped": Status.SKIPPED,
    "suppressed": Status.SKIPPED,
    "disabled": Status.SKIPPED,
    "notrun": Status.SKIPPED,
}
_WORST_FIRST = (Status.ERROR, Status.FAILED, Status.SKIPPED)
_EMPTY_NAMES = ("(empty)",)
"""What CTest calls a suite that has no name."""


def read_junit(root: Element, *, field: str) -> Run:
    """Return the run that a document describes.

    Raises:
        InvalidArgument: it is not JUnit XML, or has too many tests.
    """
    if markup.tag(root) not in ("testsuites", "testsuite"):
        raise InvalidArgument(
            f"`{field}` is XML, but no JUnit XML",
            hint="its outermost element must be testsuites or testsuite",
        )
    suites: list[Suite] = []
    found = 0
    waiting = [root]
    while waiting:
        element = waiting.pop()
        waiting.extend(reversed([*markup.children(element, "testsuite")]))
        cases = tuple(_case(child) for child in markup.children(element, "testcase"))
        found += len(cases)
        if found > MOST_CASES:
            raise InvalidArgument(f"`{field}` has more than {MOST_CASES} tests")
        if cases or (markup.tag(element) == "testsuite" and not len(element)):
            suites.append(_suite(element, cases))
    return Run(tuple(suites), FORMAT, _notes(root, found))


def _suite(element: Element, cases: tuple[Case, ...]) -> Suite:
    name = element.get("name", "")
    return Suite(
        name="" if name in _EMPTY_NAMES else cut(name),
        cases=cases,
        timestamp=cut(element.get("timestamp", ""), 100),
    )


def _notes(root: Element, found: int) -> tuple[str, ...]:
    counted = [root] if root.get("tests") is not None else [*markup.children(root, "testsuite")]
    numbers = [element.get("tests", "") for element in counted]
    if not numbers or not all(number.isdecimal() and len(number) < 10 for number in numbers):
        return ()
    declared = sum(map(int, numbers))
    if declared <= found:
        return ()
    return (f"The file says it has {declared} tests, but describes {found}.",)


def _case(element: Element) -> Case:
    told: dict[Status, list[Element]] = {}
    for child in element:
        if (status := _CHILDREN.get(markup.tag(child))) is not None:
            told.setdefault(status, []).append(child)
    status = _status(element, told)
    reasons = told.get(status) or told.get(Status.SKIPPED, [])
    details = "\n\n".join(text for each in reasons if (text := (each.text or "").strip()))
    message = next((text for each in reasons if (text := each.get("message", "").strip())), "")
    return bounded(
        Case(
            name=element.get("name", ""),
            status=status,
            classname=element.get("classname", ""),
            time_s=seconds(element.get("time")),
            message=message,
            details=details,
            output=_output(element),
            file=element.get("file", ""),
            line=_line(element.get("line", "")),
        )
    )


def _status(element: Element, told: dict[Status, list[Element]]) -> Status:
    if _could_not_run(element, told):
        return Status.ERROR
    for status in _WORST_FIRST:
        if status in told:
            return status
    for name in ("result", "status"):
        if (said := _ATTRIBUTES.get(element.get(name, "").lower())) is not None:
            return said
    return Status.PASSED


def _could_not_run(element: Element, told: dict[Status, list[Element]]) -> bool:
    """Whether this is a test that CTest failed to start.

    CTest calls those skipped in this format and failed in its own summary. A reason it skips a
    test for has the name of the test's property (SKIP_RETURN_CODE).
    """
    if element.get("status") != "notrun" or element.get("result") is not None:
        return False
    reasons = [each.get("message", "") for each in told.get(Status.SKIPPED, [])]
    return any(reason and not reason.startswith("SKIP_") for reason in reasons)


def _output(element: Element) -> str:
    parts = (
        child.text or ""
        for name in ("system-out", "system-err")
        for child in markup.children(element, name)
    )
    return "\n".join(text for part in parts if (text := part.strip("\n")))


def _line(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
