"""CTest's arguments, and its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.errors import InvalidArgument, Unavailable
from appliance.tools.testing import ctest
from appliance.tools.testing.ctest import Outcome, Wanted, arguments, undashed
from appliance.workspace.programs import Finished

SAID = """Test project /w/build
    Start 1: adds
1/3 Test #1: adds .............................***Failed    0.00 sec
    Start 1: adds
    Test #1: adds .............................   Passed    0.00 sec
2/3 Test #2: breaks <b> (x) ...................***Failed    0.00 sec
3/3 Test #10: sleeps ..........................***Timeout   0.50 sec

The following tests did not run:
\t  3 - skips (Skipped)

The following tests FAILED:
\t  2 - breaks <b> (x) (Failed)                       fast
\t 10 - sleeps (Timeout)
"""


def finished(stdout: str = "", stderr: str = "", *, timed_out: bool = False) -> Finished:
    return Finished(8, stdout.encode(), stderr.encode(), False, timed_out, 1.0)


def wanted(**others: object) -> Wanted:
    plain: dict[str, object] = {
        "name": None,
        "labels": (),
        "workers": 1,
        "timeout_s": 0.5,
        "tries": 1,
    }
    return Wanted(**(plain | others))  # type: ignore[arg-type]


def test_reasons() -> None:
    outcome = Outcome(b"", finished(SAID))
    assert outcome.reasons == {"breaks <b> (x)": "Failed", "sleeps": "Timeout"}
    assert outcome.tried_again == {"adds", "breaks <b> (x)", "sleeps"}
    assert Outcome(b"", finished()).reasons == {}


def test_plain_arguments() -> None:
    argv = arguments(wanted(), Path("/private"))
    assert argv[:2] == ["--output-junit", "/private/results.xml"]
    assert argv[argv.index("--timeout") + 1] == "0.5"
    assert not {"--repeat", "--tests-regex", "--label-regex", "--tests-information"} & set(argv)


def test_no_value_is_an_option() -> None:
    hostile = ["--version", "-V", "--build-and-test", "-"]
    for text in hostile:
        argv = arguments(wanted(name=text, labels=(text,), numbers=[1], tries=2), Path("/p"))
        assert text not in argv
        assert argv[argv.index("--tests-regex") + 1] == f"[-]{text[1:]}"
        assert argv[argv.index("--repeat") + 1] == "until-pass:2"


def test_labels_are_no_regular_expressions() -> None:
    argv = arguments(wanted(labels=("a.b", "(c|d)*")), Path("/p"))
    assert argv[argv.index("--label-regex") + 1] == r"^(a\.b|\(c\|d\)\*)$"


def test_dashes_mean_the_same() -> None:
    assert undashed("-*a") == "[-]*a"
    assert undashed("a-b") == "a-b"


def test_a_regular_expression_ctest_does_not_take() -> None:
    said = "RegularExpression::compile(): ?+* follows nothing.\nRegularExpression::compile(): x"
    with pytest.raises(InvalidArgument, match=r"`testNamePattern` .*: \?\+\* follows nothing"):
        ctest._check(finished(stderr=said))


def test_the_deadline() -> None:
    with pytest.raises(Unavailable, match="3 of 3 tests had ended"):
        ctest._check(finished(SAID, timed_out=True))
    with pytest.raises(Unavailable, match="no test had ended"):
        ctest._check(finished(timed_out=True))
