"""Backups in a local folder: appear whole or not at all, and only ours are touched."""

from __future__ import annotations

import errno
import io
import os
import stat
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.backup.manifest import encode_manifest
from appliance.backup.repository import durable
from appliance.backup.repository.interface import UNRANKED
from appliance.backup.repository.local import LocalRepository
from appliance.backup.repository.local_input import LocalInput
from appliance.errors import (
    BackupDamaged,
    BackupError,
    BackupLocked,
    NoSuchBackup,
    RepositoryError,
    TermOver,
)
from tests.support.backups import SetClock, fresh_id, local_repository, manifest_of

FILE = "auth/account.frames"


def publish(repository: LocalRepository, *, term: int = 0, content: bytes = b"rows") -> str:
    backup_id = fresh_id()
    staging = repository.stage(backup_id)
    output = staging.create(FILE)
    output.write(content)
    output.finish()
    staging.publish(encode_manifest(manifest_of(backup_id)), term=term)
    return backup_id


def hidden(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name.startswith((".partial", ".removed")))


def test_a_backup_appears_with_its_files_for_us_alone(tmp_path: Path) -> None:
    repository = local_repository(tmp_path / "new" / "place")
    backup_id = publish(repository)
    assert repository.backups() == {backup_id: {}}
    with closing(repository.open(backup_id, FILE)) as file:
        assert file.read(100) == b"rows"
    assert repository.manifest(backup_id).startswith(b'{"format_version":1')
    folder = tmp_path / "new" / "place"
    for path in (folder, folder / backup_id, folder / backup_id / "auth"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for path in (folder / backup_id).rglob("*"):
        assert path.is_dir() or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert hidden(folder) == []


def test_whoever_looks_for_backups_makes_no_repository(tmp_path: Path) -> None:
    def prepare(folder: Path) -> None:
        clock = SetClock()
        LocalRepository(folder, node="one", min_free_bytes=0, clock=clock).prepare(create=False)

    with pytest.raises(RepositoryError, match="there is no such folder"):
        prepare(tmp_path / "none")
    (tmp_path / "file").write_text("somebody's")
    with pytest.raises(RepositoryError, match="holds no repository"):
        prepare(tmp_path)
    (tmp_path / "empty").mkdir()
    prepare(tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir()) == []
    backup_id = publish(local_repository(tmp_path / "r"))
    (tmp_path / "r" / "repository.json").unlink()
    prepare(tmp_path / "r")
    assert (tmp_path / "r" / backup_id).is_dir()


def test_a_repository_on_a_read_only_disk_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup_id = publish(local_repository(tmp_path))
    real = os.open

    def read_only(path: str | Path, flags: int, *rest: int) -> int:
        if flags & (os.O_RDWR | os.O_WRONLY | os.O_CREAT):
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return real(path, flags, *rest)

    monkeypatch.setattr(os, "open", read_only)
    repository = local_repository(tmp_path)
    assert list(repository.backups()) == [backup_id]
    assert repository.manifest(backup_id)


def test_nothing_is_listed_before_it_is_published(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)
    staging = repository.stage(fresh_id())
    output = staging.create(FILE)
    output.write(b"rows")
    assert repository.backups() == {}
    output.abandon()
    staging.discard()
    assert hidden(tmp_path) == []


def test_a_newer_or_foreign_repository_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "repository.json").write_text('{"product":"trinitycore-mcp","format_version":2}')
    with pytest.raises(RepositoryError, match="has format 2, this version reads up to 1"):
        local_repository(tmp_path)
    (tmp_path / "repository.json").write_text('{"product":"other"}')
    with pytest.raises(RepositoryError, match="not one of ours"):
        local_repository(tmp_path)


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RepositoryError, match="Not a directory"):
        local_repository(tmp_path / "file" / "backups")


