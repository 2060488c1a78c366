"""Proves a backup, and records the verdict in the catalogue.

`quick` hashes every stored file. `full` does that, restores the backup into scratch schemas and
compares rows, checksums, objects and character sets with what was counted inside the snapshot.
Damage is a finding: it is recorded and returned. What kept us from looking is an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
import trio

from appliance.backup.archive import ArchiveReader
from appliance.backup.engines import Compared
from appliance.backup.leading import Mandate
from appliance.backup.logical.progress import Progress, unheard
from appliance.backup.manifest import Engine as EngineName
from appliance.backup.manifest import Manifest
from appliance.backup.notes import Level
from appliance.backup.site import Site
from appliance.backup.take import guarded
from appliance.errors import BackupDamaged, BackupError

LEAST_DEADLINE_S = 3600.0
TIMES_AS_LONG = 30.0
"""A proof may take so many times as long as the backup did, and an hour at least: an INSERT costs
some five times a read (docs/PERFORMANCE.md), and scratch servers are small."""
MOST_SHOWN = 5

logger = structlog.get_logger("appliance.backup")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at a backup came to; `problems` is empty when it is sound."""

    backup_id: str
    level: Level
    duration_s: float
    files: int
    tables: int = 0
    rows: int = 0
    problems: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing was wrong."""
        return not self.problems


def lacking(site: Site, engine: EngineName, recipients: Sequence[str]) -> str:
    """What keeps a backup from being proved by restoring it; empty when nothing does.

    Args:
        recipients: to whom it is encrypted.
    """
    try:
        missing = site.engine_of(engine).can_prove()
    except BackupError as error:
        return error.message
    if not missing and recipients and set(recipients).isdisjoint(site.identities.public):
        return "put a key that decrypts it into the file of backup.identity_file"
    return missing


def best_level(site: Site, manifest: Manifest) -> Level:
    """The level of proof that the configuration allows for a backup."""
    full = not lacking(site, manifest.engine, manifest.encryption)
    return Level.FULL if full else Level.QUICK


async def verify(
    site: Site,
    mandate: Mandate,
    backup_id: str,
    level: Level,
    *,
    progress: Progress = unheard,
) -> Verdict:
    """Prove a backup and record the verdict. Call it with the repository's lock held.

    Raises:
        NoSuchBackup: there is none of that id.
        BackupError: it could not be looked at: no key, no account, no time, nobody leads.
        DatabaseError: the scratch server is away or refuses.
    """
    began = trio.current_time()
    await site.catalogue.get(backup_id)  # reads the manifest anew: it may have changed on the disk
    try:
        reader = await site.catalogue.reader(backup_id, site.identities)
        verdict = await _look(site, reader, level, guarded(progress, mandate), began)
    except BackupDamaged as damage:
        verdict = Verdict(backup_id, level, _since(began), 0, problems=(damage.message,))
    if verdict.sound:
        await site.catalogue.record_proof(
            backup_id, level, duration_s=verdict.duration_s, term=mandate.term()
        )
        logger.info(
            "backup proved" if level is Level.FULL else "files of a backup hashed",
            backup=backup_id,
            level=level,
            duration_s=verdict.duration_s,
            files=verdict.files,
            tables=verdict.tables,
            rows=verdict.rows,
        )
    else:
        why = summary(verdict.problems)
        await site.catalogue.mark_damaged(backup_id, why, term=mandate.term())
        logger.error("backup damaged", backup=backup_id, level=level, why=why)
    return verdict


async def _look(
    site: Site, reader: ArchiveReader, level: Level, progress: Progress, began: float
) -> Verdict:
    manifest = reader.manifest
    deadline_s = max(LEAST_DEADLINE_S, TIMES_AS_LONG * manifest.duration_s)
    compared = Compared(0, 0, ())
    size = 0
    with trio.move_on_after(deadline_s) as scope:
        # The proof of a piece of the binary log reads all of it, and finds the same.
        hashed = level is Level.QUICK or manifest.engine is not EngineName.BINLOG
        for done, entry in enumerate(manifest.files if hashed else (), start=1):
            await reader.check(entry.name)
            size += entry.bytes
            await progress(done, len(manifest.files), 0, size, None)
        if level is Level.FULL:
            engine = site.engine_of(manifest.engine)
            compared = await engine.prove(reader, progress=progress)
    if scope.cancelled_caught:
        raise BackupError(f"the proof of {manifest.id} was given up after {deadline_s:.0f} s")
    return Verdict(
        manifest.id,
        level,
        _since(began),
        len(manifest.files),
        compared.tables,
        compared.rows,
        compared.differences,
    )


def _since(began: float) -> float:
    return round(trio.current_time() - began, 3)


def summary(problems: tuple[str, ...]) -> str:
    """The first few problems in one line."""
    more = len(problems) - MOST_SHOWN
    rest = f"; and {more} more" if more > 0 else ""
    return "; ".join(problems[:MOST_SHOWN]) + rest
