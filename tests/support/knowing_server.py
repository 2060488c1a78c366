"""The product's tools over the demo realm, with its names indexed, as an MCP server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import trio
from mcp.client import Client

from appliance.gamedata.finder.service import Finder
from appliance.server.dispatch import Dispatcher
from appliance.server.kernel import build_kernel
from appliance.settings.knowledge import NamesSettings
from appliance.telemetry.metrics import Metrics
from appliance.tools import DOMAINS
from appliance.tools.context import Services
from appliance.tools.registry import collect
from tests.support.demo_realms import recorded_demo_realm
from tests.support.mcp_server import check_health
from tests.support.realms import FixedRealm

TOOLS = collect(DOMAINS)


@asynccontextmanager
async def knowing_dispatcher() -> AsyncIterator[Dispatcher]:
    """A dispatcher whose finder is ready."""
    async with recorded_demo_realm() as (realm, _recorded), trio.open_nursery() as nursery:
        realms = FixedRealm(realm)
        finder = Finder(NamesSettings(), realms)
        await nursery.start(finder.run)
        await finder.wait_built()
        yield Dispatcher(TOOLS, Services(realms, check_health, finder=finder), Metrics())
        nursery.cancel_scope.cancel()


@asynccontextmanager
async def knowing_client(mode: Any = "auto") -> AsyncIterator[Client]:
    """A client of such a server."""
    async with (
        knowing_dispatcher() as dispatcher,
        Client(build_kernel(dispatcher).server, mode=mode) as client,
    ):
        yield client
