"""Ways to take and to prove a backup, behind one interface, and the choice among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import structlog

from appliance.backup.archive import ArchiveReader, ArchiveWriter
from appliance.backup.logical.compare import compare
from appliance.backup.logical.dump import Dumped, dump
from appliance.backup.logical.plan import Scope, Target
from appliance.backup.logical.progress import Progress, unheard
from appliance.backup.logical.restore import How, restore
from appliance.backup.manifest import Engine as EngineName
from appliance.backup.manifest import Manifest
from appliance.backup.scratch import scratch_schemas, sweep
from appliance.clock import WallClock
from appliance.database.login import Login
from appliance.errors import BackupError
from appliance.settings.backup import BackupEngine, BackupSettings

logger = structlog.get_logger("appliance.backup")


@dataclass(frozen=True, slots=True)
class Compared:
    """What a restore that proves a backup found.

    `differences` is empty when all is as it was.
    """

    tables: int
    rows: int
    differences: tuple[str, ...]


class Engine(Protocol):
    """One way to take backups."""

    name: EngineName

    async def take(
        self, archive: ArchiveWriter, targets: Sequence[Target], *, progress: Progress = unheard
    ) -> Dumped:
        """Write the schemas into the archive.

        Raises:
            BackupError, DatabaseError: it could not be read, or not stored.
        """

    async def prove(self, reader: ArchiveReader, *, progress: Progress = unheard) -> Compared:
        """Restore a backup into something that is thrown away, and compare.

        Raises:
            BackupDamaged: a file is not what was written.
            BackupError, DatabaseError: it could not be restored.
        """

    def can_prove(self) -> str:
        """Empty when it can prove; else what is missing."""


class Choice(NamedTuple):
    """An engine, and why it was chosen."""

    engine: Engine
    why: str


class LogicalEngine:
    """Dumps over a connection: any server, exact, nothing but SELECT and its kin."""

    name = EngineName.LOGICAL

    def __init__(
        self, account: Login, scratch: Login | None, settings: BackupSettings, clock: WallClock
    ) -> None:
        self._account = account
        self._scratch = scratch
        self._settings = settings
        self._clock = clock

    async def take(
        self, archive: ArchiveWriter, targets: Sequence[Target], *, progress: Progress = unheard
    ) -> Dumped:
        """Write the schemas into the archive."""
        settings = self._settings
        scope = Scope(tuple(targets), settings.skip, settings.without_data)
        return await dump(
            self._account,
            scope,
            archive,
            clock=self._clock,
            rate_bytes_s=settings.rate_bytes_s,
            progress=progress,
        )

    def can_prove(self) -> str:
        """Empty when it can prove; else what is missing."""
        return "" if self._scratch is not None else "set backup.scratch_user"

    async def prove(self, reader: ArchiveReader, *, progress: Progress = unheard) -> Compared:
        """Restore into scratch schemas, compare, drop."""
        if self._scratch is None:
            raise BackupError("a full proof needs an account that restores", hint=self.can_prove())
        manifest = reader.manifest
        differences: list[str] = []
        how = How(scratch=True, replace=True, binlog=False)
        tally = _Parts(progress, manifest)
        if dropped := await sweep(self._scratch):
            logger.info("scratch schemas of killed proofs dropped", names=dropped)
        async with scratch_schemas(self._scratch, manifest.id, manifest.databases) as names:
            for database in manifest.databases:
                into = names[database.schema_name]
                restored = await restore(
                    self._scratch,
                    reader,
                    database=database,
                    into=into,
                    how=how,
                    progress=tally.part,
                )
                tally.next(len(database.tables), restored.rows, restored.bytes)
                found = await compare(self._scratch, database, into, server=manifest.server)
                differences += [f"{database.schema_name}.{each}" for each in found]
        return Compared(tally.tables, tally.rows, tuple(differences))


class _Parts:
    """Progress over several databases, told as one."""

    def __init__(self, progress: Progress, manifest: Manifest) -> None:
        self._progress = progress
        self._total = sum(len(database.tables) for database in manifest.databases)
        self.tables = self.rows = self.bytes = 0

    async def part(self, done: int, _total: int, rows: int, size: int, eta_s: float | None) -> None:
        """Tell how far the database under way is."""
        await self._progress(
            self.tables + done, self._total, self.rows + rows, self.bytes + size, eta_s
        )

    def next(self, tables: int, rows: int, size: int) -> None:
        """A database is done."""
        self.tables += tables
        self.rows += rows
        self.bytes += size


def choose(wanted: BackupEngine, logical: LogicalEngine) -> Choice:
    """The engine that takes backups, and the reason.

    Raises:
        BackupError: the one that was asked for is not there.
    """
    if wanted is BackupEngine.LOGICAL:
        return Choice(logical, "backup.engine names it")
    if wanted is BackupEngine.AUTO:
        return Choice(logical, "the only one of this version, and it works on any server")
    raise BackupError(
        f"the engine {wanted} is not in this version", hint="set backup.engine to auto or logical"
    )
