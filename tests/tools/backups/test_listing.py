"""list-backups on the demo realm."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.errors import Unavailable
from appliance.tools.backups.listing import BackupStatus, ListBackups, list_backups
from appliance.tools.backups.trigger import TriggerBackup, trigger_backup
from appliance.tools.backups.verify import VerifyBackup, verify_backup
from tests.support.backup_desk import context, demo_service, settled


async def test_what_there_is_why_it_is_kept_and_what_comes_next(tmp_path: Path) -> None:
    async with demo_service(tmp_path, schedule="0 0 1 1 *", verify=False) as service:
        asked = context(service.desk)
        await settled(service.desk)
        taken = await trigger_backup.function(
            TriggerBackup(wait=True, description="by hand"), asked
        )
        await settled(service.desk)
        await verify_backup.function(VerifyBackup(backupId=taken.id), asked)
        await settled(service.desk)
        answer = await list_backups.function(ListBackups(), asked)
    (newest,) = [each for each in answer.backups if each.id == taken.id]
    assert (newest.status, newest.type, newest.engine) == ("verified", "full", "sqlite")
    assert newest.databases == ["auth", "characters", "world"]
    assert (newest.reason, newest.description) == ("manual", "by hand")
    assert newest.verified_at is not None
    assert newest.verified_at.endswith("Z")
    assert any(reason.startswith("newest") for reason in newest.kept_for)
    assert answer.next_due["auth"].endswith("-01-01T00:00:00+00:00")
    assert "world" not in answer.next_due
    assert not answer.truncated


async def test_by_status_and_no_more_than_asked_for(tmp_path: Path) -> None:
    async with demo_service(tmp_path, verify=False) as service:
        asked = context(service.desk)
        for _ in range(2):
            await trigger_backup.function(TriggerBackup(wait=True), asked)
            await settled(service.desk)
        answer = await list_backups.function(ListBackups(limit=1), asked)
        assert (len(answer.backups), answer.total, answer.truncated) == (1, 2, True)
        damaged = await list_backups.function(ListBackups(status=BackupStatus.DAMAGED), asked)
        assert (damaged.backups, damaged.total) == ([], 0)


async def test_without_a_repository_it_names_the_setting() -> None:
    with pytest.raises(Unavailable, match=r"backup\.repository"):
        await list_backups.function(ListBackups(), context())
