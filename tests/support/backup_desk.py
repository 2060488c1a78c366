"""A running backup service of the demo realm, and contexts for tools that use it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trio

from appliance.backup.desk import Desk
from appliance.backup.runs import Backups, NoBackups
from appliance.backup.service import BackupService
from appliance.clock import SystemClock
from appliance.errors import Unavailable
from appliance.settings.backup import BackupSettings
from appliance.settings.model import Settings
from appliance.telemetry.health import HealthReport, judge
from appliance.telemetry.metrics import Metrics
from appliance.tools.context import Services, ToolContext


class NoRealm:
    """These tools need none."""

    def current(self) -> Any:
        raise Unavailable("away")


@dataclass
class Told:
    """The progress a call told."""

    stages: list[tuple[float, float | None]] = field(default_factory=list)

    async def __call__(
        self, done: float, total: float | None = None, message: str | None = None
    ) -> None:
        self.stages.append((done, total))


def context(backups: Backups | None = None, told: Told | None = None) -> ToolContext:
    """What a tool gets."""

    async def examine() -> HealthReport:
        return judge([])

    services = Services(NoRealm(), examine, backups=backups or NoBackups())
    return ToolContext(services, progress=told or Told())


@asynccontextmanager
async def demo_service(folder: Path, **backup: Any) -> AsyncIterator[BackupService]:
    """A service that takes nothing by itself; ready when the block begins."""
    values = {
        "repository": str(folder),
        "schedule": "off",
        "jitter_s": 0,
        "world_schedule": "off",
        "min_free_bytes": 0,
    }
    settings = Settings(backup=BackupSettings(**(values | backup)))
    service = BackupService(settings, SystemClock(), Metrics())
    async with trio.open_nursery() as nursery:
        await nursery.start(service.run)
        await ready(service)
        yield service
        nursery.cancel_scope.cancel()


async def ready(service: BackupService) -> None:
    """Wait until it takes requests."""
    with trio.fail_after(30):
        while not service.desk.address:  # noqa: ASYNC110 - it opens a folder, in threads
            await trio.sleep(0.005)


async def settled(desk: Desk) -> None:
    """Wait until nothing runs, nor is asked for."""
    with trio.fail_after(30):
        while not desk.idle:  # noqa: ASYNC110 - what runs works on the disk, in threads
            await trio.sleep(0.005)
