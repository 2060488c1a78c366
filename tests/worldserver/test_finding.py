"""Which process is the worldserver: pid files that lie, names that several bear."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from appliance.clock import SystemClock
from appliance.errors import Unavailable
from appliance.settings.workspace import WorldserverSettings
from appliance.worldserver import finding
from appliance.worldserver.finding import Target, account, owner, read_stat
from tests.support.programs import IDLE, program, write_pid_file

PROC = Path("/proc")
NAME = f"tc{os.getpid()}"
"""Of this run's own processes."""


def find(settings: WorldserverSettings, proc: Path) -> Target:
    return finding.find(settings, proc, SystemClock())


def test_without_settings_both_are_named() -> None:
    with pytest.raises(Unavailable, match=r"worldserver\.pid_file.*worldserver\.executable"):
        find(WorldserverSettings(), PROC)


def test_the_process_of_a_pid_file_is_found(tmp_path: Path) -> None:
    with program(IDLE) as process:
        path = write_pid_file(tmp_path, process.pid)
        found = find(WorldserverSettings(pid_file=path), PROC)
        assert found.pid == process.pid
        assert str(path) in found.found_by
        assert abs(found.started_at - path.stat().st_mtime) < 60


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "no process id"), ("0", "no process id"), ("-5", "no process id"), ("a b", "no process"),
     ("9" * 20, "is gone")],
)  # fmt: skip
def test_a_pid_file_without_a_process(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "pid"
    path.write_text(text)
    with pytest.raises(Unavailable, match=said):
        find(WorldserverSettings(pid_file=path), PROC)


def test_a_missing_or_unreadable_pid_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"there is no .*PidFile in worldserver\.conf"):
        find(WorldserverSettings(pid_file=tmp_path / "none"), PROC)
    with pytest.raises(Unavailable, match="cannot be read: Is a directory"):
        find(WorldserverSettings(pid_file=tmp_path), PROC)


def test_a_pid_file_older_than_its_process_is_a_leftover(tmp_path: Path) -> None:
    with program(IDLE, name=NAME) as process:
        path = write_pid_file(tmp_path, process.pid)
        os.utime(path, (1_000_000_000, 1_000_000_000))
        with pytest.raises(Unavailable, match="older than the process"):
            find(WorldserverSettings(pid_file=path), PROC)
        # The name proves more than the file's age does.
        assert find(WorldserverSettings(pid_file=path, executable=NAME), PROC).pid == process.pid


def test_another_program_under_the_number_is_refused(tmp_path: Path) -> None:
    with program(IDLE) as process:
        path = write_pid_file(tmp_path, process.pid)
        with pytest.raises(Unavailable, match="another program"):
            find(WorldserverSettings(pid_file=path, executable="worldserver"), PROC)


def test_a_zombie_does_not_run(tmp_path: Path) -> None:
    with program("raise SystemExit") as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        path = write_pid_file(tmp_path, process.pid)
        assert (PROC / str(process.pid)).exists()
        with pytest.raises(Unavailable, match="does not run"):
            find(WorldserverSettings(pid_file=path), PROC)


def test_a_process_is_found_by_its_name_or_its_programs() -> None:
    with program(IDLE, name=NAME) as process:
        found = find(WorldserverSettings(executable=NAME), PROC)
        assert (found.pid, found.name) == (process.pid, NAME)
        program_path = os.readlink(f"/proc/{process.pid}/exe")
        path_too = WorldserverSettings(executable=program_path)
        with program(IDLE), pytest.raises(Unavailable, match="processes are called"):
            find(path_too, PROC)


def test_two_of_one_name_are_not_guessed_between() -> None:
    with program(IDLE, name=NAME) as first, program(IDLE, name=NAME) as second:
        pids = ", ".join(map(str, sorted((first.pid, second.pid))))
        with pytest.raises(Unavailable, match=f"2 processes are called {NAME}: {pids}"):
            find(WorldserverSettings(executable=NAME), PROC)


def test_no_process_of_the_name_says_where_it_was_looked_for() -> None:
    with pytest.raises(Unavailable, match=r"no process in /proc is called nothing-like-it"):
        find(WorldserverSettings(executable="nothing-like-it"), PROC)


def test_a_system_without_proc_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="only Linux"):
        find(WorldserverSettings(executable="worldserver"), tmp_path / "none")


def test_a_process_that_is_hidden_names_the_user_to_run_as() -> None:
    with TemporaryDirectory() as name:
        proc = Path(name)
        proc.chmod(0o755)
        (proc / "77").mkdir(mode=0o755)
        (proc / "77" / "stat").touch(mode=0)
        with unprivileged(), pytest.raises(Unavailable, match=account(os.getuid())):
            read_stat(77, proc)
        assert owner(77, proc) == account(os.getuid())
        assert owner(78, proc) == "the worldserver's account"
    assert account(2**31 - 7) == "user id 2147483641"


class unprivileged:
    """Without root's rights for the block, where the tests run as root."""

    def __enter__(self) -> None:
        self._root = os.geteuid() == 0
        if self._root:
            os.seteuid(65534)

    def __exit__(self, *_: object) -> None:
        if self._root:
            os.seteuid(0)
