"""Copies of real servers: taken, proved, dumped from, restored as a whole."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
import trio

from appliance.backup.archive import ArchiveReader, writing
from appliance.backup.manifest import Position
from appliance.backup.physical.mariabackup import MariabackupEngine
from appliance.backup.programs import Programs
from appliance.clock import SystemClock
from appliance.errors import BackupDamaged, BackupError
from tests.support.backups import fresh_id, local_repository
from tests.support.physical_backups import Instance
from tests.support.point_in_time import SCHEMA

pytestmark = pytest.mark.sweep  # servers of their own, a minute in all


async def test_a_copy_is_read_no_faster_than_the_rate(
    mariadb_instance: Instance, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await trio.lowlevel.checkpoint()

    monkeypatch.setattr("appliance.backup.physical.mariabackup.trio.sleep", sleep)
    instance = mariadb_instance
    engine = MariabackupEngine(
        instance.login, instance.programs, folder, SystemClock(), rate_bytes_s=10_000
    )
    async with writing(local_repository(folder / "r"), fresh_id(), level=1) as archive:
        await engine.take(archive, instance.targets)
    assert max(waits) > 1_000_000 / 10_000, "it is larger than a megabyte"


async def test_a_copy_is_taken_and_proved(instance: Instance, folder: Path) -> None:
    dumped, reader = await instance.backup(folder)

    (database,) = dumped.databases
    assert {table.name: table.rows for table in database.tables} == {"account": 40, "log": 2}
    live = instance.server.run(f"CHECKSUM TABLE {SCHEMA}.account, {SCHEMA}.log").split()[1::2]
    assert [str(table.checksum) for table in database.tables] == live
    assert database.objects.views == ("rich",)
    assert database.objects.triggers == ("noted",)
    assert database.objects.routines == ("sum_up",)
    assert database.objects.events == ("tick",)
    assert dumped.position is not None
    assert dumped.position.file.startswith("binlog.")
    assert dumped.position.offset > 0
    assert dumped.position.gtid

    compared = await instance.engine(folder).prove(reader)

    assert compared.differences == ()
    assert (compared.tables, compared.rows) == (2, 42)
    assert not [name for name in os.listdir(folder) if name.startswith("tcmcp-")]


async def test_a_server_whose_log_was_reset_can_be_copied(
    mariadb_instance: Instance, folder: Path
) -> None:
    """InnoDB remembers where the log was at the last commit, and that is later than the new log."""
    server = mariadb_instance.server
    server.run(f"INSERT INTO {SCHEMA}.log (note) VALUES ('a'), ('b'); FLUSH BINARY LOGS")
    server.run(f"DELETE FROM {SCHEMA}.log WHERE id > 2; RESET MASTER")

    dumped, reader = await mariadb_instance.backup(folder)

    assert dumped.position is not None
    assert dumped.position.file == "binlog.000001"
    assert (await mariadb_instance.engine(folder).prove(reader)).differences == ()


async def test_a_proof_finds_what_differs(instance: Instance, folder: Path) -> None:
    _, reader = await instance.backup(folder)
    (database,) = reader.manifest.databases
    account, log = database.tables
    changed = database.model_copy(
        update={
            "tables": (
                account.model_copy(update={"checksum": 1}),
                log.model_copy(update={"rows": 3}),
            ),
            "objects": database.objects.model_copy(update={"triggers": ()}),
        }
    )
    other = reader.manifest.model_copy(
        update={"databases": (changed,), "position": Position(file="binlog.000009", offset=4)}
    )
    forged = ArchiveReader(reader._repository, other)

    found = " ".join((await instance.engine(folder).prove(forged)).differences)

    assert "account: its checksum" in found
    assert "log: has 2 rows instead of 3" in found
    assert "noted: is no trigger" in found
    assert "its position is" in found


async def test_schemas_come_out_of_a_copy(instance: Instance, folder: Path) -> None:
    _, reader = await instance.backup(folder)
    repository = local_repository(folder / "extracted")
    async with writing(repository, fresh_id(), level=1) as archive:
        dumped = await instance.engine(folder).extract(reader, archive, instance.targets)

    (from_copy,), (original,) = dumped.databases, reader.manifest.databases
    assert {t.name: t.checksum for t in from_copy.tables} == {
        t.name: t.checksum for t in original.tables
    }
    assert dumped.position == reader.manifest.position


async def test_the_files_come_back(instance: Instance, folder: Path) -> None:
    _, reader = await instance.backup(folder)
    into = folder / "data"

    await instance.engine(folder).restore_files(reader, into)

    assert (into / SCHEMA / "account.ibd").stat().st_size > 0
    with pytest.raises(BackupError, match="not empty"):
        await instance.engine(folder).restore_files(reader, into)


@pytest.mark.parametrize(("old", "new"), [(b"ibdata1", b"ibdatax"), (b"second", b"secone")])
async def test_an_altered_copy_is_damaged(
    instance: Instance, folder: Path, old: bytes, new: bytes
) -> None:
    """A file renamed, and a row changed in its page: the hashes of the repository fit both."""
    _, reader = await instance.backup(folder)
    repository = local_repository(folder / "broken")
    broken = fresh_id()
    async with writing(repository, broken, level=1) as archive:
        files = []
        for entry in reader.manifest.files:
            sink = await archive.file(entry.name)
            async for chunk in reader.statements(entry.name):
                await sink.write(chunk.replace(old, new))
            files.append(await sink.close())
        manifest = reader.manifest.model_copy(update={"id": broken, "files": tuple(files)})
        await archive.publish(manifest)

    with pytest.raises(BackupDamaged):
        await instance.engine(folder).prove(ArchiveReader(repository, manifest))
    assert not [name for name in os.listdir(folder) if name.startswith("tcmcp-")]


async def test_a_cancelled_copy_leaves_nothing(instance: Instance, folder: Path) -> None:
    repository = local_repository(folder / "r")
    with trio.CancelScope() as scope:

        async def cancel(*_: object) -> None:
            scope.cancel()

        async with writing(repository, fresh_id(), level=1) as archive:
            await instance.engine(folder).take(archive, instance.targets, progress=cancel)
    assert scope.cancelled_caught
    assert repository.backups() == {}
    assert os.listdir(folder) == ["r"]


async def test_says_which_package_is_missing(
    instance: Instance, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr("appliance.backup.programs.USUAL", ())
    engine = instance.engine(folder, Programs())

    assert engine.can_prove().startswith("apt-get install m")
    async with writing(local_repository(folder / "r"), fresh_id(), level=1) as archive:
        with pytest.raises(BackupError, match="is missing"):
            await engine.take(archive, instance.targets)


async def test_wrong_rights_are_told(instance: Instance, folder: Path) -> None:
    server = instance.server
    server.run("DROP USER IF EXISTS poor@'%'; CREATE USER poor@'%' IDENTIFIED BY 'poor';")
    server.run(f"GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON {SCHEMA}.* TO poor@'%'")
    settings = instance.login.settings.model_copy(update={"user": "poor"})
    login = replace(instance.login, settings=settings, password=b"poor", schema=SCHEMA)
    engine = type(instance.engine(folder))(login, instance.programs, folder, SystemClock())
    async with writing(local_repository(folder / "r"), fresh_id(), level=1) as archive:
        with pytest.raises(BackupError):
            await engine.take(archive, instance.targets)
