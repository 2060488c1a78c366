"""Realms over the databases of the tests, and contexts for the tools that read them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from appliance.database.interface import Database
from appliance.database.pool import open_pool
from appliance.gamedata.realm import Realm
from appliance.gamedata.schema import detect
from appliance.settings.model import DatabaseSettings
from appliance.telemetry.health import HealthReport
from appliance.telemetry.metrics import Metrics
from appliance.tools.context import Services, ToolContext


@asynccontextmanager
async def open_realm(
    settings: DatabaseSettings, world: str, hotfixes: str | None = None
) -> AsyncIterator[Realm]:
    """The realm of two schemas of one server."""
    metrics = Metrics()
    async with open_pool(settings, world, metrics) as database:
        if hotfixes is None:
            yield await realm_of(database)
            return
        async with open_pool(settings, hotfixes, metrics, kind="hotfixes") as overrides:
            yield await realm_of(database, overrides)


async def realm_of(world: Database, hotfixes: Database | None = None) -> Realm:
    """The realm of open databases."""
    return Realm(await detect(world, hotfixes), "test", world, hotfixes)


class FixedRealm:
    """A realm that is always there."""

    def __init__(self, realm: Realm) -> None:
        self._realm = realm

    def current(self) -> Realm:
        return self._realm


async def _no_health() -> HealthReport:
    raise AssertionError("these tools do not ask for health")


def context_of(realm: Realm, **services: Any) -> ToolContext:
    """What a tool gets when it is called about `realm`; `services` as of `Services`."""
    return ToolContext(Services(FixedRealm(realm), _no_health, **services))