def test_a_repository_that_went_away_is_one_line(tmp_path: Path) -> None:
    repository = local_repository(tmp_path / "r")
    durable.remove_tree(tmp_path / "r")
    with pytest.raises(RepositoryError, match="No such file"):
        repository.backups()


def test_notes_come_and_go(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)
    backup_id = publish(repository)
    assert repository.note(backup_id, "proof.json") is None
    repository.write_note(backup_id, "proof.json", b"1", term=0)
    repository.write_note(backup_id, "proof.json", b"2", term=0)
    assert repository.note(backup_id, "proof.json") == b"2"
    assert set(repository.backups()[backup_id]) == {"proof.json"}
    repository.delete_note(backup_id, "proof.json", term=0)
    repository.delete_note(backup_id, "proof.json", term=0)
    assert repository.backups() == {backup_id: {}}
    for name in ("manifest.json", "../x.json", "x.frames"):
        with pytest.raises(RepositoryError, match="not the name of a note"):
            repository.write_note(backup_id, name, b"", term=0)


def test_a_removed_backup_is_gone(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)
    backup_id = publish(repository)
    repository.remove(backup_id, term=0)
    assert repository.backups() == {}
    assert hidden(tmp_path) == []
    for door in (repository.manifest, lambda i: repository.remove(i, term=0)):
        with pytest.raises(NoSuchBackup):
            door(backup_id)


def test_ids_that_are_paths_are_refused_at_every_door(tmp_path: Path) -> None:
    repository = local_repository(tmp_path / "r")
    for bad in ("..", "../r", "", "/etc"):
        for door in (
            repository.stage,
            repository.manifest,
            lambda i: repository.open(i, FILE),
            lambda i: repository.note(i, "proof.json"),
            lambda i: repository.write_note(i, "proof.json", b"", term=0),
            lambda i: repository.delete_note(i, "proof.json", term=0),
            lambda i: repository.remove(i, term=0),
        ):
            with pytest.raises(BackupError, match="is not the id"):
                door(bad)


def test_links_are_not_followed(tmp_path: Path) -> None:
    repository = local_repository(tmp_path / "r")
    backup_id = publish(repository)
    secret = tmp_path / "secret"
    secret.write_text("x")
    folder = tmp_path / "r" / backup_id
    (folder / FILE).unlink()
    (folder / FILE).symlink_to(secret)
    with pytest.raises(BackupDamaged, match="is a link"):
        repository.open(backup_id, FILE)
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").symlink_to(secret)
    with pytest.raises(BackupDamaged, match="is a link"):
        repository.manifest(backup_id)
    (tmp_path / "r" / fresh_id()).symlink_to(tmp_path)
    assert list(repository.backups()) == [backup_id]


def test_what_is_not_a_file_or_cannot_be_read_is_damage(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)
    backup_id = publish(repository)
    with closing(repository.open(backup_id, FILE)) as file:
        assert isinstance(file, LocalInput)
        file._file.close()
        file._file = BadSector(tmp_path / backup_id / FILE, "rb")
        with pytest.raises(BackupDamaged, match=r"account\.frames: cannot be read: Input/output"):
            file.read(10)
    path = tmp_path / backup_id / FILE
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(BackupDamaged, match="is not a file"):
        repository.open(backup_id, FILE)
    path.unlink()
    path.parent.rmdir()
    path.parent.write_text("")
    with pytest.raises(BackupDamaged, match="is missing"):
        repository.open(backup_id, FILE)


class BadSector(io.FileIO):
    """A file the disk does not give back."""

    def read(self, _size: int | None = -1) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_a_missing_file_is_damage(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)
    backup_id = publish(repository)
    for name in (FILE, "manifest.json"):
        (tmp_path / backup_id / name).unlink()
    with pytest.raises(BackupDamaged, match="is missing"):
        repository.open(backup_id, FILE)
    with pytest.raises(BackupDamaged, match="is missing"):
        repository.manifest(backup_id)


