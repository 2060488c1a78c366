"""Archives the server's binary log: streams it into a spool, stores what is closed, misses nothing.

One task owns it all (`run`). It starts the program that streams, notices when it ends, falls
silent or the server went away, and starts it again from the newest file. A file is stored when the
server has gone on to the next one, and leaves the spool when it is in the repository. What cannot
be got any more is said loudly, and begins a new chain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import structlog
import trio

from appliance.backup.binlog.chain import LogFile, next_file, number
from appliance.backup.binlog.follow import BinlogDenied, following, told
from appliance.backup.binlog.server import LogServer, read_files, read_server, setup
from appliance.backup.binlog.shelf import Shelf, has_transactions
from appliance.backup.binlog.spool import Spool
from appliance.backup.binlog.status import Lag, Status
from appliance.backup.binlog.store import SegmentStore
from appliance.backup.manifest import Reason
from appliance.backup.programs import Program, Programs
from appliance.backup.workplace import check_room
from appliance.clock import WallClock
from appliance.database.login import Login
from appliance.database.session import open_session
from appliance.errors import BackupDamaged, BackupError, DatabaseDenied, DatabaseError

POLL_S = 0.5
STORE_AGAIN_S = 10.0
"""Pause while the repository takes nothing: each try reads the whole file."""
LOOK_S = 10.0
"""How often the server is asked how far it is."""
ASK_S = 30.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
RESTART_S = 15.0
CLOSE_S = 120.0
"""How long closing a segment may take: the server's flush, the stream, the repository."""

logger = structlog.get_logger("appliance.backup")


@dataclass(frozen=True, slots=True)
class _Work:
    server: LogServer
    spool: Spool
    shelf: Shelf


