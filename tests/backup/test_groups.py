"""Which databases are backed up together, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from appliance.backup.groups import Group, groups_of, newest
from appliance.backup.logical.plan import Target
from appliance.backup.manifest import Reason
from appliance.backup.notes import Backup, State
from appliance.errors import SettingsError
from appliance.settings.backup import BackupSettings
from tests.support.backups import NOON, fresh_id, manifest_of

TARGETS = tuple(
    Target(role, role)  # type: ignore[arg-type]
    for role in ("auth", "characters", "world", "hotfixes")
)


def backup(
    at: datetime,
    *roles: str,
    reason: Reason = Reason.SCHEDULED,
    state: State = State.UNVERIFIED,
) -> Backup:
    manifest = manifest_of(fresh_id(at), roles=roles or ("auth", "characters"))
    manifest = manifest.model_copy(update={"reason": reason})
    return Backup(manifest.id, state, manifest)


def due(group: Group, backups: list[Backup], now: datetime) -> datetime:
    found = group.due(backups, now, jitter=timedelta(0), seed="")
    assert found is not None
    return found.at


def test_what_cannot_be_rebuilt_goes_by_its_own_schedule() -> None:
    first, second = groups_of(BackupSettings(), TARGETS)
    assert [target.role for target in first.targets] == ["auth", "characters"]
    assert [target.role for target in second.targets] == ["world", "hotfixes"]
    assert first.interval(NOON) == timedelta(hours=6)
    assert second.interval(NOON) == timedelta(hours=24)


def test_same_puts_everything_into_one_backup() -> None:
    (only,) = groups_of(BackupSettings(world_schedule="same"), TARGETS)
    assert only.targets == TARGETS


def test_a_realm_without_the_others_has_the_world_alone() -> None:
    (only,) = groups_of(BackupSettings(), TARGETS[2:3])
    assert only.name == "world"


def test_off_is_never_due() -> None:
    first, _ = groups_of(BackupSettings(schedule="off"), TARGETS)
    assert first.due([], NOON, jitter=timedelta(0), seed="") is None
    assert first.interval(NOON) is None


def test_a_schedule_that_means_nothing_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"backup\.schedule"):
        groups_of(BackupSettings(schedule="now and then"), TARGETS)


def test_a_slot_is_served_by_a_sound_scheduled_backup_of_the_group() -> None:
    group, _ = groups_of(BackupSettings(), TARGETS)
    now = NOON + timedelta(minutes=10)
    assert due(group, [], now) <= now
    assert due(group, [backup(NOON)], now) == NOON + timedelta(hours=6)
    manual = backup(NOON, reason=Reason.MANUAL)
    assert due(group, [manual], now) <= now
    assert due(group, [backup(NOON, "world")], now) <= now
    assert due(group, [backup(NOON, state=State.DAMAGED)], now) <= now
    assert due(group, [backup(NOON - timedelta(hours=1))], now) <= now


def test_the_newest_backup_of_a_database() -> None:
    old, new = backup(NOON - timedelta(hours=6), state=State.VERIFIED), backup(NOON)
    damaged = backup(NOON + timedelta(hours=6), state=State.DAMAGED)
    unreadable = Backup(fresh_id(), State.UNREADABLE, None)
    backups = [unreadable, damaged, new, old]
    assert newest(backups, TARGETS) is new
    assert newest(backups, TARGETS, state=State.VERIFIED) is old
    assert newest(backups, TARGETS[2:]) is None
