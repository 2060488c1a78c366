"""A folder, as a stream, and back."""

from __future__ import annotations

import io
import tarfile
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from appliance.backup.archive import ArchiveReader, writing
from appliance.backup.chunks import chunks
from appliance.backup.logical.progress import unheard
from appliance.backup.logical.rate import Rate
from appliance.backup.physical.tape import read_folder, write_folder
from appliance.errors import BackupDamaged, BackupError
from tests.support.backups import fresh_id, local_repository, manifest_of


async def test_a_folder_comes_back(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "#innodb_redo").mkdir(parents=True)
    (source / "#innodb_redo" / "#ib_redo0").write_bytes(b"\0" * 3_000_001)
    (source / "empty.ibd").write_bytes(b"")
    (source / "mysql").mkdir()
    target.mkdir()
    repository = local_repository(tmp_path / "repository")
    async with writing(repository, backup_id := fresh_id(), level=1) as archive:
        sink = await archive.file("instance.frames")
        await write_folder(source, sink, unheard)
        manifest = manifest_of(backup_id, (await sink.close(),))
        await archive.publish(manifest)

    async with chunks(ArchiveReader(repository, manifest), "instance.frames") as parts:
        await read_folder(parts, target)

    assert sorted(path.relative_to(target) for path in target.rglob("*")) == sorted(
        path.relative_to(source) for path in source.rglob("*")
    )
    redo = Path("#innodb_redo", "#ib_redo0")
    assert (target / redo).read_bytes() == (source / redo).read_bytes()
    assert (target / redo).stat().st_mode & 0o777 == 0o600


async def stream(content: bytes) -> AsyncGenerator[bytes, None]:
    for start in range(0, len(content), 1000):
        yield content[start : start + 1000]


@pytest.mark.parametrize("name", ["../out", "/etc/out", "a/../../out"])
async def test_nothing_leaves_the_folder(tmp_path: Path, name: str) -> None:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    with pytest.raises(BackupDamaged, match="no file of a server"):
        await read_folder(stream(content.getvalue()), tmp_path)


async def test_what_the_disk_refuses_is_told_in_one_line(tmp_path: Path) -> None:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        for _ in range(2):
            tar.addfile(tarfile.TarInfo("ibdata1"), io.BytesIO())
    with pytest.raises(BackupError, match="ibdata1: File exists"):
        await read_folder(stream(content.getvalue()), tmp_path)


async def test_a_folder_is_stored_no_faster_than_the_rate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "ibdata1").write_bytes(b"x" * 2_000_000)
    monkeypatch.setattr("appliance.backup.physical.tape.trio.sleep", sleep)
    async with writing(local_repository(tmp_path / "r"), fresh_id(), level=1) as archive:
        sink = await archive.file("instance.frames")
        await write_folder(tmp_path / "source", sink, unheard, Rate(1000))
    assert max(waits) > 1900


async def test_links_and_rubbish_are_refused(tmp_path: Path) -> None:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(BackupDamaged, match="no file of a server"):
        await read_folder(stream(content.getvalue()), tmp_path)
    with pytest.raises(BackupDamaged, match="not the copy"):
        await read_folder(stream(b"rubbish" * 1000), tmp_path)
