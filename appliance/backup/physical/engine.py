"""What the engines that copy an instance's files have in common.

A copy is booted twice. When it was taken: rows are counted and summed up, for the manifest, and
compared with what the live server lists. When it is proved: what came out of the repository is
booted again, must hold the same rows, sums and objects, say the same coordinates, and have sound
pages and indexes (CHECK TABLE … EXTENDED). So a proof shows that what is stored is what was copied
and that it works; that the copy is the live server's rests on the server's own means, as the
checksums of a running server are those of no single instant.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import trio

from appliance.backup.archive import ArchiveReader, ArchiveWriter
from appliance.backup.chunks import chunks
from appliance.backup.engines import Compared
from appliance.backup.logical.compare import compare
from appliance.backup.logical.dump import Dumped, dump
from appliance.backup.logical.plan import Scope, Target
from appliance.backup.logical.progress import Progress, unheard
from appliance.backup.logical.restoring import setup
from appliance.backup.logical.server_facts import read_server_facts
from appliance.backup.manifest import Engine as EngineName
from appliance.backup.manifest import FileEntry, Position
from appliance.backup.physical.fault import fault_of
from appliance.backup.physical.instance import OPTIONS, booted, find_daemon
from appliance.backup.physical.measure import check_tables, measure, names_of, table_names
from appliance.backup.programs import ProgramFailed, Programs
from appliance.backup.workplace import check_room, clean_workplaces, move_out, workplace
from appliance.clock import WallClock
from appliance.database.interface import Engine
from appliance.database.login import Login
from appliance.database.session import Session, open_session
from appliance.errors import BackupError

FILE = "instance.frames"
OPTIONS_FILE = "options.frames"
SPARE_BYTES = 512 << 20
"""Room beside a copy: the redo log and temporary tables of the server that boots it."""
WHOLE = "a copy of the whole instance, accounts included; it is restored as a whole"
OF_THE_COPY = "rows and checksums were taken from the copy, booted, not from the live server"


class PhysicalEngine(ABC):
    """One way to copy an instance.

    Args:
        account: who takes backups.
        parent: folder for copies and sockets, with room for the whole instance.
        rate_bytes_s: most bytes a second of the copy that are taken; 0: no limit.
    """

    name: EngineName
    flavour: Engine

    def __init__(
        self,
        account: Login,
        programs: Programs,
        parent: Path,
        clock: WallClock,
        *,
        rate_bytes_s: int = 0,
    ) -> None:
        self._account = account
        self._programs = programs
        self._parent = parent
        self._clock = clock
        self._rate_bytes_s = rate_bytes_s

    @abstractmethod
    async def copy(
        self, session: Session, archive: ArchiveWriter, folder: Path, progress: Progress
    ) -> tuple[FileEntry, datetime]:
        """Copy the instance into the archive and, fit to be booted, into `folder`/copy.

        No faster than the rate. Returns the stored file, and the instant the copy is of.
        """

    @abstractmethod
    async def unpack(self, reader: ArchiveReader, folder: Path) -> None:
        """Bring the stored copy into `folder`/copy, fit to be booted."""

    @abstractmethod
    async def position_in(self, session: Session, folder: Path) -> Position | None:
        """What a booted copy itself says of the original's binary log; None when nothing."""

    @abstractmethod
    def needs(self) -> Sequence[tuple[str, str]]:
        """Programs of a proof, and their packages."""

    async def take(
        self, archive: ArchiveWriter, targets: Sequence[Target], *, progress: Progress = unheard
    ) -> Dumped:
        """Copy the instance into the archive.

        Raises:
            BackupError: a program is missing or fails, there is no room, or the copy is not whole.
            DatabaseError: the server is away or refuses.
        """
        await find_daemon(self._programs, self.flavour)
        async with workplace(self._parent) as folder, open_session(self._account, setup) as session:
            server = await read_server_facts(session)
            options = await _read_options(session)
            await trio.to_thread.run_sync(check_room, folder, await _size(session) + SPARE_BYTES)
            before = await table_names(session, targets)
            file, taken_at = await self.copy(session, archive, folder, progress)
            async with self._booted(folder, options, server.version) as login:
                databases = await measure(login, targets, progress)
                async with open_session(login, setup) as copied:
                    position = await self.position_in(copied, folder)
            lost = (before & await table_names(session, targets)) - names_of(databases)
            if lost:
                raise BackupError(f"the copy lacks the table {'.'.join(min(lost))}")
        sink = await archive.file(OPTIONS_FILE)
        await sink.write(json.dumps(options).encode())
        return Dumped(
            databases=databases,
            files=(file, await sink.close()),
            server=server,
            position=position,
            started_at=taken_at,
            rows=sum(table.rows or 0 for each in databases for table in each.tables),
            notes=(WHOLE, OF_THE_COPY),
        )

    def can_prove(self) -> str:
        """Empty when it can prove; else what is missing."""
        try:
            for program, package in self.needs():
                self._programs.find(program, package)
        except BackupError as error:
            return error.hint
        return ""

    async def prove(self, reader: ArchiveReader, *, progress: Progress = unheard) -> Compared:
        """Boot what is stored, and compare.

        Raises:
            BackupDamaged: it is not what was written, or does not boot.
            BackupError: a program is missing, or there is no room.
        """
        manifest = reader.manifest
        differences: list[str] = []
        total = sum(len(each.tables) for each in manifest.databases)
        done = rows = 0
        async with self._opened(reader) as (login, folder):
            for database in manifest.databases:
                name = database.schema_name
                found = await compare(login, database, name, server=manifest.server)
                differences += [f"{name}.{each}" for each in found]
                differences += await check_tables(login, database)
                done += len(database.tables)
                rows += sum(table.rows or 0 for table in database.tables)
                await progress(done, total, rows, 0, None)
            async with open_session(login, setup) as session:
                position = await self.position_in(session, folder)
            if position != manifest.position:
                differences.append(f"its position is {position} instead of {manifest.position}")
        return Compared(done, rows, tuple(differences))

    @asynccontextmanager
    async def opened(self, reader: ArchiveReader) -> AsyncIterator[Login]:
        """A server on what is stored, for as long as the block: to look, or to dump from.

        Raises:
            BackupDamaged, BackupError: as of `prove`.
        """
        async with self._opened(reader) as (login, _):
            yield login

    async def extract(
        self,
        reader: ArchiveReader,
        archive: ArchiveWriter,
        targets: Sequence[Target],
        *,
        progress: Progress = unheard,
    ) -> Dumped:
        """Dump schemas out of a copy: the way to restore single schemas or tables of it.

        Raises:
            BackupDamaged, BackupError: as of `prove`.
        """
        async with self.opened(reader) as login:
            dumped = await dump(
                login, Scope(tuple(targets)), archive, clock=self._clock, progress=progress
            )
        manifest = reader.manifest
        return replace(
            dumped,
            server=manifest.server,
            position=manifest.position,
            started_at=manifest.started_at,
            notes=(),
        )

    async def restore_files(self, reader: ArchiveReader, into: Path) -> dict[str, str]:
        """Write the instance's files into an empty folder, ready for a server to be started on.

        Returns the variables of the server that the files depend on.

        Raises:
            BackupError: the folder is not empty, or has no room.
            BackupDamaged: what is stored is not what was written.
        """
        await trio.to_thread.run_sync(clean_workplaces, into.parent)  # a killed run's
        async with workplace(into.parent) as folder:
            options = await _stored_options(reader)
            await self._unpack(reader, folder)
            await trio.to_thread.run_sync(move_out, folder / "copy", into)
        return options

    @asynccontextmanager
    async def _opened(self, reader: ArchiveReader) -> AsyncIterator[tuple[Login, Path]]:
        await find_daemon(self._programs, self.flavour)
        if missing := self.can_prove():
            raise BackupError("a program that proves copies is missing", hint=missing)
        async with workplace(self._parent) as folder:
            options = await _stored_options(reader)
            await self._unpack(reader, folder)
            original = reader.manifest.server.version
            async with self._booted(folder, options, original) as login:
                yield login, folder

    async def _unpack(self, reader: ArchiveReader, folder: Path) -> None:
        size = reader.manifest.file(FILE).raw_bytes
        await trio.to_thread.run_sync(check_room, folder, size + SPARE_BYTES)
        try:
            await self.unpack(reader, folder)
        except ProgramFailed as error:
            original = reader.manifest.server.version
            raise await fault_of(error, folder, original, self._programs, self.flavour) from error

    @asynccontextmanager
    async def _booted(
        self, folder: Path, options: Mapping[str, str], original: str
    ) -> AsyncIterator[Login]:
        copy = folder / "copy"
        try:
            async with booted(copy, self.flavour, self._programs, folder, options) as login:
                yield login
        except ProgramFailed as error:
            raise await fault_of(error, folder, original, self._programs, self.flavour) from error


async def _read_options(session: Session) -> dict[str, str]:
    wanted = ", ".join(f"'{name}'" for name in OPTIONS)
    rows = await session.rows(f"SHOW GLOBAL VARIABLES WHERE Variable_name IN ({wanted})")
    return {str(name): str(value) for name, value in rows}


async def _stored_options(reader: ArchiveReader) -> dict[str, str]:
    async with chunks(reader, OPTIONS_FILE) as parts:
        content = b"".join([part async for part in parts])
    known = json.loads(content)
    return {name: str(known[name]) for name in OPTIONS if name in known}


async def _size(session: Session) -> int:
    """About how large the instance is, in bytes."""
    ((size,),) = await session.rows(
        "SELECT COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0) FROM information_schema.TABLES"
    )
    return int(size)
