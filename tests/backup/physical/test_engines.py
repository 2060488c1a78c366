"""The whole way from the setting to an engine, on real servers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from appliance.backup.logical.plan import Target
from appliance.backup.manifest import Engine
from appliance.backup.physical.engines import decide_for, physical_engines
from appliance.backup.programs import Programs
from appliance.clock import SystemClock
from appliance.errors import BackupError
from appliance.settings.backup import BackupEngine
from tests.support.physical_backups import Instance


async def test_auto_copies_an_instance_that_is_all_ours(instance: Instance, folder: Path) -> None:
    found = await decide_for(
        BackupEngine.AUTO, instance.login, instance.targets, instance.programs, partial=False
    )
    engines = physical_engines(instance.login, instance.programs, folder, SystemClock())
    assert engines[found.engine].flavour.value == instance.server.engine
    assert engines[found.engine].can_prove() == ""


async def test_auto_dumps_a_part_of_an_instance(instance: Instance) -> None:
    targets = [Target("world", "elsewhere")]
    found = await decide_for(
        BackupEngine.AUTO, instance.login, targets, instance.programs, partial=False
    )
    assert found.engine is Engine.LOGICAL
    assert "other schemas" in found.why


async def test_the_other_server_s_engine_is_refused(instance: Instance) -> None:
    wanted = BackupEngine.CLONE if instance.home is None else BackupEngine.MARIABACKUP
    with pytest.raises(BackupError, match="does not know"):
        await decide_for(wanted, instance.login, instance.targets, Programs(), partial=False)


async def test_logical_asks_nobody(instance: Instance) -> None:
    nowhere = instance.login.settings.model_copy(update={"port": 1})
    login = replace(instance.login, settings=nowhere)
    found = await decide_for(
        BackupEngine.LOGICAL, login, instance.targets, Programs(), partial=True
    )
    assert found.engine is Engine.LOGICAL
