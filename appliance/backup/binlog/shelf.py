"""Moves closed files from the spool into the repository, each only after the one before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import structlog
import trio

from appliance.backup.binlog.chain import Archived, LogFile, break_between
from appliance.backup.binlog.events import FIRST, Segment, transactions
from appliance.backup.binlog.server import LogServer
from appliance.backup.binlog.spool import Spool
from appliance.backup.binlog.store import SegmentStore
from appliance.backup.manifest import Reason
from appliance.errors import BackupDamaged

logger = structlog.get_logger("appliance.backup")


class Shelf:
    """What of one server is stored, and what is next.

    Attributes:
        last: the newest stored piece.
        gap: what is lost before the next piece; empty when nothing is.
        gaps: how many were found since the start, and `last_gap` the newest of them.
        reason: what the next pieces are stored for.
        next_id: the id that was promised for the next piece; empty when none was.
    """

    def __init__(self, store: SegmentStore, server: LogServer, spool: Spool) -> None:
        self.last: Archived | None = None
        self.gap = ""
        self.gaps = 0
        self.last_gap = ""
        self.reason = Reason.SCHEDULED
        self.next_id = ""
        self._store = store
        self._server = server
        self._spool = spool
        self._stored: dict[tuple[str, datetime], int] = {}
        self._one = trio.Lock()

    async def open(self) -> None:
        """Find what is stored already."""
        archived = await self._store.archived(self._server.identity)
        self.last = archived[-1] if archived else None
        self._stored = {(each.name, each.created_at): each.end for each in archived}

    async def drop_stored(self) -> None:
        """Let go of files that are stored: another node, or the command line, went on after us."""
        for each in await trio.to_thread.run_sync(self._spool.files):
            try:
                segment = await trio.to_thread.run_sync(self._spool.scan, each.name)
            except BackupDamaged:
                continue  # `put_closed` fetches it again
            if each.size <= self._stored.get((each.name, segment.created_at), 0):
                await trio.to_thread.run_sync(self._spool.remove, each.name)

    async def ids(self) -> frozenset[str]:
        """The ids of all that is stored."""
        archived = await self._store.archived(self._server.identity)
        return frozenset(each.id for each in archived)

    async def put_closed(self) -> None:
        """Store every file but the one in use.

        Raises:
            BackupDamaged: a file is not sound; it is dropped, to be fetched again.
            BackupError: the repository cannot take it; nothing is lost.
        """
        async with self._one:
            await self._put_closed()

    async def put_all(self) -> None:
        """Store every file: the server has begun another log."""
        async with self._one:
            for each in await trio.to_thread.run_sync(self._spool.files):
                await self._put(each)

    async def put_part(self, name: str) -> None:
        """Store what there is of the file in use; it is stored again when it is closed."""
        async with self._one:
            await self._put_closed()
            segment = await trio.to_thread.run_sync(self._spool.scan, name)
            await self._add(name, segment, "up to now: the account may not close it")

    def broken(self, gap: str) -> None:
        """Something is lost: the next piece begins a chain of its own."""
        self.gap = self.last_gap = gap
        self.gaps += 1
        logger.error("gap in the archived binary log: take a full backup", gap=gap)

    async def _put_closed(self) -> None:
        for each in (await trio.to_thread.run_sync(self._spool.files))[:-1]:
            await self._put(each)

    async def _put(self, file: LogFile) -> None:
        if not file.size:  # dropped, and gone from the server before it could be fetched again
            await trio.to_thread.run_sync(self._spool.remove, file.name)
            return
        try:
            segment = await trio.to_thread.run_sync(self._spool.scan, file.name)
            if segment.end != file.size:
                raise BackupDamaged("ends in the middle of an event", file=file.name)
        except BackupDamaged:
            await trio.to_thread.run_sync(self._spool.drop, file.name)
            raise
        await self._add(file.name, segment, "")
        await trio.to_thread.run_sync(self._spool.remove, file.name)

    async def _add(self, name: str, segment: Segment, note: str) -> None:
        previous = self.last
        if previous is not None and not self.gap:
            if gap := break_between(previous, name, segment.before, segment.created_at):
                self.broken(gap)
            elif (name, segment.end) == (previous.name, previous.end):
                return  # stored, and killed before it could be removed
            elif name == previous.name:
                # A part of it was stored before: nothing shall hang on the part.
                previous = replace(previous, id=previous.parent)
        if self.gap:
            previous, note = None, f"{note} after a gap: {self.gap}".strip()
        self.last = await self._store.add(
            self._spool.path(name),
            segment,
            self._server,
            previous=previous,
            note=f"binary log {name} {note}".strip(),
            reason=self.reason,
            backup_id=self.next_id,
        )
        self.gap = self.next_id = ""
        logger.info("binary log stored", file=name, backup=self.last.id, bytes=segment.end)


def has_transactions(spool: Spool, name: str) -> bool:
    """Whether a file of the spool holds any transaction; False when it has left it. Blocks."""
    try:
        with spool.path(name).open("rb") as file:
            if len(file.read(FIRST)) < FIRST:
                return False  # the stream has just begun it
            file.seek(0)
            return next(transactions(file, name), None) is not None
    except FileNotFoundError:
        return False
