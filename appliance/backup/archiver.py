"""Looks after the archive of the binary log: runs it while this node leads, and closes pieces.

The archive itself (`binlog/archive.py`) survives whatever happens to server, stream and repository;
here is only who may run it, and when.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
import trio

from appliance.backup.background import background
from appliance.backup.binlog.archive import BinlogArchive
from appliance.backup.binlog.status import Status
from appliance.backup.binlog.store import CatalogueStore
from appliance.backup.leading import Leader, Mandate
from appliance.backup.manifest import Taker
from appliance.backup.site import Site
from appliance.errors import BackupError
from appliance.settings.backup import BackupSettings

LOOK_S = 1.0
"""How often the leader is asked for, and the archive for its status."""
PAUSE_S = 60.0
NOT_CONFIGURED = (
    "an incremental backup is a piece of the binary log, and it is not archived: set backup.binlog"
)
NO_SERVER = "the demo realm is SQLite, which has no binary log"

logger = structlog.get_logger("appliance.backup")


def why_not(site: Site) -> str:
    """Why there is no archive of this site; empty when there can be."""
    if site.account is None:
        return NO_SERVER
    return "" if site.settings.backup.binlog else NOT_CONFIGURED


def told_pieces(stored: Sequence[str]) -> tuple[str, ...]:
    """What came of closing a piece, for people."""
    if not stored:
        return ("nothing was written since the last piece: there is none of this id",)
    return (f"pieces of the binary log stored: {', '.join(stored)}",)


def spool_folder(settings: BackupSettings) -> Path:
    """Where the binary log is streamed to.

    Raises:
        BackupError: no folder is configured, and the repository is none.
    """
    if settings.binlog_spool is not None:
        return settings.binlog_spool
    place = settings.repository or ""
    if not place or "://" in place:
        raise BackupError(
            "the binary log needs a folder until it is stored",
            hint="set backup.binlog_spool to one that outlives restarts",
        )
    folder = Path(place).expanduser().absolute()  # as `open_repository` has it
    return folder.with_name(f"{folder.name}.binlog")


def new_archive(site: Site, mandate: Mandate) -> BinlogArchive:
    """The archive of the site's server, not running yet.

    Raises:
        BackupError: it is not configured.
    """
    if site.account is None:
        raise BackupError(NO_SERVER)
    if missing := why_not(site):
        raise BackupError(missing)
    settings = site.settings.backup
    store = CatalogueStore(
        site.repository,
        site.catalogue,
        site.clock,
        lambda: Taker(node=site.node, term=mandate.term()),
        level=settings.compression_level,
        recipients=site.recipients,
    )
    return BinlogArchive(
        site.account,
        site.programs,
        spool_folder(settings),
        store,
        site.clock,
        segment_s=settings.binlog_segment_s,
        min_free_bytes=settings.min_free_bytes,
    )


@asynccontextmanager
async def archiving(site: Site, mandate: Mandate) -> AsyncIterator[BinlogArchive]:
    """The archive at work for as long as the block.

    Raises:
        BackupError: it is not configured.
    """
    archive = new_archive(site, mandate)
    async with background() as nursery:
        nursery.start_soon(archive.run)
        yield archive


class Archiver:
    """The task that archives the binary log of a site, while this node leads.

    Args:
        tell: hears of the archive's status; None while another node leads.
    """

    def __init__(self, site: Site, leader: Leader, tell: Callable[[Status | None], None]) -> None:
        self._site = site
        self._leader = leader
        self._tell = tell
        self._archive: BinlogArchive | None = None
        self._problem = ""

    async def run(self) -> None:
        """Archive until cancelled; returns at once where there is nothing to archive."""
        if why_not(self._site):
            return
        while True:
            term = self._leader()
            if term is not None:
                await self._lead(term)
            else:
                self._tell(None)
                await trio.sleep(LOOK_S)

    async def close_segment(self, backup_id: str) -> tuple[str, ...]:
        """Store everything up to now; the ids of the new pieces, `backup_id` the first of them.

        Raises:
            BackupError: nothing is archived here, or it took too long; says why.
            DatabaseError: the server is away or refuses.
        """
        if missing := why_not(self._site):
            raise BackupError(missing)
        if self._archive is None:
            raise BackupError(self._problem or "another node leads, and archives the binary log")
        return await self._archive.close_segment(backup_id)

    async def _lead(self, term: int) -> None:
        """Archive until the term is over."""
        try:
            async with archiving(self._site, Mandate(self._leader)) as archive:
                self._archive = archive
                while self._leader() == term:
                    self._tell(archive.status)
                    await trio.sleep(LOOK_S)
        except BackupError as error:  # a setting is missing, or the term is over just now
            if self._problem != str(error):
                logger.warning("binary log not archived", reason=str(error))
            self._problem = str(error)
            self._tell(Status(problem=self._problem))
            await trio.sleep(PAUSE_S)
        finally:
            self._archive = None