def test_a_lower_term_changes_nothing(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)
    backup_id = publish(repository, term=3)
    before = repository.generation()
    with pytest.raises(BackupLocked, match="the term 2 of this node is over"):
        publish(repository, term=2)
    for door in (
        lambda: repository.remove(backup_id, term=2),
        lambda: repository.write_note(backup_id, "proof.json", b"", term=2),
        lambda: repository.delete_note(backup_id, "proof.json", term=2),
    ):
        with pytest.raises(BackupLocked):
            door()
    assert repository.generation() == before
    assert repository.backups() == {backup_id: {}}
    repository.write_note(backup_id, "proof.json", b"", term=4)
    assert repository.generation() == before + 1


def test_one_run_at_a_time_and_the_other_is_told_whose(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)
    lock = repository.lock("backup", term=0)
    with pytest.raises(BackupLocked, match=rf"backup on one \(process {os.getpid()}\) since 2026"):
        local_repository(tmp_path).lock("verify", term=0)
    lock.renew()
    lock.release()
    local_repository(tmp_path).lock("verify", term=0).release()


def test_a_paused_run_gives_way_to_a_higher_term(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)
    paused = repository.lock("backup", term=4)
    with pytest.raises(BackupLocked, match="is in use: backup on one"):
        local_repository(tmp_path).lock("backup", term=4)
    taken = local_repository(tmp_path).lock("backup", term=5)
    taken.renew()
    with pytest.raises(BackupLocked, match="another node leads"):
        paused.renew()
    paused.release()
    taken.renew()
    with pytest.raises(BackupLocked, match="is in use"):
        local_repository(tmp_path).lock("verify", term=5)


def test_the_lock_of_a_later_term_ends_the_changes_of_a_former_one(tmp_path: Path) -> None:
    """A leader that was paused within a run wakes up after the next one began its own."""
    repository = local_repository(tmp_path)
    backup_id = publish(repository, term=4)
    repository.lock("pruning", term=4)
    before = repository.generation()
    local_repository(tmp_path).lock("backup", term=5)
    assert repository.generation() == before, "a lock changes nothing"
    with pytest.raises(TermOver):
        repository.remove(backup_id, term=4)
    with pytest.raises(TermOver):
        repository.lock("pruning", term=4)


def test_a_persons_run_gives_way_to_no_leader_and_outlives_their_terms(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)
    backup_id = publish(repository, term=4)
    by_hand = repository.lock("restore", term=UNRANKED)
    with pytest.raises(BackupLocked, match="is in use: restore"):
        local_repository(tmp_path).lock("backup", term=5)
    by_hand.renew()
    local_repository(tmp_path).write_note(backup_id, "proof.json", b"", term=6)
    assert publish(repository, term=UNRANKED) in repository.backups()
    with pytest.raises(TermOver):
        repository.remove(backup_id, term=5)


def test_a_full_disk_does_not_keep_a_new_leader_from_making_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = local_repository(tmp_path)
    publish(repository, term=4)

    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "no space left", str(path))

    monkeypatch.setattr(durable, "replace", full)
    repository.lock("pruning", term=5).release()


