"""How the backups are: what health and metrics tell. Pure; the service keeps it up to date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from appliance.backup.accounts import OPTIONAL
from appliance.backup.binlog.selecting import NO_REACH, Reach, archived_of, reach
from appliance.backup.binlog.status import Status as ArchiveStatus
from appliance.backup.groups import Group, newest
from appliance.backup.manifest import Manifest
from appliance.backup.notes import Backup, State
from appliance.telemetry.health import Check, Status

NAME = "backup"
LATE = 2
"""A backup older than so many intervals is late."""
NEVER_RUN = timedelta(hours=1)
"""How long a group may be without any backup before that is told: the first one takes a while."""


LAGS_S = 300.0
"""An archive of the binary log that is so far behind is told."""
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Standing:
    """One database; `reach` is how far its newest backup can be brought forward."""

    role: str
    interval: timedelta | None
    taken: Backup | None
    proved: Backup | None
    reach: Reach = NO_REACH

    @property
    def recoverable_until(self) -> datetime | None:
        """The last instant that a restore and the archived binary log can bring back."""
        if self.taken is None or self.taken.manifest is None:
            return None
        return max(self.taken.manifest.started_at, self.reach.until or _NEVER)


@dataclass(frozen=True)
class Condition:
    """All databases, and what is wrong besides.

    Attributes:
        damaged: ids of damaged backups that nothing newer and proved makes up for.
        since: since when the service looks after them.
        problem: why the repository cannot be used; empty when it can.
        failures: why jobs failed that did not succeed since.
        cannot_prove: why no backup is proved by restoring it; empty when they are.
        archive: how the archive of the binary log is; None where this node archives none.
        gap_at: when the last gap in it was found; the pieces show it only when the next is stored.
    """

    standings: tuple[Standing, ...] = ()
    damaged: tuple[str, ...] = ()
    since: datetime | None = None
    problem: str = ""
    failures: tuple[str, ...] = ()
    cannot_prove: str = ""
    archive: ArchiveStatus | None = None
    gap_at: datetime | None = None


def standings_of(
    backups: Sequence[Backup], groups: Iterable[Group], now: datetime
) -> tuple[Standing, ...]:
    """What there is of each database. Safety backups of a restore count too: they hold it."""
    standings = []
    reaches: dict[str, Reach] = {}
    for group in groups:
        for target in group.targets:
            taken = newest(backups, (target,))
            full = taken.manifest if taken is not None else None
            if full is not None and full.id not in reaches:
                reaches[full.id] = reach_of(full, backups)
            standings.append(
                Standing(
                    role=target.role,
                    interval=group.interval(now),
                    taken=taken,
                    proved=newest(backups, (target,), state=State.VERIFIED),
                    reach=NO_REACH if full is None else reaches[full.id],
                )
            )
    return tuple(standings)


def reach_of(full: Manifest, backups: Iterable[Backup]) -> Reach:
    """How far the archived binary log leads on from a backup."""
    known = tuple(backups)
    pieces = archived_of([each.manifest for each in known if each.manifest is not None])
    return reach(full, pieces, {each.id for each in known if each.state is State.DAMAGED})


def damaged_of(backups: Sequence[Backup]) -> tuple[str, ...]:
    """Damaged backups that are newer than the last proved one of something in them."""
    proved: set[str] = set()
    found = []
    for backup in backups:  # newest first
        if backup.state is State.VERIFIED:
            proved |= backup.schemas
        elif backup.state is State.DAMAGED and (
            not backup.schemas <= proved or (not backup.schemas and not proved)
        ):
            found.append(backup.id)
    return tuple(found)


def judge(condition: Condition, now: datetime) -> Check:
    """The health check; it never decides whether the server takes calls."""
    if condition.problem:
        return Check(NAME, Status.FAILED, condition.problem)
    if condition.damaged:
        text = (
            f"damaged: {', '.join(condition.damaged[:3])}; take a new backup and look at the disk"
        )
        return Check(NAME, Status.FAILED, text)
    found = [text for each in condition.standings if (text := _late(each, condition, now))]
    found += [f"failed: {reason}" for reason in condition.failures]
    found += _unproved(condition)
    found += _archive(condition)
    if found:
        return Check(NAME, Status.WARNING, "; ".join(found))
    return Check(NAME, Status.OK, _all_well(condition, now))


def _archive(condition: Condition) -> list[str]:
    """What keeps any point in time from being reached."""
    archive = condition.archive
    if archive is None:
        return []
    found = []
    if archive.problem:
        found.append(f"the binary log is not archived: {archive.problem}")
    elif archive.lag is not None and archive.lag.seconds > LAGS_S:
        found.append(f"the archive of the binary log is {archive.lag.seconds:.0f} s behind")
    older = [
        each.role
        for each in condition.standings
        if each.taken is not None
        and each.taken.manifest is not None
        and (
            each.reach.broken
            or (condition.gap_at is not None and each.taken.manifest.started_at < condition.gap_at)
        )
    ]
    if older:
        roles = ", ".join(older)
        found.append(f"the archive of the binary log has a gap: take a full backup of {roles}")
    return found


def _late(standing: Standing, condition: Condition, now: datetime) -> str:
    if standing.interval is None:
        return ""
    if standing.taken is None or standing.taken.manifest is None:
        if standing.role in OPTIONAL:
            return ""
        fresh = condition.since is None or now - condition.since < NEVER_RUN
        return "" if fresh else f"there is no backup of {standing.role}"
    age = now - standing.taken.manifest.started_at
    if age <= LATE * standing.interval:
        return ""
    return (
        f"the last backup of {standing.role} is {_span(age)} old, "
        f"and one is due every {_span(standing.interval)}"
    )


def _unproved(condition: Condition) -> list[str]:
    """Databases whose newest backup nobody restored yet, when an older one is no comfort either."""
    taken = [each for each in condition.standings if each.taken is not None]
    if condition.cannot_prove and taken:
        return [f"not proved by a restore: {condition.cannot_prove}"]
    roles = [each.role for each in taken if each.proved is None or _proof_is_late(each)]
    return [f"not proved: {', '.join(roles)}"] if roles else []


def _proof_is_late(standing: Standing) -> bool:
    """Whether the newest backup is more than two intervals younger than the newest proved one."""
    taken, proved = standing.taken, standing.proved
    if taken is None or proved is None or standing.interval is None:
        return False
    assert taken.manifest is not None
    assert proved.manifest is not None
    return taken.manifest.started_at - proved.manifest.started_at > LATE * standing.interval


def _all_well(condition: Condition, now: datetime) -> str:
    told = [
        f"{each.role} {_span(now - each.taken.manifest.started_at)} ago"
        for each in condition.standings
        if each.taken is not None and each.taken.manifest is not None
    ]
    return f"backed up and proved: {', '.join(told)}" if told else "the first backup is to come"


def _span(length: timedelta) -> str:
    minutes = max(0, round(length.total_seconds() / 60))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 60 * 72 else f"{minutes // 1440} days"
