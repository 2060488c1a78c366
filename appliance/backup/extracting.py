"""Makes backups restorable into schemas: those of whole instances are booted and dumped first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog
import trio

from appliance.backup.archive import ArchiveReader, writing
from appliance.backup.logical.plan import Target
from appliance.backup.logical.progress import Progress
from appliance.backup.manifest import DatabaseEntry, Engine
from appliance.backup.physical.engine import PhysicalEngine
from appliance.backup.repository.local import LocalRepository
from appliance.backup.site import Site
from appliance.backup.workplace import workplace
from appliance.errors import BackupError

LEVEL = 1
"""zstd's: what is extracted is read once."""
RESTORABLE = (Engine.LOGICAL, Engine.CLONE, Engine.MARIABACKUP)

logger = structlog.get_logger("appliance.backup")


@asynccontextmanager
async def restorable(
    site: Site, reader: ArchiveReader, databases: Sequence[DatabaseEntry], progress: Progress
) -> AsyncIterator[ArchiveReader]:
    """The same backup in statements, for as long as the block; a logical one is that already.

    Raises:
        BackupDamaged: the copy is not what was written, or does not boot.
        BackupError: a program is missing, or there is no room in `backup.work_folder`.
    """
    manifest = reader.manifest
    if manifest.engine is Engine.LOGICAL:
        yield reader
        return
    engine = site.engine_of(manifest.engine)
    if not isinstance(engine, PhysicalEngine):
        raise BackupError(f"a backup of the engine {manifest.engine} holds no schemas")
    targets = [Target(each.role, each.schema_name) for each in databases]
    async with workplace(site.work) as folder:
        repository = LocalRepository(
            folder / "extracted",
            node=site.node,
            min_free_bytes=site.settings.backup.min_free_bytes,
            clock=site.clock,
        )
        await trio.to_thread.run_sync(repository.prepare)
        async with writing(repository, manifest.id, level=LEVEL) as archive:
            dumped = await engine.extract(reader, archive, targets, progress=progress)
            extracted = manifest.model_copy(
                update={
                    "engine": Engine.LOGICAL,
                    "databases": dumped.databases,
                    "files": dumped.files,
                    "encryption": (),
                }
            )
            await archive.publish(extracted)
        logger.info("copy booted, and schemas dumped from it", backup=manifest.id)
        yield ArchiveReader(repository, extracted)
