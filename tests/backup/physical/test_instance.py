"""Booting what is no copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.backup.physical.instance import booted
from appliance.backup.programs import ProgramFailed
from appliance.backup.workplace import workplace
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
