"""What a failed program says of a copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.backup.physical.fault import fault_of
from appliance.backup.programs import ProgramFailed, Programs
from appliance.database.interface import Engine
from appliance.errors import BackupDamaged, BackupError

FAILED = ProgramFailed("mariadbd", 1, "unknown page type")
MARIADBD = """#!/bin/sh
echo "mariadbd  Ver 10.11.19-MariaDB for Linux"
"""


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    daemon = tmp_path / "mariadbd"
    daemon.write_text(MARIADBD)
    daemon.chmod(0o755)
    return Programs((tmp_path,))


async def judged(
    programs: Programs, folder: Path, error: ProgramFailed = FAILED, original: str = "10.11.6"
) -> BackupError:
    return await fault_of(error, folder, original, programs, Engine.MARIADB)


async def test_a_copy_that_its_own_server_does_not_take_is_damaged(
    programs: Programs, tmp_path: Path
) -> None:
    assert isinstance(await judged(programs, tmp_path), BackupDamaged)


async def test_what_the_machine_is_at_fault_for_is_no_damage(
    programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = ProgramFailed("mariadbd", -9, "")
    assert await judged(programs, tmp_path, killed) is killed
    upgraded = await judged(programs, tmp_path, original="10.6.22-MariaDB")
    assert "another version than the copy" in upgraded.message
    monkeypatch.setattr("appliance.backup.physical.fault.FULL_BYTES", 2**60)
    full = await judged(programs, tmp_path)
    assert "MB free" in full.message
    assert not any(isinstance(each, BackupDamaged) for each in (killed, upgraded, full))
