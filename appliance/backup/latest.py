"""The backup that somebody means: by its id, or the latest that holds what is wanted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from appliance.backup.drill import is_recoverable
from appliance.backup.notes import Backup
from appliance.backup.site import Site
from appliance.errors import NoSuchBackup

LATEST = "latest"


async def find_backup(
    site: Site,
    backup_id: str,
    databases: Sequence[str] = (),
    tables: Sequence[str] = (),
    *,
    before: datetime | None = None,
) -> Backup:
    """The backup of that id, or with `latest` the newest sound one that holds what is wanted.

    The safety backup of a restore is never the latest: it holds what was given up.

    Args:
        before: with `latest`, the newest of that time or earlier.

    Raises:
        NoSuchBackup: there is none.
    """
    if backup_id != LATEST:
        return await site.catalogue.get(backup_id)
    roles: dict[str, str] = {target.role: target.schema for target in site.targets}
    wanted = {roles.get(name, name) for name in databases}
    for backup in filter(is_recoverable, await site.backups()):
        if before is not None and backup.manifest and backup.manifest.started_at > before:
            continue
        if wanted <= backup.schemas and set(tables) <= _tables_of(backup, wanted):
            return backup
    until = "" if before is None else f" of {before:%F %T} UTC or earlier"
    raise NoSuchBackup(
        f"no sound backup{until} holds {', '.join([*sorted(wanted), *tables]) or 'anything'}",
        hint="`trinitycore-mcp backup list` shows what there is",
    )


def _tables_of(backup: Backup, schemas: Collection[str]) -> set[str]:
    """The tables it holds of these schemas, of all when none is named."""
    databases = () if backup.manifest is None else backup.manifest.databases
    return {
        table.name
        for database in databases
        if not schemas or database.schema_name in schemas
        for table in database.tables
    }
