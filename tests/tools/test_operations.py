"""get-health-status tells what the checks found."""

from __future__ import annotations

from appliance.errors import Unavailable
from appliance.gamedata.realm import Realm
from appliance.telemetry.health import Check, HealthReport, Status, judge
from appliance.tools.context import Services, ToolContext
from appliance.tools.operations import GetHealthStatus, get_health_status


class Away:
    def current(self) -> Realm:
        raise Unavailable("away")


async def test_every_check_is_told_and_the_realm_may_be_away() -> None:
    async def examine() -> HealthReport:
        return judge(
            [
                Check("realm", Status.FAILED, "db1:3306 refuses", essential=True),
                Check("disk", Status.OK, "plenty", duration_s=0.00123456),
            ]
        )

    context = ToolContext(Services(Away(), examine))
    told = await get_health_status.function(GetHealthStatus(), context)
    assert (told.status, told.live, told.ready) == (Status.FAILED, True, False)
    assert [check.name for check in told.checks] == ["realm", "disk"]
    assert told.checks[0].message == "db1:3306 refuses"
    assert told.checks[1].duration_ms == 1.235
