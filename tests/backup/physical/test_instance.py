"""Booting what is no copy."""

from __future__ import annotations

from pathlib import Path

import pytest
import trio

from appliance.backup.physical import instance as instance_room
from appliance.backup.physical.instance import booted
from appliance.backup.programs import ProgramFailed, running
from appliance.backup.workplace import workplace
from appliance.database.login import prepare
from appliance.errors import BackupDamaged, QueryFailed
from appliance.settings.model import DatabaseSettings
from tests.support.physical_backups import Instance


async def test_a_folder_of_rubbish_does_not_boot(instance: Instance, folder: Path) -> None:
    flavour = instance.engine(folder).flavour
    async with workplace(folder) as place:
        copy = place / "copy"
        copy.mkdir()
        (copy / "ibdata1").write_bytes(b"rubbish" * 1000)
        with pytest.raises(ProgramFailed):
            async with booted(copy, flavour, instance.programs, place, {}):
                pytest.fail("it booted")


async def test_a_server_that_found_damage_and_stands_still_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance_room, "DAMAGED_S", 0.2)
    told = "[ERROR] [MY-011906] [InnoDB] Database page corruption on disk"
    login = prepare(DatabaseSettings(socket=tmp_path / "s"), "information_schema")
    argv = ["/bin/sh", "-c", f"echo starting >&2; echo '{told}' >&2; sleep 1000"]
    async with running(argv, folder=tmp_path) as server:
        with trio.fail_after(60), pytest.raises(ProgramFailed, match="page corruption") as caught:
            await instance_room.answers(server, login)
    assert caught.value.status is None


@pytest.mark.sweep
async def test_a_query_that_fails_over_damage_is_the_damage(
    instance: Instance, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And any other query that fails is not."""
    _, reader = await instance.backup(folder)
    engine = instance.engine(folder)
    with pytest.raises(QueryFailed):
        async with engine.opened(reader):
            raise QueryFailed("no such table", code=1146)
    monkeypatch.setattr(instance_room, "DAMAGE", ("ready for connections",))
    with pytest.raises(BackupDamaged, match="ready for connections"):
        async with engine.opened(reader):
            raise QueryFailed("cannot be read", code=1030)
