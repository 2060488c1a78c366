"""A folder as a stream of chunks (tar), and back; in threads, in bounded memory."""

from __future__ import annotations

import io
import shutil
import tarfile
from collections.abc import AsyncGenerator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import trio

from appliance.backup.archive import StatementSink
from appliance.backup.chunks import CHUNK_BYTES
from appliance.backup.logical.progress import Progress
from appliance.backup.logical.rate import Rate
from appliance.backup.repository.durable import translating
from appliance.errors import BackupDamaged

if TYPE_CHECKING:
    from typing_extensions import Buffer


async def write_folder(
    folder: Path, sink: StatementSink, progress: Progress, rate: Rate | None = None
) -> None:
    """Store a folder's files, no faster than `rate`.

    Raises:
        BackupError: they cannot be read, or the repository cannot take them.
    """
    into = _Sink(sink, progress, rate or Rate(0))

    def write() -> None:
        with (
            translating(folder),
            tarfile.open(
                fileobj=into, mode="w|", bufsize=CHUNK_BYTES, format=tarfile.PAX_FORMAT
            ) as tar,
        ):
            for path in sorted(folder.rglob("*")):
                if path.is_dir() or path.is_file():  # no sockets
                    tar.add(path, path.relative_to(folder).as_posix(), recursive=False)

    await trio.to_thread.run_sync(write)


async def read_folder(parts: AsyncGenerator[bytes, None], folder: Path) -> None:
    """Write the files of a stream into an empty folder.

    Raises:
        BackupDamaged: it is no such stream, or would leave the folder.
        BackupError: the disk takes no more.
    """
    source = _Source(parts)

    def read() -> None:
        try:
            with (
                translating(folder),
                tarfile.open(fileobj=source, mode="r|", bufsize=CHUNK_BYTES) as tar,
            ):
                for member in tar:
                    _extract(tar, member, folder)
        except tarfile.TarError as error:
            raise BackupDamaged(f"is not the copy that was written: {error}") from error

    await trio.to_thread.run_sync(read)
    async for _ in parts:  # what fills the last block: its end is checked, too
        pass


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    name = PurePosixPath(member.name)
    if name.is_absolute() or ".." in name.parts or not (member.isdir() or member.isreg()):
        raise BackupDamaged(f"holds {member.name!r}, which is no file of a server")
    path = folder / name
    if member.isdir():
        path.mkdir(mode=0o700)
        return
    content = tar.extractfile(member)
    assert content is not None, "a regular file"
    with content, path.open("xb") as file:
        shutil.copyfileobj(content, file, CHUNK_BYTES)
    path.chmod(0o600)


class _Sink(io.RawIOBase):
    """What a thread writes to."""

    def __init__(self, sink: StatementSink, progress: Progress, rate: Rate) -> None:
        self._sink = sink
        self._progress = progress
        self._rate = rate
        self._bytes = 0

    def write(self, data: Buffer, /) -> int:
        stored = bytes(data)
        trio.from_thread.run(self._store, stored)
        return len(stored)

    async def _store(self, data: bytes) -> None:
        await self._sink.write(data)
        self._bytes += len(data)
        await self._progress(0, 0, 0, self._bytes, None)
        await trio.sleep(self._rate.delay_s(len(data), trio.current_time()))


class _Source(io.RawIOBase):
    """What a thread reads from."""

    def __init__(self, parts: AsyncGenerator[bytes, None]) -> None:
        self._parts = parts
        self._rest = b""

    def read(self, size: int = -1, /) -> bytes:
        while len(self._rest) < size:
            part = trio.from_thread.run(self._next)
            if part is None:
                break
            self._rest += part
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    async def _next(self) -> bytes | None:
        return await anext(self._parts, None)
