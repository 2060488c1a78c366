"""What health and metrics read: kept up to date by the service, asked by nobody else's leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from appliance.backup.accounts import OPTIONAL
from appliance.backup.binlog.status import Status as ArchiveStatus
from appliance.backup.condition import Condition, damaged_of, judge, standings_of
from appliance.backup.groups import Group
from appliance.backup.logical.plan import Target
from appliance.backup.manifest import Manifest
from appliance.backup.names import Kind, id_kind
from appliance.backup.notes import Backup, State
from appliance.telemetry.health import Check, Status
from appliance.telemetry.metrics import Metrics


class Board:
    """The state of the backups, for people and for Prometheus."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._condition = Condition()
        self._crash = ""
        self._failures: dict[str, str] = {}

    def check(self, now: datetime) -> Check:
        """The health check; asks nothing."""
        if self._crash:
            text = f"the backup service crashed and starts again: {self._crash}"
            return Check("backup", Status.FAILED, text)
        return judge(self._condition, now)

    def opened(self, now: datetime) -> None:
        """The repository can be used."""
        self._crash = ""
        since = self._condition.since or now
        self._condition = replace(self._condition, problem="", since=since)

    def unusable(self, reason: str) -> None:
        """The repository cannot be used."""
        self._condition = replace(self._condition, problem=reason)

    def crashed(self, reason: str) -> None:
        """A bug ended the service for now."""
        self._crash = reason
        self._metrics.backup_crashes.inc()

    def show(
        self,
        backups: Sequence[Backup],
        groups: Iterable[Group],
        now: datetime,
        free_bytes: int | None,
        cannot_prove: str,
    ) -> None:
        """Show what is in the catalogue.

        Args:
            cannot_prove: why no backup is proved by restoring it; empty when they are.
        """
        standings = standings_of(backups, groups, now)
        damaged = damaged_of(backups)
        self._condition = replace(
            self._condition, standings=standings, damaged=damaged, cannot_prove=cannot_prove
        )
        metrics = self._metrics
        for each in standings:
            there = each.taken is not None or each.role not in OPTIONAL
            if each.interval is not None and there:
                metrics.backup_interval.labels(each.role).set(each.interval.total_seconds())
            if each.taken is not None and each.taken.manifest is not None:
                self._show_taken(each.role, each.taken.manifest)
            if each.recoverable_until is not None:
                at = each.recoverable_until.timestamp()
                metrics.backup_recoverable.labels(each.role).set(at)
            if each.proved is not None and each.proved.manifest is not None:
                at = each.proved.manifest.started_at.timestamp()
                metrics.backup_proved.labels(each.role).set(at)
        metrics.backup_damaged.set(sum(backup.state is State.DAMAGED for backup in backups))
        metrics.binlog_unproved.set(
            sum(
                backup.state is State.UNVERIFIED
                and backup.check is None
                and id_kind(backup.id) is Kind.INCREMENTAL
                for backup in backups
            )
        )
        if free_bytes is not None:
            metrics.backup_free.set(free_bytes)

    def show_archive(self, status: ArchiveStatus | None, now: datetime) -> None:
        """Show how the archive of the binary log is; None where this node archives none."""
        known = self._condition
        gap_at = known.gap_at
        if status is not None and status.gaps > (known.archive.gaps if known.archive else 0):
            gap_at = now
        self._condition = replace(known, archive=status, gap_at=gap_at)
        if status is None:
            return
        metrics = self._metrics
        metrics.binlog_streaming.set(status.streaming)
        metrics.binlog_gaps.set(status.gaps)
        if status.lag is not None:
            metrics.binlog_lag.set(status.lag.seconds)
            metrics.binlog_unstored.set(status.lag.unstored_bytes)

    def _show_taken(self, role: str, manifest: Manifest) -> None:
        metrics = self._metrics
        metrics.backup_taken.labels(role).set(manifest.started_at.timestamp())
        metrics.backup_duration.labels(role).set(manifest.duration_s)
        metrics.backup_bytes.labels(role).set(stored_bytes(manifest, role))

    def fenced(self) -> None:
        """A change was refused because the term of this node was over."""
        self._metrics.fenced.inc()

    @contextmanager
    def running(self) -> Iterator[None]:
        """A run is on."""
        self._metrics.backup_running.set(1)
        try:
            yield
        finally:
            self._metrics.backup_running.set(0)

    def attempt(self, targets: Iterable[Target]) -> None:
        """A backup of these databases begins."""
        for target in targets:
            self._metrics.backup_attempts.labels(target.role).inc()

    def failed(self, job: str, reason: str) -> None:
        """A job of the schedule failed."""
        self._failures[job] = reason
        self._condition = replace(self._condition, failures=tuple(self._failures.values()))

    def went_well(self, job: str) -> None:
        """A job came to its end."""
        self._failures.pop(job, None)
        self._condition = replace(self._condition, failures=tuple(self._failures.values()))

    def not_backed_up(self, targets: Iterable[Target]) -> None:
        """A backup of these databases failed."""
        for target in targets:
            self._metrics.backup_failures.labels(target.role).inc()


def stored_bytes(manifest: Manifest, role: str) -> int:
    """Stored size of one database of a backup; of a physical one, all of it."""
    sizes = {entry.name: entry.bytes for entry in manifest.files}
    names = {
        name
        for database in manifest.databases
        if database.role == role
        for name in (database.ddl_file, *(table.file for table in database.tables))
        if name is not None
    }
    return sum(sizes[name] for name in names) if names else manifest.stored_bytes
