"""The composition root: the one place that builds every part and knows their order.

Parts are stacked, not siblings: when the block ends they stop in the reverse of their start.
A stop is asked for by an event and never by cancelling, so that order holds.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import structlog
import trio

from appliance import __version__
from appliance.backup.runs import NoBackups
from appliance.clientdata.demo import demo_client
from appliance.clientdata.folders import DB2, DBC, ClientFolders
from appliance.clock import SystemClock, WallClock
from appliance.console import service as console
from appliance.console.health import HealthService
from appliance.console.probes import make_console
from appliance.database.demo import open_demo_world
from appliance.database.interface import Database
from appliance.database.pool import open_pool
from appliance.gamedata.finder.service import Finder
from appliance.gamedata.realm import Branch
from appliance.gamedata.service import RealmPlan, RealmService
from appliance.library.service import Library, LibraryPlan, demo_plan, plan_library
from appliance.lifecycle import memory
from appliance.lifecycle.pulse import Pulses
from appliance.lifecycle.running import running, running_until
from appliance.lifecycle.signals import watch_reload, watch_signals
from appliance.lifecycle.systemd import Notifier, feed_watchdog
from appliance.server import service as server
from appliance.server.dispatch import Dispatcher
from appliance.settings.knowledge import ClientDataSettings
from appliance.settings.model import DatabaseSettings, Settings
from appliance.sourcetree.opcodes import SourceTree
from appliance.telemetry.health import Check, Status
from appliance.telemetry.loop import watch_loop
from appliance.telemetry.metrics import Metrics
from appliance.tools import DOMAINS
from appliance.tools.context import Services
from appliance.tools.registry import collect
from appliance.workspace.folder import Workspace
from appliance.worldserver.process import Worldserver

if TYPE_CHECKING:
    from appliance.backup.service import BackupService

logger = structlog.get_logger("appliance")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the process can be reached once it serves."""

    mcp: tuple[str, ...]
    console: str


@dataclass(frozen=True, slots=True)
class Parts:
    """What every way to serve shares."""

    metrics: Metrics
    pulses: Pulses
    listening: trio.Event
    stop: trio.Event
    realms: RealmService
    health: HealthService
    notifier: Notifier
    services: Services
    dispatcher: Dispatcher
    backups: BackupService | None


def build(settings: Settings, environ: Mapping[str, str], clock: WallClock) -> Parts:
    """Build the parts; nothing runs yet."""
    metrics, pulses = Metrics(), Pulses()
    listening, stop = trio.Event(), trio.Event()
    metrics.build.info({"version": __version__})
    plan, open_database = plan_realm(settings, metrics)
    realms = RealmService(plan, open_database, pulses)
    finder = Finder(settings.names, realms)

    def known() -> list[Check]:
        return [_listens(listening), *realms.checks(), *finder.checks()]

    async def asked() -> list[Check]:
        return [_listens(listening), *await realms.probe(), *finder.checks()]

    backups = plan_backups(settings, metrics, clock)
    aside = list if backups is None else backups.checks
    health = HealthService(settings, clock, pulses, stop, known, asked, aside)
    library = plan_knowledge(settings, environ)
    services = Services(
        realms,
        health.examine,
        source_tree=SourceTree(settings.source_tree.path),
        library=Library(library),
        finder=finder,
        workspace=Workspace(settings.workspace),
        worldserver=Worldserver(settings.worldserver),
        backups=NoBackups() if backups is None else backups.desk,
    )
    dispatcher = Dispatcher(collect(DOMAINS), services, metrics)
    notifier = Notifier(environ)
    return Parts(
        metrics, pulses, listening, stop, realms, health, notifier, services, dispatcher, backups
    )


def _listens(listening: trio.Event) -> Check:
    """Ready means that calls are taken: the MCP port opens after everything it needs."""
    if listening.is_set():
        return Check("server", Status.OK, "takes calls", essential=True)
    return Check("server", Status.FAILED, "does not take calls yet", essential=True)


def plan_knowledge(settings: Settings, environ: Mapping[str, str]) -> LibraryPlan:
    """Say which source tree and documents there are; the demo realm brings its own."""
    plan = plan_library(settings.source_tree, settings.library, environ)
    own = plan.source is not None or plan.documents is not None
    return demo_plan() if settings.demo and not own else plan


def plan_backups(settings: Settings, metrics: Metrics, clock: WallClock) -> BackupService | None:
    """What looks after the backups; None where no repository is configured."""
    if settings.backup.repository is None:
        return None
    # Here and not above: who takes no backups need not load encryption and object storage.
    from appliance.backup.groups import groups_of
    from appliance.backup.service import BackupService

    groups_of(settings.backup, ())  # a schedule that means nothing forbids the start
    return BackupService(settings, clock, metrics)


