"""Takes backups when they are due, proves them, and removes what need not be kept.

One thing at a time, and only on the node that leads. What to do next is read from the catalogue
(`jobs.py`), so a start after kill -9 or a failover goes on where the last process was. A bug here
does not end the process: the service starts again after a pause, and health says so.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog
import trio

from appliance.backup.archiver import Archiver
from appliance.backup.background import background
from appliance.backup.binlog.status import Status
from appliance.backup.board import Board
from appliance.backup.desk import Desk
from appliance.backup.groups import groups_of
from appliance.backup.jobs import Failures
from appliance.backup.keeper import Keeper
from appliance.backup.leading import Leader, nobody, unranked
from appliance.backup.site import open_site
from appliance.backup.workplace import clean_workplaces
from appliance.clock import WallClock
from appliance.errors import ApplianceError, BackupError
from appliance.settings.model import Settings
from appliance.telemetry.health import Check
from appliance.telemetry.metrics import Metrics

OPENING = "repository"
RESTART_S, LONGEST_RESTART_S = 5.0, 600.0
"""Pause before the service starts again after a bug; doubles while it keeps crashing."""

logger = structlog.get_logger("appliance.backup")


class BackupService:
    """The task that looks after the backups of a realm.

    Args:
        leader: the term in which this node leads, or None.
        who_leads: the name of the node that leads, as far as known.
    """

    def __init__(
        self,
        settings: Settings,
        clock: WallClock,
        metrics: Metrics,
        *,
        leader: Leader = unranked,
        who_leads: Callable[[], str | None] = lambda: None,
    ) -> None:
        self.desk = Desk()
        self._settings = settings
        self._clock = clock
        self._leader = leader
        self._who_leads = who_leads
        self._board = Board(metrics)
        self._changed = trio.Event()
        self._failures = Failures(settings.backup.retry_interval_s)

    def checks(self) -> list[Check]:
        """What is known now; asks nothing."""
        configured = self._settings.backup.repository is not None
        return [self._board.check(self._clock.now())] if configured else []

    def change(self, settings: Settings) -> None:
        """Take other settings into use as soon as nothing runs (on reload)."""
        self._settings = settings
        self._failures = Failures(settings.backup.retry_interval_s)
        self._changed.set()
        self.desk.nudge()

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Look after the backups until cancelled."""
        task_status.started()
        await self._serve(self._leader)

    async def stand_by(self) -> None:
        """Know how the backups are and change nothing, until cancelled: another node leads."""
        await self._serve(nobody)

    async def _serve(self, leader: Leader) -> None:
        pause_s = RESTART_S
        while True:
            self._changed = trio.Event()
            began = trio.current_time()
            try:
                await self._keep(leader)
            except ApplianceError as error:
                logger.warning("backups are not looked after", reason=str(error))
                self._board.unusable(str(error))
                self.desk.close(error)
                await self._pause(self._failures.add(OPENING, self._clock.now()))
            except Exception as error:
                # Elsewhere a bug ends the process; a realm is better served without backups.
                logger.exception("backup service crashed")
                self._board.crashed(f"{type(error).__name__}: {error}")
                self.desk.close(BackupError("the backup service crashed"))
                lasted = trio.current_time() - began > LONGEST_RESTART_S
                pause_s = RESTART_S if lasted else min(2 * pause_s, LONGEST_RESTART_S)
                await self._pause(pause_s)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not longer than for other settings."""
        with trio.move_on_after(seconds):
            await self._changed.wait()

    async def _keep(self, leader: Leader) -> None:
        """Open the repository and work until there are other settings.

        Raises:
            ApplianceError: the repository cannot be used, or a setting means nothing.
        """
        changed = self._changed
        if self._settings.backup.repository is None:
            self.desk.close(BackupError("backup.repository is not set"))
            await changed.wait()
            return
        site = await open_site(self._settings, self._clock, create=True)
        groups = groups_of(self._settings.backup, site.targets)
        self._board.opened(self._clock.now())
        await trio.to_thread.run_sync(clean_workplaces, site.work)
        archiver = Archiver(site, leader, self._tell_archive)
        keeper = Keeper(
            site,
            groups,
            archiver,
            leader=leader,
            desk=self.desk,
            board=self._board,
            failures=self._failures,
            who_leads=self._who_leads,
            superseded=changed.is_set,
        )
        self._failures.clear(OPENING)
        async with background() as nursery:
            nursery.start_soon(archiver.run)
            await keeper.work()

    def _tell_archive(self, status: Status | None) -> None:
        self._board.show_archive(status, self._clock.now())
