"""The demo realm is backed up and proved as a real one is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from appliance.backup.archive import ArchiveReader, writing
from appliance.backup.demo import compare_demo, demo_file, dump_demo, read_demo
from appliance.backup.logical.plan import Role
from appliance.backup.manifest import DatabaseEntry, Manifest
from appliance.backup.repository.local import LocalRepository
from appliance.database.demo import DemoWorld, open_demo_world
from appliance.database.demo_copy import copy, open_copy, read_content
from appliance.errors import BackupDamaged, QueryFailed
from tests.support.backups import SetClock, fresh_id, local_repository, manifest_of

ROLES: tuple[Role, ...] = ("world", "auth", "characters")


@pytest.fixture
async def worlds() -> AsyncIterator[dict[Role, DemoWorld]]:
    async with AsyncExitStack() as stack:
        found: dict[Role, DemoWorld] = {}
        for role in ROLES:
            found[role] = await stack.enter_async_context(open_demo_world(kind=role))
        yield found


async def back_up(
    worlds: dict[Role, DemoWorld], repository: LocalRepository
) -> tuple[Manifest, ArchiveReader]:
    backup_id = fresh_id()
    async with writing(repository, backup_id, level=3) as archive:
        dumped = await dump_demo(worlds, archive, clock=SetClock())
        manifest = manifest_of(backup_id, dumped.files, roles=()).model_copy(
            update={"databases": dumped.databases, "server": dumped.server}
        )
        await archive.publish(Manifest.model_validate(manifest.model_dump()))
    return manifest, ArchiveReader(repository, manifest)


async def test_every_database_comes_back_as_it_was(
    worlds: dict[Role, DemoWorld], tmp_path: Path
) -> None:
    manifest, reader = await back_up(worlds, local_repository(tmp_path))
    assert [database.role for database in manifest.databases] == list(ROLES)
    for database in manifest.databases:
        assert await compare_demo(reader, database) == []
        assert any(table.rows for table in database.tables)
        async with open_copy(await read_demo(reader, database), database.role) as restored:
            assert await restored.tables() == await worlds[database.role].tables()


async def test_what_differs_is_named(worlds: dict[Role, DemoWorld], tmp_path: Path) -> None:
    manifest, reader = await back_up(worlds, local_repository(tmp_path))
    (world, *_) = manifest.databases
    first, second, third, *others = world.tables

    def altered(*tables: object, **over: object) -> DatabaseEntry:
        return world.model_copy(update={"tables": (*tables, *others), **over})

    wrong_count = first.model_copy(update={"rows": (first.rows or 0) + 1})
    wrong_sum = second.model_copy(update={"checksum": 1})
    unknown = third.model_copy(update={"name": "no_such_table"})
    found = await compare_demo(reader, altered(wrong_count, wrong_sum, unknown))
    assert {each.name for each in found} == {first.name, second.name, third.name, "no_such_table"}
    no_objects = world.objects.model_copy(update={"views": ("lost",)})
    (lost,) = await compare_demo(reader, altered(first, second, third, objects=no_objects))
    assert lost.name == world.schema_name


async def test_a_damaged_copy_is_damage(worlds: dict[Role, DemoWorld], tmp_path: Path) -> None:
    repository = local_repository(tmp_path)
    manifest, reader = await back_up(worlds, repository)
    path = tmp_path / manifest.id / demo_file("world")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(BackupDamaged):
        await compare_demo(reader, manifest.databases[0])


async def test_bytes_that_are_no_database_are_refused(worlds: dict[Role, DemoWorld]) -> None:
    with pytest.raises(QueryFailed):
        read_content(b"no database" * 100)
    data = bytearray(copy(worlds["world"]))
    data[4096 * 3 : 4096 * 8] = bytes(4096 * 5)
    with pytest.raises(QueryFailed):
        read_content(bytes(data))
