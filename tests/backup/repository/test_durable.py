"""Files that survive, and locks that end with their process."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from appliance.backup.repository import durable
from appliance.backup.repository.durable import FileLock
from appliance.errors import BackupError, RepositoryError


def test_a_disk_without_locks_is_told_and_nothing_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_fd: int, *, wait: bool) -> bool:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(durable, "_lock", refuse)
    before = os.listdir("/proc/self/fd")
    with pytest.raises(OSError, match="No locks"):
        durable.FileLock(tmp_path / "lock").acquire()
    assert set(os.listdir("/proc/self/fd")) <= set(before)


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "note"
    durable.replace(path, b"old")

    def refuse(_from: object, _to: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="Input/output"):
        durable.replace(path, b"new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["note"]
    assert path.read_bytes() == b"old"


def test_short_writes_are_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, bytes(data)[:3]))
    durable.write_new(tmp_path / "file", b"0123456789")
    assert (tmp_path / "file").read_bytes() == b"0123456789"


def test_nothing_is_overwritten_or_followed(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "there")
    with pytest.raises(FileExistsError):
        durable.write_new(tmp_path / "there", b"")
    with pytest.raises(FileExistsError):
        durable.write_new(tmp_path / "link", b"")
    with pytest.raises(OSError, match="symbolic links"):
        durable.read(tmp_path / "link", limit_bytes=10)
    with pytest.raises(RepositoryError, match="larger than 0 bytes"):
        durable.read(tmp_path / "there", limit_bytes=0)


def test_removing_a_folder_spares_what_its_links_lead_to(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "file").write_text("x")
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "link").symlink_to(tmp_path / "outside")
    durable.remove_tree(tmp_path / "ours")
    durable.remove_tree(tmp_path / "ours")
    assert (tmp_path / "outside" / "file").read_text() == "x"


@pytest.mark.parametrize(
    ("number", "kind", "why"),
    [
        (errno.ENOSPC, BackupError, "disk full"),
        (errno.EACCES, RepositoryError, "/there: Permission denied"),
    ],
)
def test_errors_of_the_system_are_one_line(number: int, kind: type[Exception], why: str) -> None:
    with pytest.raises(kind, match=why), durable.translating(Path("/r")):
        raise OSError(number, os.strerror(number), "/there")


def test_a_lock_is_had_once_and_its_file_may_go(tmp_path: Path) -> None:
    one, two = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert one.acquire()
    assert not two.acquire()
    one.release(unlink=True)
    one.release()
    assert not (tmp_path / "lock").exists()
    assert two.acquire()
    assert not one.acquire()
    two.release()


def test_a_lock_whose_file_was_removed_meanwhile_is_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lock"
    lock = FileLock(path)
    real, removed = durable._lock, []

    def removing(fd: int, *, wait: bool) -> bool:
        if not removed:
            path.unlink()
            removed.append(fd)
        return real(fd, wait=wait)

    monkeypatch.setattr(durable, "_lock", removing)
    assert lock.acquire()
    assert path.exists()
    assert not FileLock(path).acquire()
    lock.release()
