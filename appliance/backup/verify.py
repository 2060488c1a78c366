"""Proves a backup, and records the verdict in the catalogue.

`quick` hashes every stored file. `full` does that, restores the backup into scratch schemas and
compares rows, checksums, objects and character sets with what was counted inside the snapshot.
Damage is a finding: it is recorded and returned. What kept us from looking is an error.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog
import trio

from appliance.backup.archive import ArchiveReader
from appliance.backup.engines import Compared
from appliance.backup.leading import Mandate
from appliance.backup.logical.progress import Progress, unheard
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


def lacking(site: Site) -> str:
    """What the configuration lacks for full proofs of new backups; empty when nothing."""
    missing = site.taking.engine.can_prove()
    if not missing and site.recipients and set(site.recipients).isdisjoint(site.identities.public):
        return "set backup.identity_file to a key that decrypts what backup.encrypt_to encrypts"
    return missing


def best_level(site: Site) -> Level:
    """The level of proof that the configuration allows."""
    return Level.QUICK if lacking(site) else Level.FULL


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
            "backup proved", backup=backup_id, level=level, duration_s=verdict.duration_s,
            files=verdict.files, tables=verdict.tables, rows=verdict.rows,
        )  # fmt: skip
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
    with trio.move_on_after(deadline_s) as scope:
        for done, entry in enumerate(manifest.files):
            await reader.check(entry.name)
            await progress(done, len(manifest.files), 0, entry.bytes, None)
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
