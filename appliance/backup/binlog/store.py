"""Stores closed pieces of the binary log as incremental backups, and finds them again.

Of such a manifest, `position` says which file it is (`file`), up to where (`offset`) and what had
been executed before it (`gtid`); `started_at` is when the server began the file, and `duration_s`
how long after that its last event was written. `parent` is the piece before it (of the file before
it, where a part of the file itself was stored); the first of an unbroken chain has the newest full
backup as its parent.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import trio

from appliance import __version__
from appliance.backup.archive import writing
from appliance.backup.binlog.chain import UNKNOWN, Archived
from appliance.backup.binlog.events import Segment
from appliance.backup.binlog.selecting import ReplayPlan, Until, archived_of, plan_replay
from appliance.backup.binlog.server import LogServer
from appliance.backup.catalogue import Catalogue
from appliance.backup.chunks import CHUNK_BYTES
from appliance.backup.manifest import Engine, Manifest, Position, Reason, ServerFacts, Taker
from appliance.backup.names import Kind, new_id
from appliance.backup.repository.interface import Repository
from appliance.clock import WallClock
from appliance.errors import BackupError

FILE = "binlog.frames"


class SegmentStore(Protocol):
    """Where closed pieces go."""

    async def archived(self, server_id: str) -> list[Archived]:
        """What is stored of that server, oldest first."""

    async def add(
        self, path: Path, segment: Segment, server: LogServer, *, previous: Archived | None,
        note: str, reason: Reason, backup_id: str = "",
    ) -> Archived:  # fmt: skip
        """Store the file's events up to `segment.end`, under a new id unless one is given.

        Raises:
            BackupError: there is no room, or no full backup yet.
        """


class CatalogueStore:
    """Stores pieces in the repository of the backups.

    Args:
        taker: who stores them, asked before each: raises BackupLocked on a node that leads no more.
    """

    def __init__(
        self,
        repository: Repository,
        catalogue: Catalogue,
        clock: WallClock,
        taker: Callable[[], Taker],
        *,
        level: int = 3,
        recipients: Sequence[str] = (),
    ) -> None:
        self._repository = repository
        self._catalogue = catalogue
        self._clock = clock
        self._taker = taker
        self._level = level
        self._recipients = tuple(recipients)

    async def archived(self, server_id: str) -> list[Archived]:
        """What is stored of that server, oldest first."""
        return archived_of(await self._manifests(), server_id)

    async def add(
        self, path: Path, segment: Segment, server: LogServer, *, previous: Archived | None,
        note: str, reason: Reason, backup_id: str = "",
    ) -> Archived:  # fmt: skip
        """Store the file's events up to `segment.end`."""
        parent = previous.id if previous is not None else await self._newest_full()
        backup_id = backup_id or new_id(Kind.INCREMENTAL, self._clock.now(), os.urandom(3))
        async with writing(
            self._repository, backup_id, level=self._level, recipients=self._recipients
        ) as archive:
            sink = await archive.file(FILE)
            left = segment.end
            async with await trio.open_file(path, "rb") as file:
                while left:
                    chunk = await file.read(min(left, CHUNK_BYTES))
                    if not chunk:
                        raise BackupError(f"{path} became shorter while it was stored")
                    left -= len(chunk)
                    await sink.write(chunk)
            entry = await sink.close()
            manifest = Manifest(
                id=backup_id,
                kind=Kind.INCREMENTAL,
                engine=Engine.BINLOG,
                product_version=__version__,
                server=ServerFacts(
                    flavour="mariadb" if server.engine.value == "mariadb" else "mysql",
                    version=server.version,
                    sql_mode=server.sql_mode,
                    server_id=server.identity,
                    lower_case_table_names=server.lower_case_table_names,
                ),
                taken_by=self._taker(),
                started_at=segment.created_at,
                duration_s=max(0.0, (segment.last_at - segment.created_at).total_seconds()),
                position=Position(
                    gtid=UNKNOWN if segment.before is None else segment.before,
                    file=path.name,
                    offset=segment.end,
                ),
                databases=(),
                files=(entry,),
                encryption=self._recipients,
                description=note,
                reason=reason,
                parent=parent,
            )
            await archive.publish(manifest)
        (archived,) = archived_of([manifest])
        return archived

    async def _newest_full(self) -> str:
        for newest in await self._manifests():
            if newest.kind is Kind.FULL:
                return newest.id
        raise BackupError(
            "the binary log is kept in the spool until there is a full backup it goes on from",
            hint="run `trinitycore-mcp backup now`",
        )

    async def _manifests(self) -> list[Manifest]:
        """Of all backups that can be read, newest first."""
        backups = await self._catalogue.list()
        return [each.manifest for each in backups if each.manifest is not None]


async def find_plan(catalogue: Catalogue, full: Manifest, until: Until) -> ReplayPlan:
    """The stored pieces that lead from a full backup to a point in time.

    Raises:
        BackupError: as of `plan_replay`.
    """
    backups = await catalogue.list()
    manifests = [each.manifest for each in backups if each.manifest is not None]
    return plan_replay(full, archived_of(manifests), until)
