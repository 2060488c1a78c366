"""Takes one backup: reads the schemas, writes the files, and has it appear whole."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
import trio

from appliance import __version__
from appliance.backup.accounts import OPTIONAL, present
from appliance.backup.archive import writing
from appliance.backup.leading import Mandate
from appliance.backup.logical.plan import Target
from appliance.backup.logical.progress import Progress, unheard
from appliance.backup.manifest import Manifest, Reason, Taker
from appliance.backup.names import Kind, new_id
from appliance.backup.site import Site
from appliance.errors import BackupError

logger = structlog.get_logger("appliance.backup")


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was taken.

    `why` says why its engine was chosen, `notes` what is remarkable, `missing` what should be in it
    and is not.
    """

    manifest: Manifest
    why: str
    notes: tuple[str, ...]
    missing: tuple[str, ...]


def fresh_id(site: Site, kind: Kind = Kind.FULL) -> str:
    """An id for a backup that begins now."""
    return new_id(kind, site.clock.now(), os.urandom(3))


async def take(
    site: Site,
    mandate: Mandate,
    *,
    backup_id: str,
    targets: Sequence[Target],
    reason: Reason,
    description: str = "",
    progress: Progress = unheard,
) -> Taken:
    """Take a backup of `targets` and publish it. Call it with the repository's lock held.

    Raises:
        BackupError: it could not be taken; nothing of it is left.
        BackupLocked: the node lost the lead meanwhile.
        DatabaseError: the server is away or refuses.
    """
    there: list[Target] = list(targets)
    missing: list[Target] = []
    if site.account is not None:
        there, missing = await present(site.account, targets)
    if not there:
        raise BackupError(
            f"the server has none of the schemas {', '.join(t.schema for t in targets)}",
            hint="check the names under [database], and the account's rights",
        )
    engine, why = await site.choose(there)
    began = trio.current_time()
    level = site.settings.backup.compression_level
    async with writing(
        site.repository, backup_id, level=level, recipients=site.recipients
    ) as archive:
        dumped = await engine.take(archive, there, progress=guarded(progress, mandate))
        manifest = Manifest(
            id=backup_id,
            kind=Kind.FULL,
            engine=engine.name,
            product_version=__version__,
            server=dumped.server,
            taken_by=Taker(node=site.node, term=mandate.term()),
            started_at=dumped.started_at,
            duration_s=round(trio.current_time() - began, 3),
            position=dumped.position,
            databases=dumped.databases,
            files=dumped.files,
            encryption=site.recipients,
            description=one_line(description),
            reason=reason,
        )
        mandate.term()
        await archive.publish(manifest)
    lacking = [f"there is no schema {t.schema}" for t in missing if t.role not in OPTIONAL]
    lacking += uncomparable(manifest)
    logger.info(
        "backup taken",
        backup=backup_id,
        databases=[database.schema_name for database in manifest.databases],
        bytes=manifest.stored_bytes,
        duration_s=manifest.duration_s,
        missing=lacking,
    )
    return Taken(manifest, why, dumped.notes, tuple(lacking))


def one_line(text: str) -> str:
    """Somebody's words, fit for a terminal: no line breaks, nothing that steers it."""
    return "".join(each for each in " ".join(text.split()) if each.isprintable())


def uncomparable(manifest: Manifest) -> list[str]:
    """Tables whose rows no proof can compare, because they changed while they were read."""
    return [
        f"{database.schema_name}.{table.name} is not part of the snapshot ({table.engine})"
        for database in manifest.databases
        for table in database.tables
        if table.data and table.rows is None
    ]


def guarded(progress: Progress, mandate: Mandate) -> Progress:
    """The same progress; it also ends the run soon after the lead is lost."""

    async def tell(done: int, total: int, rows: int, size: int, eta_s: float | None) -> None:
        mandate.term()
        await progress(done, total, rows, size, eta_s)

    return tell
