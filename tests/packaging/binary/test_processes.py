"""The two processes of the one-file program, and signals to both forms."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import psutil
import pytest

from tests.packaging.binary.conftest import unpacked
from tests.support.process import Program, Serving, run, serving
from tests.support.processes import wait_until_gone

pytestmark = pytest.mark.packaged

SLOW_STOP = ("--set", "server.drain_delay_s=60")


def second_process(server: Serving) -> psutil.Process:
    (child,) = psutil.Process(server.process.pid).children()
    return child


def test_the_folder_program_is_one_process(folder: Program, tmp_path: Path) -> None:
    with serving(tmp_path, "--demo", program=folder) as server:
        assert psutil.Process(server.process.pid).children() == []


def test_what_a_run_does_not_import_stays_packed(onefile: Program, tmp_path: Path) -> None:
    with serving(tmp_path, "--demo", program=onefile) as server:
        server.wait_until("/readyz", 200)
        (folder,) = unpacked(onefile)
        there = {path.name.partition(".")[0] for path in folder.rglob("*.so")}
        assert there >= {"_pydantic_core", "orjson"}
        assert not there & {"_obstore", "_rust", "pyrage"}


def test_a_killed_parent_takes_its_child_with_it_and_the_next_run_cleans_up(
    onefile: Program, tmp_path: Path
) -> None:
    with serving(tmp_path, "--demo", program=onefile) as server:
        child = second_process(server)
        server.end(signal.SIGKILL)
        wait_until_gone(child.pid)
    (left,) = unpacked(onefile)
    foreign = onefile.home / "_MEI00000abcabcdef"
    foreign.mkdir()
    (tmp_path / "other").mkdir()
    with serving(tmp_path / "other", "--demo", program=onefile) as server:
        running = set(unpacked(onefile)) - {foreign}
        assert len(running) == 1
        assert left not in running
        assert run("--version", cwd=tmp_path, program=onefile).returncode == 0
        assert set(unpacked(onefile)) == {*running, foreign}, "what is in use stays"
        server.wait_until("/readyz", 200)
        assert server.end(signal.SIGTERM) == 0
    assert unpacked(onefile) == [foreign], "what is no run's of ours stays"


def test_a_killed_child_ends_the_parent_which_cleans_up(onefile: Program, tmp_path: Path) -> None:
    with serving(tmp_path, "--demo", program=onefile) as server:
        second_process(server).kill()
        assert server.process.wait(10) != 0
    assert not unpacked(onefile)


def test_a_second_signal_ends_at_once(program: Program, tmp_path: Path) -> None:
    with serving(tmp_path, "--demo", *SLOW_STOP, program=program) as server:
        server.wait_until("/readyz", 200)
        server.process.send_signal(signal.SIGTERM)
        server.wait_until("/readyz", 503)
        time.sleep(0.3)  # nobody means a signal twice that comes twice at once
        assert server.end(signal.SIGTERM) == 128 + signal.SIGTERM
    assert not unpacked(program)


def test_control_c_in_a_terminal_is_one_signal(onefile: Program, tmp_path: Path) -> None:
    """A terminal sends it to both processes, and the first passes on what it gets."""
    one_second = ("--set", "server.drain_delay_s=1")
    with serving(tmp_path, "--demo", *one_second, program=onefile) as server:
        server.wait_until("/readyz", 200)
        child = second_process(server).pid
        os.kill(child, signal.SIGINT)
        assert server.end(signal.SIGINT) == 0
