"""What is to be done next. Pure: the catalogue, the schedules and the time are passed in.

Nothing is remembered but what failed: a backup that a killed process did not finish is due again,
and one that nobody proved is proved, because the catalogue says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from appliance.backup.groups import Group, newest
from appliance.backup.names import Kind, id_kind
from appliance.backup.notes import Backup, Level, State
from appliance.backup.schedule import slot_after

LONGEST_RETRY_S = 3600.0
PRUNE = "prune"


def damage_key(group: Group) -> str:
    """Under which failures it is noted that backups of a group turn out damaged.

    Such a backup does not serve its slot, so another one is due; but not over and over.
    """
    return f"damaged {group.name}"


@dataclass(frozen=True)
class Job:
    """Something to do at `at`: back a group up, prove a backup, or prune."""

    key: str
    at: datetime
    group: Group | None = None
    backup_id: str = ""


@dataclass
class Failures:
    """What failed, how often in a row, and when it may be tried again."""

    first_pause_s: float
    _known: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def add(self, key: str, now: datetime) -> float:
        """It failed; the pause until it is tried again, in seconds."""
        times = self._known.get(key, (0, now))[0] + 1
        pause_s = min(LONGEST_RETRY_S, self.first_pause_s * 2.0 ** min(times - 1, 20))
        self._known[key] = times, now + timedelta(seconds=pause_s)
        return pause_s

    def clear(self, key: str) -> None:
        """It went well."""
        self._known.pop(key, None)

    def not_before(self, key: str) -> datetime | None:
        """When it may be tried again; None: at any time."""
        return self._known[key][1] if key in self._known else None


def next_job(
    backups: Sequence[Backup],
    groups: Iterable[Group],
    level_of: Callable[[Backup], Level],
    failures: Failures,
    now: datetime,
    *,
    jitter: timedelta,
    seed: str,
    changed: bool,
) -> Job | None:
    """The job to do first; None when there is none at all.

    Args:
        backups: newest first.
        level_of: the level that a backup is proved at.
        changed: whether backups came or were proved since the last time that was pruned.
    """
    groups = tuple(groups)
    jobs = [job for group in groups if (job := _backup(group, backups, now, jitter, seed))]
    jobs = [_after_failure(job, failures, now) for job in jobs]
    due = [job for job in jobs if job.at <= now]
    if due:
        return due[0]
    proofs = [
        _waiting(Job(f"prove {backup_id}", now, backup_id=backup_id), failures)
        for backup_id in _unproved(backups, groups, level_of)
    ]
    if changed and not any(job.at <= now for job in proofs):
        proofs.append(_waiting(Job(PRUNE, now), failures))
    return min((*jobs, *proofs), key=lambda job: job.at, default=None)


def _backup(
    group: Group, backups: Sequence[Backup], now: datetime, jitter: timedelta, seed: str
) -> Job | None:
    due = group.due(backups, now, jitter=jitter, seed=seed)
    return None if due is None else Job(f"back up {group.name}", due.at, group=group)


def _after_failure(job: Job, failures: Failures, now: datetime) -> Job:
    """A failed backup waits, but no longer than until its next slot."""
    if job.group is None:
        return job
    later = _waiting(_waiting(job, failures), failures, damage_key(job.group))
    if later is job:
        return job
    slot = slot_after(job.group.schedule, now)
    return later if slot is None else replace(later, at=min(later.at, slot))


def _waiting(job: Job, failures: Failures, key: str = "") -> Job:
    not_before = failures.not_before(key or job.key)
    if not_before is None or not_before <= job.at:
        return job
    return replace(job, at=not_before)


def _unproved(
    backups: Sequence[Backup], groups: Iterable[Group], level_of: Callable[[Backup], Level]
) -> list[str]:
    """The newest backups of the groups, then pieces of the binary log, the oldest first.

    Those nobody looked at yet: each is read once.
    """
    wanted = [newest(backups, group.targets) for group in groups]
    wanted += [
        each
        for each in reversed(backups)
        if each.state is State.UNVERIFIED and id_kind(each.id) is Kind.INCREMENTAL
    ]
    found = [
        each.id
        for each in wanted
        if each is not None
        and each.state is State.UNVERIFIED
        and (level_of(each) is Level.FULL or each.check is None)
    ]
    return list(dict.fromkeys(found))
