"""The appliance's own server with an echo tool and a tool of one query.

Usage: ours.py PORT DATABASE_PORT [CERTIFICATE KEY]; metrics and a log line for each call are on.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from types import ModuleType

import trio
from pydantic import SecretStr

from appliance.database.interface import Database
from appliance.database.pool import open_pool
from appliance.gamedata.realm import Branch, Realm, Schema
from appliance.lifecycle import memory
from appliance.lifecycle.signals import watch_signals
from appliance.server.dispatch import Dispatcher
from appliance.server.kernel import build_kernel
from appliance.server.service import HttpPort
from appliance.settings.model import DatabaseSettings, ServerSettings
from appliance.telemetry import logs
from appliance.telemetry.health import HealthReport, judge
from appliance.telemetry.metrics import Metrics
from appliance.tools.context import Scope, Services, ToolContext
from appliance.tools.models import Answer, ToolInput
from appliance.tools.registry import collect, tool
from tests.load.servers.query import SQL


class Echo(ToolInput):
    """What to say."""

    text: str


class Echoed(Answer):
    """What was said."""

    text: str


class GetCreature(ToolInput):
    """Which creature."""

    entry: int


class Creature(Answer):
    """One row."""

    entry: int
    name: str
    minlevel: int
    maxlevel: int
    faction: int


@tool("echo", title="Echo", scope=Scope.GAME_READ, read_only=True, timeout_s=5)
async def echo(query: Echo, _context: ToolContext) -> Echoed:
    """Echo the text."""
    return Echoed(source="echo", text=query.text)


@tool("creature", title="Creature", scope=Scope.GAME_READ, read_only=True, timeout_s=5)
async def creature(query: GetCreature, context: ToolContext) -> Creature:
    """One creature by its entry."""
    rows = await context.realm.world.fetch(SQL, (query.entry,), row=_creature)
    return rows[0]


def _creature(entry: int, name: str, minlevel: int, maxlevel: int, faction: int) -> Creature:
    return Creature(
        source="world", entry=entry, name=name, minlevel=minlevel, maxlevel=maxlevel,
        faction=faction,
    )  # fmt: skip


class OneRealm:
    """A realm that is always there."""

    def __init__(self, world: Database) -> None:
        self.realm = Realm(Schema(Branch.WRATH, "", "", {}), "world", world)

    def current(self) -> Realm:
        return self.realm


async def health() -> HealthReport:
    return judge([])


async def main(port: int, database_port: int, certificate: str = "", key: str = "") -> None:
    logs.configure(level="info", as_json=True)
    module = ModuleType("load")
    module.echo, module.creature = echo, creature  # type: ignore[attr-defined]
    metrics, stop = Metrics(), trio.Event()
    settings = ServerSettings(
        port=port,
        tls_certificate=Path(certificate) if certificate else None,
        tls_key=Path(key) if key else None,
    )
    database = DatabaseSettings(
        host="127.0.0.1", port=database_port, user="reader", password=SecretStr("read-only")
    )
    async with open_pool(database, "load", metrics, kind="world") as world:
        dispatcher = Dispatcher(collect([module]), Services(OneRealm(world), health), metrics)
        async with trio.open_nursery() as nursery:
            await nursery.start(watch_signals, stop)
            port = HttpPort(build_kernel(dispatcher), settings, metrics)
            await nursery.start(partial(port.run, stop=stop))
            memory.settle()
            await stop.wait()
            nursery.cancel_scope.cancel()


if __name__ == "__main__":
    trio.run(main, int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
