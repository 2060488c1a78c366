"""Restores databases into the realm, in place, so that every moment has a way on.

What happens, and what a crash leaves:

1. The stored files are hashed and the definitions decrypted. Nothing was changed yet.
2. A safety backup of what is overwritten. A crash leaves no entry and no litter.
3. Each schema is dropped and made again from the backup. A crash leaves a part of it, with a table
   that says which: the same command goes on there and takes no second safety backup. The safety
   backup holds what was there before.
4. Rows, checksums and objects are compared with what was counted when the backup was taken.
5. With `--until`, the binary log is replayed; what leads to that point was looked at in 1. A crash
   leaves a part of it: the same command begins with 2 again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog
import trio

from appliance.backup.archive import ArchiveReader
from appliance.backup.binlog.replay import Replayed, replay
from appliance.backup.extracting import restorable
from appliance.backup.leading import Mandate
from appliance.backup.logical.compare import compare
from appliance.backup.logical.plan import Target
from appliance.backup.logical.progress import Progress, unheard
from appliance.backup.logical.restore import How, read_objects, restore
from appliance.backup.manifest import DatabaseEntry, Reason
from appliance.backup.notes import State
from appliance.backup.restore_plan import RestorePlan, Step, opener, users_of
from appliance.backup.site import Site
from appliance.backup.take import fresh_id, take
from appliance.database.login import Login
from appliance.errors import BackupDamaged, BackupError

logger = structlog.get_logger("appliance.backup")


@dataclass(frozen=True, slots=True)
class Restoration:
    """One schema that was restored; `differences` is empty when it is as it was."""

    schema: str
    tables: int
    went_on: int
    rows: int
    duration_s: float
    differences: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What a restore did.

    Attributes:
        safety: the id of the safety backup, empty without one.
        replayed: how far the binary log was replayed; None when it was not.
    """

    backup_id: str
    safety: str
    restored: tuple[Restoration, ...]
    replayed: Replayed | None = None

    @property
    def sound(self) -> bool:
        """Whether all is as it was backed up."""
        return not any(each.differences for each in self.restored)


def refuse(plan: RestorePlan) -> None:
    """Refuse what an operator should think about twice.

    Raises:
        BackupDamaged: the backup is known to be; single tables of it may still be whole.
        BackupError: a schema that would be overwritten is in use, or the replay would leave out
            statements that belong to it.
    """
    if plan.backup.state is State.DAMAGED:
        raise BackupDamaged(
            f"backup {plan.backup.id} is damaged: {plan.backup.problem}",
            hint="choose another one, or with --force the databases and tables that are whole",
        )
    if plan.left_out:
        raise BackupError(
            f"the replay would leave out {len(plan.left_out)} statements, for they were sent with "
            f"another schema in use, or with none: {plan.left_out[0]}",
            hint="choose a moment before them, or leave them out with --force",
        )
    _refuse_users([f"{step.into}: {', '.join(step.users)}" for step in plan.steps if step.users])


def _refuse_users(busy: Sequence[str]) -> None:
    if busy:
        raise BackupError(
            f"in use: {'; '.join(busy)}",
            hint="stop worldserver and authserver first, or say --force",
        )


async def carry_out(
    site: Site,
    mandate: Mandate,
    login: Login,
    plan: RestorePlan,
    *,
    safety: bool = True,
    force: bool = False,
    progress: Progress = unheard,
) -> RestoreReport:
    """Do what the plan says. Call it with the repository's lock held.

    Args:
        force: even when somebody came to use a schema since the plan was made.

    Raises:
        BackupDamaged: a stored file is not what was written; nothing was changed then.
        BackupError: no key decrypts it, the safety backup failed, somebody uses a schema, an
            object cannot be made.
        DatabaseError: the server is away or refuses.
    """
    stored = await site.catalogue.reader(plan.manifest.id, site.identities)
    databases = [step.database for step in plan.steps]
    async with restorable(site, stored, databases, progress) as reader:
        await _check(site, mandate, reader, plan)
        safety_id = await _safety(site, mandate, plan, progress) if safety else ""
        if not force:  # that took a while, and a watchdog may have started the worldserver again
            _refuse_users(await users_of(site, login, plan))
        restored = []
        for step in plan.steps:
            mandate.term()
            restored.append(await _restore(login, reader, step, progress))
    report = RestoreReport(plan.manifest.id, safety_id, tuple(restored))
    if plan.replay is None or not report.sound:
        return report
    mandate.term()
    done = await replay(
        login,
        opener(site),
        plan.replay,
        site.programs,
        site.work,
        databases=[step.into for step in plan.steps],
        binlog=True,  # as the restore is: replicas and the archive see all of it
    )
    return replace(report, replayed=done)


def _entry(reader: ArchiveReader, step: Step) -> DatabaseEntry:
    """The schema as the reader has it; what was dumped out of a copy has files of its own."""
    name = step.database.schema_name
    return next(each for each in reader.manifest.databases if each.schema_name == name)


async def _check(site: Site, mandate: Mandate, reader: ArchiveReader, plan: RestorePlan) -> None:
    """Read what the restore needs once, before anything is dropped for it.

    Raises:
        BackupDamaged: it is not what was written; the catalogue says so from now on.
    """
    try:
        for step in plan.steps:
            await _check_step(reader, step)
    except BackupDamaged as error:
        await site.catalogue.mark_damaged(plan.manifest.id, str(error), term=mandate.term())
        raise BackupDamaged(
            f"backup {plan.manifest.id} is damaged, and nothing was changed: {error}",
            hint="choose another one; `trinitycore-mcp backup list` shows what there is",
        ) from error


async def _check_step(reader: ArchiveReader, step: Step) -> None:
    database = _entry(reader, step)
    await read_objects(reader, database)
    for table in database.tables:
        if table.file is not None and (step.tables is None or table.name in step.tables):
            await reader.check(table.file)


async def _safety(site: Site, mandate: Mandate, plan: RestorePlan, progress: Progress) -> str:
    """Back up what is overwritten; "" when nothing is, or an interrupted restore's remains are."""
    targets = [
        Target(step.database.role, step.into)
        for step in plan.steps
        if step.existing and not step.resumes
    ]
    if not targets:
        return ""
    taken = await take(
        site,
        mandate,
        backup_id=fresh_id(site),
        targets=targets,
        reason=Reason.SAFETY,
        description=f"before the restore of {plan.manifest.id}",
        progress=progress,
    )
    return taken.manifest.id


async def _restore(
    login: Login, reader: ArchiveReader, step: Step, progress: Progress
) -> Restoration:
    began = trio.current_time()
    done = await restore(
        login,
        reader,
        database=_entry(reader, step),
        into=step.into,
        tables=step.tables,
        how=How(replace=True),
        progress=progress,
    )
    found = await compare(
        login, step.database, step.into, server=reader.manifest.server, tables=step.tables
    )
    report = Restoration(
        schema=step.into,
        tables=done.tables,
        went_on=done.went_on,
        rows=done.rows,
        duration_s=round(trio.current_time() - began, 3),
        differences=tuple(str(each) for each in found),
        notes=done.notes,
    )
    logger.info(
        "schema restored", schema=step.into, backup=reader.manifest.id, tables=done.tables,
        rows=done.rows, duration_s=report.duration_s, differences=list(report.differences),
    )  # fmt: skip
    return report