def test_a_dead_process_keeps_no_lock_and_its_litter_goes(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)
    program = (
        "import os, signal\n"
        "from pathlib import Path\n"
        "from tests.support.backups import fresh_id, local_repository\n"
        f"r = local_repository(Path({str(tmp_path)!r}))\n"
        "r.lock('backup', term=0)\n"
        "s = r.stage(fresh_id())\n"
        "s.create('auth/x.frames').write(b'x' * 1000)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=False, cwd=Path(__file__).parents[3])
    assert len(hidden(tmp_path)) == 2, "a folder and its lock"
    repository.lock("backup", term=0).release()
    assert len(repository.clean()) == 1
    assert hidden(tmp_path) == []


def test_what_cannot_be_cleaned_is_in_nobody_s_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was left by a run of another account, say."""
    repository = local_repository(tmp_path)
    stubborn, other = sorted([fresh_id(), fresh_id()])
    for backup_id in (stubborn, other):
        (tmp_path / f".removed-{backup_id}").mkdir()
    remove_tree = durable.remove_tree

    def refuse(path: Path) -> None:
        if path.name.endswith(stubborn):
            raise PermissionError(errno.EPERM, "Operation not permitted", str(path))
        remove_tree(path)

    monkeypatch.setattr(durable, "remove_tree", refuse)
    assert repository.clean() == [f".removed-{other}"]
    assert publish(repository)


def test_cleaning_leaves_the_living_and_the_foreign_alone(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)
    backup_id = publish(repository)
    staging = repository.stage(fresh_id())
    foreign = [tmp_path / ".partial-notes", tmp_path / "README", tmp_path / ".removed-x"]
    for path in foreign:
        path.mkdir()
    link = tmp_path / f".partial-{fresh_id()}"
    link.symlink_to(tmp_path / backup_id)
    assert local_repository(tmp_path).clean() == []
    assert all(path.is_dir() for path in [*foreign, link])
    staging.publish(encode_manifest(manifest_of(staging.id)), term=0)
    assert set(repository.backups()) == {backup_id, staging.id}


def test_temporary_files_and_half_removed_backups_go(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)
    backup_id, half = publish(repository), publish(repository)
    (tmp_path / half).rename(tmp_path / f".removed-{half}")
    (tmp_path / ".tmp-0123").write_text("")
    (tmp_path / backup_id / ".tmp-0123").write_text("")
    lone = tmp_path / f".partial-{fresh_id()}.lock"
    lone.write_text("")
    assert len(repository.clean()) == 4
    assert list(repository.backups()) == [backup_id]
    assert hidden(tmp_path) == []


def test_what_another_node_stages_is_left_for_a_day(tmp_path: Path) -> None:
    other = local_repository(tmp_path, node="two")
    staging = other.stage(fresh_id())
    staging._lock.release()  # as on a disk whose locks do not reach from node to node
    clock = SetClock()
    os.utime(tmp_path / f".partial-{staging.id}", (clock.now().timestamp(),) * 2)
    repository = local_repository(tmp_path, clock=clock)
    assert repository.clean() == []
    clock.moment += timedelta(days=1, seconds=1)
    assert repository.clean() == [f".partial-{staging.id}"]


def test_too_little_room_is_said_before_and_during(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = local_repository(tmp_path, min_free_bytes=1000)
    free = [1000]
    monkeypatch.setattr(LocalRepository, "free_bytes", lambda _self: free[0])
    staging = repository.stage(fresh_id())
    output = staging.create(FILE)
    free[0] = 999
    with pytest.raises(BackupError, match=r"less than backup\.min_free_bytes"):
        repository.stage(fresh_id())
    output.write(b"x" * 1_000_000)
    with pytest.raises(BackupError, match=r"less than backup\.min_free_bytes"):
        output.write(b"x" * 16_000_000)
    with pytest.raises(BackupError, match=r"less than backup\.min_free_bytes"):
        staging.publish(b"", term=0)
    output.abandon()
    staging.discard()
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_is_full_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    repository = local_repository(tmp_path)
    backup_id = publish(repository)

    def full(_fd: int, _data: bytes) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("appliance.backup.repository.durable.os.write", full)
    with pytest.raises(BackupError, match=r"disk full \(make room"):
        repository.write_note(backup_id, "proof.json", b"1", term=0)
    assert list(tmp_path.rglob(".tmp-*")) == []
    with pytest.raises(BackupError, match="disk full"):
        repository.remove(backup_id, term=0)
    assert repository.backups() == {}, "room is made all the same"


def test_a_broken_fence_says_what_to_do(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)
    (tmp_path / "fence.json").write_text("{")
    with pytest.raises(RepositoryError, match=r"fence\.json is broken \(when only one node"):
        publish(repository)
