"""verify-backup on the demo realm."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.backup.notes import Level
from appliance.errors import NotFound, Unavailable
from appliance.tools.backups.trigger import TriggerBackup, trigger_backup
from appliance.tools.backups.verify import VerifyBackup, verify_backup
from tests.support.backup_desk import context, demo_service, settled

NO_SUCH = "20260131T180000Z-full-0a1b2c"


async def test_a_backup_is_restored_and_compared(tmp_path: Path) -> None:
    async with demo_service(tmp_path, verify=False) as service:
        asked = context(service.desk)
        taken = await trigger_backup.function(TriggerBackup(wait=True), asked)
        await settled(service.desk)
        answer = await verify_backup.function(VerifyBackup(backupId=taken.id), asked)
        assert (answer.state, answer.id) == ("done", taken.id)
        assert answer.notes[0].startswith("full check: 190 tables")


async def test_damage_is_the_answer_not_an_error(tmp_path: Path) -> None:
    async with demo_service(tmp_path, verify=False) as service:
        asked = context(service.desk)
        taken = await trigger_backup.function(TriggerBackup(wait=True), asked)
        await settled(service.desk)
        next((tmp_path / taken.id).rglob("*.frames")).write_bytes(b"")
        answer = await verify_backup.function(
            VerifyBackup(backupId=taken.id, level=Level.QUICK), asked
        )
        assert answer.state == "failed"
        assert answer.error is not None
        assert "damaged" in answer.error


async def test_an_id_that_is_none(tmp_path: Path) -> None:
    async with demo_service(tmp_path) as service:
        asked = context(service.desk)
        for backup_id, error in ((NO_SUCH, NotFound), ("../../etc/passwd", Unavailable)):
            with pytest.raises(error, match="backup"):
                await verify_backup.function(VerifyBackup(backupId=backup_id), asked)


async def test_without_a_repository_it_names_the_setting() -> None:
    with pytest.raises(Unavailable, match=r"backup\.repository"):
        await verify_backup.function(VerifyBackup(backupId=NO_SUCH), context())
