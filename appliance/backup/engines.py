"""Ways to take and to prove a backup, behind one interface, and the choice among them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import structlog

from appliance.backup.archive import ArchiveReader, ArchiveWriter
from appliance.backup.logical.compare import comparable, compare
from appliance.backup.logical.dump import Dumped, dump
from appliance.backup.logical.objects import ObjectKind
from appliance.backup.logical.plan import Scope, Target
from appliance.backup.logical.progress import Progress, unheard
from appliance.backup.logical.restore import How, read_objects, restore
from appliance.backup.logical.restoring import setup, without_schema
from appliance.backup.manifest import DatabaseEntry, Manifest
from appliance.backup.manifest import Engine as EngineName
from appliance.backup.scratch import scratch_schemas, sweep
from appliance.clock import WallClock
from appliance.database.login import Login
from appliance.database.session import open_session
from appliance.errors import BackupDamaged, BackupError, QueryFailed
from appliance.settings.backup import BackupSettings

_FAULTY = frozenset({1054, 1062, 1064, 1136, 1146, 1366})
"""Unknown column, duplicate key, syntax, number of values, unknown table, value of no such type."""

_NUMBERS = re.compile(r"\d+")

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


Chooser = Callable[[Sequence[Target]], Awaitable[Choice]]
"""Chooses the engine that takes a backup of these schemas; the server may have to be asked."""


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
            sessions=settings.sessions,
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
        older = await _insist_on_checksums(self._scratch, manifest)
        if dropped := await sweep(self._scratch):
            logger.info("scratch schemas of killed proofs dropped", names=dropped)
        async with scratch_schemas(self._scratch, manifest.id, manifest.databases) as names:
            for database in manifest.databases:
                differences += await _unlisted(reader, database)
                into = names[database.schema_name]
                with _damage_told(older):
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


async def _insist_on_checksums(scratch: Login, manifest: Manifest) -> str:
    """Refuse a scratch server of the other kind: there, rows could only be counted.

    Returns its version when it is older than the backup's server; else an empty text.

    Raises:
        BackupError: the backup is one of MySQL and the server MariaDB, or the other way round.
    """
    async with open_session(without_schema(scratch), setup) as session:
        engine, version = session.engine, session.version
    if not comparable(manifest.server, engine):
        raise BackupError(
            f"a backup of {manifest.server.flavour} is not proved on {engine}: "
            "the checksums of the two cannot be compared",
            hint="let backup.scratch_host name a server of the same kind",
        )
    return version if _series(version) < _series(manifest.server.version) else ""


def _series(version: str) -> tuple[int, ...]:
    """Major and minor number."""
    return tuple(int(number) for number in _NUMBERS.findall(version)[:2])


@contextmanager
def _damage_told(older: str) -> Iterator[None]:
    """Tell a backup that no server can restore from a server that cannot restore it now.

    Args:
        older: the version of a server that need not know all that the original does; else empty.

    Raises:
        BackupDamaged: the server finds fault with the statements themselves.
    """
    try:
        yield
    except BackupDamaged:
        raise
    except BackupError as error:
        cause = error.__cause__
        if not isinstance(cause, QueryFailed) or cause.code not in _FAULTY:
            raise
        if older:
            raise BackupError(
                f"the scratch server ({older}) is older than the backup's: {error.message}",
                hint="let backup.scratch_host name one that is as new",
            ) from error
        raise BackupDamaged(error.message) from error


async def _unlisted(reader: ArchiveReader, database: DatabaseEntry) -> list[str]:
    """Tables that the backup defines and its manifest does not know: nobody would miss them."""
    known = {table.name for table in database.tables}
    return [
        f"{database.schema_name}.{each.name}: the manifest does not know the table"
        for each in await read_objects(reader, database)
        if each.kind in (ObjectKind.TABLE, ObjectKind.SEQUENCE) and each.name not in known
    ]


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
