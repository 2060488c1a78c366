"""Files of a backup that are opaque: pieces of the binary log, copies of an instance."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import cast

import trio

from appliance.backup.archive import ArchiveReader
from appliance.backup.repository.durable import translating

CHUNK_BYTES = 1 << 20
"""Longest chunk that is stored; a multiple of zstd's blocks in `frames`."""


def chunks(reader: ArchiveReader, name: str) -> aclosing[AsyncGenerator[bytes, None]]:
    """The chunks of a file, for as long as the block.

    Raises:
        BackupDamaged: the file is not what was written.
    """
    return aclosing(cast("AsyncGenerator[bytes, None]", reader.statements(name)))


async def write_out(reader: ArchiveReader, name: str, path: Path) -> None:
    """Write a file of a backup to the disk.

    Raises:
        BackupDamaged: the file is not what was written.
        BackupError: the disk takes no more.
    """
    with translating(path):
        async with await trio.open_file(path, "wb") as file, chunks(reader, name) as parts:
            async for part in parts:
                await file.write(part)
