"""A drill begins with the newest sound backups, and says what would be lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.backup.drill import Drill, drill, newest_by_schema
from appliance.backup.leading import Mandate
from appliance.backup.manifest import Reason
from appliance.backup.notes import State
from appliance.backup.site import open_site
from appliance.backup.take import fresh_id, take
from appliance.errors import BackupError
from appliance.settings.backup import BackupSettings
from appliance.settings.model import Settings
from tests.backup.test_groups import backup
from tests.support.backups import NOON, SetClock


def test_what_a_recovery_begins_with() -> None:
    old, new = backup(NOON - timedelta(hours=6)), backup(NOON)
    world = backup(NOON - timedelta(hours=9), "world")
    damaged = backup(NOON + timedelta(hours=1), state=State.DAMAGED)
    safety = backup(NOON + timedelta(hours=2), reason=Reason.SAFETY)
    found = newest_by_schema([safety, damaged, new, old, world])
    assert found == {"auth": new, "characters": new, "world": world}
    assert newest_by_schema([replace(new, manifest=None)]) == {}


async def test_everything_is_restored_and_timed(tmp_path: Path) -> None:
    clock = SetClock()
    values = BackupSettings(repository=str(tmp_path), min_free_bytes=0)
    site = await open_site(Settings(backup=values), clock)
    with pytest.raises(BackupError, match="backup now"):
        await drill(site, Mandate())
    for hours, targets in ((0, site.targets), (6, site.targets[:2])):
        clock.moment = NOON + timedelta(hours=hours)
        await take(site, Mandate(), backup_id=fresh_id(site), targets=targets, reason=Reason.MANUAL)
    clock.move(hours=2)
    found = await drill(site, Mandate())
    assert found.passed
    assert len(found.verdicts) == 2
    assert found.covers["auth"] != found.covers["world"]
    assert found.lost_s(clock.now()) == 8 * 3600, "the world's is the older one"
    assert found.recovery_time_s >= sum(each.duration_s for each in found.verdicts) * 0.9


def test_nothing_restored_loses_nothing() -> None:
    assert Drill((), {}, (), 0, {}).lost_s(NOON) == 0
