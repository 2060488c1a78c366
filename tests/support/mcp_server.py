"""A dispatcher over the sample tools, with a realm that is away."""

from __future__ import annotations

from typing import Any

from mcp.client import Client
from mcp.server.lowlevel.server import Server

from appliance.errors import Unavailable
from appliance.gamedata.realm import Realm
from appliance.server.dispatch import Dispatcher
from appliance.telemetry.health import HealthReport, judge
from appliance.telemetry.metrics import Metrics
from appliance.tools.context import Services
from appliance.tools.registry import Tools, collect
from tests.support import sample_tools


class RealmAway:
    def current(self) -> Realm:
        raise Unavailable("the realm's database is away")


async def check_health() -> HealthReport:
    return judge(())


def dispatcher_over(tools: Tools) -> Dispatcher:
    """A dispatcher over the product's tools, with a realm that is away."""
    return Dispatcher(tools, Services(RealmAway(), check_health), Metrics())


async def listed_over_mcp(server: Server[Any]) -> list[dict[str, Any]]:
    """The definitions of tools/list as they are on the wire."""
    async with Client(server) as client:
        listed = await client.list_tools()
    return [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in listed.tools]


def sample_dispatcher(metrics: Metrics | None = None) -> Dispatcher:
    tools = collect([sample_tools])
    aliases = {"say": "echo", "stay": "wait-long", "gone": "not-there"}
    services = Services(RealmAway(), check_health)
    return Dispatcher(tools, services, metrics or Metrics(), aliases=aliases)
