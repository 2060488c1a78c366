"""Proves a stored piece of the binary log: each event's checksum, and what its manifest says of it.

That a replay of it works is shown by replaying it (a drill): a piece alone changes nothing that
could be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import trio

from appliance.backup.archive import ArchiveReader, ArchiveWriter
from appliance.backup.binlog.chain import UNKNOWN
from appliance.backup.binlog.events import Segment, scan
from appliance.backup.binlog.store import FILE
from appliance.backup.chunks import write_out
from appliance.backup.engines import Compared
from appliance.backup.logical.dump import Dumped
from appliance.backup.logical.plan import Target
from appliance.backup.logical.progress import Progress, unheard
from appliance.backup.manifest import Engine, Manifest
from appliance.backup.workplace import check_room, workplace
from appliance.errors import BackupError


class BinlogEngine:
    """What knows the pieces of the binary log among the engines.

    Args:
        parent: where a piece is unpacked meanwhile.
    """

    name = Engine.BINLOG

    def __init__(self, parent: Path) -> None:
        self._parent = parent

    async def take(
        self, archive: ArchiveWriter, targets: Sequence[Target], *, progress: Progress = unheard
    ) -> Dumped:
        """Pieces are not taken but closed.

        Raises:
            BackupError: always.
        """
        raise BackupError("pieces of the binary log are stored by the archive that streams it")

    def can_prove(self) -> str:
        """Empty: nothing is missing."""
        return ""

    async def prove(self, reader: ArchiveReader, *, progress: Progress = unheard) -> Compared:
        """Read a piece event by event, and compare it with its manifest.

        Raises:
            BackupDamaged: it is not what was written.
        """
        size = reader.manifest.file(FILE).raw_bytes
        async with workplace(self._parent) as folder:
            await trio.to_thread.run_sync(check_room, folder, size)
            path = folder / "piece"
            await write_out(reader, FILE, path)
            segment = await trio.to_thread.run_sync(_scan, path)
        return Compared(0, 0, tuple(_differences(segment, reader.manifest, size)))


def _scan(path: Path) -> Segment:
    with path.open("rb") as file:
        return scan(file, FILE)


def _differences(segment: Segment, manifest: Manifest, size: int) -> list[str]:
    position = manifest.position
    if position is None:
        return ["its manifest names no file of the server"]
    before = UNKNOWN if segment.before is None else segment.before
    last_at = manifest.started_at + timedelta(seconds=manifest.duration_s)
    pairs = {
        "its size": (size, position.offset),
        "the end of its last event": (segment.end, position.offset),
        "what was executed before it": (before, position.gtid),
        "its beginning": (segment.created_at, manifest.started_at),
        "its last event": (max(segment.last_at, segment.created_at), last_at),
    }
    return [
        f"{position.file}: {what} is {found} instead of {wanted}"
        for what, (found, wanted) in pairs.items()
        if found != wanted
    ]
