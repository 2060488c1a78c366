"""Restores a whole instance out of a copy of its files, for a server to be started on.

Nothing that is there is overwritten: the files go into an empty folder, and appear in it by one
rename. A crash before that leaves a folder beside it, which the same command removes.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog
import trio

from appliance.backup.demo_engine import DemoEngine
from appliance.backup.drill import is_recoverable
from appliance.backup.latest import LATEST
from appliance.backup.logical.progress import Progress, unheard
from appliance.backup.manifest import Engine, Manifest
from appliance.backup.notes import Backup, State
from appliance.backup.physical.engine import SPARE_BYTES, PhysicalEngine
from appliance.backup.repository.durable import translating
from appliance.backup.site import Site
from appliance.errors import BackupDamaged, BackupError, NoSuchBackup

COPIES = (Engine.CLONE, Engine.MARIABACKUP, Engine.SQLITE)

logger = structlog.get_logger("appliance.backup")


@dataclass(frozen=True, slots=True)
class FilesPlan:
    """A copy, the empty folder it goes into, and the room that takes and that there is."""

    backup: Backup
    manifest: Manifest
    into: Path
    needed_bytes: int
    free_bytes: int


async def plan_files(site: Site, backup_id: str, into: Path) -> FilesPlan:
    """Find out what a restore of files would do; changes nothing.

    Args:
        backup_id: may be `latest`: the newest sound copy of files.

    Raises:
        NoSuchBackup: there is none of that id.
        BackupDamaged: it is known to be damaged.
        BackupError: it is no copy of files, or the folder is not empty, or has no room.
    """
    backup = await _find(site, backup_id)
    manifest = backup.manifest
    if manifest is None or backup.state is State.DAMAGED:
        raise BackupDamaged(f"backup {backup.id} is damaged: {backup.problem}")
    _engine(site, manifest)
    needed = sum(file.raw_bytes for file in manifest.files) + SPARE_BYTES
    into, free = await trio.to_thread.run_sync(_look, into)
    if free < needed:
        raise BackupError(
            f"{into} has {free >> 20} MB free, and {needed >> 20} MB are needed",
            hint="make room, or name another folder",
        )
    return FilesPlan(backup, manifest, into, needed, free)


async def restore_files(
    site: Site, plan: FilesPlan, *, progress: Progress = unheard
) -> Mapping[str, str]:
    """Do what the plan says. Call it with the repository's lock held.

    Returns what the server has to be started with besides, by the names of its variables.

    Raises:
        BackupDamaged: a stored file is not what was written.
        BackupError: no key decrypts it, a program is missing, or there is no room.
    """
    reader = await site.catalogue.reader(plan.manifest.id, site.identities)
    size = 0
    for done, entry in enumerate(plan.manifest.files, start=1):
        await reader.check(entry.name)
        size += entry.bytes
        await progress(done, len(plan.manifest.files), 0, size, None)
    options = await _engine(site, plan.manifest).restore_files(reader, plan.into)
    logger.info("instance restored", backup=plan.manifest.id, folder=str(plan.into))
    return options


async def _find(site: Site, backup_id: str) -> Backup:
    if backup_id != LATEST:
        return await site.catalogue.get(backup_id)
    for backup in filter(is_recoverable, await site.backups()):
        if backup.manifest is not None and backup.manifest.engine in COPIES:
            return backup
    raise NoSuchBackup(
        "no backup is a copy of the server's files",
        hint="backup.engine says how backups are taken; `backup restore` brings schemas back",
    )


def _engine(site: Site, manifest: Manifest) -> PhysicalEngine | DemoEngine:
    engine = site.engine_of(manifest.engine) if manifest.engine in COPIES else None
    if not isinstance(engine, PhysicalEngine | DemoEngine):
        raise BackupError(
            f"backup {manifest.id} was taken by the engine {manifest.engine}: it holds schemas, "
            "and no files of a server",
            hint="restore it without --files-to",
        )
    return engine


def _look(folder: Path) -> tuple[Path, int]:
    """The folder, and room for its content in bytes."""
    into = folder.absolute()
    with translating(into):
        if into.exists() and (not into.is_dir() or any(into.iterdir())):
            raise BackupError(f"{into} is not an empty folder", hint="name one, or a new one")
        return into, shutil.disk_usage(into.parent).free
