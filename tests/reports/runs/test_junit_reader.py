"""JUnit XML in the dialects that are met."""

from __future__ import annotations

import pytest

from appliance.errors import InvalidArgument
from appliance.reports.markup import read_xml
from appliance.reports.runs.junit_reader import read_junit
from appliance.reports.runs.model import Case, Run, Status

PYTEST = """<?xml version="1.0" encoding="utf-8"?>
<testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="1" skipped="2"
 tests="5" time="0.312" timestamp="2026-01-02T03:04:05.000006+00:00" hostname="box">
<testcase classname="tests.test_a" name="test_adds" time="0.001" />
<testcase classname="tests.test_a" name="test_breaks[&lt;x&gt;]" time="0.002" file="tests/test_a.py"
 line="7"><failure message="assert 3 == 4">def test_breaks():
&gt;       assert 3 == 4
E       assert 3 == 4</failure><system-out>printed</system-out></testcase>
<testcase classname="tests.test_a" name="test_set_up" time="0.000"><error
 message="failed on setup with &quot;KeyError&quot;">KeyError</error></testcase>
<testcase classname="tests.test_a" name="test_later" time="0.000"><skipped type="pytest.skip"
 message="not yet">tests/test_a.py:20: not yet</skipped></testcase>
<testcase classname="tests.test_a" name="test_known" time="0.3"><skipped type="pytest.xfail"
 message="bug" /></testcase></testsuite></testsuites>"""

CTEST = """<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="(empty)" tests="5" failures="1" disabled="1" skipped="2" hostname="" time="0"
 timestamp="2026-01-02T03:04:05">
<testcase name="ok" classname="ok" time="0.0024" status="run"><system-out>hi
</system-out></testcase>
<testcase name="bad" classname="bad" time="0.1" status="fail"><failure message=""/>
<system-out>[NON-XML-CHAR-0x1B]want 4</system-out></testcase>
<testcase name="later" classname="later" time="0" status="notrun"><skipped
 message="SKIP_RETURN_CODE=77"/></testcase>
<testcase name="off" classname="off" time="0" status="disabled"><system-out>Disabled</system-out>
</testcase>
<testcase name="gone" classname="gone" time="0" status="notrun"><skipped
 message="Unable to find executable"/></testcase></testsuite>"""

GOOGLETEST = """<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4" failures="1" disabled="1" errors="0" time="0.01" name="AllTests">
<testsuite name="Stat" tests="4" failures="1" disabled="1" skipped="1" errors="0" time="0.01">
<testcase name="Adds" file="stat.cc" line="3" status="run" result="completed" time="0.001"
 classname="Stat" />
<testcase name="Breaks" file="stat.cc" line="9" status="run" result="completed" time="0.001"
 classname="Stat"><failure message="stat.cc:10&#x0A;Expected equality" type=""><![CDATA[stat.cc:10
Expected equality]]></failure><failure message="stat.cc:11&#x0A;again" type=""><![CDATA[again]]>
</failure></testcase>
<testcase name="DISABLED_Off" status="notrun" result="suppressed" time="0." classname="Stat" />
<testcase name="Later" status="run" result="skipped" time="0" classname="Stat"><skipped
 message="stat.cc:20&#x0A;not here"><![CDATA[stat.cc:20]]></skipped></testcase>
</testsuite></testsuites>"""

CATCH2 = """<?xml version="1.0" encoding="UTF-8"?>
<testsuites><testsuite name="tests.exe" errors="1" failures="1" skipped="0" tests="3"
 hostname="tbd" time="0.3" timestamp="2026-01-02T03:04:05Z"><properties>
<property name="random-seed" value="1"/></properties>
<testcase classname="tests.exe.global" name="adds/twice" time="0.1" status="run"/>
<testcase classname="tests.exe.global" name="breaks" time="0.1" status="run">
<failure message="3 == 4" type="CHECK">FAILED: CHECK( a == 4 ) at a.cpp:12</failure></testcase>
<testcase classname="tests.exe.global" name="throws" time="0.1" status="run">
<error type="TEST_CASE">FAILED: due to unexpected exception at a.cpp:20</error></testcase>
<system-out/><system-err/></testsuite></testsuites>"""


