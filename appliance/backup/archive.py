"""Async doors to the files of one backup; reading, writing and their arithmetic are in threads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import trio

from appliance.backup.background import background
from appliance.backup.encryption import NOBODY, Identities
from appliance.backup.frames import BLOCK_BYTES, FrameReader, FrameWriter, StoredCheck
from appliance.backup.manifest import FileEntry, Manifest, encode_manifest
from appliance.backup.repository.interface import Repository, Staging
from appliance.errors import BackupError

_CLEANUP_S = 60.0
"""Longest wait for the removal of what was staged; what is left then goes at the next start."""


class StatementSink:
    """One file being written: takes statements, or opaque chunks of a physical backup.

    Batches of `BLOCK_BYTES` are compressed and written in a thread while the next one is collected,
    so at most three are in memory.
    """

    def __init__(self, frames: FrameWriter, nursery: trio.Nursery) -> None:
        self._frames = frames
        self._batch: list[bytes] = []
        self._batch_bytes = 0
        self._send, receive = trio.open_memory_channel[list[bytes]](0)
        self._idle = trio.Event()
        self._error: Exception | None = None
        self._entry: FileEntry | None = None
        nursery.start_soon(self._work, receive)

    @property
    def closed(self) -> bool:
        """Whether the file is written to its end."""
        return self._entry is not None

    async def write(self, statement: bytes) -> None:
        """Store a statement.

        Raises:
            BackupError: the repository cannot take more.
        """
        self._batch.append(statement)
        self._batch_bytes += len(statement)
        if self._batch_bytes >= BLOCK_BYTES:
            await self._hand_over()

    async def close(self) -> FileEntry:
        """Write the end and have it safe on the disk; what the manifest says of the file."""
        await self._hand_over()
        self._send.close()
        await self._idle.wait()
        if self._error is not None:
            raise self._error
        self._entry = await trio.to_thread.run_sync(self._frames.finish)
        return self._entry

    async def abandon(self) -> None:
        """Drop the file, unless it was closed; no thread is left."""
        self._send.close()
        await self._idle.wait()
        if self._entry is None:
            await trio.to_thread.run_sync(self._frames.abandon)

    async def _hand_over(self) -> None:
        batch, self._batch, self._batch_bytes = self._batch, [], 0
        try:
            await self._send.send(batch)
        except trio.BrokenResourceError:
            await self._idle.wait()
            if self._error is None:
                raise
            raise self._error from None

    async def _work(self, receive: trio.MemoryReceiveChannel[list[bytes]]) -> None:
        try:
            async with receive:
                async for batch in receive:
                    await trio.to_thread.run_sync(self._frames.write, batch)
        except Exception as error:  # noqa: BLE001 - raised again where the sink is used
            self._error = error
        finally:
            self._idle.set()


class ArchiveWriter:
    """A backup being written. Nothing of it is listed until it is published."""

    def __init__(
        self, staging: Staging, nursery: trio.Nursery, *, level: int, recipients: Sequence[str]
    ) -> None:
        self._staging = staging
        self._nursery = nursery
        self._level = level
        self._recipients = tuple(recipients)
        self._sinks: list[StatementSink] = []
        self._over = False

    @property
    def id(self) -> str:
        """The backup's id."""
        return self._staging.id

    @property
    def recipients(self) -> tuple[str, ...]:
        """Whom its files are encrypted to; the manifest names them."""
        return self._recipients

    async def file(self, name: str) -> StatementSink:
        """Begin a file; see `names.file_name`. Several may be open at once."""
        frames = await trio.to_thread.run_sync(self._begin, name)
        sink = StatementSink(frames, self._nursery)
        # Finished ones are let go: each has a compressor's memory.
        self._sinks = [*(each for each in self._sinks if not each.closed), sink]
        return sink

    async def publish(self, manifest: Manifest) -> None:
        """Make the backup appear, in the term of the manifest's taker.

        Raises:
            BackupLocked: a higher term was seen.
        """
        if manifest.id != self.id or manifest.encryption != self._recipients:
            raise ValueError("the manifest is not of this archive")
        await trio.to_thread.run_sync(
            partial(self._staging.publish, encode_manifest(manifest), term=manifest.taken_by.term)
        )
        self._over = True

    async def discard(self) -> None:
        """Remove what was staged, unless it was published."""
        async with AsyncExitStack() as stack:
            if not self._over:
                self._over = True
                stack.push_async_callback(trio.to_thread.run_sync, self._staging.discard)
            for sink in self._sinks:
                stack.push_async_callback(sink.abandon)

    def _begin(self, name: str) -> FrameWriter:
        output = self._staging.create(name)
        try:
            return FrameWriter(name, output, level=self._level, recipients=self._recipients)
        except Exception:
            output.abandon()
            raise


@asynccontextmanager
async def writing(
    repository: Repository, backup_id: str, *, level: int, recipients: Sequence[str] = ()
) -> AsyncIterator[ArchiveWriter]:
    """Stage a backup; what was not published when the block ends is removed.

    Args:
        level: zstd's.
        recipients: age recipients; empty: not encrypted.

    Raises:
        BackupError: the repository has no room, or is not there.
    """
    staging = await trio.to_thread.run_sync(repository.stage, backup_id)
    async with background() as nursery:
        archive = ArchiveWriter(staging, nursery, level=level, recipients=recipients)
        try:
            yield archive
        finally:
            with trio.CancelScope(shield=True, deadline=trio.current_time() + _CLEANUP_S):
                await archive.discard()


class ArchiveReader:
    """A published backup being read.

    Args:
        identities: needed where the backup is encrypted.
    """

    def __init__(
        self,
        repository: Repository,
        manifest: Manifest,
        identities: Identities = NOBODY,
    ) -> None:
        self.manifest = manifest
        self._repository = repository
        self._identities = identities

    async def check(self, name: str) -> None:
        """Compare a file's stored bytes with the manifest; needs no key.

        Raises:
            BackupDamaged: it is missing, or not what was written.
        """
        check = await trio.to_thread.run_sync(
            lambda: StoredCheck(
                self._repository.open(self.manifest.id, name), self.manifest.file(name)
            )
        )
        try:
            while await trio.to_thread.run_sync(check.advance):
                pass
        finally:
            check.close()

    async def statements(self, name: str) -> AsyncIterator[bytes]:
        """The statements of a file, or the chunks of a physical backup, in bounded memory.

        Who leaves the loop early closes it (`contextlib.aclosing`).

        Raises:
            BackupDamaged: the file is not what was written.
            BackupError: none of the identities can decrypt it.
        """
        frames = await trio.to_thread.run_sync(self._begin, name)
        try:
            while batch := await trio.to_thread.run_sync(frames.batch):
                for statement in batch:
                    yield statement
        finally:
            with trio.CancelScope(shield=True):
                await trio.to_thread.run_sync(frames.close)

    def _begin(self, name: str) -> FrameReader:
        entry = self.manifest.file(name)
        wanted = self.manifest.encryption
        if not self._identities.can_read(self.manifest):
            raise BackupError(
                f"backup {self.manifest.id} is encrypted, and no identity we have decrypts it",
                hint=f"put the identity of {' or '.join(wanted)} into backup.identity_file",
            )
        source = self._repository.open(self.manifest.id, name)
        return FrameReader(source, entry, identities=self._identities.secrets if wanted else ())
