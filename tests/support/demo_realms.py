"""The whole demo realm with its queries recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from appliance.database.demo import open_demo_world
from appliance.gamedata.realm import Realm
from appliance.gamedata.schema import detect
from tests.support.recording import Recording


@asynccontextmanager
async def recorded_demo_realm() -> AsyncIterator[tuple[Realm, list[Recording]]]:
    """The demo realm as `serve --demo` has it, and what each of its databases was asked."""
    async with open_demo_world() as world:
        recorded = [Recording(world)]
        yield Realm(await detect(world, None), "demo", recorded[0]), recorded
