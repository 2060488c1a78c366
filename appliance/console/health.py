"""Gathers what every part knows about its health into one report."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import trio

from appliance.clock import WallClock
from appliance.lifecycle.pulse import Pulses
from appliance.settings.model import Settings
from appliance.telemetry.health import Check, HealthReport, Status, judge
from appliance.telemetry.machine import check_certificate, check_disk, check_folders


@dataclass(frozen=True, slots=True)
class HealthService:
    """The one source of health: probes, the health tool and the service manager read it.

    `settings` returns those in use. `known` returns the parts' checks as they stand; `probe` asks
    the parts anew. `aside` returns what services know that are never asked anew: the backups, the
    cluster, the configuration.
    """

    settings: Callable[[], Settings]
    clock: WallClock
    pulses: Pulses
    draining: trio.Event
    known: Callable[[], list[Check]]
    probe: Callable[[], Awaitable[list[Check]]]
    aside: Callable[[], list[Check]] = list

    def report(self) -> HealthReport:
        """The health as known now; asks nothing, so it is cheap and never waits."""
        return self._judge([*self.known(), *self.aside()])

    async def examine(self) -> HealthReport:
        """Ask every part and the machine now."""
        parts = await self.probe()
        machine = await trio.to_thread.run_sync(
            partial(examine_machine, self.settings(), self.clock.now())
        )
        return self._judge([*parts, *self.aside(), *machine])

    def _judge(self, checks: list[Check]) -> HealthReport:
        stalled = self.pulses.stalled(trio.current_time())
        tasks = Check("tasks", Status.OK, "every task makes progress", essential=True)
        if stalled:
            message = f"no progress: {', '.join(stalled)}"
            tasks = Check("tasks", Status.FAILED, message, essential=True)
        return judge([*checks, tasks], draining=self.draining.is_set(), stalled=bool(stalled))


def examine_machine(settings: Settings, now: datetime) -> list[Check]:
    """Disk, client data folders and certificate; reads the disk, so run it in a thread."""
    data = settings.client_data
    folders = ((name, getattr(data, name)) for name in type(data).model_fields)
    checks = [check_disk(Path.cwd()), *check_folders(folders)]
    if settings.server.tls_certificate is not None:
        checks.append(check_certificate(settings.server.tls_certificate, now))
    return checks