def read(document: str) -> Run:
    return read_junit(read_xml(document.encode(), field="f"), field="f")


def statuses(run: Run) -> dict[str, str]:
    return {case.name: case.status.value for case in run.cases}


def case(run: Run, name: str) -> Case:
    return next(case for case in run.cases if case.name == name)


def test_pytest() -> None:
    run = read(PYTEST)
    assert statuses(run) == {
        "test_adds": "passed",
        "test_breaks[<x>]": "failed",
        "test_set_up": "error",
        "test_later": "skipped",
        "test_known": "skipped",
    }
    broken = case(run, "test_breaks[<x>]")
    assert broken.message == "assert 3 == 4"
    assert broken.details.endswith("E       assert 3 == 4")
    assert (broken.output, broken.file, broken.line) == ("printed", "tests/test_a.py", 7)
    assert (broken.classname, broken.time_s) == ("tests.test_a", 0.002)
    assert run.suites[0].timestamp == "2026-01-02T03:04:05.000006+00:00"
    assert run.notes == ()


def test_ctest() -> None:
    run = read(CTEST)
    # CTest counts a test without its program as failed, and writes "skipped" here.
    assert statuses(run) == {
        "ok": "passed",
        "bad": "failed",
        "later": "skipped",
        "off": "skipped",
        "gone": "error",
    }
    assert case(run, "gone").message == "Unable to find executable"
    assert case(run, "bad").output == "[NON-XML-CHAR-0x1B]want 4"
    assert case(run, "later").message == "SKIP_RETURN_CODE=77"
    assert run.suites[0].name == ""


def test_googletest() -> None:
    run = read(GOOGLETEST)
    assert statuses(run) == {
        "Adds": "passed",
        "Breaks": "failed",
        "DISABLED_Off": "skipped",
        "Later": "skipped",
    }
    broken = case(run, "Breaks")
    assert broken.details == "stat.cc:10\nExpected equality\n\nagain"
    assert (broken.file, broken.line) == ("stat.cc", 9)


def test_catch2() -> None:
    run = read(CATCH2)
    assert statuses(run) == {"adds/twice": "passed", "breaks": "failed", "throws": "error"}
    assert case(run, "breaks").message == "3 == 4"
    assert case(run, "throws").message == "FAILED: due to unexpected exception at a.cpp:20"


def test_old_googletest_has_no_result() -> None:
    run = read('<testsuite><testcase name="a" status="notrun"/></testsuite>')
    assert statuses(run) == {"a": "skipped"}


def test_suites_in_suites_in_their_order() -> None:
    run = read(
        "<testsuites><testsuite name='a'><testcase name='1'/><testsuite name='b'>"
        "<testcase name='2'/></testsuite></testsuite><testsuite name='c'><testcase name='3'/>"
        "</testsuite></testsuites>"
    )
    assert [(suite.name, len(suite.cases)) for suite in run.suites] == [
        ("a", 1),
        ("b", 1),
        ("c", 1),
    ]


def test_the_worst_counts() -> None:
    run = read("<testsuite><testcase><skipped/><failure/><error/></testcase></testsuite>")
    assert [case.status for case in run.cases] == [Status.ERROR]


def test_what_is_missing_is_said() -> None:
    run = read("<testsuites tests='5'><testsuite tests='5'><testcase/></testsuite></testsuites>")
    assert run.notes == ("The file says it has 5 tests, but describes 1.",)
    parts = "<testsuite tests='2'><testcase/></testsuite>" * 2
    assert read(f"<testsuites>{parts}</testsuites>").notes == (
        "The file says it has 4 tests, but describes 2.",
    )


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 5000, "²"])
def test_odd_numbers_are_not_believed(number: str) -> None:
    run = read(
        f"<testsuite tests='{number}'><testcase time='{number}' line='{number}'/></testsuite>"
    )
    assert run.notes == ()
    assert (run.cases[0].line, run.cases[0].time_s) == (None, None) or number == "9" * 5000


def test_an_empty_run() -> None:
    assert read("<testsuites/>").cases == ()
    assert read("<testsuite name='a'/>").suites[0].name == "a"


def test_other_xml() -> None:
    with pytest.raises(InvalidArgument, match="`f` is XML, but no JUnit XML"):
        read("<coverage/>")
