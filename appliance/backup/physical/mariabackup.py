"""MariaDB: `mariadb-backup --backup --stream=mbstream`, stored as it comes.

It copies while the server runs, and holds commits for an instant at the end (BACKUP STAGE
BLOCK_COMMIT); the coordinates it notes then are exact. MariaDB Knowledge Base, mariadb-backup
Overview and Options, "Using Encryption and Compression Tools With mariadb-backup" (streaming).
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path

import trio

from appliance.backup.archive import ArchiveReader, ArchiveWriter
from appliance.backup.chunks import CHUNK_BYTES, chunks
from appliance.backup.logical.progress import Progress
from appliance.backup.logical.rate import Rate
from appliance.backup.manifest import Engine as EngineName
from appliance.backup.manifest import FileEntry, Position
from appliance.backup.option_file import write_options
from appliance.backup.physical.engine import FILE, PhysicalEngine
from appliance.backup.programs import Program, running
from appliance.database.interface import Engine
from appliance.database.session import Session

PACKAGE = "mariadb-backup"
MEMORY = "128M"
"""Of the preparation, which applies the redo log."""
DONE = "completed OK!"


class MariabackupEngine(PhysicalEngine):
    """Copies of MariaDB."""

    name = EngineName.MARIABACKUP
    flavour = Engine.MARIADB

    def needs(self) -> Sequence[tuple[str, str]]:
        """Programs of a proof, and their packages."""
        return (
            ("mbstream", PACKAGE),
            ("mariadb-backup", PACKAGE),
            ("mariadbd", "mariadb-server"),
        )

    async def copy(
        self, session: Session, archive: ArchiveWriter, folder: Path, progress: Progress
    ) -> tuple[FileEntry, datetime]:
        """Stream the copy into the archive and unpack it beside."""
        program = self._programs.find("mariadb-backup", PACKAGE)
        ((data,),) = await session.rows("SELECT @@datadir")
        options = await trio.to_thread.run_sync(write_options, folder, self._account, self.flavour)
        argv = [
            program,
            f"--defaults-file={options}",
            "--backup",
            "--stream=mbstream",
            f"--datadir={data}",
            f"--target-dir={folder / 'target'}",
        ]
        sink, rate = await archive.file(FILE), Rate(self._rate_bytes_s)
        size = 0
        async with (
            self._unpacking(folder) as unpacker,
            running(argv, folder=folder, stdout=subprocess.PIPE) as backup,
        ):
            while chunk := bytes(await backup.stdout.receive_some(CHUNK_BYTES)):
                await sink.write(chunk)
                await unpacker.feed(chunk)
                size += len(chunk)
                await progress(0, 0, 0, size, None)
                # The program copies no faster than its output is read.
                await trio.sleep(rate.delay_s(len(chunk), trio.current_time()))
            await backup.finish()
            taken_at = self._clock.now()
            said = await trio.to_thread.run_sync(backup.said)
            if DONE not in said[-200:]:
                raise await backup.failure()
            await unpacker.end_input()
            await unpacker.finish()
        await self._prepare(folder)
        return await sink.close(), taken_at

    async def unpack(self, reader: ArchiveReader, folder: Path) -> None:
        """Unpack what is stored, and apply its redo log."""
        async with self._unpacking(folder) as unpacker:
            async with chunks(reader, FILE) as parts:
                async for part in parts:
                    await unpacker.feed(part)
            await unpacker.end_input()
            await unpacker.finish()
        await self._prepare(folder)

    async def position_in(self, session: Session, folder: Path) -> Position | None:
        """The coordinates stored in the copy, read while no commit could pass.

        InnoDB's own are no check on them: after a reset of the log, or on a server that was itself
        restored from a copy, those are of another log, and may be larger.
        """
        return await trio.to_thread.run_sync(_stored_position, folder / "copy")

    def _unpacking(self, folder: Path) -> AbstractAsyncContextManager[Program]:
        copy = folder / "copy"
        copy.mkdir(mode=0o700)
        program = self._programs.find("mbstream", PACKAGE)
        argv = [program, "--extract", f"--directory={copy}"]
        return running(argv, folder=folder, stdin=subprocess.PIPE)

    async def _prepare(self, folder: Path) -> None:
        """Apply the redo log.

        Raises:
            ProgramFailed: the copy cannot be made consistent.
        """
        argv = [
            self._programs.find("mariadb-backup", PACKAGE),
            "--no-defaults",
            "--prepare",
            f"--use-memory={MEMORY}",
            f"--target-dir={folder / 'copy'}",
        ]
        async with running(argv, folder=folder) as preparing:
            await preparing.finish()


def _stored_position(copy: Path) -> Position | None:
    """The coordinates in the copy (newer versions name the file otherwise); None: no binary log."""
    for name in ("mariadb_backup_binlog_info", "xtrabackup_binlog_info"):
        path = copy / name
        if path.exists():
            file, offset, *gtid = path.read_text().strip().split("\t")
            return Position(file=file, offset=int(offset), gtid="".join(gtid))
    return None
