"""What the built program puts right at its start, with real processes and files."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest
import zstandard

from appliance import frozen
from appliance.errors import StartError
from tests.support.process import CHECKOUT
from tests.support.processes import wait_until_gone

NOW_S = time.time()
NAME = "_MEI00000abcXyZ123"
# A stand-in for the one-file program's first process and, with an argument, its second one.
PROGRAM = """\
import os, subprocess, sys
from appliance import frozen
if sys.argv[2] == "parent":
    child = subprocess.Popen([sys.executable, __file__, sys.argv[1], "child"])
    print(child.pid, flush=True)
    child.wait()
else:
    sys.frozen, sys._MEIPASS = True, sys.argv[1]
    frozen.settle()
    print("settled", flush=True)
    import time
    while True:
        time.sleep(1)
"""


class TestEnvironment:
    def test_the_library_path_that_was_given_comes_back(self) -> None:
        environ = {"LD_LIBRARY_PATH": "/x/lib:/given", "LD_LIBRARY_PATH_ORIG": "/given"}
        frozen.restore_environment(environ)
        assert environ == {"LD_LIBRARY_PATH": "/given"}

    def test_without_one_none_is_left(self) -> None:
        environ = {"LD_LIBRARY_PATH": "/x/lib", "_PYI_ARCHIVE_FILE": "/x", "HOME": "/root"}
        frozen.restore_environment(environ)
        assert environ == {"HOME": "/root"}


def test_the_source_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/mine")
    frozen.settle()
    assert os.environ["LD_LIBRARY_PATH"] == "/mine"


class TestFolders:
    def test_one_in_use_stays_and_one_that_is_left_goes(self, tmp_path: Path) -> None:
        script = tmp_path / "program.py"
        script.write_text(PROGRAM)
        folder = tmp_path / NAME
        folder.mkdir()
        (folder / "library.so").write_text("")
        parent = subprocess.Popen(
            [sys.executable, script, folder, "parent"],
            stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        )  # fmt: skip
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert parent.stdout.readline() == "settled\n"
        frozen.sweep(tmp_path, now_s=NOW_S)
        assert folder.exists()
        assert is_locked(folder), "systemd-tmpfiles removes what is old in folders without a lock"
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        parent.stdout.close()
        wait_until_gone(child)
        frozen.sweep(tmp_path, now_s=NOW_S)
        assert not folder.exists()

    def test_a_parent_that_cannot_be_listed_forbids_no_start(self, tmp_path: Path) -> None:
        before = os.geteuid()
        tmp_path.chmod(0o300)
        try:
            if before == 0:  # whom no mode keeps out
                os.seteuid(65534)
            frozen.sweep(tmp_path, now_s=NOW_S)
        finally:
            os.seteuid(before)
            tmp_path.chmod(0o700)

    def test_what_may_be_anothers_stays(self, tmp_path: Path) -> None:
        unmarked = tmp_path / NAME  # of another program, or just being unpacked
        unmarked.mkdir()
        elsewhere = tmp_path / "mine"
        elsewhere.mkdir()
        (elsewhere / frozen.MARK).write_text("")
        link = tmp_path / "_MEI00000abcLinked"
        link.symlink_to(elsewhere)
        other = tmp_path / "other"
        other.mkdir()
        (other / frozen.MARK).write_text("")
        frozen.sweep(tmp_path, now_s=NOW_S)
        assert {path.name for path in tmp_path.iterdir()} == {NAME, "mine", link.name, "other"}
        assert (elsewhere / frozen.MARK).exists()

    def test_a_start_that_was_cut_off_long_ago_goes(self, tmp_path: Path) -> None:
        folder = tmp_path / NAME
        folder.mkdir()
        (folder / "library.so").write_text("")
        later_s = folder.stat().st_mtime + frozen.ABANDONED_S + 60
        frozen.sweep(tmp_path, now_s=later_s)
        assert folder.exists(), "it may be another program's"
        (folder / frozen.TERMS).write_text("")
        frozen.sweep(tmp_path, now_s=NOW_S)
        assert folder.exists(), "it may be starting"
        frozen.sweep(tmp_path, now_s=later_s)
        assert not folder.exists()

    def test_one_of_another_user_stays(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / NAME
        folder.mkdir()
        (folder / frozen.MARK).write_text("")
        monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
        frozen.sweep(tmp_path, now_s=NOW_S)
        assert folder.exists()
        monkeypatch.undo()
        frozen.sweep(tmp_path, now_s=NOW_S)
        assert not folder.exists()

    def test_a_mark_that_is_a_link_is_not_followed(self, tmp_path: Path) -> None:
        folder = tmp_path / NAME
        folder.mkdir()
        target = tmp_path / "target"
        target.write_text("")
        (folder / frozen.MARK).symlink_to(target)
        frozen.sweep(tmp_path, now_s=NOW_S)
        assert folder.exists()


class TestPackedModules:
    def test_one_is_unpacked_when_it_is_imported(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        library = Path(zstandard.backend_c.__file__)
        (tmp_path / "pack").mkdir()
        (tmp_path / "pack" / "__init__.py").write_text("")
        packed = tmp_path / "pack" / f"{library.name}{frozen.PACKED}"
        packed.write_bytes(zstandard.compress(library.read_bytes()))
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, frozen.PackedModules(tmp_path)])
        assert import_module("pack")
        assert not packed.with_suffix("").exists()
        with pytest.raises(ModuleNotFoundError):
            import_module("pack.other")
        found = import_module("pack.backend_c")
        assert found.__file__ == str(packed.with_suffix(""))
        assert found.ZstdDecompressor
        assert packed.with_suffix("").read_bytes() == library.read_bytes()

    def test_no_room_for_it_is_told_in_a_line(self, tmp_path: Path) -> None:
        packed = tmp_path / f"library.so{frozen.PACKED}"
        packed.write_bytes(zstandard.compress(bytes(1000)))
        (tmp_path / "library.so.part").symlink_to("/dev/full")
        with pytest.raises(StartError, match=r"cannot unpack library.so .*: No space") as raised:
            frozen.unpack(packed, tmp_path / "library.so")
        assert "TMPDIR" in raised.value.hint
        assert not (tmp_path / "library.so").exists()


def is_locked(folder: Path) -> bool:
    """Whether somebody holds a lock on the folder itself."""
    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(number)
    return False
