"""Rehearses the worst day: restores the newest backups of everything, and times it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import trio

from appliance.backup.accounts import OPTIONAL
from appliance.backup.leading import Mandate
from appliance.backup.logical.progress import Progress, unheard
from appliance.backup.names import Kind
from appliance.backup.notes import Backup, Level, State
from appliance.backup.site import Site
from appliance.backup.verify import Verdict, verify
from appliance.errors import BackupError


@dataclass(frozen=True, slots=True)
class Drill:
    """What a drill found.

    Attributes:
        verdicts: one for each backup that was restored.
        covers: the backup that each schema was restored from.
        missing: schemas that no backup holds; hotfixes may be none.
        recovery_time_s: how long restoring and comparing all of it took (RTO).
        recovery_points: the instant each schema would come back as.
    """

    verdicts: tuple[Verdict, ...]
    covers: dict[str, str]
    missing: tuple[str, ...]
    recovery_time_s: float
    recovery_points: dict[str, datetime]

    @property
    def passed(self) -> bool:
        """Whether everything came back as it was."""
        return all(verdict.sound for verdict in self.verdicts)

    def lost_s(self, now: datetime) -> float:
        """Seconds of work that would be lost now, for the schema that loses most (RPO)."""
        points = self.recovery_points.values()
        return max(((now - point).total_seconds() for point in points), default=0.0)


async def drill(site: Site, mandate: Mandate, *, progress: Progress = unheard) -> Drill:
    """Restore the newest backup of each schema into scratch, compare, and record the proofs.

    Call it with the repository's lock held.

    Raises:
        BackupError: there is no backup, or nothing to restore into.
        DatabaseError: the scratch server is away or refuses.
    """
    newest = newest_by_schema(await site.backups())
    wanted = [target for target in site.targets if target.role not in OPTIONAL]
    covers = {t.schema: newest[t.schema] for t in site.targets if t.schema in newest}
    if not covers:
        raise BackupError("there is no backup to restore", hint="run `trinitycore-mcp backup now`")
    began = trio.current_time()
    verdicts = [
        await verify(site, mandate, backup_id, Level.FULL, progress=progress)
        for backup_id in sorted({backup.id for backup in covers.values()})
    ]
    return Drill(
        verdicts=tuple(verdicts),
        covers={schema: backup.id for schema, backup in covers.items()},
        missing=tuple(target.schema for target in wanted if target.schema not in covers),
        recovery_time_s=round(trio.current_time() - began, 3),
        recovery_points={
            schema: backup.manifest.started_at
            for schema, backup in covers.items()
            if backup.manifest is not None
        },
    )


def newest_by_schema(backups: Iterable[Backup]) -> dict[str, Backup]:
    """The backup of each schema that a recovery would begin with; `backups` are newest first."""
    found: dict[str, Backup] = {}
    for backup in filter(is_recoverable, backups):
        for schema in backup.schemas:
            found.setdefault(schema, backup)
    return found


def is_recoverable(backup: Backup) -> bool:
    """Whether a recovery may begin with a backup: a full one, not known to be damaged.

    Nor a safety backup: it holds what a restore gave up.
    """
    manifest = backup.manifest
    if manifest is None or manifest.kind is not Kind.FULL or backup.is_safety:
        return False
    return backup.state in (State.VERIFIED, State.UNVERIFIED)
