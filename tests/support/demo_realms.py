"""The whole demo realm with its queries recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from appliance.clientdata.demo import demo_client
from appliance.database.demo import open_demo_world
from appliance.gamedata.realm import Realm
from appliance.gamedata.schema import detect
from tests.support.recording import Recording


@asynccontextmanager
async def whole_demo_realm() -> AsyncIterator[Realm]:
    """The demo realm as `serve --demo` has it: three databases and client tables."""
    async with recorded_demo_realm() as (realm, _recorded):
        yield realm


@asynccontextmanager
async def recorded_demo_realm() -> AsyncIterator[tuple[Realm, list[Recording]]]:
    """The demo realm as `serve --demo` has it, and what each of its databases was asked."""
    async with (
        open_demo_world() as world,
        open_demo_world(kind="characters") as characters,
        open_demo_world(kind="auth") as auth,
    ):
        recorded = [Recording(world), Recording(characters), Recording(auth)]
        yield (
            Realm(
                await detect(world, None),
                "demo",
                recorded[0],
                characters=recorded[1],
                auth=recorded[2],
                client=demo_client(),
            ),
            recorded,
        )
