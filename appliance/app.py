"""The composition root: the one place that builds every part and knows their order.

Parts are stacked, not siblings: when the block ends they stop in the reverse of their start.
A stop is asked for by an event and never by cancelling, so that order holds.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import structlog
import trio

from appliance import __version__
from appliance.clock import SystemClock, WallClock
from appliance.console import service as console
from appliance.console.health import HealthService
from appliance.console.probes import make_console
from appliance.failover.expiry import watch_expiry
from appliance.failover.facts import Facts
from appliance.failover.health import OwnFacts, check_cluster
from appliance.failover.leader import Leadership, Shift
from appliance.failover.tasks import LeaderTask, LeaderTasks
from appliance.gamedata.finder.service import Finder
from appliance.lifecycle import memory
from appliance.lifecycle.pulse import Pulses
from appliance.lifecycle.running import running, running_until
from appliance.lifecycle.signals import watch_reload, watch_signals
from appliance.lifecycle.systemd import Notifier, feed_watchdog
from appliance.plans import plan_leadership
from appliance.reload.backups import KeptBackups
from appliance.reload.configuration import Configuration, Inputs
from appliance.reload.folders import Folders
from appliance.reload.library import Libraries
from appliance.reload.port import Port
from appliance.reload.realm import Realms
from appliance.reload.simple import simple_parts
from appliance.server import service as server
from appliance.server.dispatch import Dispatcher
from appliance.server.kernel import Kernel, build_kernel
from appliance.server.service import HttpPort
from appliance.settings.model import Settings
from appliance.sourcetree.opcodes import SourceTree
from appliance.telemetry.health import Check, Status
from appliance.telemetry.loop import watch_loop
from appliance.telemetry.metrics import Metrics
from appliance.tools import DOMAINS
from appliance.tools.context import Services
from appliance.tools.registry import collect
from appliance.workspace.folder import Workspace
from appliance.worldserver.process import Worldserver

logger = structlog.get_logger("appliance")

STOPS = "this node stops"

Duties = Callable[[Leadership], Sequence[LeaderTask]]
"""Makes tasks of the leader, which ask it for the term before each effect."""


def no_duties(_leadership: Leadership) -> Sequence[LeaderTask]:
    """Nothing but what the product itself does."""
    return ()


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
    realms: Realms
    libraries: Libraries
    health: HealthService
    notifier: Notifier
    kernel: Kernel
    services: Services
    leadership: Leadership
    tasks: LeaderTasks
    configuration: Configuration


def build(
    settings: Settings,
    environ: Mapping[str, str],
    clock: WallClock,
    *,
    inputs: Inputs | None = None,
    duties: Duties = no_duties,
    alone: bool = False,
) -> Parts:
    """Build the parts; nothing runs yet.

    Args:
        inputs: where a reload gets its settings from.
        duties: what else only the leader does.
        alone: a process that takes part in no cluster, whatever the settings say.
    """
    metrics, pulses = Metrics(), Pulses()
    listening, stop = trio.Event(), trio.Event()
    metrics.build.info({"version": __version__})
    realms = Realms(settings, metrics, pulses)
    libraries = Libraries(settings, environ)
    finder = Finder(settings.names, realms)

    def known() -> list[Check]:
        return [_listens(listening), *realms.checks(), *finder.checks()]

    async def asked() -> list[Check]:
        return [_listens(listening), *await realms.probe(), *finder.checks()]

    def look() -> Facts:
        report, calls = health.report(), dispatcher.in_flight
        return Facts(
            __version__, None, report.status, report.ready, calls, generation=backups.generation
        )

    def aside() -> list[Check]:
        cluster = [*check_cluster(leadership), *tasks.checks()]
        return [*backups.checks(), *cluster, *configuration.checks()]

    shift = Shift()
    leadership = plan_leadership(
        settings, environ, clock, metrics, OwnFacts(look), shift, alone=alone
    )
    backups = KeptBackups(settings, clock, metrics, leadership)
    of_leader = LeaderTask("backup", backups.run, backups.stand_by)
    tasks = LeaderTasks(leadership, [of_leader, *duties(leadership)], shift, metrics)
    health = HealthService(lambda: configuration.settings, clock, pulses, stop, known, asked, aside)
    services = Services(
        realms.service,
        health.examine,
        source_tree=SourceTree(settings.source_tree.path),
        library=libraries.current,
        finder=finder,
        workspace=Workspace(settings.workspace),
        worldserver=Worldserver(settings.worldserver),
        backups=backups.desk(settings),
        leadership=leadership,
    )
    dispatcher = Dispatcher(collect(DOMAINS), services, metrics)
    kernel = build_kernel(dispatcher, profile=settings.tools.profile)
    notifier = Notifier(environ)
    configuration = Configuration(
        settings, inputs, dispatcher, clock=clock, metrics=metrics, notifier=notifier, stopping=stop
    )
    configuration.parts += [realms, libraries, backups, Folders(), *simple_parts(kernel, finder)]
    return Parts(
        metrics, pulses, listening, stop, realms, libraries, health, notifier, kernel, services,
        leadership, tasks, configuration
    )  # fmt: skip


def _listens(listening: trio.Event) -> Check:
    """Ready means that calls are taken: the MCP port opens after everything it needs."""
    if listening.is_set():
        return Check("server", Status.OK, "takes calls", essential=True)
    return Check("server", Status.FAILED, "does not take calls yet", essential=True)


async def serve(
    settings: Settings,
    *,
    announce: Callable[[Addresses], None],
    environ: Mapping[str, str],
    inputs: Inputs | None = None,
    clock: WallClock | None = None,
    duties: Duties = no_duties,
) -> None:
    """Serve MCP over HTTP and the operations port until SIGTERM or SIGINT.

    Args:
        inputs: where a reload gets its settings from.
        duties: what else only the leader does, beside the backups.

    Raises:
        StartError: a port is taken, a certificate cannot be used.
    """
    parts = build(settings, environ, clock or SystemClock(), inputs=inputs, duties=duties)
    configuration = parts.configuration
    console_app = make_console(
        parts.health.report,
        parts.metrics,
        parts.leadership,
        configuration.reload,
        serve_metrics=lambda: configuration.settings.console.metrics,
    )
    port = HttpPort(parts.kernel, settings.server, parts.metrics)
    configuration.parts.append(Port(port))
    console_stop, server_stop = trio.Event(), trio.Event()
    async with (
        background(parts),
        running_until(
            partial(console.run, console_app, settings.console, stop=console_stop), console_stop
        ) as console_url,
        knowledge(parts),
        running_until(partial(port.run, stop=server_stop), server_stop) as mcp_urls,
        running(configuration.run),
        # Last, so that what a start costs stalls no leader, and first to end.
        leading(parts),
    ):
        parts.listening.set()
        configuration.status = f"serving {mcp_urls[0]}"
        parts.notifier.send(READY="1", STATUS=configuration.status)
        announce(Addresses(tuple(mcp_urls), console_url))
        await parts.stop.wait()
        limits = configuration.settings.server
        parts.notifier.stopping(within_s=limits.drain_delay_s + limits.drain_timeout_s)
        await parts.leadership.step_down(STOPS)
        await trio.sleep(limits.drain_delay_s)
    logger.info("stopped")


async def serve_stdio(
    settings: Settings,
    *,
    environ: Mapping[str, str],
    inputs: Inputs | None = None,
    clock: WallClock | None = None,
) -> None:
    """Serve MCP over standard input and output until its end, SIGTERM or SIGINT."""
    parts = build(settings, environ, clock or SystemClock(), inputs=inputs, alone=True)
    async with (
        background(parts),
        knowledge(parts),
        running(parts.configuration.run),
        leading(parts),
    ):
        parts.listening.set()
        await server.run_stdio(parts.kernel, stop=parts.stop)


@asynccontextmanager
async def leading(parts: Parts) -> AsyncIterator[None]:
    """Take part in electing the leader, and do what is its alone; that stops first."""
    memory.settle()
    ha = parts.configuration.settings.ha
    async with AsyncExitStack() as stack:
        if ha.enabled and ha.tls_certificate is not None:
            watch = partial(watch_expiry, ha.tls_certificate, parts.metrics)
            await stack.enter_async_context(running(watch))
        await stack.enter_async_context(running(parts.leadership.run))
        await stack.enter_async_context(running(parts.tasks.run))
        yield
        if parts.leadership.term() is not None:  # elected once more while the port drained
            await parts.leadership.step_down(STOPS)


@asynccontextmanager
async def knowledge(parts: Parts) -> AsyncIterator[None]:
    """Keep at hand what tools answer from: the realm, the index of its names, the library."""
    async with (
        running(parts.realms.run),
        running(parts.services.finder.run),
        running(parts.libraries.run),
    ):
        yield


@asynccontextmanager
async def background(parts: Parts) -> AsyncIterator[None]:
    """Run what watches over the others: signals, loop lag, the service manager's watchdog."""
    async with trio.open_nursery() as nursery:
        await nursery.start(watch_signals, parts.stop)
        await nursery.start(watch_reload, parts.configuration.ask)
        nursery.start_soon(watch_loop, parts.metrics, parts.pulses)
        nursery.start_soon(feed_watchdog, parts.notifier, parts.pulses)
        yield
        nursery.cancel_scope.cancel()
