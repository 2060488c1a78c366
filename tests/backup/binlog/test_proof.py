"""Proofs of stored pieces of a real server's log."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.backup.archive import ArchiveReader, writing
from appliance.backup.binlog.proof import BinlogEngine
from appliance.backup.binlog.selecting import Until
from appliance.backup.binlog.store import FILE, find_plan
from appliance.backup.manifest import Manifest
from appliance.backup.names import Kind
from appliance.errors import BackupDamaged, BackupError
from tests.support.backups import fresh_id
from tests.support.point_in_time import SCHEMA, Realm


async def one_piece(realm: Realm) -> Manifest:
    full = await realm.full_backup()
    async with realm.archiving() as archive:
        realm.server.run(f"INSERT INTO {SCHEMA}.log (note) VALUES ('needle')")
        (stored,) = await archive.close_segment()
    path = await find_plan(realm.catalogue, full, Until())
    assert [each.id for each in path.pieces] == [stored]
    manifest = (await realm.catalogue.get(stored)).manifest
    assert manifest is not None
    return manifest


async def test_a_sound_piece_is_sound(realm: Realm, tmp_path: Path) -> None:
    manifest = await one_piece(realm)
    found = await BinlogEngine(tmp_path).prove(await realm.reader(manifest.id))
    assert found.differences == ()


async def test_an_event_changed_before_it_was_hashed_is_found(realm: Realm, tmp_path: Path) -> None:
    manifest = await one_piece(realm)
    reader = await realm.reader(manifest.id)
    forged = fresh_id(kind=Kind.INCREMENTAL)
    async with writing(realm.repository, forged, level=1) as archive:
        sink = await archive.file(FILE)
        async for chunk in reader.statements(FILE):
            await sink.write(chunk.replace(b"needle", b"noodle"))
        other = manifest.model_copy(update={"id": forged, "files": (await sink.close(),)})
        await archive.publish(other)
    with pytest.raises(BackupDamaged, match="is damaged"):
        await BinlogEngine(tmp_path).prove(ArchiveReader(realm.repository, other))


async def test_another_piece_s_manifest_is_found(realm: Realm, tmp_path: Path) -> None:
    manifest = await one_piece(realm)
    assert manifest.position is not None
    position = manifest.position.model_copy(update={"offset": 4, "gtid": "9-9-9"})
    foreign = manifest.model_copy(update={"position": position})
    found = await BinlogEngine(tmp_path).prove(ArchiveReader(realm.repository, foreign))
    assert "its size is" in found.differences[0]
    assert any("executed before it" in each for each in found.differences)


async def test_it_takes_nothing_itself(realm: Realm, tmp_path: Path) -> None:
    async with writing(realm.repository, fresh_id(), level=1) as archive:
        with pytest.raises(BackupError, match="stored by the archive"):
            await BinlogEngine(tmp_path).take(archive, [])
