"""Which backups are kept, and why. Pure: backups, policy and time are passed in.

The policy holds for each database by itself, since they are backed up at intervals of their own: a
backup is kept when any database in it wants it. Of a period, the newest proved backup counts, or
the newest when none is proved.

Safety backups, which hold what a restore gave up, are judged by themselves, by the same policy:
they are no reason to let a backup go that a recovery would begin with.

Never removed, whatever the policy says: the newest backup and the last proved backup of a database,
a held one, and one that cannot be read (a newer version of the product took it). A damaged backup
counts for nothing; it goes once each of its databases has a newer proved one.

Segments of the binary log are kept from the oldest kept full backup on, so that every point in time
after it can be reached, but no longer than `Policy.point_in_time`.

When a full backup is dated in the future the clock went backwards, and no age is right: then
everything is kept, and `prune` refuses. (Segments are dated by the database server's clock.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

SKEW = timedelta(minutes=5)
"""Clocks of two nodes may differ by so much."""


class Standing(Enum):
    """What retention needs to know of a backup's state."""

    UNPROVED = "unproved"
    PROVED = "proved"
    DAMAGED = "damaged"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Candidate:
    """A backup that is judged."""

    id: str
    at: datetime
    """Instant of its snapshot."""
    databases: frozenset[str]
    standing: Standing
    held: str = ""
    """Why it is held; empty: it is not."""
    parent: str | None = None
    """Of an incremental segment: what it goes on from."""
    safety: bool = False
    """Taken of what a restore was about to overwrite."""


@dataclass(frozen=True)
class Policy:
    """How many backups are kept of each database."""

    last: int = 0
    hourly: int = 0
    daily: int = 0
    weekly: int = 0
    monthly: int = 0
    yearly: int = 0
    within: timedelta = timedelta(0)
    """Backups younger than this are all kept."""
    point_in_time: timedelta | None = None
    """How far back segments of the binary log are kept; None: to the oldest kept full backup."""


@dataclass(frozen=True)
class Verdict:
    """Whether a backup is kept, and why."""

    id: str
    keep: bool
    reasons: tuple[str, ...]


_COUNTED = (Standing.PROVED, Standing.UNPROVED)
_PERIODS: Mapping[str, Callable[[datetime], object]] = {
    "hourly": lambda at: (at.date(), at.hour),
    "daily": lambda at: at.date(),
    "weekly": lambda at: at.isocalendar()[:2],
    "monthly": lambda at: (at.year, at.month),
    "yearly": lambda at: at.year,
}


def judge(backups: Iterable[Candidate], policy: Policy, now: datetime) -> list[Verdict]:
    """A verdict on each backup, newest first.

    Args:
        backups: all of the repository; what is left out cannot protect what it needs.
        now: UTC, as are the backups' dates; periods are those of UTC.
    """
    newest_first = sorted(backups, key=lambda b: (b.at, b.id), reverse=True)
    if why := dated_ahead(newest_first, now):
        return [Verdict(backup.id, True, (why,)) for backup in newest_first]
    reasons = _Reasons()
    full = [backup for backup in newest_first if backup.parent is None]
    segments = [backup for backup in newest_first if backup.parent is not None]
    for backup in newest_first:
        if backup.held:
            reasons.add(backup, f"held: {backup.held}")
        if backup.standing is Standing.UNREADABLE:
            reasons.add(backup, "cannot be read by this version")
    for database in sorted({database for backup in full for database in backup.databases}):
        counted = [b for b in full if database in b.databases and b.standing in _COUNTED]
        for safety in (False, True):
            alike = [backup for backup in counted if backup.safety is safety]
            _judge_database(database, alike, policy, now, reasons)
    _judge_damaged(newest_first, reasons)
    _judge_segments(segments, full, policy, now, reasons)
    return [_verdict(backup, reasons) for backup in newest_first]


