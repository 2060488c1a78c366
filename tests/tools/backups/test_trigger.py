"""trigger-backup on the demo realm."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.backup.names import Kind
from appliance.errors import Unavailable
from appliance.tools.backups.trigger import TriggerBackup, trigger_backup
from tests.support.backup_desk import Told, context, demo_service, settled


async def test_it_answers_at_once_and_the_backup_comes(tmp_path: Path) -> None:
    async with demo_service(tmp_path) as service:
        asked = context(service.desk)
        answer = await trigger_backup.function(TriggerBackup(description="x"), asked)
        assert (answer.state, answer.source) == ("running", str(tmp_path))
        with pytest.raises(Unavailable, match=f"backup of {answer.id} is under way"):
            await trigger_backup.function(TriggerBackup(), asked)
        await settled(service.desk)
        assert (tmp_path / answer.id / "manifest.json").exists()


async def test_it_waits_and_tells_how_far_it_is(tmp_path: Path) -> None:
    told = Told()
    async with demo_service(tmp_path) as service:
        answer = await trigger_backup.function(
            TriggerBackup(wait=True), context(service.desk, told)
        )
    assert answer.state == "done"
    assert answer.error is None
    assert told.stages[-1] == (3, 3)
    assert answer.rows is not None
    assert answer.rows > 1000


async def test_a_backup_that_fails_says_why(tmp_path: Path) -> None:
    async with demo_service(tmp_path, min_free_bytes=2**50) as service:
        answer = await trigger_backup.function(TriggerBackup(wait=True), context(service.desk))
    assert answer.state == "failed"
    assert answer.error is not None
    assert "less than backup.min_free_bytes" in answer.error


async def test_an_increment_needs_the_binary_log(tmp_path: Path) -> None:
    async with demo_service(tmp_path) as service:
        with pytest.raises(Unavailable, match="binary log"):
            await trigger_backup.function(
                TriggerBackup(type=Kind.INCREMENTAL), context(service.desk)
            )


async def test_without_a_repository_it_names_the_setting() -> None:
    with pytest.raises(Unavailable, match=r"backup\.repository"):
        await trigger_backup.function(TriggerBackup(), context())
