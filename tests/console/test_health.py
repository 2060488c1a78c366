"""The health report gathers parts, tasks and machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import trio
from trio.testing import MockClock

from appliance.console.health import HealthService
from appliance.lifecycle.pulse import Pulses
from appliance.settings.model import Settings
from appliance.telemetry.health import Check, Status


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 6, 1, 12, tzinfo=UTC)


KNOWN = Check("realm", Status.OK, "as known", essential=True)
ASKED = Check("realm", Status.OK, "as asked", essential=True, duration_s=0.01)


def service(settings: Settings | None = None) -> HealthService:
    async def probe() -> list[Check]:
        return [ASKED]

    return HealthService(
        lambda: settings or Settings(), Noon(), Pulses(), trio.Event(), lambda: [KNOWN], probe
    )


async def test_a_report_is_what_is_known() -> None:
    report = service().report()
    assert [check.name for check in report.checks] == ["realm", "tasks"]
    assert report.checks[0].message == "as known"
    assert report.ready


async def test_backups_are_part_of_both_and_never_decide() -> None:
    damaged = Check("backup", Status.FAILED, "damaged")
    examined = replace(service(), aside=lambda: [damaged])
    for report in (examined.report(), await examined.examine()):
        assert damaged in report.checks
        assert report.ready
        assert report.status is Status.WARNING


async def test_an_examination_asks_the_parts_and_the_machine(tmp_path: Path) -> None:
    settings = Settings.model_validate({"client_data": {"dbc_path": tmp_path / "none"}})
    report = await service(settings).examine()
    found = {check.name: check for check in report.checks}
    assert set(found) == {"realm", "disk", "client-data:dbc_path", "tasks"}
    assert found["realm"].duration_s == 0.01
    assert report.ready
    assert report.status is Status.WARNING


async def test_draining_is_not_ready_and_a_stuck_task_is_not_alive(
    autojump_clock: MockClock,
) -> None:
    health = service()
    health.pulses.beat("worker", now=trio.current_time(), silence_s=1)
    health.draining.set()
    assert (health.report().live, health.report().ready) == (True, False)
    await trio.sleep(2)
    assert not health.report().live
    assert "worker" in health.report().checks[-1].message
