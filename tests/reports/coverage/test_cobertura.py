"""Cobertura XML of gcovr and coverage.py."""

from __future__ import annotations

import pytest

from appliance.errors import InvalidArgument
from appliance.reports.coverage.cobertura import read_cobertura
from appliance.reports.coverage.model import Coverage, Function, Measure
from appliance.reports.markup import read_xml

GCOVR = """<?xml version='1.0' encoding='UTF-8'?>
<!DOCTYPE coverage SYSTEM 'http://cobertura.sourceforge.net/xml/coverage-04.dtd'>
<coverage line-rate="0.6" branch-rate="0.5" lines-covered="3" lines-valid="5"
 branches-covered="1" branches-valid="2" complexity="0.0" timestamp="1" version="gcovr 7.2">
<sources><source>/src</source></sources><packages><package name="game" line-rate="0.6">
<classes><class name="Unit_cpp" filename="game/Unit.cpp" line-rate="0.6"><methods>
<method name="heal" signature="(int)" line-rate="1.0"><lines><line number="3" hits="2"/>
<line number="4" hits="2" branch="true" condition-coverage="50% (1/2)"/></lines></method>
<method name="die" signature="()" line-rate="0.0"><lines><line number="9" hits="0"/></lines>
</method></methods><lines><line number="3" hits="2"/>
<line number="4" hits="2" branch="true" condition-coverage="50% (1/2)"><conditions>
<condition number="0" type="jump" coverage="50%"/></conditions></line>
<line number="9" hits="0"/><line number="10" hits="0"/></lines></class>
<class name="Inner" filename="game/Unit.cpp"><methods/><lines><line number="10" hits="7"/></lines>
</class></classes></package></packages></coverage>"""
COVERAGE_PY = """<?xml version="1.0" ?>
<coverage version="7.6.1" timestamp="1" lines-valid="2" lines-covered="1" line-rate="0.5"
 branches-covered="0" branches-valid="0" branch-rate="0" complexity="0"><packages>
<package name="."><classes><class name="a.py" filename="a.py" line-rate="0.5"><methods/>
<lines><line number="1" hits="1"/><line number="2" hits="0"/></lines></class></classes></package>
</packages></coverage>"""


def read(document: str) -> Coverage:
    return read_cobertura(read_xml(document.encode(), field="f"), field="f")


def test_gcovr() -> None:
    (file,) = read(GCOVR).files
    assert file.path == "game/Unit.cpp"
    assert file.line_hits == {3: 2, 4: 2, 9: 0, 10: 7}
    assert file.line_branches == {4: Measure(1, 2)}
    assert file.functions == (Function("heal(int)", 2, 3), Function("die()", 0, 9))
    assert file.measures == {
        "lines": Measure(3, 4),
        "branches": Measure(1, 2),
        "functions": Measure(1, 2),
    }


def test_what_was_not_measured_is_not_known() -> None:
    (file,) = read(COVERAGE_PY).files
    assert file.measures == {"lines": Measure(1, 2)}
    assert file.uncovered == ((2, 2),)


def test_other_xml() -> None:
    with pytest.raises(InvalidArgument, match="`f` is XML, but no Cobertura XML"):
        read("<testsuites/>")


@pytest.mark.parametrize(
    "line", ["<line/>", "<line number='1' hits='x'/>", "<line number='-1' hits='1'/>"]
)
def test_damage(line: str) -> None:
    with pytest.raises(InvalidArgument, match="`f` has a line without a number"):
        read(f"<coverage><class filename='a'><lines>{line}</lines></class></coverage>")


def test_nothing_covered() -> None:
    assert read("<coverage/>").files == ()
