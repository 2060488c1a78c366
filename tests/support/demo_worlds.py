"""The demo realm with rows of a test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from appliance.database.demo import demo_scripts, open_demo_world
from appliance.gamedata.realm import Realm
from tests.support.realms import realm_of


@asynccontextmanager
async def demo_realm(*more: str) -> AsyncIterator[Realm]:
    """The demo realm; `more` are statements that run after its own."""
    async with open_demo_world([*demo_scripts(), *more]) as world:
        yield await realm_of(world)
