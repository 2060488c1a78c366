"""run-tests with a real CTest."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from appliance.reports.runs.model import Case, Status
from appliance.tools.testing import ctest
from appliance.tools.testing.models import MOST_LINE
from appliance.tools.testing.runs import MOST_OUTPUT, _told
from tests.tools.testing.asking import ask, held, outside, refusal

NAME = "run-tests"
Answer = dict[str, Any]


async def run(project: Path, **arguments: Any) -> Answer:
    answer: Answer = await ask(NAME, arguments, path=project, allow_run=True)
    return answer


async def refused(project: Path, **arguments: Any) -> str:
    return await refusal(NAME, arguments, path=project, allow_run=True)


def by_name(tests: list[Answer]) -> dict[str, str]:
    return {test["name"]: test["status"] for test in tests}


async def test_every_test(project: Path) -> None:
    told = await run(project, timeout=8000, outputFormat="json", parallel=True)
    assert by_name(told["tests"]) == {
        "adds.up": "passed",
        "breaks": "failed",
        "skips": "skipped",
        "sleeps": "failed",
        "gone": "error",
        "flaky": "failed",
        "floods": "failed",
        "-odd <name>|": "passed",
    }
    counts = {
        key: told["summary"][key] for key in ("tests", "passed", "failed", "errors", "skipped")
    }
    assert counts == {"tests": 8, "passed": 2, "failed": 4, "errors": 1, "skipped": 1}
    assert told["succeeded"] is False
    failures = {test["name"]: test for test in told["failures"]}
    assert failures["breaks"]["output"] == "secret of the <test> 1"
    assert failures["floods"]["output"].endswith("flood\nsecret of the <test> 1")
    assert len(failures["floods"]["output"]) < 2 * MOST_OUTPUT
    assert failures["sleeps"]["message"] == "Timeout"
    assert failures["gone"]["message"] == "Unable to find executable"
    assert told["slowest"][0]["name"] == "sleeps"
    assert not any("output" in test for test in told["tests"])


def test_names_and_messages_of_any_length_are_told_short() -> None:
    told = _told(Case("n" * 9000, Status.FAILED, message="m" * 9000), output=True)
    assert told.message is not None
    assert max(len(told.name), len(told.message)) < 2 * MOST_LINE


async def test_success(project: Path) -> None:
    told = await run(project, tags=["a.b"])
    assert told["succeeded"] is True
    assert told["summary"]["tests"] == 1
    assert told["failures"] == []
    assert told["notes"] == []


async def test_selection(project: Path) -> None:
    async def names(**arguments: Any) -> list[str]:
        told = await run(project, outputFormat="json", **arguments)
        return list(by_name(told["tests"]))

    assert await names(testNamePattern="^(breaks|adds)") == ["adds.up", "breaks"]
    # The dot of a label is no regular expression: axb is another label.
    assert await names(tags=["a.b", "nothing"]) == ["adds.up"]
    assert await names(pattern="{adds,break}*") == ["adds.up", "breaks"]
    assert await names(pattern="*s", testNamePattern="^b") == ["breaks"]
    assert await names(testNamePattern="-odd") == ["-odd <name>|"]
    assert await names(pattern="-odd*") == ["-odd <name>|"]


async def test_what_means_no_test(project: Path) -> None:
    assert "no test is meant" in await refused(project, testNamePattern="nothing")
    assert "no test is meant" in await refused(project, tags=["nothing"])
    error = await refused(project, pattern="src/**/*.test.ts")
    assert error.startswith("`pattern` means none of the 8 tests")
    assert "adds.up" in error


@pytest.mark.parametrize("text", ["--version", "--help", "-V", "--build-and-test", "-T", "-"])
async def test_no_argument_becomes_an_option(project: Path, text: str) -> None:
    if text == "-":
        told = await run(project, testNamePattern=text)
        assert told["summary"]["tests"] == 1
    else:
        assert "no test is meant" in await refused(project, testNamePattern=text)
    assert "no test is meant" in await refused(project, tags=[text])


async def test_bad_patterns(project: Path) -> None:
    assert "no regular expression" in await refused(project, testNamePattern="*[")
    for field, value in (("testNamePattern", "a\x00"), ("tags", ["a\nb"]), ("tags", ["\x00"])):
        assert f"`{field}` must have no control" in await refused(project, **{field: value})
    assert "`testNamePattern`" in await refused(project, testNamePattern="a" * 201)
    assert "braces" in await refused(project, pattern="{a,b}" * 20)


async def test_a_regular_expression_that_explodes_ends(project: Path) -> None:
    settings = {"path": project, "allow_run": True, "run_timeout_s": 5}
    hostile = {"testNamePattern": "(a*)*" * 8 + "b", "timeout": 100}
    await refusal(NAME, hostile, **settings)


async def test_a_regular_expression_that_explodes_ends_long_before_the_deadline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("ctest") is None:
        pytest.skip("no CTest")
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "CTestTestfile.cmake").write_text(f'add_test({"a" * 44}! "/bin/true")\n')
    assert (await run(tmp_path, testNamePattern="a!$"))["succeeded"] is True
    monkeypatch.setattr(ctest, "LIST_TIMEOUT_S", 1.0)
    error = await refused(tmp_path, testNamePattern="^(a+)+$")
    assert "not list the tests within 1 s (give a simpler `testNamePattern`)" in error


async def test_another_try(project: Path) -> None:
    told = await run(project, testNamePattern="flaky", retries=1)
    assert told["succeeded"] is True
    assert told["notes"] == ["Passed only when tried again: flaky."]


async def test_how_much_is_told(project: Path) -> None:
    told = await run(project, pattern="{adds,break}*", outputFormat="json", verbose=True, limit=1)
    assert told["truncated"] is True
    assert told["tests"][0]["output"] == "secret of the <test> 0"
    told = await run(project, testNamePattern="breaks", silent=True, verbose=True)
    assert "output" not in told["failures"][0]
    assert "tests" not in told


async def test_reports(project: Path) -> None:
    wanted = {"format": "junit", "outputPath": "build/reports/junit.xml"}
    arguments = {"testNamePattern": "breaks", "generateReport": wanted}
    told = await ask(NAME, arguments, path=project, allow_run=True, allow_write=True)
    assert told["report"] == {"format": "junit", "path": wanted["outputPath"], "truncated": False}
    assert "<failure" in (project / wanted["outputPath"]).read_text()
    told = await run(project, **arguments)
    assert "<failure" in told["report"]["text"]
    assert "workspace.allow_write" in told["notes"][0]


async def test_a_place_taken_by_another_file_is_told_before_a_test_runs(project: Path) -> None:
    (project / "README.md").write_text("# ours")
    wanted = {"format": "markdown", "outputPath": "README.md"}
    with mock.patch.object(ctest, "run_tests", side_effect=AssertionError("a test ran")):
        told = await refusal(
            NAME, {"generateReport": wanted}, path=project, allow_run=True, allow_write=True
        )
    assert told.startswith("generateReport.outputPath: the file exists already")
    assert (project / "README.md").read_text() == "# ours"


async def test_the_deadline(project: Path) -> None:
    settings = {"path": project, "allow_run": True, "run_timeout_s": 8}
    arguments = {"pattern": "{adds,sleep}*"}
    error = await refusal(NAME, arguments, **settings)
    assert "1 of 2 tests had ended (ask for fewer, or raise workspace.run_timeout_s)" in error


async def test_what_has_to_be_allowed(project: Path) -> None:
    assert "workspace.path" in await refusal(NAME, {})
    assert "workspace.allow_run" in await refusal(NAME, {}, path=project)


async def test_ctest_has_to_be_there(project: Path) -> None:
    settings = {"path": project, "allow_run": True, "ctest": "no-such-ctest"}
    assert "CTest is not installed (install CMake, or set workspace.ctest" in await refusal(
        NAME, {}, **settings
    )


async def test_a_ctest_that_leaves_no_results(project: Path, tmp_path: Path) -> None:
    old = tmp_path / "ctest"
    old.write_text("#!/bin/sh\necho 'unknown argument' >&2\nexit 3\n")
    old.chmod(old.stat().st_mode | stat.S_IXUSR)
    error = await refusal(NAME, {}, path=project, allow_run=True, ctest=str(old))
    assert "CTest wrote no results, exit status 3: unknown argument (CMake 3.21" in error
    error = await refusal(NAME, {"pattern": "a"}, path=project, allow_run=True, ctest=str(old))
    assert "CTest does not list its tests: unknown argument" in error


async def test_folders(project: Path, tmp_path: Path) -> None:
    assert (await run(project, rootDir="build", tags=["fast"]))["summary"]["tests"] == 1
    whole = str(project / "build")
    assert (await run(project, rootDir=whole, tags=["fast"]))["summary"]["tests"] == 1
    for name in (".", "nowhere", "build/Testing"):
        assert "rootDir: no build folder with tests" in await refused(project, rootDir=name)
    root = tmp_path / "work"
    root.mkdir()
    for path in outside(root):
        assert "rootDir" in await refused(root, rootDir=path)
    assert "workspace.build_folder: no build folder" in await refused(root)


async def test_nothing_is_left_behind(project: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    await run(project, tags=["fast"])
    await refused(project, testNamePattern="*[")
    assert held(tmp_path) == []
