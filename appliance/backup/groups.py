"""Which databases are backed up together, and when. Pure: backups and time are passed in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.backup.accounts import IRREPLACEABLE, REBUILDABLE
from appliance.backup.logical.plan import Target
from appliance.backup.manifest import Reason
from appliance.backup.notes import Backup, State
from appliance.backup.schedule import (
    Due,
    Schedule,
    expected_interval,
    next_due,
    parse,
    slot_at,
)
from appliance.errors import SettingsError
from appliance.settings.backup import BackupSettings

SAME = "same"
"""`world_schedule` that puts everything into one backup."""
_GOOD = (State.VERIFIED, State.UNVERIFIED)


@dataclass(frozen=True)
class Group:
    """Databases that one scheduled backup holds."""

    name: str
    targets: tuple[Target, ...]
    schedule: Schedule

    def interval(self, now: datetime) -> timedelta | None:
        """The longest pause between two backups; None when it has no schedule."""
        return expected_interval(self.schedule, now)

    def due(
        self, backups: Iterable[Backup], now: datetime, *, jitter: timedelta, seed: str
    ) -> Due | None:
        """When its next backup begins; None when it has no schedule.

        A slot counts as served when there is a scheduled backup of it that is not damaged.
        """
        last = newest(backups, self.targets, reason=Reason.SCHEDULED)
        last_slot = None
        if last is not None and last.manifest is not None:
            last_slot = slot_at(self.schedule, last.manifest.started_at)
        return next_due(self.schedule, last_slot, now, jitter=jitter, seed=seed)


def groups_of(settings: BackupSettings, targets: Sequence[Target]) -> tuple[Group, ...]:
    """The groups that the settings make.

    Raises:
        SettingsError: a schedule means nothing.
    """
    schedule = _parse("schedule", settings.schedule, settings.timezone)
    if settings.world_schedule.strip().lower() == SAME:
        return (Group("realm", tuple(targets), schedule),)
    world = _parse("world_schedule", settings.world_schedule, settings.timezone)
    found = (
        Group("characters", _of(targets, IRREPLACEABLE), schedule),
        Group("world", _of(targets, REBUILDABLE), world),
    )
    return tuple(group for group in found if group.targets)


def _parse(key: str, text: str, timezone: str) -> Schedule:
    try:
        return parse(text, timezone)
    except SettingsError as error:
        raise SettingsError(f"backup.{key}: {error.message}", hint=error.hint) from error


def _of(targets: Sequence[Target], roles: Sequence[str]) -> tuple[Target, ...]:
    return tuple(target for target in targets if target.role in roles)


def newest(
    backups: Iterable[Backup],
    targets: Sequence[Target],
    *,
    reason: Reason | None = None,
    state: State | None = None,
) -> Backup | None:
    """The newest sound full backup, of `backups` newest first, that holds any of the targets.

    Not all of them: one schema may not be there, and its absence is told where it was noticed.
    """
    wanted = {target.schema for target in targets}
    for backup in backups:
        if backup.manifest is None or backup.manifest.parent is not None:
            continue
        if backup.state not in _GOOD or (state is not None and backup.state is not state):
            continue
        if reason is not None and backup.manifest.reason is not reason:
            continue
        if backup.schemas & wanted:
            return backup
    return None
