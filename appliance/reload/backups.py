"""Backups: switched on and off, or looked after with other settings, once what runs has ended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import trio

from appliance.backup.runs import Backups, NoBackups
from appliance.clock import WallClock
from appliance.errors import ApplianceError, NoRepository, SettingsError
from appliance.failover.leader import Leadership
from appliance.plans import plan_backups
from appliance.reload.folders import can_hold
from appliance.reload.steps import Step
from appliance.settings.model import Settings
from appliance.settings.reload import Changes, Part
from appliance.telemetry.health import Check
from appliance.telemetry.metrics import Metrics

if TYPE_CHECKING:
    from appliance.backup.service import BackupService

_PLACE = ("backup.repository", "backup.s3_")
"""How the keys begin that say where backups are."""


class KeptBackups:
    """The backups of this process; nobody looks after any until a repository is configured."""

    def __init__(
        self, settings: Settings, clock: WallClock, metrics: Metrics, leadership: Leadership
    ) -> None:
        self._clock = clock
        self._metrics = metrics
        self._leadership = leadership
        self._service = self._plan(settings)
        self._came = trio.Event()

    def checks(self) -> list[Check]:
        """What is known now; asks nothing."""
        return [] if self._service is None else self._service.checks()

    @property
    def generation(self) -> int | None:
        """How often the repository had been changed when it was read last; None: never read."""
        return None if self._service is None else self._service.desk.generation

    def desk(self, settings: Settings) -> Backups:
        """Where tools ask for backups under `settings`."""
        configured = settings.backup.repository is not None
        return self._service.desk if self._service is not None and configured else NoBackups()

    async def run(self) -> None:
        """Look after the backups until cancelled."""
        await (await self._wait_configured()).run()

    async def stand_by(self) -> None:
        """Know how the backups are and change nothing, until cancelled: another node leads."""
        await (await self._wait_configured()).stand_by()

    def _plan(self, settings: Settings) -> BackupService | None:
        return plan_backups(settings, self._metrics, self._clock, self._leadership)

    async def _wait_configured(self) -> BackupService:
        while self._service is None:
            await self._came.wait()
        return self._service

    async def prepare(self, changes: Changes) -> Step:
        """Read schedules and keys, and look at the repository where it is another one.

        Raises:
            SettingsError: something of it is wrong.
        """
        settings = changes.settings
        if Part.BACKUP not in changes.parts:
            return Step()
        if settings.backup.repository is not None:
            elsewhere = any(key.startswith(_PLACE) for key in changes.keys)
            await _check(settings, self._clock, look=elsewhere)
        service = self._service or self._plan(settings)
        if service is None:
            return Step()
        configured = settings.backup.repository is not None

        def commit() -> None:
            if self._service is None:
                self._service = service
                self._came.set()
            else:
                self._service.change(settings)

        return Step(commit, {"backups": service.desk if configured else NoBackups()})


async def _check(settings: Settings, clock: WallClock, *, look: bool) -> None:
    """See that the settings of backups mean something; `look` at the repository as well."""
    # Here and not above: who takes no backups need not load encryption and object storage.
    from appliance.backup.mistakes import mistakes
    from appliance.backup.site import open_site

    backup = settings.backup
    problems = mistakes(backup)
    if not problems:
        try:
            await open_site(settings, clock, look=look)
        except NoRepository as error:  # the service makes one, and not before all agree
            if not await trio.to_thread.run_sync(_can_be_made, backup.repository or ""):
                problems.append(f"backup.repository: {error.message}, and none can be made")
        except ApplianceError as error:
            problems.append(str(error))
    if problems:
        raise SettingsError("; ".join(problems), problems=tuple(problems))


def _can_be_made(place: str) -> bool:
    """Whether a repository can be made there; of a bucket nobody knows before."""
    return "://" in place or can_hold(Path(place).expanduser())
