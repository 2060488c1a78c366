"""CTest: its arguments, a run of it, and what it says besides the results.

Nothing of the caller's becomes an option. CTest looks for --version, --help and their like in all
of its arguments, even where another option's value stands, so a value must not begin with a dash.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import orjson
import trio

from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.reports.bounds import MOST_BYTES, tail
from appliance.reports.values import MOST_JSON, listed, mapping, text
from appliance.tools.testing.delivery import apart
from appliance.workspace import files
from appliance.workspace.folder import Workspace
from appliance.workspace.programs import Finished

RESULTS = "results.xml"
NUMBERS = "numbers.txt"
TESTS_FILE = "CTestTestfile.cmake"
"""What a build folder has when its project enables tests."""
OUTPUT_LIMIT_BYTES = 8 * 2**20
"""Kept of CTest's own output, in bytes: some 50 000 tests."""
PASSED_OUTPUT_BYTES, FAILED_OUTPUT_BYTES = 1024, 16_384
"""What CTest keeps of what a test printed: its end."""
MOST_SAID = 300
"""Characters of CTest's own words in an error."""
CLEAN_UP_S = 5.0
LIST_TIMEOUT_S = 30.0
"""Enough for any list of tests, in seconds."""
_SPECIAL = re.compile(r"([\^$.\[\]*+?|()\\])")
_FAILED = re.compile(r"^\t *\d+ - (.*) \(([^()]+)\)", re.MULTILINE)
_TRIED = re.compile(r"^ *(?:\d+/\d+)? *Test +#\d+: (.*?) \.*\*\*\*", re.MULTILINE)
_BAD_REGEX = re.compile(r"^RegularExpression::compile\(\): *(.*)", re.MULTILINE)
_DONE = re.compile(r"^ *(\d+)/(\d+) Test +#", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tests to run and how.

    `name` is a regular expression of CMake's; None stands for all. `timeout_s` is for tests that
    set none. `numbers` are places in the list of those that name and labels mean, which is how
    CTest counts; None stands for all.
    """

    name: str | None
    labels: Sequence[str]
    workers: int
    timeout_s: float
    tries: int
    numbers: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What CTest left: its results as JUnit XML, and how it ended."""

    junit: bytes
    finished: Finished

    @property
    def reasons(self) -> dict[str, str]:
        """Why tests failed, by name: Failed, Timeout, SEGFAULT…"""
        _before, _, after = self._told.rpartition("The following tests FAILED:")
        return {name: reason for name, reason in _FAILED.findall(after)}

    @property
    def tried_again(self) -> set[str]:
        """Names of the tests that failed at least once."""
        return set(_TRIED.findall(self._told))

    @property
    def _told(self) -> str:
        return self.finished.stdout.decode("utf-8", "replace")


async def find_build(workspace: Workspace, name: str | None) -> Path:
    """The build folder to run tests of.

    Raises:
        Unavailable: no workspace, running is not allowed, or CTest is not installed.
        NotFound: the folder has no tests; says how it would get some.
    """
    workspace.check_run()
    program = workspace.settings.ctest
    if await trio.to_thread.run_sync(shutil.which, program) is None:
        raise Unavailable(
            "CTest is not installed", hint="install CMake, or set workspace.ctest to its ctest"
        )
    field = "workspace.build_folder" if name is None else "rootDir"
    folder = name or workspace.settings.build_folder
    try:
        await workspace.locate(f"{folder}/{TESTS_FILE}", field=field)
    except NotFound as error:
        raise NotFound(
            f"{field}: no build folder with tests",
            hint="configure the project with CMake and enable_testing() first",
        ) from error
    return await workspace.locate(folder, field=field, folder=True)


async def list_tests(workspace: Workspace, folder: Path, wanted: Wanted) -> list[str]:
    """The names of the tests that name and labels mean; the first one has the number 1.

    Raises:
        InvalidArgument: CTest does not understand the regular expression.
        Unavailable: CTest does not say, or not in time: a regular expression can take for ever.
    """
    argv = [workspace.settings.ctest, "--show-only=json-v1", *_filters(wanted)]
    finished = await workspace.run(
        argv, cwd=folder, timeout_s=LIST_TIMEOUT_S, output_limit_bytes=MOST_JSON
    )
    if finished.timed_out:
        raise Unavailable(
            f"CTest did not list the tests within {finished.duration_s:.0f} s",
            hint="give a simpler `testNamePattern`" if wanted.name else "list them with ctest -N",
        )
    return await apart(partial(_names, finished))


def _names(finished: Finished) -> list[str]:
    _check(finished)
    if finished.truncated:
        raise Unavailable("CTest's list of tests is too long", hint="run them without `pattern`")
    start = finished.stdout.find(b"{")  # messages may stand before it
    try:
        told = mapping(orjson.loads(finished.stdout[max(start, 0) :]))
    except orjson.JSONDecodeError:
        raise Unavailable(f"CTest does not list its tests: {_last_words(finished)}") from None
    return [text(mapping(each), "name") for each in listed(told.get("tests"))]


async def run_tests(workspace: Workspace, folder: Path, wanted: Wanted) -> Outcome:
    """Run the tests that are wanted.

    Raises:
        InvalidArgument: CTest does not understand the regular expression.
        Unavailable: CTest ended without results; says what it said.
    """
    async with _private_folder() as private:
        argv = [workspace.settings.ctest, *arguments(wanted, private)]
        if wanted.numbers is not None:
            # Ranges none, then numbers; CTest drops the last one if no line feed follows.
            numbers = ",".join(map(str, wanted.numbers))
            await trio.Path(private / NUMBERS).write_text(f"0,0,0,{numbers}\n")
        finished = await workspace.run(argv, cwd=folder, output_limit_bytes=OUTPUT_LIMIT_BYTES)
        await apart(partial(_check, finished))
        read = partial(files.read, private, (RESULTS,), "CTest's results", MOST_BYTES)
        try:
            return Outcome(await apart(read), finished)
        except NotFound as error:
            raise Unavailable(
                f"CTest wrote no results, exit status {finished.exit_code}: "
                f"{_last_words(finished)}",
                hint="CMake 3.21 or newer is needed",
            ) from error


def arguments(wanted: Wanted, private: Path) -> list[str]:
    """CTest's arguments, without the program."""
    chosen = [
        "--output-junit",
        str(private / RESULTS),
        "--no-tests=error",
        "--parallel",
        str(wanted.workers),
        "--timeout",
        f"{wanted.timeout_s:g}",
        "--test-output-size-passed",
        str(PASSED_OUTPUT_BYTES),
        "--test-output-size-failed",
        str(FAILED_OUTPUT_BYTES),
        "--test-output-truncation",
        "head",
    ]
    if wanted.tries > 1:
        chosen += ["--repeat", f"until-pass:{wanted.tries}"]
    if wanted.numbers is not None:
        chosen += ["--tests-information", str(private / NUMBERS)]
    return chosen + _filters(wanted)


def _filters(wanted: Wanted) -> list[str]:
    chosen = []
    if wanted.name is not None:
        chosen += ["--tests-regex", undashed(wanted.name)]
    if wanted.labels:
        labels = "|".join(_SPECIAL.sub(r"\\\1", each) for each in wanted.labels)
        chosen += ["--label-regex", f"^({labels})$"]
    return chosen


def undashed(regex: str) -> str:
    """`regex` as one that means the same and does not begin with a dash."""
    return f"[-]{regex[1:]}" if regex.startswith("-") else regex


def _check(finished: Finished) -> None:
    if finished.timed_out:
        done = _DONE.findall(finished.stdout.decode("utf-8", "replace"))
        far = f"{done[-1][0]} of {done[-1][1]} tests had ended" if done else "no test had ended"
        raise Unavailable(
            f"the tests took more than {finished.duration_s:.0f} s and were ended: {far}",
            hint="ask for fewer, or raise workspace.run_timeout_s",
        )
    said = (finished.stderr + finished.stdout).decode("utf-8", "replace")
    if (wrong := _BAD_REGEX.search(said)) is not None:
        reason = wrong[1].strip()
        raise InvalidArgument(f"`testNamePattern` is no regular expression of CMake's: {reason}")


def _last_words(finished: Finished) -> str:
    said = (finished.stderr.strip() or finished.stdout.strip()).decode("utf-8", "replace")
    return tail(" ".join(said.split()), MOST_SAID) or "it says nothing"


@asynccontextmanager
async def _private_folder() -> AsyncIterator[Path]:
    """A folder only our account can enter, gone afterwards."""
    made = await trio.to_thread.run_sync(partial(tempfile.mkdtemp, prefix="trinitycore-mcp-"))
    try:
        yield Path(made)
    finally:
        with trio.move_on_after(CLEAN_UP_S, shield=True):
            await trio.to_thread.run_sync(partial(shutil.rmtree, made, ignore_errors=True))