def plan_realm(
    settings: Settings, metrics: Metrics
) -> tuple[RealmPlan, Callable[[str], AbstractAsyncContextManager[Database]]]:
    """Say which databases and client files make up the realm and how each database is opened."""
    database = settings.database
    if settings.demo:
        plan = RealmPlan(
            source="demo",
            optional=("characters", "auth"),
            interval_s=database.retry_interval_s,
            attempt_s=database.connect_timeout_s,
            client=lambda _branch: demo_client(),
        )
        return plan, lambda kind: open_demo_world(kind=kind)
    schemas = schemas_of(database)
    attempt_s = len(schemas) * (database.connect_timeout_s + database.query_timeout_s)
    plan = RealmPlan(
        source=f"{database.world}@{database.socket or database.host}",
        optional=tuple(kind for kind in schemas if kind != "world"),
        interval_s=database.retry_interval_s,
        attempt_s=attempt_s,
        client=partial(client_folders, settings.client_data),
    )
    return plan, lambda kind: open_pool(database, schemas[kind], metrics, kind=kind)


def client_folders(settings: ClientDataSettings, branch: Branch) -> ClientFolders:
    """The client files of a realm of `branch`."""
    return ClientFolders(settings, DBC if branch is Branch.WRATH else DB2)


def schemas_of(database: DatabaseSettings) -> dict[str, str]:
    """The configured schemas by kind: world first, then those beside it."""
    named = {
        "world": database.world,
        "hotfixes": database.hotfixes,
        "auth": database.auth,
        "characters": database.characters,
    }
    return {kind: schema for kind, schema in named.items() if schema}


async def serve(
    settings: Settings,
    *,
    announce: Callable[[Addresses], None],
    environ: Mapping[str, str],
    clock: WallClock | None = None,
) -> None:
    """Serve MCP over HTTP and the operations port until SIGTERM or SIGINT.

    Raises:
        StartError: a port is taken, a certificate cannot be used.
    """
    parts = build(settings, environ, clock or SystemClock())
    console_app = make_console(
        parts.health.report, parts.metrics, serve_metrics=settings.console.metrics
    )
    console_stop, server_stop = trio.Event(), trio.Event()
    async with (
        background(parts),
        running(partial(watch_reload, parts.realms.look_again)),
        running_until(
            partial(console.run, console_app, settings.console, stop=console_stop), console_stop
        ) as console_url,
        knowledge(parts),
        keeping(parts),
        running_until(
            partial(
                server.run_http,
                parts.dispatcher,
                settings.server,
                parts.metrics,
                profile=settings.tools.profile,
                stop=server_stop,
            ),
            server_stop,
        ) as mcp_urls,
    ):
        parts.listening.set()
        memory.settle()
        parts.notifier.send(READY="1", STATUS=f"serving {mcp_urls[0]}")
        announce(Addresses(tuple(mcp_urls), console_url))
        await parts.stop.wait()
        parts.notifier.send(STOPPING="1", STATUS="draining")
    logger.info("stopped")


async def serve_stdio(
    settings: Settings, *, environ: Mapping[str, str], clock: WallClock | None = None
) -> None:
    """Serve MCP over standard input and output until its end, SIGTERM or SIGINT."""
    parts = build(settings, environ, clock or SystemClock())
    async with background(parts), knowledge(parts), keeping(parts):
        parts.listening.set()
        await server.run_stdio(parts.dispatcher, profile=settings.tools.profile, stop=parts.stop)


def keeping(parts: Parts) -> AbstractAsyncContextManager[None]:
    """Look after the backups around the block, where there are any."""
    return nullcontext() if parts.backups is None else running(parts.backups.run)


@asynccontextmanager
async def knowledge(parts: Parts) -> AsyncIterator[None]:
    """Keep at hand what tools answer from: the realm, the index of its names, the library."""
    async with (
        running(parts.realms.run),
        running(parts.services.finder.run),
        running(parts.services.library.run),
    ):
        yield


@asynccontextmanager
async def background(parts: Parts) -> AsyncIterator[None]:
    """Run what watches over the others: signals, loop lag, the service manager's watchdog."""
    async with trio.open_nursery() as nursery:
        await nursery.start(watch_signals, parts.stop)
        nursery.start_soon(watch_loop, parts.metrics, parts.pulses)
        nursery.start_soon(feed_watchdog, parts.notifier, parts.pulses)
        yield
        nursery.cancel_scope.cancel()
