"""A dispatcher over the sample tools, with a realm that is away."""

from __future__ import annotations

from appliance.errors import Unavailable
from appliance.gamedata.realm import Realm
from appliance.server.dispatch import Dispatcher
from appliance.telemetry.health import HealthReport, judge
from appliance.telemetry.metrics import Metrics
from appliance.tools.context import Services
from appliance.tools.registry import collect
from tests.support import sample_tools


class RealmAway:
    def current(self) -> Realm:
        raise Unavailable("the realm's database is away")


async def check_health() -> HealthReport:
    return judge(())


def sample_dispatcher(metrics: Metrics | None = None) -> Dispatcher:
    tools = collect([sample_tools])
    aliases = {"say": "echo", "stay": "wait-long", "gone": "not-there"}
    services = Services(RealmAway(), check_health)
    return Dispatcher(tools, services, metrics or Metrics(), aliases=aliases)
