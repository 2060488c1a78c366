"""Files of a backup, written and read through the async doors."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import trio

from appliance.backup.archive import ArchiveReader, writing
from appliance.backup.frames import FrameWriter
from appliance.errors import BackupDamaged, BackupError
from tests.support.backups import Content, Key, fresh_id, local_repository, manifest_of, take


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """age's threads end with the file they work for."""
    yield
    assert [t.name for t in threading.enumerate() if t.name.startswith("age ")] == []


def partials(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if "partial" in path.name]


async def read(reader: ArchiveReader, name: str) -> list[bytes]:
    return [statement async for statement in reader.statements(name)]


@pytest.mark.parametrize("encrypted", [False, True])
async def test_what_is_written_is_read(tmp_path: Path, encrypted: bool) -> None:
    repository = local_repository(tmp_path)
    key = Key.new()
    content = Content({"auth/account.frames": [b"x" * n for n in (0, 1, 700_000, 3_000_000)]})
    manifest = await take(repository, content=content, recipients=[key.public] if encrypted else [])

    reader = ArchiveReader(repository, manifest, key.identities)
    await reader.check("auth/account.frames")
    assert await read(reader, "auth/account.frames") == content.files["auth/account.frames"]

    stored = (tmp_path / manifest.id / "auth/account.frames").read_bytes()
    assert stored.startswith(b"age-encryption.org/v1") == encrypted
    assert manifest.files[0].statements == 4
    assert manifest.files[0].raw_bytes == 3_700_001


async def test_a_backup_without_a_fitting_identity_says_whose_is_needed(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)
    theirs, ours = Key.new(), Key.new()
    manifest = await take(repository, recipients=[theirs.public])
    reader = ArchiveReader(repository, manifest, ours.identities)
    with pytest.raises(BackupError, match=theirs.public) as caught:
        await read(reader, "auth/account.frames")
    assert not isinstance(caught.value, BackupDamaged), "nothing is known of its state"


@pytest.mark.parametrize("encrypted", [False, True])
async def test_a_file_left_half_read_lets_go(tmp_path: Path, encrypted: bool) -> None:
    repository = local_repository(tmp_path)
    key = Key.new()
    content = Content({"auth/account.frames": [bytes([n]) * 400_000 for n in range(20)]})
    manifest = await take(repository, content=content, recipients=[key.public] if encrypted else [])
    reader = ArchiveReader(repository, manifest, key.identities)
    statements = reader.statements("auth/account.frames")
    assert await anext(statements) == b"\x00" * 400_000
    await statements.aclose()  # type: ignore[attr-defined]


@pytest.mark.parametrize("encrypted", [False, True])
async def test_a_cancelled_backup_leaves_nothing(tmp_path: Path, encrypted: bool) -> None:
    repository = local_repository(tmp_path)
    recipients = [Key.new().public] if encrypted else []
    with trio.CancelScope() as scope:
        async with writing(repository, fresh_id(), level=1, recipients=recipients) as archive:
            sink = await archive.file("auth/account.frames")
            await sink.write(b"x" * 5_000_000)
            scope.cancel()
            await sink.write(b"x" * 5_000_000)
    assert scope.cancelled_caught
    assert repository.backups() == {}
    assert partials(tmp_path) == []


async def test_a_failed_backup_leaves_nothing_and_raises_what_failed(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)

    async def fail() -> None:
        async with writing(repository, fresh_id(), level=1) as archive:
            await archive.file("auth/account.frames")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert partials(tmp_path) == []


@pytest.mark.parametrize("encrypted", [False, True])
async def test_a_disk_that_fills_up_ends_the_backup(
    tmp_path: Path, encrypted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = local_repository(tmp_path, min_free_bytes=1000)
    recipients = [Key.new().public] if encrypted else []
    free = [2000]
    monkeypatch.setattr(type(repository), "free_bytes", lambda _self: free[0])

    async def fill() -> None:
        async with writing(repository, fresh_id(), level=1, recipients=recipients) as archive:
            sink = await archive.file("auth/account.frames")
            free[0] = 999
            for _ in range(100):
                await sink.write(os.urandom(1_000_000))
            await sink.close()

    with pytest.raises(BackupError, match=r"less than backup\.min_free_bytes"):
        await fill()
    assert repository.backups() == {}
    assert partials(tmp_path) == []


async def test_a_file_that_cannot_be_dropped_keeps_no_other_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, dropped = FrameWriter.abandon, []

    def abandon(frames: FrameWriter) -> None:
        dropped.append(frames)
        real(frames)
        if len(dropped) == 1:
            raise OSError(errno.EIO, "the disk does not answer")

    monkeypatch.setattr(FrameWriter, "abandon", abandon)

    async def leave() -> None:
        async with writing(local_repository(tmp_path), fresh_id(), level=1) as archive:
            await archive.file("world/a.frames")
            await archive.file("world/b.frames")

    with pytest.raises(OSError, match="does not answer"):
        await leave()
    assert len(dropped) == 2
    assert partials(tmp_path) == []


async def test_a_manifest_of_another_archive_is_not_published(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)

    async def publish() -> None:
        async with writing(repository, fresh_id(), level=1) as archive:
            await archive.publish(manifest_of(fresh_id()))

    with pytest.raises(ValueError, match="not of this archive"):
        await publish()
    assert repository.backups() == {}