class BinlogArchive:
    """The archive of one server.

    Args:
        login: an account with REPLICATION SLAVE, BINLOG MONITOR (MySQL: REPLICATION CLIENT) and,
            to close segments, RELOAD.
        spool: a folder of the archive's own.
        segment_s: a file in use for longer is closed, so that it gets into the repository; that
            needs RELOAD, without which it stays in the spool until the server closes it.
        min_free_bytes: room that is left alone on the spool's disk.
    """

    def __init__(
        self,
        login: Login,
        programs: Programs,
        spool: Path,
        store: SegmentStore,
        clock: WallClock,
        *,
        segment_s: float = 3600.0,
        min_free_bytes: int = 0,
    ) -> None:
        self._status = Status()
        self._login = login
        self._programs = programs
        self._folder = spool
        self._store = store
        self._clock = clock
        self._segment_s = segment_s
        self._min_free_bytes = min_free_bytes
        self._denied: BinlogDenied | None = None
        self._work: _Work | None = None
        self._closing = trio.Lock()

    @property
    def status(self) -> Status:
        """What it is doing now."""
        if self._work is None:
            return self._status
        shelf = self._work.shelf
        return replace(
            self._status,
            gaps=self._status.gaps + shelf.gaps,
            gap=shelf.last_gap or self._status.gap,
            last=shelf.last,
        )

    async def run(self) -> NoReturn:
        """Archive for ever; what goes wrong is in `status` and the log, and is tried again."""
        pause_s = FIRST_PAUSE_S
        while True:
            began = trio.current_time()
            try:
                await self._follow()
            except (BackupError, DatabaseError) as error:
                self._denied = error if isinstance(error, BinlogDenied) else None
                self._status = replace(self._status, problem=str(error))
                logger.warning("binary log not archived", reason=str(error))
            if trio.current_time() - began > LONGEST_PAUSE_S:
                pause_s = FIRST_PAUSE_S
            await trio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def close_segment(self, backup_id: str = "") -> tuple[str, ...]:
        """Close the current file, and have all there is in the repository; the new backups' ids.

        The first of them gets `backup_id`. None: nothing was written since the last one. Without
        the right RELOAD the file is stored up to now, and again when the server closes it.

        Raises:
            BackupError: the archive is not running, or it took too long.
            DatabaseError: the server is away or refuses.
        """
        async with self._closing:
            try:
                with trio.fail_after(CLOSE_S):
                    return await self._close(await self._streaming(), backup_id)
            except trio.TooSlowError:
                why = self._status.problem or "the stream is slow"
                raise BackupError(f"not stored within {CLOSE_S:g} s: {why}") from None

    async def _streaming(self) -> _Work:
        """The work under way; a stream that is just being started again is waited for."""
        with trio.move_on_after(RESTART_S):
            await self._until(lambda: self._work is not None and self._status.streaming)
        if self._work is None:
            why = self._status.problem or "it has not begun"
            raise BackupError(f"the binary log is not being archived: {why}")
        return self._work

    async def _close(self, work: _Work, backup_id: str) -> tuple[str, ...]:
        shelf, spool = work.shelf, work.spool
        known = await shelf.ids()
        shelf.reason, shelf.next_id = Reason.MANUAL, backup_id
        try:
            target = (await self._look())[1][-1]
            await self._until(lambda: spool.has_reached(target))
            if await trio.to_thread.run_sync(has_transactions, spool, target.name):
                if await self._flush():
                    await self._until(lambda: spool.begins_at(number(target.name) + 1))
                else:
                    await shelf.put_part(target.name)
            # Also when the server had just gone on to a file of its own accord.
            await self._until(lambda: spool.begins_at(number(target.name)))
        finally:
            shelf.reason, shelf.next_id = Reason.SCHEDULED, ""
        return tuple(sorted(await shelf.ids() - known))

    async def _until(self, condition: Callable[[], bool]) -> None:
        """Wait for what another program writes.

        Raises:
            BinlogDenied: it never will.
        """
        while not await trio.to_thread.run_sync(condition):
            if self._denied is not None:
                raise self._denied
            await trio.sleep(POLL_S)

    async def _flush(self) -> bool:
        """Have the server go on to its next file; False when we may not."""
        async with open_session(self._login, setup) as session:
            try:
                await session.execute(b"FLUSH BINARY LOGS")
            except DatabaseDenied:
                return False
        return True

    async def _look(self) -> tuple[LogServer, list[LogFile]]:
        try:
            with trio.fail_after(ASK_S):
                async with open_session(self._login, setup) as session:
                    return await read_server(session), await read_files(session)
        except trio.TooSlowError:
            raise BackupError(f"the server did not answer within {ASK_S:g} s") from None

    async def _follow(self) -> None:
        """Stream until something is wrong."""
        server, _ = await self._look()
        spool = Spool(self._folder / server.identity)
        await trio.to_thread.run_sync(spool.open)
        try:
            # Only now: what a killed run left streaming may have been ahead of an earlier answer.
            server, files = await self._look()
            work = self._work = _Work(server, spool, Shelf(self._store, server, spool))
            await trio.to_thread.run_sync(lambda: spool.settle(streaming=False))
            start = await _where_to_go_on(work, files)
            await trio.to_thread.run_sync(spool.keep, start)
            async with following(self._login, server, self._programs, spool.folder, start) as child:
                self._status = replace(self._status, problem="", streaming=True)
                logger.info("archiving the binary log", file=start)
                await self._watch(work, child)
        finally:
            self._status = replace(self.status, streaming=False)
            self._work = None
            spool.close()

    async def _watch(self, work: _Work, child: Program) -> None:
        looked = closed = store_at = trio.current_time()
        behind_at: LogFile | None = None
        while True:
            await trio.sleep(POLL_S)
            if child.process.poll() is not None:
                raise told(await child.failure(), self._login)
            self._denied = None
            await trio.to_thread.run_sync(lambda: work.spool.settle(streaming=True))
            now = trio.current_time()
            wanted = now >= store_at or self._closing.locked()
            if wanted and not await self._store_closed(work.shelf):
                store_at = now + STORE_AGAIN_S
            # After the storing, which makes room.
            await trio.to_thread.run_sync(check_room, work.spool.folder, self._min_free_bytes)
            if now - looked >= LOOK_S:
                looked, behind_at = now, await self._measure(work.spool, behind_at)
            if now - closed >= self._segment_s:
                closed = now
                for each in (await trio.to_thread.run_sync(work.spool.files))[-1:]:
                    if await trio.to_thread.run_sync(has_transactions, work.spool, each.name):
                        await self._flush()

    async def _store_closed(self, shelf: Shelf) -> bool:
        """Store what is closed; False when the repository is away, and the spool keeps it."""
        problem = ""
        try:
            await shelf.put_closed()
        except BackupDamaged:
            raise
        except BackupError as error:
            problem = str(error)
            if self._status.problem != problem:
                logger.warning("binary log kept in the spool", reason=problem)
        self._status = replace(self._status, problem=problem)
        return not problem

    async def _measure(self, spool: Spool, behind_at: LogFile | None) -> LogFile | None:
        """Compare with the server; our newest file when it is behind.

        Raises:
            BackupError: it was already behind there at the last look.
        """
        _, files = await self._look()
        ours = await trio.to_thread.run_sync(spool.files)
        if not ours:
            return None
        newest, seconds = ours[-1], 0.0
        behind = sum(
            each.size - (newest.size if each.name == newest.name else 0)
            for each in files
            if number(each.name) >= number(newest.name)
        )
        if behind > 0:
            if behind_at == newest:
                raise BackupError("the stream of the binary log stalled: it is started again")
            last_at = await trio.to_thread.run_sync(spool.last_event_at, newest.name)
            seconds = max(0.0, (self._clock.now() - last_at).total_seconds()) if last_at else 0.0
        lag = Lag(max(0, behind), seconds, sum(each.size for each in ours))
        self._status = replace(self._status, lag=lag)
        return newest if behind > 0 else None


async def _where_to_go_on(work: _Work, files: list[LogFile]) -> str:
    """The file to fetch next. When the server has begun another log, ours is stored first."""
    await work.shelf.open()
    await work.shelf.drop_stored()
    spooled = await trio.to_thread.run_sync(work.spool.files)
    held = {each.name for each in files}
    for each in spooled:
        if not each.size and each.name in held:
            return each.name  # it was dropped; what came after it is fetched again, too
    newest = spooled[-1] if spooled else None
    if newest is None and work.shelf.last is not None:
        newest = LogFile(work.shelf.last.name, work.shelf.last.end)
    start = next_file(newest, files)
    if start.gap:
        await work.shelf.put_all()
        work.shelf.broken(start.gap)
    return start.name