def dated_ahead(backups: Iterable[Candidate], now: datetime) -> str:
    """Which full backup is dated in the future, in words; empty when none is."""
    for backup in backups:
        if backup.parent is None and backup.at > now + SKEW:
            return f"{backup.id} is dated in the future: the clock went backwards"
    return ""


class _Reasons:
    """Why backups are kept: for each the rules, and the databases they hold for."""

    def __init__(self) -> None:
        self._rules: dict[str, dict[str, list[str]]] = {}

    def add(self, backup: Candidate, rule: str, database: str = "") -> None:
        """One more reason to keep a backup."""
        databases = self._rules.setdefault(backup.id, {}).setdefault(rule, [])
        if database:
            databases.append(database)

    def keeps(self, backup: Candidate) -> bool:
        """Whether there is a reason."""
        return backup.id in self._rules

    def told(self, backup: Candidate) -> tuple[str, ...]:
        """The reasons, in words."""
        return tuple(
            f"{rule}: {', '.join(databases)}" if databases else rule
            for rule, databases in self._rules[backup.id].items()
        )


def _judge_database(
    database: str,
    newest_first: Sequence[Candidate],
    policy: Policy,
    now: datetime,
    reasons: _Reasons,
) -> None:
    """The policy, for the backups that count of one database."""
    proved = [backup for backup in newest_first if backup.standing is Standing.PROVED]
    if newest_first:
        reasons.add(newest_first[0], "newest", database)
    if proved:
        reasons.add(proved[0], "last proved", database)
    for backup in newest_first[: policy.last]:
        reasons.add(backup, "last", database)
    for backup in newest_first:
        if policy.within and now - backup.at < policy.within:
            reasons.add(backup, "within", database)
    for rule, period_of in _PERIODS.items():
        periods = {period_of(backup.at): backup for backup in reversed(newest_first)}
        periods |= {period_of(backup.at): backup for backup in reversed(proved)}
        newest_periods = sorted(periods.values(), key=lambda b: (b.at, b.id), reverse=True)
        for backup in newest_periods[: getattr(policy, rule)]:
            reasons.add(backup, rule, database)


def _judge_damaged(newest_first: Sequence[Candidate], reasons: _Reasons) -> None:
    """Damaged backups stay while they are the best there may be."""
    covered: set[str] = set()
    any_proved = False
    for backup in newest_first:
        counts = backup.parent is None and not backup.safety
        if backup.standing is Standing.PROVED and counts:
            covered |= backup.databases
            any_proved = True
        elif backup.standing is Standing.DAMAGED and not (
            any_proved and backup.databases <= covered
        ):
            reasons.add(backup, "damaged, but nothing newer is proved")


def _judge_segments(
    newest_first: Sequence[Candidate],
    full: Sequence[Candidate],
    policy: Policy,
    now: datetime,
    reasons: _Reasons,
) -> None:
    """Segments that continue a kept full backup; held ones with what they go on from."""
    bases = [b.at for b in full if b.standing in _COUNTED and reasons.keeps(b)]
    if bases:
        for segment in newest_first:
            recent = policy.point_in_time is None or now - segment.at < policy.point_in_time
            if segment.standing in _COUNTED and recent:
                reasons.add(segment, f"point in time since {min(bases):%F %T}")
            if segment.at <= min(bases):
                break  # the oldest kept full backup lies in this segment, or just before the next
    known = {backup.id: backup for backup in (*newest_first, *full)}
    for segment in newest_first:
        needed = segment.parent if segment.held else None
        while base := known.pop(needed or "", None):  # popped: each once, and no circle
            reasons.add(base, f"{segment.id} goes on from it")
            needed = base.parent


def _verdict(backup: Candidate, reasons: _Reasons) -> Verdict:
    if reasons.keeps(backup):
        return Verdict(backup.id, True, reasons.told(backup))
    if backup.standing is Standing.DAMAGED:
        return Verdict(backup.id, False, ("damaged, and newer ones are proved",))
    return Verdict(backup.id, False, ("no rule keeps it",))
