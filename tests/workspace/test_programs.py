"""Real programs: floods, hogs, forks and the deaf are bounded, and nothing is left behind."""

from __future__ import annotations

import gc
import os
import sys
from functools import partial
from pathlib import Path

import pytest
import trio

from appliance.errors import Unavailable
from appliance.workspace.programs import MARK, Finished, Limits, run_program
from tests.support.processes import alive, until_gone

MEGABYTE = 2**20


@pytest.fixture
def run(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Run Python code as a program."""

    async def call(
        code: str, *arguments: str, timeout_s: float = 20, output_bytes: int = MEGABYTE
    ) -> Finished:
        limits = Limits(timeout_s, 512 * MEGABYTE, output_bytes)
        argv = [sys.executable, "-c", code, *arguments]
        return await run_program(argv, cwd=tmp_path, home=tmp_path, limits=limits)

    return call


async def test_output_and_status_come_back(run) -> None:  # type: ignore[no-untyped-def]
    done = await run("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")
    assert (done.exit_code, done.stdout, done.stderr) == (3, b"out\n", b"err\n")
    assert not done.truncated
    assert not done.timed_out
    assert done.duration_s > 0


async def test_arguments_meet_no_shell(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    hostile = ["; touch made", "$(touch made)", "`touch made`", "a\nb", "-o", "*", "> made"]
    done = await run("import sys; print(sys.argv[1:])", *hostile)
    assert done.stdout.decode().strip() == str(hostile)
    assert os.listdir(tmp_path) == []


async def test_the_environment_holds_nothing_of_ours(run, monkeypatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("TRINITY_DB_PASSWORD", "secret")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/packed/libraries")
    done = await run("import os; print(sorted(os.environ)); print(os.environ['HOME'])")
    names, home = done.stdout.decode().splitlines()
    assert names == str(sorted(["HOME", "LANG", "LC_ALL", "PATH", MARK]))
    assert home == str(tmp_path)


async def test_there_is_no_input_and_no_terminal(run) -> None:  # type: ignore[no-untyped-def]
    done = await run("import os, sys; print(sys.stdin.read() == '', os.getsid(0) == os.getpid())")
    assert done.stdout == b"True True\n"


async def test_a_flood_is_cut_and_the_program_ends(run) -> None:  # type: ignore[no-untyped-def]
    done = await run("print('x' * 3_000_000)", output_bytes=1000)
    assert done.exit_code == 0
    assert done.truncated
    assert done.stdout == b"x" * 1000


async def test_output_of_just_the_limit_is_whole(run) -> None:  # type: ignore[no-untyped-def]
    done = await run("import sys; sys.stdout.write('x' * 1000)", output_bytes=1000)
    assert done.stdout == b"x" * 1000
    assert not done.truncated


async def test_a_flood_without_end_meets_the_deadline(run) -> None:  # type: ignore[no-untyped-def]
    done = await run("while True: print('x' * 60_000, flush=True)", timeout_s=3, output_bytes=1000)
    assert done.timed_out
    assert done.exit_code == -9
    assert len(done.stdout) == 1000


async def test_the_deadline_ends_those_who_ignore_signals(run) -> None:  # type: ignore[no-untyped-def]
    deaf = (
        "import os, signal, time\n"
        "for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):\n"
        "    signal.signal(each, signal.SIG_IGN)\n"
        "print(os.getpid(), flush=True)\n"
        "time.sleep(600)"
    )
    done = await run(deaf, timeout_s=5)
    assert done.timed_out
    assert not alive(int(done.stdout))


BACKGROUND = (
    "import subprocess, sys\n"
    "child = subprocess.Popen(['sleep', '600'], start_new_session={own_session})\n"
    "print(child.pid, flush=True)"
)


@pytest.mark.parametrize("own_session", [False, True])
async def test_children_left_behind_are_ended_and_hold_nothing_up(run, own_session: bool) -> None:  # type: ignore[no-untyped-def]
    done = await run(BACKGROUND.format(own_session=own_session))
    assert done.exit_code == 0
    assert not done.timed_out
    await until_gone(int(done.stdout))


async def test_forks_that_leave_the_group_are_hunted_down(run) -> None:  # type: ignore[no-untyped-def]
    code = (
        "import os, time\n"
        "for _ in range(8):\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        if os.fork() == 0:\n"
        "            print(os.getpid(), flush=True)\n"
        "        time.sleep(600)\n"
        "time.sleep(600)"
    )
    done = await run(code, timeout_s=8)
    pids = [int(line) for line in done.stdout.split()]
    assert len(pids) == 8
    for pid in pids:
        await until_gone(pid)


async def test_a_memory_hog_fails_by_itself(run) -> None:  # type: ignore[no-untyped-def]
    code = (
        "import resource, time\n"
        "while resource.getrlimit(resource.RLIMIT_AS)[0] == -1: time.sleep(0.01)\n"
        "x = bytearray(2**30); print('got it')"
    )
    done = await run(code)
    assert done.exit_code == 1
    assert b"MemoryError" in done.stderr


async def test_limits_are_the_kernels(run) -> None:  # type: ignore[no-untyped-def]
    code = (
        "import resource, time\n"
        "while resource.getrlimit(resource.RLIMIT_NOFILE) != (1024, 1024): time.sleep(0.01)\n"
        "for name in ('AS', 'CORE', 'NOFILE', 'FSIZE'):\n"
        "    print(*resource.getrlimit(getattr(resource, 'RLIMIT_' + name)))"
    )
    done = await run(code)
    expected = [2 * [512 * MEGABYTE], 2 * [0], 2 * [1024], 2 * [2**30]]
    assert [[int(n) for n in line.split()] for line in done.stdout.splitlines()] == expected


async def test_a_caller_who_leaves_takes_the_program_along(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = (
        f"import os, time; open({str(pid_file)!r}, 'w').write(f'{{os.getpid()}} '); time.sleep(600)"
    )
    limits = Limits(600, 512 * MEGABYTE, 1000)
    argv = [sys.executable, "-c", code, str(pid_file)]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(partial(run_program, argv, cwd=tmp_path, home=tmp_path, limits=limits))
        with trio.fail_after(20):
            while not pid_file.exists() or not pid_file.read_text().endswith(" "):  # noqa: ASYNC110
                await trio.sleep(0.01)
        pid = int(pid_file.read_text())
        assert alive(pid)
        nursery.cancel_scope.cancel()
    assert not alive(pid)


async def test_no_file_stays_open(run) -> None:  # type: ignore[no-untyped-def]
    await run("pass")
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        await run("print(1)")
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) == before


async def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="'no-such-compiler' cannot be started: No such file"):
        await run_program(
            ["no-such-compiler"], cwd=tmp_path, home=tmp_path, limits=Limits(5, MEGABYTE, 10)
        )
