"""MySQL: `CLONE LOCAL DATA DIRECTORY`, the server's copy of itself into a folder of its machine.

MySQL manual, The Clone Plugin: InnoDB only; DDL waits meanwhile in old versions; needs
BACKUP_ADMIN. Coordinates are in the copy: it knows them once it was booted
(performance_schema.clone_status, gtid_executed). Nothing bounds how fast the server copies itself
on its own machine (clone_max_data_bandwidth is of remote clones); how fast we read its copy is.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import trio

from appliance.backup.archive import ArchiveReader, ArchiveWriter
from appliance.backup.chunks import chunks
from appliance.backup.logical.progress import Progress
from appliance.backup.logical.rate import Rate
from appliance.backup.manifest import Engine as EngineName
from appliance.backup.manifest import FileEntry, Position
from appliance.backup.physical.engine import FILE, PhysicalEngine
from appliance.backup.physical.tape import read_folder, write_folder
from appliance.backup.repository.durable import translating
from appliance.database.interface import Engine
from appliance.database.literals import render
from appliance.database.session import Session
from appliance.errors import BackupError, DatabaseDenied, QueryFailed


class CloneEngine(PhysicalEngine):
    """Copies of MySQL."""

    name = EngineName.CLONE
    flavour = Engine.MYSQL

    def needs(self) -> Sequence[tuple[str, str]]:
        """Programs of a proof, and their packages."""
        return (("mysqld", "mysql-server"),)

    async def copy(
        self, session: Session, archive: ArchiveWriter, folder: Path, progress: Progress
    ) -> tuple[FileEntry, datetime]:
        """Have the server copy itself, and store its copy."""
        copy = folder / "copy"
        ((data,),) = await session.rows("SELECT @@datadir")
        await trio.to_thread.run_sync(_hand_over, folder, Path(data))
        try:
            await session.execute(render("CLONE LOCAL DATA DIRECTORY = %s", (str(copy),)))
        except (QueryFailed, DatabaseDenied) as error:
            raise BackupError(
                f"the server could not clone itself into {copy}: {error.message}",
                hint="it needs BACKUP_ADMIN, the clone plugin, and to be let into that folder",
            ) from error
        taken_at = self._clock.now()
        sink = await archive.file(FILE)
        await write_folder(copy, sink, progress, Rate(self._rate_bytes_s))
        return await sink.close(), taken_at

    async def unpack(self, reader: ArchiveReader, folder: Path) -> None:
        """Write the copy's files."""
        copy = folder / "copy"
        copy.mkdir(mode=0o700)
        async with chunks(reader, FILE) as parts:
            await read_folder(parts, copy)

    async def position_in(self, session: Session, folder: Path) -> Position | None:
        """What the copy says of itself."""
        rows = await session.rows(
            "SELECT BINLOG_FILE, BINLOG_POSITION, GTID_EXECUTED"
            " FROM performance_schema.clone_status"
        )
        if not rows or not rows[0][0]:
            return None
        file, offset, gtid = rows[0]
        return Position(file=file, offset=int(offset), gtid=str(gtid or "").replace("\n", ""))


def _hand_over(folder: Path, data: Path) -> None:
    """Let the server write into our folder: as root we give it away, else we are its user."""
    if os.geteuid() == 0:
        with translating(folder):
            owner = data.stat()
            os.chown(folder, owner.st_uid, owner.st_gid)
